#include "app/site/site.h"
#include "app/staff/kioskctl/ctl.h"
#include "app/staff/kioskctl/enrol.h"
#include "app/staff/kioskctl/invited.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/secret.h"
#include "platform/base/spoken_code.h"

#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The TPM is opened before the sandbox is entered. */
static bool make_request(struct ctl *ctl, const char *name, uint8_t fingerprint[static DIGEST_SIZE],
                         struct error *error)
{
    if (!file_make_folder(ctl->config.paths.keys, 0700, error) || !ctl_use_keys(ctl, error)) {
        return false;
    }
    const struct enrol_place place = {&ctl->config.paths, ctl->tpm};
    bool fine = ctl_confine(ctl, NULL, error) && enrol_request(&place, name, fingerprint, error);
    ctl_leave_keys(ctl);
    return fine;
}

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
    if (!make_request(&ctl, name, fingerprint, &error)) {
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

static bool put_bundle(struct ctl *ctl, char *kiosk_id, size_t size, struct error *error)
{
    const char *bundle = ctl->operands[0];
    if (!make_site_folder(ctl, error) || !ctl_use_keys(ctl, error)) {
        return false;
    }
    const struct enrol_place place = {&ctl->config.paths, ctl->tpm};
    bool fine = ctl_confine(ctl, bundle, error) &&
                enrol_install(&place, bundle, &clock_system, kiosk_id, size, error);
    ctl_leave_keys(ctl);
    return fine;
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
    if (!put_bundle(&ctl, kiosk_id, sizeof kiosk_id, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.json) {
        ctl_print_json(json_pack("{s:s}", "kiosk", kiosk_id));
    } else {
        (void)printf("This is kiosk %s now. Restart its programs.\n", kiosk_id);
    }
    return EXIT_FINE;
}

/* One line of standard input: an argument would stand in the list of processes. */
static bool read_code(char code[static ENROL_CODE_SIZE], struct error *error)
{
    char line[SPOKEN_CODE_TYPED_MAX + 2];
    (void)setvbuf(stdin, NULL, _IONBF, 0); /* what stdio keeps is not wiped */
    bool fine = fgets(line, sizeof line, stdin) != NULL;
    line[fine ? strcspn(line, "\r\n") : 0] = '\0';
    fine = enrol_code_parse(line, code);
    secret_wipe(line, sizeof line);
    return fine || error_set(error, ERROR_INPUT,
                             "that is no code of an invitation: it has 16 letters and digits, and "
                             "one of them is wrong; type it again");
}

static bool take_invitation(const struct ctl *ctl, const struct invitation *invitation,
                            int64_t *ends_utc, enum enrol_problem *problem, struct error *error)
{
    char code[ENROL_CODE_SIZE];
    const struct enrol_place place = {&ctl->config.paths, ctl->tpm};
    *problem = ENROL_CODE_WRONG;
    bool fine = read_code(code, error) &&
                invited_enrol(&place, invitation, code, &clock_system, ends_utc, problem, error);
    secret_wipe(code, sizeof code);
    return fine;
}

/* What the sandbox must know comes from the file; the code is read behind it. */
static bool prepare(struct ctl *ctl, struct invitation *invitation, enum enrol_problem *problem,
                    struct error *error)
{
    *problem = ENROL_FAILED;
    if (!make_site_folder(ctl, error) || !file_make_folder(ctl->config.paths.keys, 0700, error)) {
        return false;
    }
    *problem = ENROL_FALSE_FILE;
    if (!invitation_load(ctl->operands[0], invitation, error)) {
        return false;
    }
    if (isatty(STDIN_FILENO)) {
        (void)fprintf(stderr, "Code for kiosk %s: ", invitation->kiosk_id);
    }
    *problem = ENROL_NO_TPM;
    if (!ctl_use_keys(ctl, error)) {
        return false;
    }
    *problem = ENROL_FAILED;
    return ctl_confine_to_port(ctl, NULL, invited_port(invitation), error);
}

static int invitation(int argc, char **argv)
{
    static const struct ctl_usage usage = {
        .command = "enrol invitation", .operands = "FILE", .operand_count = 1};
    struct ctl ctl;
    struct error error;
    struct invitation invited;
    enum enrol_problem problem = ENROL_FAILED;
    int64_t ends_utc = 0;
    char ends[CLOCK_TEXT_SIZE];
    if (!ctl_begin(&ctl, &usage, argc, argv, &error)) {
        return ctl_end(false, &error);
    }
    if (ctl.help) {
        return EXIT_FINE;
    }
    invitation_init(&invited);
    bool fine = prepare(&ctl, &invited, &problem, &error) &&
                take_invitation(&ctl, &invited, &ends_utc, &problem, &error);
    clock_format(ends_utc, ends);
    if (fine && ctl.json) {
        ctl_print_json(
            json_pack("{s:s, s:s}", "kiosk", invited.kiosk_id, "certificate_ends_utc", ends));
    } else if (fine) {
        (void)printf("This is kiosk %s now, until %s. Restart its programs.\n", invited.kiosk_id,
                     ends);
    } else if (ctl.json) {
        ctl_print_json(json_pack("{s:s}", "reason", enrol_problem_name(problem)));
    }
    invitation_finish(&invited);
    ctl_leave_keys(&ctl);
    return ctl_end(fine, &error);
}

int ctl_enrol(int argc, char **argv, void *context)
{
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } verbs[] = {{"request", request}, {"install", install}, {"invitation", invitation}};
    struct error error;
    (void)context;
    for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(argv[1], verbs[i].name) == 0) {
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    error_set(&error, ERROR_INPUT,
              "usage: kioskctl enrol invitation FILE, kioskctl enrol request, or kioskctl enrol "
              "install BUNDLE");
    return ctl_end(false, &error);
}
