#include "platform/window/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define WIDTH  70
#define HEIGHT 45
#define MOST   (WIDTH * HEIGHT)

static uint32_t drawn[MOST], shown[MOST];

static struct pixels picture_of(uint32_t *memory, int width, int height)
{
    return (struct pixels){(uint8_t *)memory, width, height, width * 4};
}

static struct pixels draw(void)
{
    for (uint32_t i = 0; i < MOST; i++)
        drawn[i] = i + 1;
    memset(shown, 0, sizeof shown);
    return picture_of(drawn, WIDTH, HEIGHT);
}

static struct pixels panel_for(enum turn turn)
{
    int width = WIDTH, height = HEIGHT;

    turn_size(turn, &width, &height);
    return picture_of(shown, width, height);
}

/* The picture's pixel, found on the panel by turning the middle of it back. */
static uint32_t seen_at(enum turn turn, const struct pixels *panel, int x, int y)
{
    for (int row = 0; row < panel->height; row++) {
        for (int column = 0; column < panel->width; column++) {
            double across = (column + 0.5) / panel->width, down = (row + 0.5) / panel->height;
            turn_point(turn, &across, &down);
            if ((int)(across * WIDTH) == x && (int)(down * HEIGHT) == y)
                return shown[row * panel->width + column];
        }
    }
    return 0;
}

static void a_touch_meets_what_is_drawn_there(void **state)
{
    struct pixels picture = draw();

    (void)state;
    for (enum turn turn = TURN_NONE; turn <= TURN_THREE_QUARTERS; turn++) {
        struct pixels panel = panel_for(turn);
        turn_copy(turn, &picture, (struct area){0, 0, WIDTH, HEIGHT}, &panel);
        assert_int_equal(seen_at(turn, &panel, 0, 0), drawn[0]);
        assert_int_equal(seen_at(turn, &panel, WIDTH - 1, 0), drawn[WIDTH - 1]);
        assert_int_equal(seen_at(turn, &panel, 33, 34), drawn[34 * WIDTH + 33]);
        assert_int_equal(seen_at(turn, &panel, 2, HEIGHT - 1), drawn[(HEIGHT - 1) * WIDTH + 2]);
    }
}

static void turns_clockwise(void **state)
{
    struct pixels picture = draw(), panel = panel_for(TURN_QUARTER);

    (void)state;
    turn_copy(TURN_QUARTER, &picture, (struct area){0, 0, WIDTH, HEIGHT}, &panel);
    assert_int_equal(panel.width, HEIGHT);
    assert_int_equal(shown[HEIGHT - 1], drawn[0]);       /* top left to top right */
    assert_int_equal(shown[MOST - 1], drawn[WIDTH - 1]); /* top right to the bottom */
    panel = panel_for(TURN_THREE_QUARTERS);
    turn_copy(TURN_THREE_QUARTERS, &picture, (struct area){0, 0, WIDTH, HEIGHT}, &panel);
    assert_int_equal(shown[MOST - HEIGHT], drawn[0]); /* top left to bottom left */
    panel = panel_for(TURN_HALF);
    turn_copy(TURN_HALF, &picture, (struct area){0, 0, WIDTH, HEIGHT}, &panel);
    assert_int_equal(shown[MOST - 1], drawn[0]);
}

static void copies_an_area_and_no_more(void **state)
{
    const struct area area = {3, 5, 40, 36};

    (void)state;
    for (enum turn turn = TURN_NONE; turn <= TURN_THREE_QUARTERS; turn++) {
        struct pixels picture = draw(), panel = panel_for(turn);
        struct area there = turn_area(turn, WIDTH, HEIGHT, area);
        int copied = 0;
        turn_copy(turn, &picture, area, &panel);
        for (int i = 0; i < MOST; i++) {
            int x = i % panel.width - there.x, y = i / panel.width - there.y;
            bool within = x >= 0 && y >= 0 && x < there.width && y < there.height;
            assert_int_equal(shown[i] != 0, within);
            copied += within;
        }
        assert_int_equal(copied, area.width * area.height);
    }
}

static void copies_nothing_outside(void **state)
{
    struct pixels picture = draw(), panel = panel_for(TURN_HALF);
    struct pixels other = panel;

    (void)state;
    turn_copy(TURN_HALF, &picture, (struct area){-9, -9, 10, 10}, &panel);
    assert_int_equal(shown[MOST - 1], drawn[0]);
    assert_int_equal(shown[MOST - 2], 0);
    turn_copy(TURN_HALF, &picture, (struct area){WIDTH, 0, 10, 10}, &panel);
    turn_copy(TURN_HALF, &picture, (struct area){4, 4, -3, 2}, &panel);
    other.width--; /* of another size than the picture */
    turn_copy(TURN_HALF, &picture, (struct area){0, 0, WIDTH, HEIGHT}, &other);
    assert_int_equal(shown[0], 0);
}

static void calibrates_by_the_matrix(void **state)
{
    const double same[6] = {1, 0, 0, 0, 1, 0}, mirrored[6] = {-1, 0, 1, 0, 1, 0};
    const double swapped[6] = {0, 1, 0, 1, 0, 0}, edge[6] = {1.1, 0, -0.05, 0, 1.1, -0.05};
    double x = 0.25, y = 0.75;

    (void)state;
    turn_calibrate(same, &x, &y);
    assert_float_equal((float)x, 0.25F, 1e-6F);
    assert_float_equal((float)y, 0.75F, 1e-6F);
    turn_calibrate(mirrored, &x, &y);
    assert_float_equal((float)x, 0.75F, 1e-6F);
    turn_calibrate(swapped, &x, &y);
    assert_float_equal((float)x, 0.75F, 1e-6F);
    assert_float_equal((float)y, 0.75F, 1e-6F);
    x = 0.01;
    y = 0.99;
    turn_calibrate(edge, &x, &y);
    assert_float_equal((float)x, 0, 1e-6F);
    assert_float_equal((float)y, 1, 1e-6F);
}

static void the_matrix_turns_as_the_point_does(void **state)
{
    (void)state;
    for (enum turn turn = TURN_NONE; turn <= TURN_THREE_QUARTERS; turn++) {
        double matrix[6], x = 0.125, y = 0.75, turned_x = x, turned_y = y;

        turn_matrix(turn, matrix);
        turn_calibrate(matrix, &x, &y);
        turn_point(turn, &turned_x, &turned_y);
        assert_float_equal((float)x, (float)turned_x, 1e-6F);
        assert_float_equal((float)y, (float)turned_y, 1e-6F);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_touch_meets_what_is_drawn_there),
        cmocka_unit_test(turns_clockwise),
        cmocka_unit_test(copies_an_area_and_no_more),
        cmocka_unit_test(copies_nothing_outside),
        cmocka_unit_test(calibrates_by_the_matrix),
        cmocka_unit_test(the_matrix_turns_as_the_point_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
