/* A touch screen that feels wrong, under a picture turned and scaled in every way, is right afterwards. */
#include "app/screen/process/adjust.h"
#include "platform/base/touch_matrix.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define TOUCHES 4

static const double same[6] = {1, 0, 0, 0, 1, 0};
/* As frame_to_parts: a canvas of 1080 x 1920, on all of a panel and with margins at its sides. */
static const double all_of_it[6] = {1.0 / 1080, 0, 0, 0, 1.0 / 1920, 0};
static const double with_margins[6] = {1.0 / 1440, 0, 0.125, 0, 1.0 / 1920, 0};

static const double corners[TOUCHES][2] = {{110, 110}, {970, 110}, {970, 1640}, {110, 1640}};

/* Where a finger must be on the panel, in parts of it, to be at x, y of the canvas. */
static void onto_panel(const struct adjust_place *place, double *x, double *y)
{
    touch_matrix_apply(place->to_parts, x, y);
    turn_point((enum turn)((4 - (int)place->turn) % 4), x, y);
}

/* Where the kiosk takes a touch to be on the canvas that the touch screen told as x, y. */
static void onto_canvas(const struct adjust_place *place, const double matrix[6], double *x,
                        double *y)
{
    turn_calibrate(matrix, x, y);
    turn_point(place->turn, x, y);
    *x = (*x - place->to_parts[2]) / place->to_parts[0];
    *y = (*y - place->to_parts[5]) / place->to_parts[4];
}

static void touch(const struct adjust_place *place, const double wrong[6], const double holds[6],
                  struct touch_pair pairs[TOUCHES])
{
    for (int i = 0; i < TOUCHES; i++) {
        double x = corners[i][0], y = corners[i][1];
        onto_panel(place, &x, &y);
        touch_matrix_apply(wrong, &x, &y);
        onto_canvas(place, holds, &x, &y);
        pairs[i] = (struct touch_pair){x, y, corners[i][0], corners[i][1]};
    }
}

static void assert_right(const struct adjust_place *place, const double wrong[6],
                         const double matrix[6])
{
    double x = 333, y = 1111;

    onto_panel(place, &x, &y);
    touch_matrix_apply(wrong, &x, &y);
    onto_canvas(place, matrix, &x, &y);
    assert_true(fabs(x - 333) < 0.01);
    assert_true(fabs(y - 1111) < 0.01);
}

static void assert_mended(const struct adjust_place *place, const double wrong[6],
                          const double holds[6])
{
    struct touch_pair pairs[TOUCHES];
    double correction[6], matrix[6];

    touch(place, wrong, holds, pairs);
    assert_true(touch_matrix_fit(pairs, TOUCHES, correction));
    assert_true(adjust_touches(place, correction, holds, matrix));
    assert_right(place, wrong, matrix);
}

static void every_touch_screen_is_mended_under_every_picture(void **state)
{
    static const double wrongs[][6] = {
        {1, 0, 0.03, 0, 1, -0.02},  {-1, 0, 1, 0, 1, 0},     {0, 1, 0, -1, 0, 1},
        {0.5, 0, 0.1, 0, 0.6, 0.2}, {0, 1, 0, 0.9, 0, 0.05},
    };
    static const double mirrored[6] = {-1, 0, 1, 0, 1, 0};
    static const double *const parts[] = {all_of_it, with_margins};

    (void)state;
    for (enum turn turn = TURN_NONE; turn <= TURN_THREE_QUARTERS; turn++) {
        for (size_t i = 0; i < 2 * sizeof wrongs / sizeof *wrongs; i++) {
            struct adjust_place place = {.turn = turn};
            memcpy(place.to_parts, parts[i % 2], sizeof place.to_parts);
            assert_mended(&place, wrongs[i / 2], same);
            assert_mended(&place, wrongs[i / 2], mirrored);
        }
    }
}

static void what_cannot_be_used_changes_nothing(void **state)
{
    const double flat[6] = {1, 0, 0, 0.5, 0, 0}, far[6] = {1, 0, 30000, 0, 1, 0};
    struct adjust_place place = {.turn = TURN_QUARTER};
    double matrix[6];

    (void)state;
    memcpy(place.to_parts, all_of_it, sizeof all_of_it);
    assert_false(adjust_touches(&place, flat, same, matrix));
    assert_memory_equal(matrix, same, sizeof same);
    assert_false(adjust_touches(&place, far, matrix, matrix));
    assert_memory_equal(matrix, same, sizeof same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_touch_screen_is_mended_under_every_picture),
        cmocka_unit_test(what_cannot_be_used_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
