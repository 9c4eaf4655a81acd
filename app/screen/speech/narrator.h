/*
 * What is said when: compares what a screen shows with what it showed before and
 * decides which words the visitor hears. Pure: it makes no sound, knows no
 * clock; the runtime hands its words to the voice one after the other. How each control
 * is worded is spoken.c's.
 */
#ifndef APP_SCREEN_SPEECH_NARRATOR_H
#define APP_SCREEN_SPEECH_NARRATOR_H

#include "app/screen/view.h"

#define NARRATION_PARTS_MAX    (VIEW_CONTROLS_MAX + 16)
#define NARRATOR_ANNOUNCED_MAX 2
#define NARRATOR_LANGUAGE_SIZE 16u

struct language;

enum narrator_wish {
    WISH_NONE,
    WISH_REPEAT /* the screen once more, what was typed first */
};

/* What happened since the narrator looked last; visit_moment fills it. */
struct narrator_moment {
    const struct view *view;
    bool speaks;     /* speech is on; when off nothing is said, and the view is only noted */
    bool room_hears; /* no headphones, and the visitor did not ask: no answers */
    bool by_visitor; /* a key or a touch: whatever is being said ends */
    enum narrator_wish wish;
    int speed, volume;         /* from 1; {i} of "sp_speed" and "sp_volume" */
    char pressed[VIEW_ID_MAX]; /* the control that was pressed or touched, "": none */
    /* Keys of texts to say before anything else, as "sp_on"; "": none. */
    char announced[NARRATOR_ANNOUNCED_MAX][VIEW_ID_MAX];
    char language[NARRATOR_LANGUAGE_SIZE]; /* that they are said in */
};

/* One after the other, each to its end. Texts are UTF-8, never empty. */
struct narration_part {
    const char *language; /* BCP 47; the voice that can read it */
    const char *text;
    bool private_text; /* holds an answer: never in one that the room hears */
};

struct narration {
    bool interrupts; /* what is being said falls silent, even where there are no parts */
    size_t count;
    struct narration_part parts[NARRATION_PARTS_MAX];
};

struct narrator; /* opaque: the screen as it was, in secret memory */

/* `languages` is borrowed. NULL when memory is short. */
struct narrator *narrator_create(const struct language *languages, struct error *error) MUST_USE;
void narrator_destroy(struct narrator *narrator); /* wipes; NULL is fine */

/* What is to be said now: good until the next call or until the view changes. It holds what was
 * typed. */
const struct narration *narrator_follow(struct narrator *narrator,
                                        const struct narrator_moment *moment);
/* Wipes what it remembers and what it gave out; the next screen is new to it. */
void narrator_forget(struct narrator *narrator);

#endif
