#include "platform/base/touch_matrix.h"

#include <math.h>

#define AREA_LEAST 0.01 /* of what is felt for the whole panel, and of its inverse */
#define FLAT       0.01 /* four corners have 1 by this measure, a line has 0 */

void touch_matrix_apply(const double matrix[6], double *x, double *y)
{
    double across = *x, down = *y;

    *x = matrix[0] * across + matrix[1] * down + matrix[2];
    *y = matrix[3] * across + matrix[4] * down + matrix[5];
}

static double area_of(const double matrix[6])
{
    return matrix[0] * matrix[4] - matrix[1] * matrix[3];
}

/* ---- finding --------------------------------------------------------------------- */

static struct touch_pair middle_of(const struct touch_pair *pairs, size_t count)
{
    struct touch_pair sum = {0, 0, 0, 0};
    double parts = (double)count;

    for (size_t i = 0; i < count; i++) {
        sum.felt_x += pairs[i].felt_x;
        sum.felt_y += pairs[i].felt_y;
        sum.meant_x += pairs[i].meant_x;
        sum.meant_y += pairs[i].meant_y;
    }
    return (struct touch_pair){sum.felt_x / parts, sum.felt_y / parts, sum.meant_x / parts,
                               sum.meant_y / parts};
}

/* Sums of products around the middle. */
struct spread {
    double xx, xy, yy;       /* of what was felt */
    double to_x[2], to_y[2]; /* felt x and y with meant x, with meant y */
};

static struct spread spread_of(const struct touch_pair *pairs, size_t count,
                               const struct touch_pair *middle)
{
    struct spread spread = {0};

    for (size_t i = 0; i < count; i++) {
        double x = pairs[i].felt_x - middle->felt_x, y = pairs[i].felt_y - middle->felt_y;
        double to_x = pairs[i].meant_x - middle->meant_x;
        double to_y = pairs[i].meant_y - middle->meant_y;
        spread.xx += x * x;
        spread.xy += x * y;
        spread.yy += y * y;
        spread.to_x[0] += x * to_x;
        spread.to_x[1] += y * to_x;
        spread.to_y[0] += x * to_y;
        spread.to_y[1] += y * to_y;
    }
    return spread;
}

/* Two unknowns; the third follows from the middle. */
static void solve(const struct spread *spread, const double to[2], double middle_x, double middle_y,
                  double meant, double row[3])
{
    double area = spread->xx * spread->yy - spread->xy * spread->xy;

    row[0] = (to[0] * spread->yy - to[1] * spread->xy) / area;
    row[1] = (to[1] * spread->xx - to[0] * spread->xy) / area;
    row[2] = meant - row[0] * middle_x - row[1] * middle_y;
}

bool touch_matrix_fit(const struct touch_pair *pairs, size_t count, double matrix[6])
{
    struct touch_pair middle;
    struct spread spread;

    if (count < 3)
        return false;
    middle = middle_of(pairs, count);
    spread = spread_of(pairs, count, &middle);
    if (!(spread.xx * spread.yy - spread.xy * spread.xy > FLAT * spread.xx * spread.yy))
        return false;
    solve(&spread, spread.to_x, middle.felt_x, middle.felt_y, middle.meant_x, matrix);
    solve(&spread, spread.to_y, middle.felt_x, middle.felt_y, middle.meant_y, matrix + 3);
    return true;
}

static double distance(const double matrix[6], const struct touch_pair *pair, double to_x,
                       double to_y)
{
    double x = pair->felt_x, y = pair->felt_y;

    touch_matrix_apply(matrix, &x, &y);
    return hypot(x - to_x, y - to_y);
}

double touch_matrix_error(const double matrix[6], const struct touch_pair *pairs, size_t count)
{
    double most = 0;

    for (size_t i = 0; i < count; i++)
        most = fmax(most, distance(matrix, &pairs[i], pairs[i].meant_x, pairs[i].meant_y));
    return most;
}

double touch_matrix_shift(const double matrix[6], const struct touch_pair *pairs, size_t count)
{
    double most = 0;

    for (size_t i = 0; i < count; i++)
        most = fmax(most, distance(matrix, &pairs[i], pairs[i].felt_x, pairs[i].felt_y));
    return most;
}

/* ---- joining --------------------------------------------------------------------- */

void touch_matrix_join(const double first[6], const double next[6], double both[6])
{
    double result[6];

    for (int row = 0; row < 6; row += 3) {
        result[row] = next[row] * first[0] + next[row + 1] * first[3];
        result[row + 1] = next[row] * first[1] + next[row + 1] * first[4];
        result[row + 2] = next[row] * first[2] + next[row + 1] * first[5] + next[row + 2];
    }
    for (int i = 0; i < 6; i++)
        both[i] = result[i];
}

bool touch_matrix_carry(const double outward[6], const double inner[6], double outer[6])
{
    double area = area_of(outward);
    double inward[6];

    if (!isnormal(area))
        return false;
    inward[0] = outward[4] / area;
    inward[1] = -outward[1] / area;
    inward[2] = (outward[1] * outward[5] - outward[4] * outward[2]) / area;
    inward[3] = -outward[3] / area;
    inward[4] = outward[0] / area;
    inward[5] = (outward[3] * outward[2] - outward[0] * outward[5]) / area;
    touch_matrix_join(inward, inner, inward);
    touch_matrix_join(inward, outward, outer);
    return true;
}

bool touch_matrix_is_usable(const double matrix[6])
{
    double area = fabs(area_of(matrix));

    for (int i = 0; i < 6; i++) {
        if (!(fabs(matrix[i]) <= TOUCH_MATRIX_MOST))
            return false;
    }
    return area >= AREA_LEAST && area <= 1 / AREA_LEAST;
}
