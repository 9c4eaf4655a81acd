/* The way to the staff page, and what is there. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

static void enter(struct stage *stage)
{
    assert_true(visit_key(stage->visit, KEY_STAFF, stage->now));
    assert_string_equal(stage_screen(stage), "staff-pin");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_FORGET);
}

static void unlock(struct stage *stage)
{
    enter(stage);
    stage_keys(stage, "271828");
    visit_pin_checked(stage->visit, true, 5, 0, stage->now);
}

static void five_touches_of_the_corner_open_the_staff_pin(void **state)
{
    struct stage *stage = *state;
    for (int i = 0; i < 5; i++) {
        assert_string_equal(stage_screen(stage), "welcome");
        stage->now += 550;
        (void)visit_touch(stage->visit, 60, 60, stage->now);
    }
    assert_string_equal(stage_screen(stage), "staff-pin");
}

static void slow_touches_do_not(void **state)
{
    struct stage *stage = *state;
    for (int i = 0; i < 10; i++) {
        stage->now += 900;
        (void)visit_touch(stage->visit, 60, 60, stage->now);
    }
    assert_string_equal(stage_screen(stage), "welcome");
}

static void the_staff_key_wipes_an_unfinished_visit(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    enter(stage);
    assert_string_equal(stage_answer(stage, "family_name"), "");
    assert_false(stage_shows(stage, "Ortiz"));
}

static void six_digits_ask_for_the_check(void **state)
{
    struct stage *stage = *state;
    enter(stage);
    stage_keys(stage, "27182");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    assert_string_equal(stage_control(stage, "pin")->value, "5/6");
    stage_keys(stage, "8");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_CHECK_PIN);
    assert_string_equal(visit_staff_pin(stage->visit), "271828");
    assert_false(stage_shows(stage, "271828"));
}

static void a_wrong_pin_is_gone_and_counted(void **state)
{
    struct stage *stage = *state;
    enter(stage);
    stage_keys(stage, "271829");
    visit_pin_checked(stage->visit, false, 3, 0, stage->now);
    assert_string_equal(visit_staff_pin(stage->visit), "");
    assert_true(strstr(stage_control(stage, "error")->label, "3") != NULL);
    assert_string_equal(stage_screen(stage), "staff-pin");
}

static void the_page_says_how_long_the_next_lock_is(void **state)
{
    struct stage *stage = *state;
    enter(stage);
    visit_pin_checked(stage->visit, false, 4, 1800, stage->now);
    (void)visit_type(stage->visit, "2", stage->now);
    assert_true(stage_has(stage, "key.1"));
    assert_true(stage_shows(stage, "4 tries left. Then this screen locks for 30 minutes."));
}

static void a_locked_pin_takes_no_digits(void **state)
{
    struct stage *stage = *state;
    enter(stage);
    visit_pin_checked(stage->visit, false, 0, 900, stage->now);
    assert_false(stage_has(stage, "key.1"));
    assert_true(stage_shows(stage, "15 minutes"));
    (void)visit_type(stage->visit, "123456", stage->now);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
}

static void the_right_pin_shows_the_tiles(void **state)
{
    struct stage *stage = *state;
    struct staff_tile tiles[STAFF_TILES];
    for (int i = 0; i < STAFF_TILES; i++) {
        static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
        tiles[i] = (struct staff_tile){ids[i], "cpu", "Label", "Value", "Words", i == 2};
    }
    unlock(stage);
    assert_string_equal(stage_screen(stage), "staff");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_TILES);
    visit_set_tiles(stage->visit, tiles, stage->now);
    assert_true(stage_control(stage, "tile.c")->attention);
    assert_true(stage_has(stage, "tile.h"));
}

static void actions_are_asked_for_and_told(void **state)
{
    struct stage *stage = *state;
    unlock(stage);
    (void)visit_take_effect(stage->visit);
    stage_press(stage, "staff.print");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_TEST_PRINT);
    visit_staff_told(stage->visit, "a1_unknown", stage->now);
    assert_true(stage_has(stage, "told"));
    stage_press(stage, "staff.deliver");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_DELIVER);
}

static void the_staff_page_closes_by_itself(void **state)
{
    struct stage *stage = *state;
    unlock(stage);
    (void)visit_take_effect(stage->visit);
    stage_wait(stage, 119000);
    assert_string_equal(stage_screen(stage), "staff");
    stage_wait(stage, 2000);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void leaving_the_staff_page_shows_welcome(void **state)
{
    struct stage *stage = *state;
    unlock(stage);
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void staff_read_why_no_visit_is_taken(void **state)
{
    struct stage *stage = *state;
    struct staff_tile tiles[STAFF_TILES];
    for (size_t i = 0; i < STAFF_TILES; i++) {
        tiles[i] = (struct staff_tile){"tile", "cpu", "Label", "Value", "Words", false};
    }
    stage_health(stage, false, true, false);
    unlock(stage);
    visit_set_tiles(stage->visit, tiles, stage->now);
    assert_true(stage_shows(stage, "This kiosk is not available right now"));
    assert_true(stage_shows(stage, "outbox.db: the disk is full"));
    assert_false(stage_shows(stage, "Working."));
}

static void staff_get_in_where_no_visit_is_taken(void **state)
{
    struct stage *stage = *state;
    stage_health(stage, false, false, false);
    enter(stage);
    stage_health(stage, false, false, false);
    assert_string_equal(stage_screen(stage), "staff-pin");
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "not-available");
}

/* ---- what the steward does ------------------------------------------------------ */

