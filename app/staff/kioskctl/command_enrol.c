#include "app/site/site.h"
#include "app/staff/kioskctl/ctl.h"
#include "app/staff/kioskctl/enrol.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>

static int request(int argc, char **argv)
{
    const char *name = "kiosk";
    const struct ctl_usage usage = {.command = "enrol request",
                                    .operands = "",
                                    .option = "kiosk-name",
                                    .value = "NAME",
                                    .meaning = "what the request calls this kiosk",
                                    .target = &name};
    struct ctl ctl;
    struct error error;
    uint8_t fingerprint[DIGEST_SIZE];
    char text[2 * DIGEST_SIZE + 1];
    if (!ctl_begin(&ctl, &usage, argc, argv, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.help) {
        return EXIT_FINE;
    }
    if (!file_make_folder(ctl.config.paths.keys, 0700, &error) ||
        !ctl_confine(&ctl, NULL, &error) ||
        !enrol_request(&ctl.config.paths, name, fingerprint, &error)) {
        return ctl_end(false, &error);
    }
    hex_encode(fingerprint, sizeof fingerprint, text);
    if (ctl.json) {
        ctl_print_json(json_pack("{s:s+, s:s}", "request", ctl.config.paths.keys,
                                 "/" CLIENT_REQUEST_FILE, "fingerprint", text));
    } else {
        (void)printf("Take %s/" CLIENT_REQUEST_FILE
                     " to the central office.\nKey fingerprint: %s\n",
                     ctl.config.paths.keys, text);
    }
    return EXIT_FINE;
}

static bool make_site_folder(const struct ctl *ctl, struct error *error)
{
    char path[KIOSK_PATH_MAX];
    memcpy(path, ctl->config.paths.site, sizeof path);
    return file_make_folder(dirname(path), 0755, error);
}

static int install(int argc, char **argv)
{
    static const struct ctl_usage usage = {
        .command = "enrol install", .operands = "BUNDLE", .operand_count = 1};
    struct ctl ctl;
    struct error error;
    char kiosk_id[SITE_TEXT_MAX];
    if (!ctl_begin(&ctl, &usage, argc, argv, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.help) {
        return EXIT_FINE;
    }
    if (!make_site_folder(&ctl, &error) || !ctl_confine(&ctl, ctl.operands[0], &error) ||
        !enrol_install(&ctl.config.paths, ctl.operands[0], &clock_system, kiosk_id, sizeof kiosk_id,
                       &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.json) {
        ctl_print_json(json_pack("{s:s}", "kiosk", kiosk_id));
    } else {
        (void)printf("This is kiosk %s now. Restart its programs.\n", kiosk_id);
    }
    return EXIT_FINE;
}

int ctl_enrol(int argc, char **argv, void *context)
{
    (void)context;
    if (argc > 1 && strcmp(argv[1], "request") == 0) {
        return request(argc - 1, argv + 1);
    }
    if (argc > 1 && strcmp(argv[1], "install") == 0) {
        return install(argc - 1, argv + 1);
    }
    struct error error;
    error_set(&error, ERROR_INPUT,
              "usage: kioskctl enrol request, or kioskctl enrol install BUNDLE");
    return ctl_end(false, &error);
}
