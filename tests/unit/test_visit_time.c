/* Time-outs, hidden answers, the receipts. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

#define SECOND 1000

/* ---- nobody there ---------------------------------------------------------------------------- */

static void nothing_is_due_on_an_idle_welcome_screen(void **state)
{
    struct stage *stage = *state;
    assert_int_equal(visit_next_tick(stage->visit), 0);
}

static void after_ninety_seconds_everything_is_covered(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_wait(stage, 89 * SECOND);
    assert_string_equal(stage_screen(stage), "check");
    stage_wait(stage, 2 * SECOND);
    assert_string_equal(stage_screen(stage), "more-time");
    assert_true(visit_view(stage->visit)->covers);
    assert_false(stage_shows(stage, "Ortiz"));
}

static void large_text_has_twice_the_time(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_press(stage, "tool.size");
    stage_wait(stage, 179 * SECOND);
    assert_string_equal(stage_screen(stage), "services");
    stage_wait(stage, 2 * SECOND);
    assert_string_equal(stage_screen(stage), "more-time");
}

static void a_touch_puts_the_time_out_off(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_wait(stage, 80 * SECOND);
    (void)visit_touch(stage->visit, 5, 700, stage->now);
    stage_wait(stage, 80 * SECOND);
    assert_string_equal(stage_screen(stage), "services");
}

static void without_an_answer_it_is_wiped_after_a_minute(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_wait(stage, 91 * SECOND);
    stage_wait(stage, 58 * SECOND);
    assert_string_equal(stage_screen(stage), "more-time");
    stage_wait(stage, 2 * SECOND);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
    assert_string_equal(stage_answer(stage, "family_name"), "");
}

static void the_seconds_are_counted(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_wait(stage, 90 * SECOND);
    assert_string_equal(stage_control(stage, "countdown")->value, "60");
    stage_wait(stage, 10 * SECOND);
    assert_string_equal(stage_control(stage, "countdown")->value, "50");
}

static void only_yes_goes_on_and_answers_stay_hidden(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "services");
    stage_press(stage, "option.custody-alerts");
    stage_wait(stage, 91 * SECOND);
    (void)visit_key(stage->visit, KEY_HELP, stage->now);
    (void)visit_touch(stage->visit, 5, 5, stage->now + 600);
    assert_string_equal(stage_screen(stage), "more-time");
    stage_press(stage, "yes");
    assert_string_equal(stage_screen(stage), "services");
    assert_true(stage_has(stage, "hidden"));
    assert_false(stage_has(stage, "option.custody-alerts"));
    stage_press(stage, "back");
    assert_true(stage_has(stage, "hidden"));
    stage_press(stage, "show cont");
    assert_true(stage_control(stage, "option.custody-alerts")->chosen);
}

static void pages_answered_after_a_time_out_are_not_hidden(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    stage_wait(stage, 91 * SECOND);
    stage_press(stage, "yes");
    stage_keys(stage, "ANA");
    assert_string_equal(stage_control(stage, "field.given_name")->value, "Ana");
    stage_go(stage, "check");
    assert_false(stage_shows(stage, "Ortiz"));
    stage_press(stage, "show");
    assert_true(stage_shows(stage, "Ortiz"));
}

static void no_erases_at_once(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "check");
    stage_wait(stage, 91 * SECOND);
    stage_press(stage, "no");
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void a_changed_welcome_screen_goes_back_by_itself(void **state)
{
    struct stage *stage = *state;
    stage_press(stage, "tool.contrast");
    stage_wait(stage, 91 * SECOND);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_view(stage->visit)->style.theme, THEME_LIGHT);
}

/* ---- receipts -------------------------------------------------------------------------------- */

static void no_receipt_ends_the_visit(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.none");
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
    assert_string_equal(visit_receipt_code(stage->visit), "");
}

static void the_screen_receipt_clears_after_a_minute(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.screen");
    assert_string_equal(stage_control(stage, "qr")->value, "CA1:" STAGE_CODE);
    assert_string_equal(stage_control(stage, "code")->value, "K7M4 29QT X3HF");
    stage_wait(stage, 58 * SECOND);
    assert_string_equal(stage_screen(stage), "receipt");
    stage_wait(stage, 3 * SECOND);
    assert_string_equal(stage_screen(stage), "welcome");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void the_screen_receipt_can_be_kept_longer(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.screen");
    stage_wait(stage, 50 * SECOND);
    stage_press(stage, "extend");
    stage_wait(stage, 50 * SECOND);
    assert_string_equal(stage_screen(stage), "receipt");
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "welcome");
}

static void printing_says_what_the_printer_said(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.print");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_PRINT);
    assert_string_equal(stage_screen(stage), "printing");
    visit_printed(stage->visit, PRINT_CONFIRMED, stage->now);
    assert_string_equal(stage_screen(stage), "printed");
    stage_press(stage, "cont");
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_END);
}

static void a_failed_print_offers_the_other_ways(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.print");
    visit_printed(stage->visit, PRINT_FAILED, stage->now);
    assert_string_equal(stage_screen(stage), "saved");
    assert_true(stage_shows(stage, "The printer stopped"));
    assert_false(stage_has(stage, "receipt.print"));
    assert_true(stage_has(stage, "receipt.screen"));
}

static void an_unknown_print_is_never_repeated(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.print");
    (void)visit_take_effect(stage->visit);
    visit_printed(stage->visit, PRINT_UNKNOWN, stage->now);
    assert_true(stage_shows(stage, "cannot tell"));
    assert_false(stage_has(stage, "receipt.print"));
    assert_int_equal(visit_take_effect(stage->visit), EFFECT_NONE);
}

static void no_paper_is_said_and_no_printer_is_not_offered(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_health(stage, true, false, true);
    assert_true(stage_control(stage, "receipt.print")->disabled);
    assert_true(stage_shows(stage, "No paper right now"));
    stage_health(stage, true, false, false);
    assert_false(stage_has(stage, "receipt.print"));
}

static void an_answer_of_the_printer_after_the_end_changes_nothing(void **state)
{
    struct stage *stage = *state;
    stage_save(stage);
    stage_press(stage, "receipt.print leave");
    visit_printed(stage->visit, PRINT_CONFIRMED, stage->now);
    assert_string_equal(stage_screen(stage), "welcome");
}

int main(void)
{
#define TIME(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        TIME(nothing_is_due_on_an_idle_welcome_screen),
        TIME(after_ninety_seconds_everything_is_covered),
        TIME(large_text_has_twice_the_time),
        TIME(a_touch_puts_the_time_out_off),
        TIME(without_an_answer_it_is_wiped_after_a_minute),
        TIME(the_seconds_are_counted),
        TIME(only_yes_goes_on_and_answers_stay_hidden),
        TIME(pages_answered_after_a_time_out_are_not_hidden),
        TIME(no_erases_at_once),
        TIME(a_changed_welcome_screen_goes_back_by_itself),
        TIME(no_receipt_ends_the_visit),
        TIME(the_screen_receipt_clears_after_a_minute),
        TIME(the_screen_receipt_can_be_kept_longer),
        TIME(printing_says_what_the_printer_said),
        TIME(a_failed_print_offers_the_other_ways),
        TIME(an_unknown_print_is_never_repeated),
        TIME(no_paper_is_said_and_no_printer_is_not_offered),
        TIME(an_answer_of_the_printer_after_the_end_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
