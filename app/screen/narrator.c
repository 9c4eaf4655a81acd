#include "app/screen/narrator.h"

#include "platform/base/secret.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#include <stdio.h>
#include <string.h>

#define STEPS      "5"   /* of speed and loudness */
#define MADE_BYTES 8192u /* of texts that are made here */
#define TEXT_BYTES 2048u /* of one of them */

struct narrator {
    const struct language *languages;
    struct view before;    /* the screen as it was */
    bool spoke;            /* speech was on then */
    bool told_private;     /* how to hear one's answers; once a visit */
    struct narration said; /* what is to be said now */
    char made[MADE_BYTES];
    size_t made_used;
    const struct narrator_moment *moment;
};

/* ---- life ------------------------------------------------------------------------------------ */

struct narrator *narrator_create(const struct language *languages, struct error *error)
{
    struct narrator *narrator = secret_allocate(sizeof *narrator);
    if (narrator == NULL) {
        (void)error_set(error, ERROR_MEMORY, "no secret memory for what is said");
        return NULL;
    }
    narrator->languages = languages;
    if (!view_init(&narrator->before, error)) {
        secret_release(narrator);
        return NULL;
    }
    return narrator;
}

void narrator_destroy(struct narrator *narrator)
{
    if (narrator == NULL) {
        return;
    }
    view_finish(&narrator->before);
    secret_release(narrator);
}

static void begin(struct narrator *narrator)
{
    secret_wipe(narrator->made, narrator->made_used);
    secret_wipe(&narrator->said, sizeof narrator->said);
    narrator->made_used = 0;
}

void narrator_forget(struct narrator *narrator)
{
    view_clear(&narrator->before, "", &(struct view_style){0});
    begin(narrator);
    narrator->spoke = false;
    narrator->told_private = false;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void say(struct narrator *narrator, const char *language, const char *text,
                bool private_text)
{
    struct narration *said = &narrator->said;
    if (text[0] == '\0' || said->count == NARRATION_PARTS_MAX) {
        return;
    }
    said->parts[said->count++] = (struct narration_part){language, text, private_text};
}

static const char *language_of(const struct narrator *narrator)
{
    const char *language = narrator->moment->view->style.language;
    return language != NULL ? language : LANGUAGE_FALLBACK;
}

static void say_made(struct narrator *narrator, const char *language, const char *text,
                     bool private_text)
{
    char *kept = narrator->made + narrator->made_used;
    size_t room = sizeof narrator->made - narrator->made_used;
    if (text_copy(kept, room, text)) {
        narrator->made_used += strlen(text) + 1;
        say(narrator, language, kept, private_text);
    }
}

/* A text of the catalogue in a language, filled in. */
static void say_text(struct narrator *narrator, const char *language, const char *key,
                     const struct text_value *values, size_t count)
{
    struct buffer text;
    buffer_init_secret(&text, TEXT_BYTES);
    (void)language_fill(narrator->languages, language, key, values, count, &text);
    say_made(narrator, language, buffer_text(&text), false);
    buffer_finish(&text);
}

static void say_key(struct narrator *narrator, const char *key)
{
    say_text(narrator, language_of(narrator), key, NULL, 0);
}

/* Of the screen as it was: its words are gone once that is the screen as it is. */
static bool is_gone(const struct narrator *narrator, const struct control *control)
{
    uintptr_t first = (uintptr_t)narrator->before.controls;
    uintptr_t at = (uintptr_t)control;
    return at >= first && at < first + sizeof narrator->before.controls;
}

/* The words of a control, or what the room may hear instead of them. */
static void say_control(struct narrator *narrator, const struct control *control)
{
    bool discreet = narrator->moment->room_hears && control->discreet[0] != '\0';
    const struct language_facts *facts =
        control->tongue[0] != '\0' ? language_find(narrator->languages, control->tongue) : NULL;
    const char *language = facts != NULL ? facts->code : language_of(narrator);
    const char *words = discreet ? control->discreet : control->spoken;
    bool private_text = control->private_text && !narrator->moment->room_hears;
    if (is_gone(narrator, control)) {
        say_made(narrator, language, words, private_text);
    } else {
        say(narrator, language, words, private_text);
    }
}

static void say_focus(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct control *focused =
        view->focused[0] != '\0' ? view_find(view, view->focused) : NULL;
    if (view->group_spoken[0] != '\0') {
        say(narrator, language_of(narrator), view->group_spoken, false);
    } else if (focused != NULL) {
        say_control(narrator, focused);
    }
}

/* ---- a screen as a whole --------------------------------------------------------------------- */

static bool is_choice(const struct control *control)
{
    return control->role == ROLE_RADIO || control->role == ROLE_CHECKBOX ||
           control->role == ROLE_TAB;
}

/* What a question is made of; the title speaks for step and hint. */
static bool is_body(const struct control *control)
{
    if (control->role == ROLE_ROW) {
        return true;
    }
    bool label = strncmp(control->id, "label.", 6) == 0;
    return control->role == ROLE_TEXT && control->look != LOOK_BRAND && !label &&
           control->seconds == 0 && strcmp(control->id, "hint") != 0;
}

/* Without a ring the visitor touches: all that can be touched is read, in order. */
static bool is_offered(const struct view *view, const struct control *control)
{
    bool language = strncmp(control->id, "language.", 9) == 0;
    bool way = control->role == ROLE_BUTTON && control->look == LOOK_OPTION;
    return view->focused[0] == '\0' && (is_choice(control) || language || way);
}

static bool holds_answers(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->private_text && control->discreet[0] != '\0' &&
            (control->value[0] != '\0' || control->chosen)) {
            return true;
        }
    }
    return false;
}

