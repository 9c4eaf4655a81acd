/* What is said while a screen stays: errors, what was typed or chosen, what counts, the focus. */
#include "app/screen/speech/narrator_state.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 32u

/* How much of both values is the same, up to the end of a character. */
static size_t same_start(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] != '\0' && a[same] == b[same]) {
        same++;
    }
    while (same > 0 && ((unsigned char)a[same] & 0xC0u) == 0x80u) {
        same--;
    }
    return same;
}

static const char grouping[] = " ()-";

/* What one text has behind the common start, without what groups digits. */
static void rest_of(const char *text, size_t from, char *rest, size_t size)
{
    const char *start = text + from;
    size_t length = strlen(start);
    while (length > 1 && strchr(grouping, *start) != NULL) {
        start++;
        length--;
    }
    while (length > 1 && strchr(grouping, start[length - 1]) != NULL) {
        length--;
    }
    (void)text_format(rest, size, "%.*s", (int)length, start);
}

static const struct control *field_before(const struct narrator *narrator)
{
    return narrator_field(&narrator->before);
}

/* A field's value as it was and is. */
struct change {
    const char *was, *is;
    size_t same;
    char bare_was[NUMBER_SIZE], bare_is[NUMBER_SIZE];
};

/* Without what groups digits, where that fits. */
static const char *bare(const char *value, char out[static NUMBER_SIZE])
{
    size_t length = 0;
    for (const char *c = value; *c != '\0'; c++) {
        if (length + 1 == NUMBER_SIZE) {
            return value;
        }
        if (strchr(grouping, *c) == NULL) {
            out[length++] = *c;
        }
    }
    out[length] = '\0';
    return out;
}

/* Digits that are grouped anew have another start, and yet only the last of them is new. */
static void compare(struct change *change, const char *was, const char *is)
{
    *change = (struct change){.was = was, .is = is, .same = same_start(was, is)};
    if (change->same == 0 && was[0] != '\0' && is[0] != '\0') {
        change->was = bare(was, change->bare_was);
        change->is = bare(is, change->bare_is);
        change->same = same_start(change->was, change->is);
    }
}

static void say_deleted(struct narrator *narrator, const struct change *change)
{
    char gone[64];
    rest_of(change->was, change->same, gone, sizeof gone);
    if (gone[0] == '\0' || strcmp(gone, " ") == 0) {
        (void)text_copy(gone, sizeof gone,
                        language_text(narrator->languages, narrator_language(narrator), "k_space"));
    }
    narrator_say_text(narrator, narrator_language(narrator), "sp_deleted",
                      &(struct text_value){"label", gone}, 1);
    secret_wipe(gone, sizeof gone);
}

static void say_typed(struct narrator *narrator, const struct change *change)
{
    char typed[64];
    rest_of(change->is, change->same, typed, sizeof typed);
    narrator_say_made(narrator, narrator_language(narrator), typed, false);
    secret_wipe(typed, sizeof typed);
}

/* Letters by their keys' names; what came from a physical keyboard by what the field got. */
static void say_typing(struct narrator *narrator, const struct control *pressed)
{
    const struct control *old = field_before(narrator);
    const struct control *now = old != NULL ? view_find(narrator->moment->view, old->id) : NULL;
    bool changed = old != NULL && now != NULL && strcmp(old->value, now->value) != 0;
    bool deletes = pressed != NULL && strcmp(pressed->id, "key.delete") == 0;
    struct change change = {.was = "", .is = ""};
    if (changed) {
        compare(&change, old->value, now->value);
    }
    if (strlen(change.is) < strlen(change.was) && (deletes || pressed == NULL)) {
        say_deleted(narrator, &change);
    } else if (deletes && !changed && old != NULL && old->value[0] == '\0') {
        narrator_say_key(narrator, "sp_empty");
    } else if (pressed != NULL) {
        narrator_say_control(narrator, pressed);
    } else if (changed) {
        say_typed(narrator, &change);
    }
    secret_wipe(&change, sizeof change);
}

