/*
 * Where things may stand on a screen, by text size and orientation
 * (docs/look.md, section 5), in pixels of the reference canvas, left to right.
 * Right-to-left screens are mirrored at the end.
 */
#ifndef APP_SCREEN_PAGES_LAYOUT_H
#define APP_SCREEN_PAGES_LAYOUT_H

#include "app/screen/view.h"

struct layout {
    struct rect canvas;
    struct rect reading, sheet, bar; /* zones, for drawing */
    struct rect brand;               /* empty: not shown */
    struct rect step;
    struct rect question;       /* heading and hint */
    struct rect question_alone; /* the same where no step is shown */
    bool question_at_end;       /* bottom aligned in that box */
    struct rect content;        /* controls */
    struct rect keys;           /* the same, as wide as a keyboard may be */
    struct rect buttons;        /* Back and Continue */
    int tools;                  /* in a row of the bar */
    int tool_margin, tool_top;
    int tool_height;
    int tool_gap;
    int digit_height; /* least height of a number key when room is short is 96 */
    int key_height;
    bool pad_beside; /* number pad beside the field, not below */
};

const struct layout *layout_for(const struct view_style *style);

/* Mirrors zones and controls for right-to-left; the keys move as one block. */
void layout_mirror(struct view *view);

/* True where the two share a pixel. */
bool layout_overlaps(const struct rect *a, const struct rect *b);

#endif
