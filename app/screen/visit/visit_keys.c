/* Trying the keys: each says its name and does nothing; three presses or a pause end it. */
#include "app/screen/visit/visit_state.h"

static const char *const names[] = {
    [KEY_UP] = "ky_up",
    [KEY_DOWN] = "ky_down",
    [KEY_LEFT] = "ky_left",
    [KEY_RIGHT] = "ky_right",
    [KEY_PRESS] = "ky_press",
    [KEY_NEXT] = "ky_next",
    [KEY_PREVIOUS] = "ky_previous",
    [KEY_BACKSPACE] = "k_del",
    [KEY_ENTER] = "ky_press",
    [KEY_HELP] = "help",
    [KEY_LEAVE] = "leave",
    [KEY_STAFF] = "ky_staff",
    [KEY_REPEAT] = "vo_repeat",
    [KEY_SLOWER] = "vo_slower",
    [KEY_FASTER] = "vo_faster",
    [KEY_LOUDER] = "vo_louder",
    [KEY_SOFTER] = "vo_softer",
    [KEY_HEADPHONES_IN] = "ky_headphones_in",
    [KEY_HEADPHONES_OUT] = "ky_headphones_out",
};

void visit_keys_open(struct visit *visit)
{
    visit->cover = COVER_KEYS;
    visit->cover_part = 0;
    visit->tried = NULL;
    visit->tried_presses = 0;
    visit->keys_until = visit->now + KEYS_CLOSE_MS;
    visit_turn(visit);
}

void visit_keys_try(struct visit *visit, enum visit_key key)
{
    bool choosing = key == KEY_PRESS || key == KEY_ENTER;
    visit->tried = names[key];
    visit->tried_presses = choosing ? visit->tried_presses + 1 : 0;
    visit->keys_until = visit->now + KEYS_CLOSE_MS;
    if (visit->tried_presses == KEYS_CLOSE_PRESSES) {
        visit->cover = visit_least_cover(visit);
        visit_turn(visit);
    }
}

bool visit_other_key(struct visit *visit, int scancode, int64_t now)
{
    if (visit->cover != COVER_KEYS) {
        return false;
    }
    visit->now = now;
    visit->touched = now;
    visit->told.by_visitor = true;
    visit->tried = "ky_other";
    visit->tried_code = scancode;
    visit->tried_presses = 0;
    visit->keys_until = now + KEYS_CLOSE_MS;
    visit_rebuild(visit);
    return true;
}
