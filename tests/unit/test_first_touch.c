/* The touch screen at the first start: four numbers, what makes it right, and one to check that. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/first_bed.h"
#include "tests/support/lib/stage.h"

/* ---- pure -------------------------------------------------------------------- */

static const struct first_canvas canvas = {.width = 1080, .height = 1920, .below = 168};

static void touch(struct first_start *first, int target, int dx, int dy)
{
    struct first_place place = first_start_target(target, &canvas);
    first_start_touch(first, place.x + place.width / 2 + dx, place.y + place.height / 2 + dy,
                      &canvas);
}

static void touch_all(struct first_start *first, int dx, int dy)
{
    for (int i = 0; i < FIRST_TARGETS; i++) {
        assert_int_equal(first->target, i);
        touch(first, i, dx, dy);
    }
}

static void begin_touching(struct first_start *first)
{
    first_bed_begin(first);
    first_start_language(first);
    (void)first_bed_asked(first);
}

static void four_targets_are_touched(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch_all(first, 20, -20);
    assert_int_equal(first->step, FIRST_NETWORK);
    assert_string_equal(first_bed_asked(first), "keep ");
}

/* One that wavers within its number is no touch screen to be mended. */
static void a_careless_finger_changes_nothing(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch(first, 0, 60, -60);
    touch(first, 1, -60, 60);
    touch(first, 2, 60, 60);
    touch(first, 3, -60, -60);
    assert_int_equal(first->step, FIRST_NETWORK);
}

static void touches_all_beside_are_made_right_and_checked(void **state)
{
    static const struct {
        int dx, dy;
    } shifts[] = {{60, 0}, {0, -50}, {130, 90}, {-300, 200}};
    struct first_start *first = *state;
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        begin_touching(first);
        touch_all(first, shifts[i].dx, shifts[i].dy);
        assert_int_equal(first->step, FIRST_TOUCH);
        assert_string_equal(first_bed_asked(first), "try ");
        assert_true(first_start_hurries(first));
        assert_float_equal((float)first_start_correction(first)[2], -shifts[i].dx, 0.01F);
        assert_float_equal((float)first_start_correction(first)[5], -shifts[i].dy, 0.01F);
        touch(first, FIRST_CHECK, 100, 0); /* beside: nothing happens */
        assert_string_equal(first_bed_asked(first), "");
        touch(first, FIRST_CHECK, 10, 10);
        assert_string_equal(first_bed_asked(first), "kept ");
        assert_true(first_start_waits(first));
        touch(first, FIRST_CHECK, 10, 10);
        assert_string_equal(first_bed_asked(first), "");
        first_start_touch_kept(first, true);
        assert_int_equal(first->step, FIRST_NETWORK);
    }
}

/* Left and right, above and below exchanged, a quarter turned, half as wide. */
static void a_touch_screen_that_is_turned_is_made_right(void **state)
{
    static const double felt[][6] = {
        {-1, 0, 1080, 0, 1, 0},       {1, 0, 0, 0, -1, 1920},           {-1, 0, 1080, 0, -1, 1920},
        {0, 0.5625, 0, 1.7778, 0, 0}, {0, -0.5625, 1080, 1.7778, 0, 0}, {0.5, 0, 0, 0, 0.5, 0},
    };
    struct first_start *first = *state;
    for (size_t i = 0; i < sizeof felt / sizeof *felt; i++) {
        begin_touching(first);
        for (int target = 0; target < FIRST_TARGETS; target++) {
            struct first_place place = first_start_target(target, &canvas);
            double x = place.x + 75, y = place.y + 75;
            touch_matrix_apply(felt[i], &x, &y);
            first_start_touch(first, (int)x, (int)y, &canvas);
        }
        assert_string_equal(first_bed_asked(first), "try ");
        double x = 300, y = 700;
        touch_matrix_apply(felt[i], &x, &y);
        touch_matrix_apply(first_start_correction(first), &x, &y);
        assert_float_equal((float)x, 300, 2);
        assert_float_equal((float)y, 700, 2);
    }
}

static void a_check_that_is_not_felt_is_undone(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch_all(first, 100, 0);
    assert_string_equal(first_bed_asked(first), "try ");
    first_bed_press(first, "target"); /* a key says nothing about a finger */
    first_bed_press(first, "skip");
    first_bed_press(first, "back");
    assert_string_equal(first_bed_asked(first), "");
    first_start_late(first);
    assert_string_equal(first_bed_asked(first), "undo ");
    assert_int_equal(first->touched, FIRST_TOUCH_MISSED);
    assert_false(first_start_hurries(first));
    touch_all(first, 0, 0);
    assert_int_equal(first->step, FIRST_NETWORK);
}

static void a_calibration_that_was_not_kept_is_undone(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch_all(first, 100, 0);
    touch(first, FIRST_CHECK, 0, 0);
    assert_string_equal(first_bed_asked(first), "try kept ");
    first_start_touch_kept(first, false);
    assert_string_equal(first_bed_asked(first), "undo ");
    assert_int_equal(first->step, FIRST_TOUCH);
    assert_int_equal(first->touched, FIRST_TOUCH_UNSAVED);
}

