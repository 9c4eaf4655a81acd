#include "app/screen/speech/narrator_state.h"

#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

#define STEPS      "5"   /* of speed and loudness */
#define TEXT_BYTES 2048u /* of a text that is made here */

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

const char *narrator_language(const struct narrator *narrator)
{
    const char *language = narrator->moment->view->style.language;
    return language != NULL ? language : LANGUAGE_FALLBACK;
}

void narrator_say_made(struct narrator *narrator, const char *language, const char *text,
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
void narrator_say_text(struct narrator *narrator, const char *language, const char *key,
                       const struct text_value *values, size_t count)
{
    struct buffer text;
    buffer_init_secret(&text, TEXT_BYTES);
    (void)language_fill(narrator->languages, language, key, values, count, &text);
    narrator_say_made(narrator, language, buffer_text(&text), false);
    buffer_finish(&text);
}

void narrator_say_key(struct narrator *narrator, const char *key)
{
    narrator_say_text(narrator, narrator_language(narrator), key, NULL, 0);
}

/* Of the screen as it was: its words are gone once that is the screen as it is. */
static bool is_gone(const struct narrator *narrator, const struct control *control)
{
    uintptr_t first = (uintptr_t)narrator->before.controls;
    uintptr_t at = (uintptr_t)control;
    return at >= first && at < first + sizeof narrator->before.controls;
}

/* The words of a control, or what the room may hear instead of them. */
void narrator_say_control(struct narrator *narrator, const struct control *control)
{
    bool discreet = narrator->moment->room_hears && control->discreet[0] != '\0';
    const struct language_facts *facts =
        control->tongue[0] != '\0' ? language_find(narrator->languages, control->tongue) : NULL;
    const char *language = facts != NULL ? facts->code : narrator_language(narrator);
    const char *words = discreet ? control->discreet : control->spoken;
    bool private_text = control->private_text && !narrator->moment->room_hears;
    if (is_gone(narrator, control)) {
        narrator_say_made(narrator, language, words, private_text);
    } else {
        say(narrator, language, words, private_text);
    }
}

void narrator_say_focus(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct control *focused =
        view->focused[0] != '\0' ? view_find(view, view->focused) : NULL;
    if (view->group_spoken[0] != '\0') {
        say(narrator, narrator_language(narrator), view->group_spoken, false);
    } else if (focused != NULL) {
        narrator_say_control(narrator, focused);
    }
}

/* ---- a screen as a whole --------------------------------------------------------------------- */

bool narrator_is_choice(const struct control *control)
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
    return view->focused[0] == '\0' && (narrator_is_choice(control) || language || way);
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

bool narrator_asks_pin(const struct view *view)
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
    if (narrator_asks_pin(view)) {
        narrator_say_key(narrator, "sp_pin_room");
    } else if (!narrator->told_private && holds_answers(view)) {
        narrator_say_key(narrator, "sp_private");
        narrator->told_private = true;
    }
}

const struct control *narrator_find(const struct view *view, enum control_role role)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == role) {
            return &view->controls[i];
        }
    }
    return NULL;
}

const struct control *narrator_field(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (control->role == ROLE_FIELD && control->active && control->look != LOOK_DOTS) {
            return control;
        }
    }
    return NULL;
}

void narrator_say_errors(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].role == ROLE_ERROR) {
            narrator_say_control(narrator, &view->controls[i]);
        }
    }
}

/* While they are true. */
static void say_seconds(struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    for (size_t i = 0; i < view->count; i++) {
        if (view->controls[i].seconds > 0) {
            narrator_say_control(narrator, &view->controls[i]);
        }
    }
}

static void say_screen(struct narrator *narrator)
{
    const struct narrator_moment *moment = narrator->moment;
    const struct view *view = moment->view;
    const struct control *field = narrator_field(view);
    const struct control *title = narrator_find(view, ROLE_TITLE);
    bool repeats = moment->wish == WISH_REPEAT;
    narrator_say_errors(narrator);
    say_seconds(narrator);
    if (repeats && field != NULL) {
        narrator_say_control(narrator, field);
    }
    if (title != NULL) {
        narrator_say_control(narrator, title);
    }
    for (size_t i = 0; i < view->count; i++) {
        const struct control *control = &view->controls[i];
        if (is_body(control) || is_offered(view, control)) {
            narrator_say_control(narrator, control);
        }
    }
    if (view->focused[0] == '\0' && field != NULL && !repeats) {
        narrator_say_control(narrator, field);
    }
    say_privacy(narrator);
    narrator_say_focus(narrator);
}

static bool is_new(const struct narrator *narrator)
{
    const struct view *view = narrator->moment->view;
    const struct view *before = &narrator->before;
    const struct control *title = narrator_find(view, ROLE_TITLE);
    const struct control *old = narrator_find(before, ROLE_TITLE);
    const char *language = before->style.language != NULL ? before->style.language : "";
    return !narrator->spoke || strcmp(view->screen, before->screen) != 0 ||
           view->part != before->part || strcmp(language, narrator_language(narrator)) != 0 ||
           strcmp(title != NULL ? title->label : "", old != NULL ? old->label : "") != 0;
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
        narrator_say_text(narrator, moment->language, moment->announced[i],
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
        narrator_say_changes(narrator);
    }
    narrator->said.interrupts =
        was_on && (moment->by_visitor || fresh || !moment->speaks || narrator->said.count > 0);
    view_copy(&narrator->before, moment->view);
    narrator->spoke = moment->speaks;
    narrator->moment = NULL;
    return &narrator->said;
}
