/*
 * A picture that is turned on its panel: where points and rectangles come to lie, and pixels copied on
 * the way. Pure. 'Picture' is upright for whoever stands before it; 'panel' is as the display counts.
 */
#ifndef PLATFORM_WINDOW_TURN_H
#define PLATFORM_WINDOW_TURN_H

#include <stdbool.h>
#include <stdint.h>

/* Quarter turns clockwise from the panel's own upright to the picture's. */
enum turn { TURN_NONE, TURN_QUARTER, TURN_HALF, TURN_THREE_QUARTERS };

struct area {
    int x, y, width, height; /* pixels */
};

/* Swaps the sides where the turn does. From panel to picture or back. */
void turn_size(enum turn turn, int *width, int *height);

/* Where an area of a picture of width x height lies on the panel. */
struct area turn_area(enum turn turn, int width, int height, struct area area);

/* A point of the panel, both from 0 to 1, as a point of the picture. */
void turn_point(enum turn turn, double *x, double *y);

/* The same as a matrix, as turn_calibrate has it. */
void turn_matrix(enum turn turn, double matrix[6]);

/* 32-bit pixels, `stride` in bytes. */
struct pixels {
    uint8_t *bytes;
    int width, height, stride;
};
/* The area's part inside the picture goes to where it lies on the panel, whose sides must be the picture's after
 * turn_size; else nothing is copied. */
void turn_copy(enum turn turn, const struct pixels *picture, struct area area,
               const struct pixels *panel);

/* What a touch screen says, 0 to 1 each, into what was touched: x' = a x + b y + c and y' = d x + e y + f, as
 * in libinput's calibration matrix; kept within 0 and 1. */
void turn_calibrate(const double matrix[6], double *x, double *y);

#endif
