/*
 * What is said when: compares what a screen shows with what it showed before and
 * decides which words the visitor hears. Pure: it makes no sound, knows no
 * clock; the runtime hands its words to the voice one after the other. How each control
 * is worded is spoken.c's.
 */
#ifndef APP_SCREEN_NARRATOR_H
#define APP_SCREEN_NARRATOR_H

#include "app/screen/view.h"

#define NARRATION_PARTS_MAX (VIEW_CONTROLS_MAX + 16)
#define NARRATION_BYTES     (64u * 1024)

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
    char pressed[VIEW_ID_MAX];   /* the control that was pressed, "": none */
    char announced[VIEW_ID_MAX]; /* key of a text to say first, as "sp_left"; "": none */
    int number;                  /* its {n} */
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

/* What is to be said now. The narration is the narrator's and good until the next call; it
 * holds what was typed. */
const struct narration *narrator_follow(struct narrator *narrator,
                                        const struct narrator_moment *moment);
/* The visit is over: wipes everything but what was said last. */
void narrator_forget(struct narrator *narrator);

#endif
