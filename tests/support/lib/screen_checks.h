/*
 * What must hold for a screen as a list of controls: room, sizes, gaps, reach,
 * words and order. Counts each thing that it looks at and tells each that does
 * not hold. Looks at no pixel: tests/gallery does.
 */
#ifndef TESTS_SUPPORT_LIB_SCREEN_CHECKS_H
#define TESTS_SUPPORT_LIB_SCREEN_CHECKS_H

#include "app/screen/view.h"

enum check {
    CHECK_GLYPH,       /* no character without a glyph */
    CHECK_FIT,         /* words stay in their box, uncut, with no word broken */
    CHECK_OVERLAP,     /* nothing lies over anything else */
    CHECK_SIZE,        /* what is pressed is 96 high, keys 88 wide */
    CHECK_GAP,         /* what is pressed has its least distance */
    CHECK_TYPE,        /* text of 28 at least, 42 in large text */
    CHECK_CONTRAST,    /* text 7:1, borders 3:1, on the pixels */
    CHECK_SPOKEN,      /* what has focus says something, and so does the screen */
    CHECK_PLACEHOLDER, /* no {name} is left */
    CHECK_CANVAS,      /* nothing outside, so nothing to scroll to */
    CHECK_REACH,       /* standard text on a tall screen: pressed below 632 only */
    CHECK_MIRROR,      /* right to left: mirrored, but for numbers */
    CHECK_ORDER,       /* focus reaches all that is pressed, once; ids differ; headings head */
    CHECK_KINDS
};

/* "glyph", "fit" … */
const char *check_name(enum check check);

struct tally {
    long checks[CHECK_KINDS], findings[CHECK_KINDS];
    /* Called for each finding; `context` is the caller's. */
    void (*tell)(void *context, enum check check, const char *control, const char *why);
    void *context;
};

/* Counts one thing looked at; tells it when it does not hold. */
void tally_count(struct tally *tally, enum check check, bool holds, const char *control,
                 const char *why);

/* All of them but those that need what is drawn. `name` is the screen's id. */
void check_screen(struct tally *tally, const struct view *view, const char *name);

/* Each alone. */
void check_overlap(struct tally *tally, const struct view *view);
void check_canvas(struct tally *tally, const struct view *view);
void check_sizes(struct tally *tally, const struct view *view);
void check_gaps(struct tally *tally, const struct view *view);
void check_reach(struct tally *tally, const struct view *view, const char *name);
void check_spoken(struct tally *tally, const struct view *view);
void check_placeholders(struct tally *tally, const struct view *view);
void check_order(struct tally *tally, const struct view *view);
void check_mirrored(struct tally *tally, const struct view *view);

/* Whether it is drawn at all. */
bool is_seen(const struct control *control);
/* `inner` belongs into `outer` and may lie over it: Change in its row, an example in its choice. */
bool may_lie_over(const struct control *outer, const struct control *inner);

#endif
