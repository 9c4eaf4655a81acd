/*
 * A canvas to draw on and what is then to be seen on it, pixel by pixel.
 * Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_CANVAS_BED_H
#define TESTS_SUPPORT_LIB_CANVAS_BED_H

#include "platform/canvas/canvas.h"

#define WHITE 0xffffff
#define BLACK 0x000000

/* The product's fonts, for a whole group of tests. They are kept until the process ends. */
int canvas_bed_load_fonts(void **state);

/* White, a pixel for each unit; the caller destroys it. */
struct canvas *canvas_bed_make(int width, int height);
/* 0xrrggbb */
uint32_t canvas_bed_pixel(struct canvas *canvas, int x, int y);
/* Pixels that are not white in the rectangle. */
int canvas_bed_ink(struct canvas *canvas, int x, int y, int width, int height);
/* English, with usual lines. */
struct text_style canvas_bed_style(double size);

#endif
