/* The picture on a panel that is not the reference canvas. */
#include "app/screen/process/frame.h"

#include "platform/base/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct panel {
    struct loop *loop;
    struct window *window;
    struct frame *frame;
    struct view view;
};

static void ignore(void *context, const struct window_event *event)
{
    (void)context;
    (void)event;
}

static struct panel *open_panel(int width, int height)
{
    struct panel *panel = calloc(1, sizeof *panel);
    struct window_setup setup = {
        .driver = "offscreen", .width = width, .height = height, .title = "test"};
    static const struct view_style style = {.language = "en"};

    assert_non_null(panel);
    assert_true(secret_start(NULL));
    panel->loop = loop_create(&clock_system, NULL);
    panel->window = window_open(&setup, panel->loop, ignore, NULL, NULL);
    assert_non_null(panel->window);
    panel->frame = frame_create(panel->window, NULL);
    assert_non_null(panel->frame);
    assert_true(view_init(&panel->view, NULL));
    view_clear(&panel->view, "test", &style);
    panel->view.sheet = (struct rect){0, 600, 1080, 1100};
    return panel;
}

static void close_panel(struct panel *panel)
{
    frame_destroy(panel->frame);
    view_finish(&panel->view);
    window_close(panel->window);
    loop_destroy(panel->loop);
    free(panel);
}

static void assert_located(int width, int height, int x, int y, int expected_x, int expected_y)
{
    struct panel *panel = open_panel(width, height);
    int reference_x, reference_y;

    frame_locate(panel->frame, x, y, &reference_x, &reference_y);
    assert_int_equal(reference_x, expected_x);
    assert_int_equal(reference_y, expected_y);
    close_panel(panel);
}

static void the_reference_panel_is_taken_as_it_is(void **state)
{
    (void)state;
    assert_located(1080, 1920, 123, 456, 123, 456);
}

static void half_the_size_is_half_the_way(void **state)
{
    (void)state;
    assert_located(540, 960, 100, 200, 200, 400);
}

static void a_longer_panel_is_letterboxed(void **state)
{
    (void)state;
    assert_located(1080, 2020, 10, 50, 10, 0);
}

static void a_wide_panel_is_landscape(void **state)
{
    struct panel *panel = open_panel(1920, 1080);

    (void)state;
    assert_int_equal(frame_orientation(panel->frame), ORIENTATION_LANDSCAPE);
    close_panel(panel);
}

static void places_come_back_from_where_they_were_put(void **state)
{
    struct panel *panel = open_panel(768, 1366);
    struct rect control = {48, 704, 482, 118};
    struct rect place = frame_on_panel(panel->frame, &control);
    int x, y;

    (void)state;
    frame_locate(panel->frame, place.x + place.width / 2, place.y + place.height / 2, &x, &y);
    assert_in_range(x, control.x + control.width / 2 - 3, control.x + control.width / 2 + 3);
    assert_in_range(y, control.y + control.height / 2 - 3, control.y + control.height / 2 + 3);
    close_panel(panel);
}

static void an_unchanged_view_is_not_drawn_again(void **state)
{
    struct panel *panel = open_panel(1080, 1920);
    bool changed = false;

    (void)state;
    assert_true(frame_show(panel->frame, &panel->view, &changed, NULL));
    assert_true(changed);
    assert_true(frame_show(panel->frame, &panel->view, &changed, NULL));
    assert_false(changed);
    close_panel(panel);
}

static void a_lost_picture_is_drawn_again(void **state)
{
    struct panel *panel = open_panel(1080, 1920);
    bool changed = false;

    (void)state;
    assert_true(frame_show(panel->frame, &panel->view, &changed, NULL));
    assert_true(frame_renew(panel->frame, NULL));
    assert_true(frame_show(panel->frame, &panel->view, &changed, NULL));
    assert_true(changed);
    close_panel(panel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_panel_is_taken_as_it_is),
        cmocka_unit_test(half_the_size_is_half_the_way),
        cmocka_unit_test(a_longer_panel_is_letterboxed),
        cmocka_unit_test(a_wide_panel_is_landscape),
        cmocka_unit_test(places_come_back_from_where_they_were_put),
        cmocka_unit_test(an_unchanged_view_is_not_drawn_again),
        cmocka_unit_test(a_lost_picture_is_drawn_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
