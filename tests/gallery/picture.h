/*
 * What must hold for a screen as it is drawn: every letter there, uncut, in its
 * box, over nothing else, large enough, and seven times as light or as dark as
 * what is around it.
 */
#ifndef TESTS_GALLERY_PICTURE_H
#define TESTS_GALLERY_PICTURE_H

#include "tests/gallery/drawn.h"
#include "tests/support/lib/screen_checks.h"

/* The drawing of `view` on a canvas of the reference size, and what was taken note of meanwhile. */
void check_picture(struct tally *tally, const struct view *view, const struct drawn *drawn,
                   struct canvas *canvas);

/* WCAG 2.2, contrast ratio: 1 to 21. */
double contrast_of(colour a, colour b);

#endif