static bool asks_pin(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].look == LOOK_DOTS) {
            return true;
        }
    }
    return false;
}

/* What the room is kept from hearing, and how to hear it all the same. */
static void say_privacy(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    if (!narrator->moment->room_hears) {
        return;
    }
    if (asks_pin(view)) {
        say_key(narrator, "sp_pin_room");
    } else if (!narrator->told_private && holds_answers(view)) {
        say_key(narrator, "sp_private");
        narrator->told_private = true;
    }
}

static const struct control *find_role(const struct view *view, enum control_role role)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == role) {
            return &view->controls[i];
        }
    }
    return NULL;
}

static const struct control *typed_into(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role == ROLE_FIELD && control->active && control->look != LOOK_DOTS) {
            return control;
        }
    }
    return NULL;
}

static void say_errors(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == ROLE_ERROR) {
            say_control(narrator, &view->controls[i]);
        }
    }
}

/* While they are true. */
static void say_seconds(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].seconds > 0) {
            say_control(narrator, &view->controls[i]);
        }
    }
}

static void say_screen(struct narrator *narrator)
{
    const struct narrator_moment *moment = narrator->moment;
    const struct view *view = moment->view;
    const struct control *field = typed_into(view);
    const struct control *title = find_role(view, ROLE_TITLE);
    bool repeats = moment->wish == WISH_REPEAT;
    say_errors(narrator);
    say_seconds(narrator);
    if (repeats && field != NULL) {
        say_control(narrator, field);
    }
    if (title != NULL) {
        say_control(narrator, title);
    }
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (is_body(control) || is_offered(view, control)) {
            say_control(narrator, control);
        }
    }
    if (view->focused[0] == '\0' && field != NULL && !repeats) {
        say_control(narrator, field);
    }
    say_privacy(narrator);
    say_focus(narrator);
}

static bool is_new(const struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct view *before = &narrator->before;
    const struct control *title = find_role(view, ROLE_TITLE);
    const struct control *old = find_role(before, ROLE_TITLE);
    const char *language = before->style.language != NULL ? before->style.language : "";
    return !narrator->spoke || strcmp(view->screen, before->screen) != 0 ||
           view->part != before->part || strcmp(language, language_of(narrator)) != 0 ||
           strcmp(title != NULL ? title->label : "", old != NULL ? old->label : "") != 0;
}

/* ---- what changed on a screen ---------------------------------------------------------------- */

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

/* What one text has behind the common start, without what groups digits. */
static void rest_of(const char *text, size_t from, char *rest, size_t size)
{
    static const char grouping[] = " ()-";
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
    return typed_into(&narrator->before);
}

static void say_deleted(struct narrator *narrator, const struct control *old, size_t same)
{
    char gone[64];
    rest_of(old->value, same, gone, sizeof gone);
    if (gone[0] == '\0' || strcmp(gone, " ") == 0) {
        (void)text_copy(gone, sizeof gone,
                        language_text(narrator->languages, language_of(narrator), "k_space"));
    }
    say_text(narrator, language_of(narrator), "sp_deleted", &(struct text_value){"label", gone}, 1);
    secret_wipe(gone, sizeof gone);
}

static void say_typed(struct narrator *narrator, const struct control *field, size_t same)
{
    char typed[64];
    rest_of(field->value, same, typed, sizeof typed);
    say_made(narrator, language_of(narrator), typed, false);
    secret_wipe(typed, sizeof typed);
}

