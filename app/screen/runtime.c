#include "app/screen/runtime.h"

#include "app/screen/door.h"
#include "app/screen/keys.h"
#include "app/screen/printing.h"
#include "platform/base/file.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int64_t runtime_now(const struct runtime *runtime)
{
    return clock_monotonic(&clock_system) + runtime->advanced;
}

void runtime_fail(struct runtime *runtime, const struct error *error)
{
    log_error("%s", error->text);
    runtime->failed = true;
    loop_stop(runtime->loop);
}

/* Nobody has begun a visit. */
static bool at_rest(const struct runtime *runtime)
{
    const char *screen = visit_view(runtime->visit)->screen;

    return strcmp(screen, "welcome") == 0 || strcmp(screen, "not-available") == 0;
}

/* ---- the visit ------------------------------------------------------------- */

static bool create_visit(struct runtime *runtime, struct error *error)
{
    const struct kiosk_visit *times = &runtime->config.visit;
    char languages[FILE_PATH_MAX];
    int *today = runtime->today;
    struct visit_setup setup = {
        .form = runtime->resources.form,
        .site = runtime->resources.site,
        .measure = runtime->measure,
        .languages = languages,
        .orientation = frame_orientation(runtime->frame),
        .version = KIOSK_VERSION,
        .timeout_ms = times->timeout * 1000,
        .timeout_assisted_ms = times->timeout_assisted * 1000,
        .answer_ms = times->answer * 1000,
        .receipt_ms = times->receipt * 1000,
        .receipt_assisted_ms = times->receipt_assisted * 1000,
    };

    if (!file_join(languages, sizeof languages, runtime->config.paths.share, "languages"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    resources_today(&runtime->resources, &today[0], &today[1], &today[2]);
    setup.today_year = today[0];
    setup.today_month = today[1];
    setup.today_day = today[2];
    runtime->visit = visit_create(&setup, error);
    return runtime->visit != NULL;
}

bool runtime_check_health(struct runtime *runtime)
{
    struct visit_health health;
    bool differs;

    resources_check(&runtime->resources, &health);
    differs = strcmp(health.why_not, runtime->logged) != 0;
    if (differs) {
        text_copy(runtime->logged, sizeof runtime->logged, health.why_not);
        if (health.why_not[0])
            log_warning("no visits are taken: %s", health.why_not);
        else
            log_info("visits are taken again");
    }
    visit_set_health(runtime->visit, &health, runtime_now(runtime));
    return differs;
}

/* Before a visit begins: a process may have waited for days. */
static void prepare_to_begin(struct runtime *runtime)
{
    int today[3];
    struct error error;

    resources_today(&runtime->resources, &today[0], &today[1], &today[2]);
    if (memcmp(today, runtime->today, sizeof today) != 0) {
        visit_destroy(runtime->visit);
        runtime->visit = NULL;
        if (!create_visit(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
    }
    if (runtime_check_health(runtime))
        runtime_settle(runtime);
}

/* ---- showing --------------------------------------------------------------- */

static bool show(struct runtime *runtime, struct error *error)
{
    bool changed;

    if (!frame_show(runtime->frame, visit_view(runtime->visit), &changed, error))
        return false;
#ifdef KIOSK_TEST_DOOR
    if (changed)
        door_tell(runtime->door, visit_view(runtime->visit), runtime->frame);
#endif
    return true;
}

void runtime_end(struct runtime *runtime, enum handover_kind kind)
{
    runtime->ended = true;
    loop_timer_stop(&runtime->tick);
    frame_forget(runtime->frame);
#ifdef KIOSK_TEST_DOOR
    /* What is said through it now is meant for the next process. */
    door_close(runtime->door);
    runtime->door = NULL;
#endif
    if (!handover_tell(runtime->parent, kind, NULL))
        loop_stop(runtime->loop);
}

static void set_tick(struct runtime *runtime)
{
    int64_t next = visit_next_tick(runtime->visit);

    if (next == 0 || runtime->ended)
        loop_timer_stop(&runtime->tick);
    else
        loop_timer_set(runtime->loop, &runtime->tick, next - runtime_now(runtime));
}

static void tell_parent(struct runtime *runtime)
{
    enum handover_kind kind = runtime->logged[0] ? HANDOVER_CLOSED : HANDOVER_READY;

    if (runtime->ended || !at_rest(runtime) || kind == runtime->told)
        return;
    runtime->told = kind;
    if (!handover_tell(runtime->parent, kind, runtime->logged))
        loop_stop(runtime->loop);
}

void runtime_settle(struct runtime *runtime)
{
    enum visit_effect effect;
    struct error error;

    do {
        if (!show(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
        effect = visit_take_effect(runtime->visit);
        if (effect != EFFECT_NONE)
            runtime_perform(runtime, effect);
    } while (effect != EFFECT_NONE && !runtime->failed && !runtime->ended);
    set_tick(runtime);
    tell_parent(runtime);
}

static void tick_is_due(void *context)
{
    struct runtime *runtime = context;

    (void)visit_tick(runtime->visit, runtime_now(runtime));
    runtime_settle(runtime);
}

/* ---- input ----------------------------------------------------------------- */

static const char *control_at(struct runtime *runtime, int x, int y)
{
    const struct control *control = view_at(visit_view(runtime->visit), x, y);

    return control ? control->id : "";
}

static void take_press(struct runtime *runtime, const struct window_event *event)
{
    int x, y;

    frame_locate(runtime->frame, event->x, event->y, &x, &y);
    text_copy(runtime->pressed, sizeof runtime->pressed, control_at(runtime, x, y));
}

/* A touch counts when it ends on what it began on; one beside everything still shows that somebody
 * is there. */
static bool take_release(struct runtime *runtime, const struct window_event *event)
{
    int x, y;
    bool same, beside = !runtime->pressed[0];

    frame_locate(runtime->frame, event->x, event->y, &x, &y);
    same = strcmp(runtime->pressed, control_at(runtime, x, y)) == 0;
    /* It may name a digit of a PIN. */
    secret_wipe(runtime->pressed, sizeof runtime->pressed);
    /* Touches beside everything are what the hidden way to the staff page is made of. */
    if (!same || (beside && !runtime->config.visit.staff_gesture))
        return false;
    return visit_touch(runtime->visit, x, y, runtime_now(runtime));
}

static bool take_key(struct runtime *runtime, const struct window_event *event)
{
    enum visit_key key;

    return keys_find(event, runtime->config.visit.staff_key, &key) &&
           visit_key(runtime->visit, key, runtime_now(runtime));
}

static bool take_input(struct runtime *runtime, const struct window_event *event)
{
    switch (event->kind) {
    case WINDOW_PRESS:
        take_press(runtime, event);
        return false;
    case WINDOW_RELEASE:
        return take_release(runtime, event);
    case WINDOW_KEY:
        return take_key(runtime, event);
    case WINDOW_TEXT:
        return visit_type(runtime->visit, event->text, runtime_now(runtime));
    case WINDOW_MOVE:
    case WINDOW_CANCEL:
    case WINDOW_EXPOSE:
    case WINDOW_CLOSE:
        break;
    }
    return false;
}

static bool begins_something(const struct window_event *event)
{
    return event->kind == WINDOW_PRESS || event->kind == WINDOW_KEY || event->kind == WINDOW_TEXT;
}

static void expose(struct runtime *runtime)
{
    enum view_orientation before = frame_orientation(runtime->frame);
    struct error error;

    if (!frame_renew(runtime->frame, &error)) {
        runtime_fail(runtime, &error);
        return;
    }
    if (frame_orientation(runtime->frame) != before && at_rest(runtime)) {
        visit_destroy(runtime->visit);
        runtime->visit = NULL;
        if (!create_visit(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
        (void)runtime_check_health(runtime);
    }
    runtime_settle(runtime);
}

static void happened(void *context, const struct window_event *event)
{
    struct runtime *runtime = context;

    if (runtime->failed || !runtime->visit)
        return;
    if (event->kind == WINDOW_CLOSE) {
        loop_stop(runtime->loop);
        return;
    }
    if (event->kind == WINDOW_EXPOSE) {
        expose(runtime);
        return;
    }
    if (runtime->ended)
        return;
    if (begins_something(event) && at_rest(runtime))
        prepare_to_begin(runtime);
    if (runtime->failed)
        return;
    if (take_input(runtime, event))
        runtime_settle(runtime);
    else
        /* A touch beside everything puts the time-out off. */
        set_tick(runtime);
}

/* ---- what else is heard ---------------------------------------------------- */

static void parent_speaks(void *context, short events)
{
    struct runtime *runtime = context;

    /* It says nothing: it closes its end when this process is to go. */
    (void)events;
    loop_stop(runtime->loop);
}

static void state_changed(void *context, short events)
{
    struct runtime *runtime = context;

    (void)events;
    state_watch_drain(runtime->state_folder);
    if (runtime->ended)
        return;
    (void)runtime_check_health(runtime);
    runtime_settle(runtime);
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
    if (runtime->ended || site_written(runtime) == runtime->site_changed || !at_rest(runtime))
        return;
    log_info("the site bundle has changed; it is loaded anew");
    runtime_end(runtime, HANDOVER_RENEW);
}

#ifdef KIOSK_TEST_DOOR
static void advance(void *context, int64_t milliseconds)
{
    struct runtime *runtime = context;

    runtime->advanced += milliseconds;
    if (!runtime->ended && visit_tick(runtime->visit, runtime_now(runtime)))
        runtime_settle(runtime);
}
#endif

static bool watch(struct runtime *runtime, struct error *error)
{
    char site[FILE_PATH_MAX];

    runtime->tick = (struct loop_timer){.callback = tick_is_due, .context = runtime};
    if (!loop_add_timer(runtime->loop, &runtime->tick, error) ||
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
    };
    const struct kiosk_display *display = &runtime->config.display;
    char fonts[FILE_PATH_MAX];
    struct window_setup setup = {
        .driver = drivers[display->driver],
        .width = display->canvas_width,
        .height = display->canvas_height,
        .fullscreen = display->fullscreen,
        .title = "Custody alerts",
    };

    if (!file_join(fonts, sizeof fonts, runtime->config.paths.share, "fonts"))
        return error_set(error, ERROR_LIMIT, "the path of share is too long");
    if (!canvas_load_fonts(fonts, error))
        return false;
    runtime->window = window_open(&setup, runtime->loop, happened, runtime, error);
    if (!runtime->window)
        return false;
    runtime->frame = frame_create(runtime->window, error);
    if (!runtime->frame)
        return false;
    /* Text is measured at the scale of the reference, on a canvas nobody sees. */
    runtime->measure = canvas_create(1, 1, 1, 1, NULL, 0, error);
    return runtime->measure != NULL;
}

bool runtime_open(struct runtime *runtime, struct error *error)
{
    runtime->state_folder = runtime->site_folder = -1;
    runtime->site_changed = site_written(runtime);
    runtime->loop = loop_create(&clock_system, error);
    if (!runtime->loop || !open_display(runtime, error))
        return false;
    resources_load(&runtime->resources, &runtime->config, &clock_system);
    if (!create_visit(runtime, error) || !runtime_open_effects(runtime, error) ||
        !watch(runtime, error))
        return false;
#ifdef KIOSK_TEST_DOOR
    runtime->door = door_open(runtime->loop, runtime->window, advance, runtime);
#endif
    (void)runtime_check_health(runtime);
    return show(runtime, error);
}

bool runtime_run(struct runtime *runtime, struct error *error)
{
    runtime_settle(runtime);
    return loop_run(runtime->loop, error) && !runtime->failed;
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
    printing_destroy(runtime->printing);
    errands_destroy(runtime->errands);
    visit_destroy(runtime->visit);
    resources_finish(&runtime->resources);
    frame_destroy(runtime->frame);
    canvas_destroy(runtime->measure);
    window_close(runtime->window);
    close_descriptor(runtime->state_folder);
    close_descriptor(runtime->site_folder);
    loop_destroy(runtime->loop);
}
