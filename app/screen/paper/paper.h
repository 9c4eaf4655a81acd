/*
 * What comes out on paper, as a picture in black and white: the receipt, the
 * privacy notice, the staff's test print. No name, no place, no PIN on any of
 * them. How it gets to the printer is printing.h.
 */
#ifndef APP_SCREEN_PAPER_PAPER_H
#define APP_SCREEN_PAPER_PAPER_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct language;
struct site;

struct paper_setup { /* borrowed */
    const struct language *languages;
    const char *language; /* of the words */
    const struct site *site;
    int width;            /* dots: 576 or 384, 8 a millimetre */
    bool with_hotline;    /* the receipt names it */
    int year, month, day; /* today, at the site */
};

/* The rows are a visitor's secret where they show a receipt. */
struct paper {
    int width, height; /* dots */
    uint8_t *rows;     /* (width + 7) / 8 bytes each, leftmost dot in the highest bit, 1 is black */
    size_t length;
};
void paper_destroy(struct paper *paper); /* wipes; NULL is fine */

/* `code`: 12 symbols. NULL on failure; ERROR_LIMIT when a text is too long for one paper. */
struct paper *paper_receipt(const struct paper_setup *setup, const char *code,
                            struct error *error) MUST_USE;
struct paper *paper_notice(const struct paper_setup *setup, struct error *error) MUST_USE;
struct paper *paper_test(const struct paper_setup *setup, struct error *error) MUST_USE;

#endif