/* Letters by their keys' names; what came from a physical keyboard by what the field got. */
static void say_typing(struct narrator *narrator, const struct control *pressed)
{
    const struct control *old = field_before(narrator);
    const struct control *now = old != NULL ? view_find(narrator->moment->view, old->id) : NULL;
    bool changed = now != NULL && strcmp(old->value, now->value) != 0;
    bool deletes = pressed != NULL && strcmp(pressed->id, "key.delete") == 0;
    size_t same = changed ? same_start(old->value, now->value) : 0;
    if (changed && strlen(now->value) < strlen(old->value) && (deletes || pressed == NULL)) {
        say_deleted(narrator, old, same);
    } else if (deletes && !changed && old != NULL && old->value[0] == '\0') {
        say_key(narrator, "sp_empty");
    } else if (pressed != NULL) {
        say_control(narrator, pressed);
    } else if (changed) {
        say_typed(narrator, now, same);
    }
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
        say_key(narrator, "sp_taken");
    } else {
        say_control(narrator, choice);
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
        if (!asks_pin(view)) {
            say_typing(narrator, pressed);
        }
    } else if (is_choice(pressed) && !pressed->disabled) {
        say_chosen(narrator, pressed);
    } else if (!pressed->pressable) {
        say_control(narrator, pressed);
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
                say_control(narrator, control);
            }
        } else if (control->live && (old == NULL || strcmp(control->spoken, old->spoken) != 0)) {
            say_control(narrator, control);
        }
    }
}

static void say_new_errors(struct narrator *narrator)
{
    const struct control *now = find_role(narrator->moment->view, ROLE_ERROR);
    const struct control *old = find_role(&narrator->before, ROLE_ERROR);
    bool again = now != NULL && narrator->moment->by_visitor &&
                 strcmp(narrator->moment->pressed, "cont") == 0;
    if (now != NULL && (old == NULL || strcmp(now->spoken, old->spoken) != 0 || again)) {
        say_errors(narrator);
    }
}

/* Another field is typed into now: "Day." */
static void say_next_field(struct narrator *narrator)
{
    const struct control *old = field_before(narrator);
    const struct control *now = typed_into(narrator->moment->view);
    if (now != NULL && (old == NULL || strcmp(old->id, now->id) != 0)) {
        say_control(narrator, now);
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
    say_text(narrator, language_of(narrator), "sp_choices", &(struct text_value){"n", number}, 1);
}

static bool focus_moved(const struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct view *before = &narrator->before;
    return strcmp(view->focused, before->focused) != 0 ||
           strcmp(view->group_spoken, before->group_spoken) != 0;
}

static void say_changes(struct narrator *narrator)
{
    say_new_errors(narrator);
    say_pressed(narrator);
    say_next_field(narrator);
    say_live(narrator);
    say_matches(narrator);
    /* A key that led nowhere says where the visitor still is. */
    bool nothing = narrator->said.count == 0 && narrator->moment->by_visitor;
    if (focus_moved(narrator) || nothing) {
        say_focus(narrator);
    }
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void say_announced(struct narrator *narrator)
{
    const struct narrator_moment *moment = narrator->moment;
    char speed[12];
    char volume[12];
    (void)snprintf(speed, sizeof speed, "%d", moment->speed);
    (void)snprintf(volume, sizeof volume, "%d", moment->volume);
    for (size_t i = 0; i < NARRATOR_ANNOUNCED_MAX && moment->announced[i][0] != '\0'; i++) {
        bool loudness = strcmp(moment->announced[i], "sp_volume") == 0;
        say_text(narrator, moment->language, moment->announced[i],
                 (struct text_value[]){{"i", loudness ? volume : speed}, {"n", STEPS}}, 2);
    }
}

const struct narration *narrator_follow(struct narrator *narrator,
                                        const struct narrator_moment *moment)
{
    begin(narrator);
    narrator->moment = moment;
    bool was_on = narrator->spoke;
    if (moment->speaks || was_on) {
        say_announced(narrator);
    }
    bool fresh = moment->speaks && is_new(narrator);
    if (fresh || (moment->speaks && moment->wish == WISH_REPEAT)) {
        say_screen(narrator);
    } else if (moment->speaks && narrator->said.count == 0) {
        say_changes(narrator);
    }
    narrator->said.interrupts =
        was_on && (moment->by_visitor || fresh || !moment->speaks || narrator->said.count > 0);
    view_copy(&narrator->before, moment->view);
    narrator->spoke = moment->speaks;
    narrator->moment = NULL;
    return &narrator->said;
}
