/* kiosk-screen broken. */
#include "app/local/kiosk_config.h"
#include "app/screen/commands.h"
#include "app/screen/process/still.h"
#include "platform/base/arguments.h"
#include "platform/base/clock.h"
#include "platform/base/log.h"
#include "platform/base/loop.h"
#include "platform/sandbox/sandbox.h"

#include <string.h>

#define AGAIN_MS 1000 /* who held the display may be about to end */

struct broken {
    struct panel_setup setup;
    struct still still;
    struct panel *panel;
    struct loop *loop;
    struct loop_timer again;
    struct error why; /* that it ended for; ERROR_NONE if it was asked to */
};

/* The sandbox allows no second panel: whoever started this program starts it, or the machine, again. */
static void give_up(struct broken *broken)
{
    error_set(&broken->why, ERROR_UNAVAILABLE, "the graphics device is gone");
    loop_stop(broken->loop);
}

static void changed(void *context, short events)
{
    struct broken *broken = context;

    (void)events;
    switch (panel_look(broken->panel)) {
    case PANEL_SAME:
        break;
    case PANEL_GONE:
    case PANEL_RESIZED:
        still_show(&broken->still, broken->panel);
        break;
    case PANEL_LOST:
        give_up(broken);
        break;
    }
}

/* Entered with the panel open: a device that is not there yet could not be allowed. */
static bool enter_sandbox(const struct panel_setup *setup, struct error *error)
{
    const char *const devices[] = {strcmp(setup->card, "auto") == 0 ? "/dev/dri" : setup->card,
                                   NULL};
    const char *const read[] = {"/run/udev", NULL};
    const struct sandbox_plan plan = {.program = "kiosk-screen broken",
                                      .groups = SANDBOX_FILES | SANDBOX_DEVICE,
                                      .read = read,
                                      .devices = devices};

    return sandbox_enter(&plan, error);
}

static void show(void *context)
{
    struct broken *broken = context;
    struct error error;

    broken->panel = panel_open(&broken->setup, &error);
    if (!broken->panel) {
        log_warning("%s", error.text);
        loop_timer_set(broken->loop, &broken->again, AGAIN_MS);
        return;
    }
    if (!enter_sandbox(&broken->setup, &error)) {
        broken->why = error;
        loop_stop(broken->loop);
        return;
    }
    still_show(&broken->still, broken->panel);
    if (panel_changes(broken->panel) >= 0 &&
        !loop_watch(broken->loop, panel_changes(broken->panel), POLLIN, changed, broken, &error))
        log_warning("%s", error.text);
}

static void caught(void *context, int signal_number)
{
    struct broken *broken = context;

    (void)signal_number;
    loop_stop(broken->loop);
}

static bool run(struct broken *broken, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};

    broken->loop = loop_create(&clock_system, error);
    broken->again = (struct loop_timer){.callback = show, .context = broken};
    if (!broken->loop || !loop_add_timer(broken->loop, &broken->again, error) ||
        !loop_catch(broken->loop, signals, 2, caught, broken, error))
        return false;
    show(broken);
    if (!loop_run(broken->loop, error))
        return false;
    *error = broken->why;
    return error->kind == ERROR_NONE;
}

/* The kiosk may be broken because its configuration is: then the defaults show the words as well. */
static void configure(struct broken *broken, struct kiosk_config *config, const char *path)
{
    struct error error;

    if (!kiosk_config_load(path, config, &error)) {
        log_warning("%s", error.text);
        kiosk_config_default(config);
    }
    broken->setup = (struct panel_setup){.card = config->display.card,
                                         .width = config->display.canvas_width,
                                         .height = config->display.canvas_height,
                                         .device = -1,
                                         .record = -1};
    if (!still_load(&broken->still, config->paths.share, "not-available",
                    (enum turn)config->display.rotation, &error))
        log_warning("%s", error.text);
}

int command_broken(int argc, char **argv, void *context)
{
    const char *config_path = KIOSK_CONFIG_DEFAULT;
    const struct option_row rows[] = {
        {.name = "config", .value = "FILE", .target = &config_path, .meaning = "configuration"},
        {0},
    };
    struct arguments line = {.program = "kiosk-screen broken", .rows = rows};
    struct kiosk_config config;
    struct broken broken = {0};
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FINE;

    (void)context;
    if (!arguments_take(&line, argc, argv, &code))
        return code;
    configure(&broken, &config, config_path);
    if (!sandbox_prepare(NULL, 0, &error) || !run(&broken, &error)) {
        log_error("%s", error.text);
        code = EXIT_FAILED;
    }
    loop_destroy(broken.loop);
    panel_close(broken.panel);
    still_finish(&broken.still);
    return code;
}
