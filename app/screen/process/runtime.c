#include "app/screen/process/runtime.h"

#include "app/screen/process/door.h"
#include "app/screen/process/keys.h"
#include "platform/base/log.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/canvas/canvas.h"

#include <string.h>

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

bool runtime_at_rest(const struct runtime *runtime)
{
    const char *screen = visit_view(runtime->visit)->screen;

    return strcmp(screen, "welcome") == 0 || strcmp(screen, "not-available") == 0;
}

/* ---- the visit ------------------------------------------------------------- */

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
        if (!runtime_create_visit(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
    }
    runtime_renew_voice(runtime);
    if (runtime_check_health(runtime))
        runtime_settle(runtime);
}

/* ---- showing --------------------------------------------------------------- */

/* The words of another language will hardly be seen again in this visit, and memory is scarce. */
static void shed_other_languages(struct runtime *runtime)
{
    const char *language = visit_view(runtime->visit)->style.language;

    if (!language || strcmp(language, runtime->shown_language) == 0)
        return;
    if (runtime->shown_language[0]) {
        frame_forget(runtime->frame);
        canvas_forget(runtime->measure);
        canvas_shed_fonts();
    }
    text_copy(runtime->shown_language, sizeof runtime->shown_language, language);
}

bool runtime_show(struct runtime *runtime, struct error *error)
{
    bool changed;

    shed_other_languages(runtime);
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
    loop_timer_stop(&runtime->rest);
    loop_timer_stop(&runtime->alive);
    frame_forget(runtime->frame);
    secret_wipe_stack();
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

static enum handover_kind standing(const struct runtime *runtime)
{
    if (runtime->first)
        return HANDOVER_CLOSED;
    if (!runtime_at_rest(runtime))
        return HANDOVER_ALIVE;
    return runtime->logged[0] ? HANDOVER_CLOSED : HANDOVER_READY;
}

static void say_standing(struct runtime *runtime)
{
    runtime->told = standing(runtime);
    loop_timer_stop(&runtime->alive);
    if (runtime->told == HANDOVER_ALIVE)
        loop_timer_set(runtime->loop, &runtime->alive, HANDOVER_ALIVE_MS);
    if (!handover_tell(runtime->parent, runtime->told,
                       runtime->told == HANDOVER_CLOSED ? runtime->logged : NULL))
        loop_stop(runtime->loop);
}

void runtime_alive_is_due(void *context)
{
    struct runtime *runtime = context;

    if (!runtime->ended)
        say_standing(runtime);
}

static void tell_parent(struct runtime *runtime)
{
    if (!runtime->ended && standing(runtime) != runtime->told)
        say_standing(runtime);
}

void runtime_settle(struct runtime *runtime)
{
    enum visit_effect effect;
    struct error error;

    do {
        if (!runtime_show(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
        effect = visit_take_effect(runtime->visit);
        if (effect != EFFECT_NONE)
            runtime_perform(runtime, effect);
    } while (effect != EFFECT_NONE && !runtime->failed && !runtime->ended);
    runtime_speak(runtime);
    set_tick(runtime);
    tell_parent(runtime);
}

void runtime_tick_is_due(void *context)
{
    struct runtime *runtime = context;

    (void)visit_tick(runtime->visit, runtime_now(runtime));
    runtime_settle(runtime);
}

/* ---- input ----------------------------------------------------------------- */

static bool take_key(struct runtime *runtime, const struct window_event *event)
{
    enum visit_key key;

    if (!keys_find(event, &runtime->config.keypad, runtime->config.visit.staff_key, &key))
        return visit_other_key(runtime->visit, event->scancode, runtime_now(runtime));
    if (key == KEY_PRESS)
        runtime_hold(runtime, true);
    return visit_key(runtime->visit, key, runtime_now(runtime));
}

static bool take_input(struct runtime *runtime, const struct window_event *event)
{
    switch (event->kind) {
    case WINDOW_PRESS:
    case WINDOW_MOVE:
    case WINDOW_RELEASE:
    case WINDOW_CANCEL:
        return runtime_take_touch(runtime, event);
    case WINDOW_KEY:
        return take_key(runtime, event);
    case WINDOW_TEXT:
        return visit_type(runtime->visit, event->text, runtime_now(runtime));
    case WINDOW_KEY_UP:
        runtime_hold(runtime, false);
        return false;
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
    if (frame_orientation(runtime->frame) != before && runtime_at_rest(runtime)) {
        visit_destroy(runtime->visit);
        runtime->visit = NULL;
        if (!runtime_create_visit(runtime, &error)) {
            runtime_fail(runtime, &error);
            return;
        }
        (void)runtime_check_health(runtime);
    }
    runtime_settle(runtime);
}

void runtime_happened(void *context, const struct window_event *event)
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
    if (runtime->leaving && begins_something(event))
        runtime_leave_now(runtime);
    if (runtime->ended || runtime->leaving)
        return;
    if (begins_something(event) && runtime_at_rest(runtime))
        prepare_to_begin(runtime);
    if (runtime->failed)
        return;
    if (take_input(runtime, event))
        runtime_settle(runtime);
    else {
        /* A touch beside everything puts the time-out off, a key that led nowhere is answered. */
        runtime_speak(runtime);
        set_tick(runtime);
    }
#ifdef KIOSK_TEST_DOOR
    if (event->kind == WINDOW_KEY || event->kind == WINDOW_RELEASE)
        door_note_input(runtime->door);
#endif
}

bool runtime_run(struct runtime *runtime, struct error *error)
{
    runtime_settle(runtime);
    return loop_run(runtime->loop, error) && !runtime->failed;
}
