#include "tests/support/lib/listener.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MOST 150 /* presses to find one control */

/* ---- hearing --------------------------------------------------------------------------------- */

static void note(struct listener *listener, const char *text)
{
    size_t length = strlen(text);
    size_t heard = strlen(listener->heard);
    if (strpbrk(text, "{}") != NULL) {
        fail_msg("on %s an unfilled brace is said: %s", stage_screen(listener->stage), text);
    }
    if (text[0] == '\0') {
        fail_msg("on %s an empty text is said", stage_screen(listener->stage));
    }
    assert_true(heard + length + 2 < sizeof listener->heard);
    (void)snprintf(listener->heard + heard, sizeof listener->heard - heard, "%s\n", text);
    (void)snprintf(listener->last, sizeof listener->last, "%s", text);
    assert_true(listener->all_length + length + 2 < LISTENER_ALL_MAX);
    listener->all_length += (size_t)snprintf(listener->all + listener->all_length,
                                             LISTENER_ALL_MAX - listener->all_length, "%s\n", text);
}

void listener_hear(struct listener *listener)
{
    struct narrator_moment moment;
    visit_moment(listener->stage->visit, &moment);
    const struct narration *narration = narrator_follow(listener->narrator, &moment);
    listener->heard[0] = '\0';
    listener->last[0] = '\0';
    listener->parts = narration->count;
    listener->interrupted = narration->interrupts;
    for (size_t i = 0; i < narration->count; i++) {
        assert_non_null(narration->parts[i].language);
        assert_false(moment.room_hears && narration->parts[i].private_text);
        note(listener, narration->parts[i].text);
    }
}

void listener_open(struct listener *listener, struct stage *stage, bool headphones)
{
    struct visit_voice voice = {.works = true, .headphones = headphones};
    struct error error = {0};
    *listener = (struct listener){.stage = stage, .all = calloc(1, LISTENER_ALL_MAX)};
    assert_non_null(listener->all);
    listener->narrator = narrator_create(visit_languages(stage->visit), &error);
    assert_non_null(listener->narrator);
    listener_hear(listener);
    assert_int_equal(listener->parts, 0);
    (void)visit_set_voice(stage->visit, &voice, stage->now);
    if (!headphones) {
        stage_press(stage, "tool.listen");
    }
    listener_hear(listener);
}

void listener_close(struct listener *listener)
{
    narrator_destroy(listener->narrator);
    free(listener->all);
}

void listener_key(struct listener *listener, enum visit_key key)
{
    listener->stage->now += 1000;
    listener->presses++;
    (void)visit_key(listener->stage->visit, key, listener->stage->now);
    listener_hear(listener);
}

void listener_touch(struct listener *listener, const char *id)
{
    const struct rect *rect = &stage_control(listener->stage, id)->rect;
    listener->stage->now += 1000;
    (void)visit_touch(listener->stage->visit, rect->x + rect->width / 2, rect->y + rect->height / 2,
                      listener->stage->now);
    listener_hear(listener);
}

static bool is_heard(const struct listener *listener, const struct control *control)
{
    return strcmp(listener->last, control->spoken) == 0 ||
           (control->discreet[0] != '\0' && strcmp(listener->last, control->discreet) == 0);
}

bool listener_hears(const struct listener *listener, const char *id)
{
    return is_heard(listener, stage_control(listener->stage, id));
}

/* ---- five keys ------------------------------------------------------------------------------- */

static void lost(const struct listener *listener, const char *id)
{
    fail_msg("%s is not found on %s; heard last: %s", id, stage_screen(listener->stage),
             listener->last);
}

/* True when the control is heard; false at the end, where a key says the same once more. */
static bool walk(struct listener *listener, const char *id, enum visit_key key)
{
    for (int i = 0; i < KEYS_MOST; i++) {
        static char before[LISTENER_HEARD_MAX];
        if (listener_hears(listener, id)) {
            return true;
        }
        memcpy(before, listener->last, sizeof before);
        listener_key(listener, key);
        if (strcmp(before, listener->last) == 0) {
            return false;
        }
    }
    return false;
}

/* Any key of the keyboard, heard by its name alone. */
static bool hears_a_key(const struct listener *listener)
{
    const struct view *view = visit_view(listener->stage->visit);
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == ROLE_KEY && is_heard(listener, &view->controls[i])) {
            return true;
        }
    }
    return false;
}

/* Up out of the keys, then row by row, each from its start to its end. */
static bool find_key(struct listener *listener, const char *id)
{
    int ups = 0;
    do {
        listener_key(listener, KEY_UP);
    } while (ups++ < KEYS_MOST && hears_a_key(listener));
    for (int i = 0; i < KEYS_MOST && !hears_a_key(listener); i++) {
        listener_key(listener, KEY_DOWN);
    }
    for (int row = 0; row < 6 && hears_a_key(listener); row++) {
        if (walk(listener, id, KEY_LEFT) || walk(listener, id, KEY_RIGHT)) {
            return true;
        }
        listener_key(listener, KEY_DOWN);
    }
    return false;
}

void listener_choose_by_arrows(struct listener *listener, const char *id)
{
    bool key = stage_control(listener->stage, id)->role == ROLE_KEY;
    if (visit_view(listener->stage->visit)->focused[0] == '\0') {
        listener_key(listener, KEY_DOWN);
    }
    bool found = key ? listener_hears(listener, id) || find_key(listener, id)
                     : walk(listener, id, KEY_DOWN) || walk(listener, id, KEY_UP);
    if (!found) {
        lost(listener, id);
    }
    listener_key(listener, KEY_PRESS);
}

/* ---- two switches ---------------------------------------------------------------------------- */

static bool hears_a_row(const struct listener *listener)
{
    const char *row = visit_view(listener->stage->visit)->group_spoken;
    return row[0] != '\0' && strcmp(row, listener->last) == 0;
}

/* Enters the row and goes through its keys, until it is heard again as a row. */
static bool search_row(struct listener *listener, const char *id)
{
    listener_key(listener, KEY_PRESS);
    for (int i = 0; i < KEYS_MOST; i++) {
        if (listener_hears(listener, id)) {
            return true;
        }
        listener_key(listener, KEY_NEXT);
        if (hears_a_row(listener)) {
            return false;
        }
    }
    return false;
}

void listener_choose_by_switches(struct listener *listener, const char *id)
{
    bool key = stage_control(listener->stage, id)->role == ROLE_KEY;
    if (visit_view(listener->stage->visit)->focused[0] == '\0') {
        listener_key(listener, KEY_NEXT);
    }
    for (int i = 0; i < KEYS_MOST; i++) {
        if (key && hears_a_row(listener) ? search_row(listener, id)
                                         : listener_hears(listener, id)) {
            listener_key(listener, KEY_PRESS);
            return;
        }
        listener_key(listener, KEY_NEXT);
    }
    lost(listener, id);
}
