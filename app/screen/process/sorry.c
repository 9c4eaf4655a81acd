/* kiosk-screen sorry. */
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

struct sorry {
    struct panel_setup setup;
    struct still still;
    struct panel *panel;
    struct loop *loop;
    struct loop_timer again;
};

static void changed(void *context, short events)
{
    struct sorry *sorry = context;

    (void)events;
    if (panel_look(sorry->panel) != PANEL_SAME)
        still_show(&sorry->still, sorry->panel);
}

static void show(void *context)
{
    struct sorry *sorry = context;
    struct error error;

    sorry->panel = panel_open(&sorry->setup, &error);
    if (!sorry->panel) {
        log_warning("%s", error.text);
        loop_timer_set(sorry->loop, &sorry->again, AGAIN_MS);
        return;
    }
    still_show(&sorry->still, sorry->panel);
    if (panel_changes(sorry->panel) >= 0 &&
        !loop_watch(sorry->loop, panel_changes(sorry->panel), POLLIN, changed, sorry, &error))
        log_warning("%s", error.text);
}

static void caught(void *context, int signal_number)
{
    struct sorry *sorry = context;

    (void)signal_number;
    loop_stop(sorry->loop);
}

static bool enter_sandbox(const struct panel_setup *setup, struct error *error)
{
    const char *const devices[] = {strcmp(setup->card, "auto") == 0 ? "/dev/dri" : setup->card,
                                   NULL};
    const char *const read[] = {"/run/udev", NULL};
    const struct sandbox_plan plan = {.program = "kiosk-screen sorry",
                                      .groups = SANDBOX_FILES | SANDBOX_DEVICE,
                                      .read = read,
                                      .devices = devices};

    return sandbox_enter(&plan, error);
}

static bool run(struct sorry *sorry, struct error *error)
{
    static const int signals[] = {SIGTERM, SIGINT};

    sorry->loop = loop_create(&clock_system, error);
    sorry->again = (struct loop_timer){.callback = show, .context = sorry};
    if (!sorry->loop || !loop_add_timer(sorry->loop, &sorry->again, error) ||
        !loop_catch(sorry->loop, signals, 2, caught, sorry, error) ||
        !enter_sandbox(&sorry->setup, error))
        return false;
    show(sorry);
    return loop_run(sorry->loop, error);
}

/* The kiosk may be broken because its configuration is: then the defaults show the words as well. */
static void configure(struct sorry *sorry, struct kiosk_config *config, const char *path)
{
    struct error error;

    if (!kiosk_config_load(path, config, &error)) {
        log_warning("%s", error.text);
        kiosk_config_default(config);
    }
    sorry->setup = (struct panel_setup){.card = config->display.card,
                                        .width = config->display.canvas_width,
                                        .height = config->display.canvas_height,
                                        .device = -1,
                                        .record = -1};
    if (!still_load(&sorry->still, config->paths.share, "sorry",
                    (enum turn)config->display.rotation, &error))
        log_warning("%s", error.text);
}

int command_sorry(int argc, char **argv, void *context)
{
    const char *config_path = KIOSK_CONFIG_DEFAULT;
    const struct option_row rows[] = {
        {.name = "config", .value = "FILE", .target = &config_path, .meaning = "configuration"},
        {0},
    };
    struct arguments line = {.program = "kiosk-screen sorry", .rows = rows};
    struct kiosk_config config;
    struct sorry sorry = {0};
    struct error error = {.kind = ERROR_NONE};
    int code = EXIT_FINE;

    (void)context;
    if (!arguments_take(&line, argc, argv, &code))
        return code;
    configure(&sorry, &config, config_path);
    if (!sandbox_prepare(NULL, 0, &error) || !run(&sorry, &error)) {
        log_error("%s", error.text);
        code = EXIT_FAILED;
    }
    loop_destroy(sorry.loop);
    panel_close(sorry.panel);
    still_finish(&sorry.still);
    return code;
}