static void touches_that_do_not_fit_are_asked_for_again(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch(first, 0, 500, 700); /* what was no touch of a number, then three right ones */
    assert_int_equal(first->touched, FIRST_TOUCH_BESIDE);
    assert_true(first_start_hurries(first));
    for (int i = 1; i < FIRST_TARGETS; i++) {
        touch(first, i, 0, 0);
    }
    assert_int_equal(first->touched, FIRST_TOUCH_UNFIT);
    assert_int_equal(first->target, 0);
    assert_string_equal(first_bed_asked(first), "");
    touch(first, 2, 0, 0);
    first_start_late(first); /* nobody goes on */
    assert_int_equal(first->target, 0);
    assert_int_equal(first->touched, FIRST_TOUCH_NONE);
    assert_string_equal(first_bed_asked(first), "");
}

static void keys_among_the_touches_change_nothing(void **state)
{
    struct first_start *first = *state;
    begin_touching(first);
    touch(first, 0, 100, 0);
    touch(first, 1, 100, 0);
    first_bed_press(first, "target");
    touch(first, 3, 100, 0);
    assert_int_equal(first->step, FIRST_NETWORK);
    assert_string_equal(first_bed_asked(first), "keep ");
}

static void the_picture_is_turned_where_it_can_be(void **state)
{
    struct first_start *first = *state;
    first_start_language(first);
    (void)first_bed_asked(first);
    first_bed_press(first, "turn");
    assert_string_equal(first_bed_asked(first), "");
    first_start_tell(first, &(struct first_facts){.turns = true});
    first_bed_press(first, "turn");
    assert_string_equal(first_bed_asked(first), "turn ");
    assert_int_equal(first->step, FIRST_TOUCH);
}

/* ---- on the screen --------------------------------------------------------------- */

static void touch_targets(struct stage *stage, int count, int dx)
{
    for (int i = 0; i < count; i++) {
        struct rect at = stage_control(stage, "target")->rect;
        stage->now += 1000;
        assert_true(
            visit_touch(stage->visit, at.x + at.width / 2 + dx, at.y + at.height / 2, stage->now));
    }
}

static void a_finger_touches_the_targets_in_a_mirrored_language_too(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "ar"};
    struct error error;
    assert_true(visit_show(stage->visit, "first-touch-unfit", &style, &error));
    touch_targets(stage, FIRST_TARGETS, 0);
    assert_string_equal(stage_screen(stage), "first-network");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
}

/* Always to the right, also where the page is mirrored; a bar has no button that could be felt instead. */
static void one_that_is_off_is_made_right_in_a_mirrored_language_too(void **state)
{
    struct stage *stage = *state;
    static const char *const languages[] = {"ar", "ko"};
    struct error error;
    for (size_t i = 0; i < 2; i++) {
        struct view_style style = {.language = languages[i]};
        assert_true(visit_show(stage->visit, "first-touch-unfit", &style, &error));
        touch_targets(stage, FIRST_TARGETS, 200);
        struct first_start *first = visit_first_start(stage->visit);
        assert_int_equal(visit_take_effect(stage->visit), EFFECT_FIRST_START);
        assert_string_equal(first_bed_asked(first), "try ");
        assert_float_equal((float)first_start_correction(first)[2], -200, 0.01F);
        touch_targets(stage, 1, 0);
        assert_string_equal(first_bed_asked(first), "kept ");
    }
}

static void what_is_not_touched_in_time_is_undone(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "en"};
    struct error error;
    assert_true(visit_show(stage->visit, "first-touch-missed", &style, &error));
    assert_true(stage_has(stage, "back"));
    touch_targets(stage, 1, 200);
    assert_false(stage_has(stage, "back"));
    assert_false(stage_has(stage, "tool.language"));
    touch_targets(stage, 3, 200);
    struct first_start *first = visit_first_start(stage->visit);
    assert_string_equal(first_bed_asked(first), "try ");
    assert_true(stage_shows(stage, "within 15 seconds"));
    int64_t until = stage->now + FIRST_TOUCH_MS;
    assert_int_equal(visit_next_tick(stage->visit), until);
    stage->now += FIRST_TOUCH_MS / 2;
    assert_true(visit_touch(stage->visit, 540, 900, stage->now)); /* beside: no more time */
    assert_int_equal(visit_next_tick(stage->visit), until);
    assert_false(visit_tick(stage->visit, until - 1));
    assert_true(visit_tick(stage->visit, until));
    assert_string_equal(first_bed_asked(first), "undo ");
    assert_true(stage_shows(stage, "not felt"));
    assert_true(stage_has(stage, "back"));
}

int main(void)
{
#define SHOWN(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        FIRST(four_targets_are_touched),
        FIRST(a_careless_finger_changes_nothing),
        FIRST(touches_all_beside_are_made_right_and_checked),
        FIRST(a_touch_screen_that_is_turned_is_made_right),
        FIRST(a_check_that_is_not_felt_is_undone),
        FIRST(a_calibration_that_was_not_kept_is_undone),
        FIRST(touches_that_do_not_fit_are_asked_for_again),
        FIRST(keys_among_the_touches_change_nothing),
        FIRST(the_picture_is_turned_where_it_can_be),
        SHOWN(a_finger_touches_the_targets_in_a_mirrored_language_too),
        SHOWN(one_that_is_off_is_made_right_in_a_mirrored_language_too),
        SHOWN(what_is_not_touched_in_time_is_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
