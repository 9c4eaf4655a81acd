#include "platform/window/panel.h"
#include "platform/window/panel_picture.h"
#include "platform/window/udev_changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WIDTH  12
#define HEIGHT 8
#define INK    0x102030u
#define PAPER  0xf0e0d0u

static uint32_t shown[WIDTH * HEIGHT];

static uint32_t at(int x, int y)
{
    return shown[y * WIDTH + x];
}

static void draw(const uint8_t *grey, int width, int height, enum turn turn)
{
    struct panel_picture picture = {grey, width, height, turn, INK, PAPER};
    struct pixels pixels = {(uint8_t *)shown, WIDTH, HEIGHT, WIDTH * 4};

    memset(shown, 0xff, sizeof shown);
    panel_picture_draw(&picture, &pixels);
}

static void draws_ink_on_paper_in_the_middle(void **state)
{
    static const uint8_t grey[4] = {0, 255, 255, 0};

    (void)state;
    draw(grey, 2, 2, TURN_NONE); /* 8 x 8 of it, from column 2 on */
    assert_int_equal(at(0, 0), PAPER);
    assert_int_equal(at(1, 7), PAPER);
    assert_int_equal(at(2, 0), INK);
    assert_int_equal(at(5, 3), INK);
    assert_int_equal(at(6, 3), PAPER);
    assert_int_equal(at(6, 4), INK);
    assert_int_equal(at(9, 7), INK);
    assert_int_equal(at(10, 7), PAPER);
}

static void turns_it_with_the_panel(void **state)
{
    static const uint8_t grey[2] = {0, 255}; /* left half ink */

    (void)state;
    draw(grey, 2, 1, TURN_HALF);
    assert_int_equal(at(0, 4), PAPER);
    assert_int_equal(at(11, 4), INK);
    draw(grey, 2, 1, TURN_QUARTER); /* upright is 8 x 12: the picture is 8 x 4 there */
    assert_int_equal(at(5, 0), INK);
    assert_int_equal(at(5, 7), PAPER);
    assert_int_equal(at(0, 0), PAPER);
}

static void draws_small_what_is_large(void **state)
{
    static uint8_t grey[240 * 160];

    (void)state;
    memset(grey, 255, sizeof grey);
    for (int i = 0; i < 240 * 160; i += 2)
        grey[i] = 0;
    draw(grey, 240, 160, TURN_NONE);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        assert_int_equal(shown[i], (INK + PAPER) / 2 & 0xffffff); /* half of the pixels are ink */
}

static void knows_devices_by_the_names_of_udev(void **state)
{
    (void)state;
    assert_int_equal(udev_changes_minor("c13:64", 13), 64);
    assert_int_equal(udev_changes_minor("c226:0", 226), 0);
    assert_int_equal(udev_changes_minor("c226:0", 13), -1);
    assert_int_equal(udev_changes_minor("b13:64", 13), -1);
    assert_int_equal(udev_changes_minor("c13:64x", 13), -1);
    assert_int_equal(udev_changes_minor("c13", 13), -1);
    assert_int_equal(udev_changes_minor("c13:9999999", 13), -1);
    assert_int_equal(udev_changes_minor("+input:input3", 13), -1);
    assert_int_equal(udev_changes_minor("", 13), -1);
}

static void says_that_there_is_no_card(void **state)
{
    struct panel_setup setup = {
        .card = "/dev/null", .width = 100, .height = 100, .device = -1, .record = -1};
    struct error error;

    (void)state;
    assert_null(panel_open(&setup, &error));
    assert_non_null(strstr(error.text, "/dev/null"));
}

static void takes_nothing_strange_over(void **state)
{
    int ends[2];
    struct panel_setup setup = {.card = "/dev/null", .width = 100, .height = 100};
    struct error error;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    setup.device = ends[0];
    setup.record = ends[1];
    assert_null(panel_open(&setup, &error));
    assert_int_equal(close(ends[0]), -1); /* both are the panel's to close */
    assert_int_equal(close(ends[1]), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_ink_on_paper_in_the_middle),
        cmocka_unit_test(turns_it_with_the_panel),
        cmocka_unit_test(draws_small_what_is_large),
        cmocka_unit_test(knows_devices_by_the_names_of_udev),
        cmocka_unit_test(says_that_there_is_no_card),
        cmocka_unit_test(takes_nothing_strange_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
