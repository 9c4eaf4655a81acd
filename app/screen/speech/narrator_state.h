/*
 * The inside of the narrator, for the two files that make it up: narrator.c knows
 * parts and whole screens, narrator_changes.c what changed on one.
 */
#ifndef APP_SCREEN_SPEECH_NARRATOR_STATE_H
#define APP_SCREEN_SPEECH_NARRATOR_STATE_H

#include "app/screen/speech/narrator.h"
#include "platform/base/text.h"
#include "platform/language/language.h"

#define NARRATOR_MADE_BYTES 8192u /* of texts that are made here */

struct narrator {
    const struct language *languages;
    struct view before;    /* the screen as it was */
    bool spoke;            /* speech was on then */
    bool told_private;     /* how to hear one's answers; once a visit */
    struct narration said; /* what is to be said now */
    char made[NARRATOR_MADE_BYTES];
    size_t made_used;
    const struct narrator_moment *moment;
};

/* ---- narrator.c ------------------------------------------------------------------------------ */

const char *narrator_language(const struct narrator *narrator);
/* Words of its own, copied. */
void narrator_say_made(struct narrator *narrator, const char *language, const char *text,
                       bool private_text);
/* A text of the catalogue in a language, filled in. */
void narrator_say_text(struct narrator *narrator, const char *language, const char *key,
                       const struct text_value *values, size_t count);
void narrator_say_key(struct narrator *narrator, const char *key);
/* The words of a control, or what the room may hear instead of them. */
void narrator_say_control(struct narrator *narrator, const struct control *control);
void narrator_say_focus(struct narrator *narrator);
void narrator_say_errors(struct narrator *narrator);

bool narrator_is_choice(const struct control *control);
bool narrator_asks_pin(const struct view *view);
/* The first control of a role; NULL: none. */
const struct control *narrator_find(const struct view *view, enum control_role role);
/* The field that is typed into, but for a PIN's; NULL: none. */
const struct control *narrator_field(const struct view *view);

/* ---- narrator_changes.c ---------------------------------------------------------------------- */

/* What differs from the screen as it was. */
void narrator_say_changes(struct narrator *narrator);

#endif
