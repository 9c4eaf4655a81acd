/* Presses, touches and keys from outside. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

static void noticed(struct visit *visit, int64_t now)
{
    visit->now = now;
    visit->touched = now;
    visit->told.by_visitor = true;
}

static void tell_pressed(struct visit *visit, const char *id)
{
    (void)text_copy(visit->told.pressed, sizeof visit->told.pressed, id);
}

static bool act(struct visit *visit, const struct control *control)
{
    if (control == NULL || !control->pressable || control->disabled) {
        return false;
    }
    /* The view is laid out anew while the id is still needed. */
    char id[VIEW_ID_MAX];
    (void)text_copy(id, sizeof id, control->id);
    visit->begun = true;
    tell_pressed(visit, id);
    visit_act(visit, id);
    secret_wipe(id, sizeof id);
    visit_rebuild(visit);
    return true;
}

bool visit_press(struct visit *visit, const char *control_id, int64_t now)
{
    noticed(visit, now);
    return act(visit, view_find(&visit->view, control_id));
}

/* Five touches of the corner with the service name within three seconds. */
static bool is_gesture(struct visit *visit, int x, int y)
{
    if (x >= 220 || y >= 120) {
        visit->gesture_count = 0;
        return false;
    }
    if (visit->gesture_count == VISIT_GESTURE_TOUCHES) {
        memmove(&visit->gesture[0], &visit->gesture[1],
                (VISIT_GESTURE_TOUCHES - 1) * sizeof visit->gesture[0]);
        visit->gesture_count--;
    }
    visit->gesture[visit->gesture_count++] = visit->now;
    return visit->gesture_count == VISIT_GESTURE_TOUCHES &&
           visit->now - visit->gesture[0] <= VISIT_GESTURE_MS;
}

/* With speech on a finger hears what it touches, also what cannot be pressed. */
static bool explore(struct visit *visit, int x, int y)
{
    const struct control *under = visit->listening ? view_over(&visit->view, x, y) : NULL;
    if (under == NULL) {
        return false;
    }
    tell_pressed(visit, under->id);
    return true;
}

bool visit_touch(struct visit *visit, int x, int y, int64_t now)
{
    const struct control *control = view_at(&visit->view, x, y);
    bool leave = control != NULL && control->look == LOOK_LEAVE;
    visit->now = now;
    if (now - visit->shown < VISIT_GUARD_MS && !leave) {
        return false;
    }
    noticed(visit, now);
    bool had_ring = visit->ring;
    visit->ring = false;
    if (visit_first_touch(visit, x, y)) {
        return true;
    }
    if (control == NULL && visit->cover != COVER_TIME && visit->stage != STAGE_FIRST &&
        is_gesture(visit, x, y)) {
        visit_staff_enter(visit);
        visit_turn(visit);
        visit_rebuild(visit);
        return true;
    }
    if (act(visit, control)) {
        return true;
    }
    bool heard = explore(visit, x, y);
    if (had_ring) {
        visit_rebuild(visit);
    }
    return had_ring || heard;
}

/* The last row of an on-screen keyboard or number pad. */
static bool in_last_row(const struct view *view, const struct control *key)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *other = &view->controls[i];
        if (other->role == ROLE_KEY && other->rect.y > key->rect.y) {
            return false;
        }
    }
    return true;
}

static bool enter(struct visit *visit)
{
    const struct control *focused = visit->ring ? view_find(&visit->view, visit->focus) : NULL;
    const struct control *proceed = view_find(&visit->view, "cont");
    if (focused != NULL && focused->role == ROLE_KEY && proceed != NULL &&
        in_last_row(&visit->view, focused)) {
        (void)text_copy(visit->focus, sizeof visit->focus, proceed->id);
        visit_rebuild(visit);
        return true;
    }
    if (focused == NULL || focused->role == ROLE_FIELD) {
        return act(visit, proceed);
    }
    return act(visit, focused);
}

static bool press_focused(struct visit *visit)
{
    if (!visit->ring) {
        (void)visit_focus_move(visit, KEY_NEXT);
        visit_rebuild(visit);
        return true;
    }
    if (visit_focus_is_group(visit)) {
        visit_focus_enter(visit);
        visit_rebuild(visit);
        return true;
    }
    const struct control *focused = view_find(&visit->view, visit->focus);
    bool key = focused != NULL && focused->role == ROLE_KEY;
    bool done = act(visit, focused);
    if (done && key) {
        visit_focus_leave(visit);
        visit_rebuild(visit);
    }
    return done;
}

bool visit_key(struct visit *visit, enum visit_key key, int64_t now)
{
    noticed(visit, now);
    if (visit->cover == COVER_KEYS) {
        visit_keys_try(visit, key);
        if (key == KEY_HEADPHONES_IN || key == KEY_HEADPHONES_OUT) {
            /* Who hears is no matter of trying. */
            (void)visit_speech_key(visit, key);
        }
        visit_rebuild(visit);
        return true;
    }
    bool changed;
    switch (key) {
    case KEY_REPEAT:
    case KEY_SLOWER:
    case KEY_FASTER:
    case KEY_LOUDER:
    case KEY_SOFTER:
    case KEY_HEADPHONES_IN:
    case KEY_HEADPHONES_OUT:
        return visit_speech_key(visit, key);
    case KEY_PRESS:
        return press_focused(visit);
    case KEY_ENTER:
        return visit->scanning ? press_focused(visit) : enter(visit);
    case KEY_HELP:
        return act(visit, view_find(&visit->view, "tool.help"));
    case KEY_LEAVE:
        return act(visit, view_find(&visit->view, "leave"));
    case KEY_STAFF:
        if (visit->stage == STAGE_FIRST) {
            return false;
        }
        visit_staff_enter(visit);
        visit_turn(visit);
        visit_rebuild(visit);
        return true;
    case KEY_BACKSPACE:
        visit_delete(visit);
        visit_rebuild(visit);
        return true;
    default:
        changed = visit_focus_move(visit, key);
        visit_rebuild(visit);
        return changed;
    }
}

bool visit_type(struct visit *visit, const char *text, int64_t now)
{
    noticed(visit, now);
    if (!visit_is_typing(visit)) {
        return false;
    }
    if (visit_types_letters(visit)) {
        visit_append(visit, text, false);
    } else {
        for (const char *c = text; *c != '\0'; c++) {
            visit_append(visit, (char[2]){*c, '\0'}, false);
        }
    }
    visit_rebuild(visit);
    return true;
}
