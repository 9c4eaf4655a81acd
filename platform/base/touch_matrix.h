/*
 * What makes a touch screen's answers right: six numbers a b c d e f, by which a point x, y counts as
 * a x + b y + c, d x + e y + f, as in libinput's calibration matrix. Found from touches whose targets are
 * known, joined, and carried over to other coordinates. Pure.
 */
#ifndef PLATFORM_BASE_TOUCH_MATRIX_H
#define PLATFORM_BASE_TOUCH_MATRIX_H

#include "platform/base/error.h"

#include <stddef.h>

#define TOUCH_MATRIX_MOST 10.0 /* of any of the six */

/* Where a touch was felt and where it was meant, in the same units. */
struct touch_pair {
    double felt_x, felt_y, meant_x, meant_y;
};

void touch_matrix_apply(const double matrix[6], double *x, double *y);

/* The matrix that brings what was felt nearest to what was meant, by least squares. False for fewer than
 * three pairs, or when what was felt lies about on one line. */
bool touch_matrix_fit(const struct touch_pair *pairs, size_t count, double matrix[6]) MUST_USE;
/* How far a pair is from what was meant, at most. */
double touch_matrix_error(const double matrix[6], const struct touch_pair *pairs, size_t count);
/* How far the matrix moves what was felt, at most. */
double touch_matrix_shift(const double matrix[6], const struct touch_pair *pairs, size_t count);

/* `first`, then `next`. */
void touch_matrix_join(const double first[6], const double next[6], double both[6]);
/* A matrix that holds in inner coordinates, as it is in outer ones; `outward` takes inner points to
 * outer ones. False when `outward` cannot be turned round. */
bool touch_matrix_carry(const double outward[6], const double inner[6], double outer[6]) MUST_USE;

/* In parts of a panel: one by which every place of it can still be touched. */
bool touch_matrix_is_usable(const double matrix[6]);

#endif