static void to_deeds(struct stage *stage)
{
    unlock(stage);
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_TILES);
    stage_press(stage, "staff.more");
    assert_string_equal(stage_screen(stage), "staff-more");
}

static void told(struct stage *stage, const char *why, int64_t count, const char *detail)
{
    visit_deed_ended(stage->visit, &(struct deed_end){.why = why, .count = count, .detail = detail},
                     stage->now);
}

static void exporting_says_how_many_are_on_the_drive(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "deed.export");
    assert_string_equal(stage_screen(stage), "staff-busy");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
    assert_string_equal(visit_staff_verb(stage->visit), "export");
    told(stage, "fine", 12, "");
    assert_string_equal(stage_screen(stage), "staff-more");
    assert_true(stage_shows(stage, "12"));
}

static void a_problem_is_told_in_words(void **state)
{
    struct stage *stage = *state;
    static const char *const reasons[] = {"no-drive", "two-drives", "not-readable", "read-only",
                                          "full",     "no-file",    "not-taken",    "busy",
                                          "failed",   "absent",     "unheard-of"};
    to_deeds(stage);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        stage_press(stage, "deed.reply");
        assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
        told(stage, reasons[i], 0, "");
        assert_string_equal(stage_control(stage, "told")->icon, "circle-alert");
        assert_int_not_equal(stage_control(stage, "told")->label[0], '\0');
    }
}

static void a_release_on_trial_is_no_fault_of_the_drive(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "deed.update");
    stage_press(stage, "cont");
    told(stage, "not-taken", 0, "trial");
    assert_false(stage_shows(stage, "not right for this kiosk"));
    assert_true(stage_shows(stage, "Try again in a minute"));
}

static void the_machine_goes_away_only_after_a_question(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "deed.restart");
    assert_string_equal(stage_screen(stage), "staff-ask");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "staff-more");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
    stage_press(stage, "deed.off");
    stage_press(stage, "cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_DEED);
    assert_string_equal(visit_staff_verb(stage->visit), "shut-down");
    told(stage, "fine", 0, "");
    assert_string_equal(stage_screen(stage), "staff-busy");
}

static void work_is_waited_for_and_then_the_page_closes(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "deed.export");
    stage->now += 20 * 60000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "staff-busy");
    told(stage, "fine", 0, "");
    assert_string_equal(stage_screen(stage), "staff-more");
    stage->now += 119000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "staff-more");
    stage->now += 2000;
    (void)visit_tick(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "welcome");
}

static void the_steward_may_want_the_pin_again(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "deed.export");
    visit_deed_pin(stage->visit, stage->now);
    assert_string_equal(stage_screen(stage), "staff-pin");
}

static void back_from_it_the_tiles_are_filled_anew(void **state)
{
    struct stage *stage = *state;
    to_deeds(stage);
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "staff");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_TILES);
}

int main(void)
{
#define STAFF(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        STAFF(exporting_says_how_many_are_on_the_drive),
        STAFF(a_problem_is_told_in_words),
        STAFF(a_release_on_trial_is_no_fault_of_the_drive),
        STAFF(the_machine_goes_away_only_after_a_question),
        STAFF(work_is_waited_for_and_then_the_page_closes),
        STAFF(the_steward_may_want_the_pin_again),
        STAFF(back_from_it_the_tiles_are_filled_anew),
        STAFF(five_touches_of_the_corner_open_the_staff_pin),
        STAFF(slow_touches_do_not),
        STAFF(the_staff_key_wipes_an_unfinished_visit),
        STAFF(six_digits_ask_for_the_check),
        STAFF(a_wrong_pin_is_gone_and_counted),
        STAFF(the_page_says_how_long_the_next_lock_is),
        STAFF(a_locked_pin_takes_no_digits),
        STAFF(the_right_pin_shows_the_tiles),
        STAFF(actions_are_asked_for_and_told),
        STAFF(the_staff_page_closes_by_itself),
        STAFF(leaving_the_staff_page_shows_welcome),
        STAFF(staff_get_in_where_no_visit_is_taken),
        STAFF(staff_read_why_no_visit_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