/* The control that was pressed, as it is now, or as it was where it has gone. */
static const struct control *pressed_control(const struct narrator *narrator)
{
    const struct control *now = view_find(narrator->moment->view, narrator->moment->pressed);
    return now != NULL ? now : view_find(&narrator->before, narrator->moment->pressed);
}

static void say_chosen(struct narrator *narrator, const struct control *choice)
{
    if (narrator->moment->room_hears && choice->private_text) {
        narrator_say_key(narrator, "sp_taken");
    } else {
        narrator_say_control(narrator, choice);
    }
}

/* A digit of a PIN is counted, which the dots do; its name stays unsaid. */
static void say_pressed(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct control *pressed =
        narrator->moment->pressed[0] != '\0' ? pressed_control(narrator) : NULL;
    if (pressed == NULL) {
        say_typing(narrator, NULL);
    } else if (pressed->role == ROLE_KEY) {
        if (!narrator_asks_pin(view)) {
            say_typing(narrator, pressed);
        }
    } else if (narrator_is_choice(pressed) && !pressed->disabled) {
        say_chosen(narrator, pressed);
    } else if (!pressed->pressable) {
        narrator_say_control(narrator, pressed);
    }
}

static bool counts(const struct control *control, const struct control *old)
{
    static const int marks[] = {60, 30, 10};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (control->seconds <= marks[i] && old->seconds > marks[i]) {
            return true;
        }
    }
    return false;
}

static void say_live(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        const struct control *old = view_find(&narrator->before, control->id);
        if (control->seconds > 0) {
            if (old != NULL && counts(control, old)) {
                narrator_say_control(narrator, control);
            }
        } else if (control->live && (old == NULL || strcmp(control->spoken, old->spoken) != 0)) {
            narrator_say_control(narrator, control);
        }
    }
}

static void say_new_errors(struct narrator *narrator)
{
    const struct control *now = narrator_find(narrator->moment->view, ROLE_ERROR);
    const struct control *old = narrator_find(&narrator->before, ROLE_ERROR);
    bool again = now != NULL && narrator->moment->by_visitor &&
                 strcmp(narrator->moment->pressed, "cont") == 0;
    if (now != NULL && (old == NULL || strcmp(now->spoken, old->spoken) != 0 || again)) {
        narrator_say_errors(narrator);
    }
}

/* Another field is typed into now: "Day." */
static void say_next_field(struct narrator *narrator)
{
    const struct control *old = field_before(narrator);
    const struct control *now = narrator_field(narrator->moment->view);
    if (now != NULL && (old == NULL || strcmp(old->id, now->id) != 0)) {
        narrator_say_control(narrator, now);
    }
}

static size_t matches(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += strncmp(view->controls[i].id, "item.", 5) == 0 ? 1 : 0;
    }
    return count;
}

static void say_matches(struct narrator *narrator)
{
    size_t count = matches(narrator->moment->view);
    char number[24];
    if (count == 0 || count == matches(&narrator->before)) {
        return;
    }
    (void)snprintf(number, sizeof number, "%zu", count);
    narrator_say_text(narrator, narrator_language(narrator), "sp_choices",
                      &(struct text_value){"n", number}, 1);
}

static bool focus_moved(const struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct view *before = &narrator->before;
    return strcmp(view->focused, before->focused) != 0 ||
           strcmp(view->group_spoken, before->group_spoken) != 0;
}

void narrator_say_changes(struct narrator *narrator)
{
    say_new_errors(narrator);
    say_pressed(narrator);
    say_next_field(narrator);
    say_live(narrator);
    say_matches(narrator);
    /* A key that led nowhere says where the visitor still is. */
    bool nothing = narrator->said.count == 0 && narrator->moment->by_visitor;
    if (focus_moved(narrator) || nothing) {
        narrator_say_focus(narrator);
    }
}
