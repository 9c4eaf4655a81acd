/*
 * Places the keys of a layout (platform/typing) and of the number pad on a
 * screen. What they type is the visit's.
 */
#ifndef APP_SCREEN_PAGES_KEYBOARD_H
#define APP_SCREEN_PAGES_KEYBOARD_H

#include "app/screen/pages/page.h"

/* Adds the visit's keyboard with its lower edge at the end of the room for keys, a held key's
 * variants in its row, and a row for candidates above one that offers them. `skip` is the words of a
 * key that skips the page, NULL: none. Returns the y of its upper edge. `least`: keys as low as is
 * allowed. */
int keyboard_add(struct page *page, const char *skip, bool least);

/* What stands in the lower left corner of a number pad beside 1 to 9, 0 and Delete. */
struct pad_corner {
    const char *id, *label; /* words; NULL: nothing */
};

/* The same for a number pad in `box`: at its lower edge, as wide as it. */
int keyboard_add_pad(struct page *page, struct rect box, struct pad_corner corner, bool least);

#endif
