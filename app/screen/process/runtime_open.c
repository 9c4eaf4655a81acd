#include "app/screen/process/runtime.h"

#include "app/screen/process/door.h"
#include "app/screen/process/first.h"
#include "app/screen/process/first_facts.h"
#include "app/screen/process/printing.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"

#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

bool runtime_create_visit(struct runtime *runtime, struct error *error)
{
    const struct kiosk_visit *times = &runtime->config.visit;
    char languages[FILE_PATH_MAX];
    char keyboards[FILE_PATH_MAX];
    int *today = runtime->today;
    struct first_facts facts;
    struct visit_setup setup = {
        .form = runtime->resources.form,
        .site = runtime->resources.site,
        .measure = runtime->measure,
        .languages = languages,
        .keyboards = keyboards,
        .orientation = frame_orientation(runtime->frame),
        .version = KIOSK_VERSION,
        .timeout_ms = times->timeout * 1000,
        .timeout_assisted_ms = times->timeout_assisted * 1000,
        .answer_ms = times->answer * 1000,
        .receipt_ms = times->receipt * 1000,
        .receipt_assisted_ms = times->receipt_assisted * 1000,
        .first_facts =
            runtime->may_set_up && first_is_wanted(&runtime->config, &facts) ? &facts : NULL,
        .first_word = runtime->config.setup.reached,
        .first_language = runtime->config.setup.language,
        .keypad = runtime->config.display.keypad,
        .switches = runtime->config.keypad.switches,
    };

    if (!setup.form)
        return error_set(error, ERROR_MEMORY, "no memory for a form");
    if (!file_join(languages, sizeof languages, runtime->config.paths.share, "languages") ||
        !file_join(keyboards, sizeof keyboards, runtime->config.paths.share, "keyboards"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    resources_today(&runtime->resources, &today[0], &today[1], &today[2]);
    setup.today_year = today[0];
    setup.today_month = today[1];
    setup.today_day = today[2];
    runtime->visit = visit_create(&setup, error);
    return runtime->visit && runtime_attach_voice(runtime, error);
}

/* ---- what else is heard ---------------------------------------------------- */

static void parent_speaks(void *context, short events)
{
    struct runtime *runtime = context;

    /* It says nothing: it closes its end when this process is to go. */
    (void)events;
    loop_stop(runtime->loop);
}

/* Only now somebody says that this kiosk has no staff PIN. */
static bool first_starts_late(const struct runtime *runtime)
{
    struct first_facts facts;

    return !runtime->first && runtime_at_rest(runtime) && first_is_wanted(&runtime->config, &facts);
}

static void state_changed(void *context, short events)
{
    struct runtime *runtime = context;

    (void)events;
    state_watch_drain(runtime->state_folder);
    if (runtime->ended)
        return;
    if (runtime_at_rest(runtime))
        runtime_renew_voice(runtime);
    (void)runtime_check_health(runtime);
    runtime_look_at_deed(runtime);
    if (first_starts_late(runtime)) {
        runtime_end(runtime, HANDOVER_RENEW);
        return;
    }
    runtime_settle(runtime);
    first_run_look(runtime->first);
}

static int64_t site_written(const struct runtime *runtime)
{
    struct stat status;

    if (stat(runtime->config.paths.site, &status) != 0)
        return 0;
    return (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
}

/* A new site bundle came: what was loaded from the old one cannot be mixed with it. */
static void site_changed(void *context, short events)
{
    struct runtime *runtime = context;

    (void)events;
    state_watch_drain(runtime->site_folder);
    if (runtime->ended || site_written(runtime) == runtime->site_changed ||
        !runtime_at_rest(runtime))
        return;
    log_info("the site bundle has changed; it is loaded anew");
    runtime_end(runtime, HANDOVER_RENEW);
}

#ifdef KIOSK_TEST_DOOR
static void advance(void *context, int64_t milliseconds)
{
    struct runtime *runtime = context;

    runtime->advanced += milliseconds;
    if (runtime->rest.due != 0 && milliseconds >= VISIT_HOLD_MS)
        runtime_finger_rested(runtime);
    if (!runtime->ended && visit_tick(runtime->visit, runtime_now(runtime)))
        runtime_settle(runtime);
}
#endif

static bool watch(struct runtime *runtime, struct error *error)
{
    char site[FILE_PATH_MAX];

    runtime->tick = (struct loop_timer){.callback = runtime_tick_is_due, .context = runtime};
    runtime->alive = (struct loop_timer){.callback = runtime_alive_is_due, .context = runtime};
    runtime->rest = (struct loop_timer){.callback = runtime_finger_rested, .context = runtime};
    if (!loop_add_timer(runtime->loop, &runtime->tick, error) ||
        !loop_add_timer(runtime->loop, &runtime->rest, error) ||
        !loop_add_timer(runtime->loop, &runtime->alive, error) ||
        !loop_watch(runtime->loop, runtime->parent, POLLIN, parent_speaks, runtime, error))
        return false;
    runtime->state_folder = state_watch(runtime->config.paths.state, error);
    if (runtime->state_folder < 0 ||
        !loop_watch(runtime->loop, runtime->state_folder, POLLIN, state_changed, runtime, error))
        return false;
    /* A kiosk that is not set up yet may lack that folder. */
    runtime->site_folder = text_copy(site, sizeof site, runtime->config.paths.site)
                               ? state_watch(dirname(site), NULL)
                               : -1;
    return runtime->site_folder < 0 ||
           loop_watch(runtime->loop, runtime->site_folder, POLLIN, site_changed, runtime, error);
}

/* ---- opening and closing --------------------------------------------------- */

static bool open_display(struct runtime *runtime, struct error *error)
{
    static const char *const drivers[] = {
        [KIOSK_DRIVER_AUTO] = "auto",
        [KIOSK_DRIVER_X11] = "x11",
        [KIOSK_DRIVER_OFFSCREEN] = "offscreen",
        [KIOSK_DRIVER_KMS] = "kms",
    };
    const struct kiosk_display *display = &runtime->config.display;
    char fonts[FILE_PATH_MAX];
    struct window_setup setup = {
        .driver = drivers[display->driver],
        .width = display->canvas_width,
        .height = display->canvas_height,
        .fullscreen = display->fullscreen,
        .title = "Custody alerts",
        .panel = display->driver == KIOSK_DRIVER_KMS ? &runtime->panel : NULL,
        .calibration = display->calibration,
    };

    if (!file_join(fonts, sizeof fonts, runtime->config.paths.share, "fonts"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    if (!canvas_load_fonts(fonts, error))
        return false;
    runtime->window = window_open(&setup, runtime->loop, runtime_happened, runtime, error);
    if (!runtime->window)
        return false;
    runtime->frame = frame_create(runtime->window, error);
    return runtime->frame != NULL;
}

bool runtime_open(struct runtime *runtime, struct error *error)
{
    struct first_facts facts;

    runtime->state_folder = runtime->site_folder = -1;
    runtime->site_changed = site_written(runtime);
    runtime->may_set_up = first_is_wanted(&runtime->config, &facts);
    runtime->loop = loop_create(&clock_system, error);
    if (!runtime->loop || !open_display(runtime, error))
        return false;
    resources_load(&runtime->resources, &runtime->config, &clock_system);
    if (!runtime_open_voice(runtime, error) || !runtime_open_effects(runtime, error) ||
        !watch(runtime, error))
        return false;
#ifdef KIOSK_TEST_DOOR
    runtime->door = door_open(runtime->loop, runtime->window, advance, runtime);
#endif
    return true;
}

bool runtime_begin(struct runtime *runtime, struct error *error)
{
    /* Text is measured at the scale of the reference, on a canvas nobody sees. */
    runtime->measure = canvas_create(1, 1, 1, 1, NULL, 0, error);
    if (!runtime->measure || !runtime_create_visit(runtime, error) ||
        !first_run_open(runtime, error))
        return false;
    (void)runtime_check_health(runtime);
    return runtime_show(runtime, error);
}

static void close_descriptor(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

void runtime_close(struct runtime *runtime)
{
#ifdef KIOSK_TEST_DOOR
    door_close(runtime->door);
#endif
    first_run_close(runtime->first);
    printing_destroy(runtime->printing);
    errands_destroy(runtime->errands);
    runtime_close_voice(runtime);
    visit_destroy(runtime->visit);
    resources_finish(&runtime->resources);
    frame_destroy(runtime->frame);
    canvas_destroy(runtime->measure);
    window_close(runtime->window);
    close_descriptor(runtime->state_folder);
    close_descriptor(runtime->site_folder);
    loop_destroy(runtime->loop);
}
