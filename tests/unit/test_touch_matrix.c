/* What is found from touches beside their targets, and what no touch screen can be meant by. */
#include "platform/base/touch_matrix.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define CORNERS 4

static const double same[6] = {1, 0, 0, 0, 1, 0};

/* Touches of four corners on a screen that needs `matrix` to be right. */
static void touch_corners(const double matrix[6], struct touch_pair pairs[CORNERS])
{
    static const double corners[CORNERS][2] = {{110, 110}, {970, 110}, {970, 1640}, {110, 1640}};

    for (int i = 0; i < CORNERS; i++) {
        double x = corners[i][0], y = corners[i][1];
        touch_matrix_apply(matrix, &x, &y);
        pairs[i] = (struct touch_pair){corners[i][0], corners[i][1], x, y};
    }
}

static void assert_matrix(const double is[6], const double wanted[6])
{
    for (int i = 0; i < 6; i++)
        assert_true(fabs(is[i] - wanted[i]) < 1e-6);
}

static void what_is_wrong_is_found_from_four_touches(void **state)
{
    static const double wrong[][6] = {
        {1, 0, 0, 0, 1, 0},     {1, 0, 70, 0, 1, -40},       {-1, 0, 1080, 0, 1, 0},
        {1, 0, 0, 0, -1, 1920}, {0, 1, 0, 1, 0, 0},          {0, -0.5625, 1080, 1.777, 0, 0},
        {2, 0, 0, 0, 2, 0},     {1.04, 0.01, -3, 0, 1.1, 5},
    };
    struct touch_pair pairs[CORNERS];
    double found[6];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        touch_corners(wrong[i], pairs);
        assert_true(touch_matrix_fit(pairs, CORNERS, found));
        assert_matrix(found, wrong[i]);
        assert_true(touch_matrix_error(found, pairs, CORNERS) < 1e-6);
    }
}

static void one_touch_elsewhere_leaves_an_error(void **state)
{
    struct touch_pair pairs[CORNERS];
    double found[6];

    (void)state;
    touch_corners(same, pairs);
    pairs[2].felt_x -= 400;
    assert_true(touch_matrix_fit(pairs, CORNERS, found));
    assert_true(touch_matrix_error(found, pairs, CORNERS) > 50);
}

static void it_says_how_far_it_moves(void **state)
{
    const double beside[6] = {1, 0, 30, 0, 1, -40};
    struct touch_pair pairs[CORNERS];

    (void)state;
    touch_corners(beside, pairs);
    assert_float_equal((float)touch_matrix_shift(beside, pairs, CORNERS), 50, 1e-4F);
    assert_float_equal((float)touch_matrix_shift(same, pairs, CORNERS), 0, 1e-4F);
}

static void a_line_says_nothing(void **state)
{
    struct touch_pair pairs[CORNERS];
    double found[6];

    (void)state;
    touch_corners(same, pairs);
    assert_false(touch_matrix_fit(pairs, 2, found));
    for (int i = 0; i < CORNERS; i++)
        pairs[i].felt_y = pairs[i].felt_x * 0.7 + i % 2;
    assert_false(touch_matrix_fit(pairs, CORNERS, found));
    for (int i = 0; i < CORNERS; i++)
        pairs[i].felt_x = pairs[i].felt_y = 500;
    assert_false(touch_matrix_fit(pairs, CORNERS, found));
}

static void two_are_joined_in_their_order(void **state)
{
    const double wider[6] = {2, 0, 0, 0, 1, 0}, aside[6] = {1, 0, 0.25, 0, 1, 0};
    const double wider_first[6] = {2, 0, 0.25, 0, 1, 0}, aside_first[6] = {2, 0, 0.5, 0, 1, 0};
    double both[6];

    (void)state;
    touch_matrix_join(wider, aside, both);
    assert_matrix(both, wider_first);
    touch_matrix_join(aside, wider, both);
    assert_matrix(both, aside_first);
    memcpy(both, wider, sizeof both);
    touch_matrix_join(both, aside, both);
    assert_matrix(both, wider_first);
}

static void it_is_carried_to_other_coordinates(void **state)
{
    /* Pixels with a margin to parts of a panel; then a quarter turn. */
    const double to_parts[6] = {1.0 / 1100, 0, 10.0 / 1100, 0, 1.0 / 2000, 40.0 / 2000};
    const double quarter[6] = {0, 1, 0, -1, 0, 1}, flat[6] = {1, 2, 0, 2, 4, 0};
    const double beside[6] = {1, 0, 110, 0, 1, 0}, beside_in_parts[6] = {1, 0, 0.1, 0, 1, 0};
    const double above[6] = {1, 0, 0, 0, 1, -0.1};
    double carried[6];

    (void)state;
    assert_true(touch_matrix_carry(to_parts, beside, carried));
    assert_matrix(carried, beside_in_parts);
    assert_true(touch_matrix_carry(quarter, carried, carried));
    assert_matrix(carried, above);
    assert_false(touch_matrix_carry(flat, beside, carried));
}

static void what_hides_the_panel_is_not_usable(void **state)
{
    static const double good[][6] = {{1, 0, 0, 0, 1, 0}, {0, 1, 0, -1, 0, 1}, {2, 0, 0, 0, 2, 0}};
    static const double bad[][6] = {{0, 0, 0, 0, 0, 0},      {1, 1, 0, 1, 1, 0},
                                    {0.05, 0, 0, 0, 0.1, 0}, {1, 0, 11, 0, 1, 0},
                                    {NAN, 0, 0, 0, 1, 0},    {1, 0, INFINITY, 0, 1, 0}};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(touch_matrix_is_usable(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(touch_matrix_is_usable(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_found_from_four_touches),
        cmocka_unit_test(one_touch_elsewhere_leaves_an_error),
        cmocka_unit_test(it_says_how_far_it_moves),
        cmocka_unit_test(a_line_says_nothing),
        cmocka_unit_test(two_are_joined_in_their_order),
        cmocka_unit_test(it_is_carried_to_other_coordinates),
        cmocka_unit_test(what_hides_the_panel_is_not_usable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
