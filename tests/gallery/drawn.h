/*
 * What a screen's drawing puts on the canvas: every run of words and every icon,
 * with the place of their ink. Programs that use it are linked with
 * --wrap=canvas_text and --wrap=canvas_icon, so that the product's own calls
 * come by here.
 */
#ifndef TESTS_GALLERY_DRAWN_H
#define TESTS_GALLERY_DRAWN_H

#include "app/screen/view.h"
#include "platform/canvas/canvas.h"

#define DRAWN_MAX 512

struct drawn_words {
    char *text;
    struct text_style style;
    int width; /* that it was given; 0: no wrapping */
    struct text_extent extent;
    struct rect ink; /* reference pixels; empty where nothing is visible (spaces) */
};

struct drawn {
    struct drawn_words words[DRAWN_MAX];
    size_t count;
    struct rect icons[DRAWN_MAX];
    size_t icon_count;
};

/* Takes note of what is drawn on `canvas` from now on, until drawn_end. One at a time. */
void drawn_begin(struct drawn *drawn, struct canvas *canvas);
/* Finds the ink of all words; they stay until the next drawn_begin or drawn_forget. */
void drawn_end(struct drawn *drawn);
void drawn_forget(struct drawn *drawn);

/* Gives back what is kept from picture to picture. */
void drawn_finish(void);

#endif
