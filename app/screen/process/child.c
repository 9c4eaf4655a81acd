#include "app/screen/process/child.h"

#include "app/screen/process/door.h"
#include "app/screen/process/runtime.h"
#include "app/screen/process/secret_json.h"
#include "platform/base/arguments.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"

#include <stdlib.h>

#define DESCRIPTORS_KEPT 4

/* No program is started, nothing is reached but neighbours' sockets and what is open already. */
static bool enter_sandbox(const struct runtime *runtime, struct error *error)
{
    const struct kiosk_paths *paths = &runtime->config.paths;
    char network[FILE_PATH_MAX] = "";
    const bool panel = runtime->config.display.driver == KIOSK_DRIVER_KMS;
    const char *const read[] = {paths->share,
                                paths->state,
                                "/etc/fonts",
                                "/usr/share/fonts",
                                "/usr/share/fontconfig",
                                "/var/cache/fontconfig",
                                runtime->may_set_up ? network : paths->share,
                                panel ? "/sys" : paths->share,
                                panel ? "/run/udev" : paths->share,
                                panel ? "/usr/share/libinput" : paths->share,
                                panel ? "/etc/libinput" : paths->share,
                                NULL};
    /* Touch screens and keys may be plugged in at any time. */
    const char *const devices[] = {panel ? "/dev/input" : NULL, NULL};
    const char *const write[] = {paths->outbox, NULL};
    const struct sandbox_plan plan = {
        .program = "kiosk-screen",
        /* Pango looks for a font it has not used yet in a thread of its own. */
        .groups = SANDBOX_FILES | SANDBOX_UNIX | SANDBOX_DISPLAY | SANDBOX_THREADS |
                  (panel ? SANDBOX_PANEL : 0),
        .read = read,
        .write = write,
        .devices = devices,
    };

    return file_folder_of(paths->network, network, error) && sandbox_enter(&plan, error);
}

static bool run(struct runtime *runtime, struct error *error)
{
    if (!secret_start(error))
        return false;
    secret_json_start();
    return runtime_open(runtime, error) && enter_sandbox(runtime, error) &&
           runtime_begin(runtime, error) && runtime_run(runtime, error);
}

static bool prepare(const struct runtime *runtime, struct error *error)
{
    int keep[DESCRIPTORS_KEPT] = {runtime->parent};
    size_t count = 1;

    if (runtime->config.display.driver == KIOSK_DRIVER_KMS) {
        keep[count++] = runtime->panel.device;
        keep[count++] = runtime->panel.record;
    }

#ifdef KIOSK_TEST_DOOR
    if (door_descriptor() >= 0)
        keep[count++] = door_descriptor();
#endif
    return sandbox_prepare(keep, count, error);
}

static bool configure(struct runtime *runtime, const char *path, const char *panel,
                      struct error *error)
{
    if (!kiosk_config_load(path, &runtime->config, error))
        return false;
    return runtime->config.display.driver != KIOSK_DRIVER_KMS ||
           display_receive(panel, &runtime->config, &runtime->panel) ||
           error_set(error, ERROR_INPUT, "the parent has no panel for this process");
}

int command_child(int argc, char **argv, void *context)
{
    const char *config_path = KIOSK_CONFIG_DEFAULT, *parent = NULL, *panel = "";
    const struct option_row rows[] = {
        {.name = "config", .value = "FILE", .target = &config_path, .meaning = "configuration"},
        {.name = "parent", .value = "NUMBER", .target = &parent, .meaning = "socket of the parent"},
        {.name = "panel",
         .value = "NUMBERS",
         .target = &panel,
         .meaning = "the panel, if there is one"},
        {0},
    };
    struct runtime runtime = {0};
    struct error error = {.kind = ERROR_NONE};
    size_t operands = 0;
    bool fine;

    (void)context;
    log_start("kiosk-screen");
    if (!arguments_parse(argc, argv, rows, NULL, 0, &operands, &error) || !parent) {
        log_error("a visit's process is started by kiosk-screen itself");
        return EXIT_USAGE;
    }
    runtime.parent = atoi(parent);
    fine = configure(&runtime, config_path, panel, &error) && prepare(&runtime, &error) &&
           run(&runtime, &error);
    if (!fine && !runtime.failed)
        log_error("%s", error.text);
    runtime_close(&runtime);
    secret_stop();
    return fine ? EXIT_FINE : EXIT_FAILED;
}
