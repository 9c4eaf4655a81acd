/* Somebody helps the visitor: what is private is asked for without them and covered from them. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

#define PHONE_SHOWN "555-0142"

static void take_help(struct stage *stage)
{
    stage_press(stage, "tool.help helper back");
}

/* To `page` with a helper since the question before the phone. */
static void go_with_help(struct stage *stage, const char *page)
{
    stage_go(stage, "country");
    take_help(stage);
    stage_go(stage, page);
}

static void a_private_step_asks_the_helper_to_look_away(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "helper");
    assert_false(stage_has(stage, "field.phone"));
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "phone");
    assert_true(stage_has(stage, "field.phone"));
}

static void afterwards_what_was_typed_is_covered(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "phone");
    stage_on(stage);
    assert_string_equal(stage_screen(stage), "helper");
    assert_false(stage_shows(stage, PHONE_SHOWN));
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "ways");
    assert_false(stage_shows(stage, PHONE_SHOWN));
    stage_press(stage, "back");
    assert_string_equal(stage_screen(stage), "helper");
    stage_press(stage, "cont");
    assert_true(stage_has(stage, "hidden"));
    assert_false(stage_shows(stage, PHONE_SHOWN));
    stage_press(stage, "show");
    assert_true(stage_shows(stage, PHONE_SHOWN));
}

static void the_check_never_shows_it(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "check");
    assert_true(stage_shows(stage, "Ortiz"));
    assert_false(stage_shows(stage, PHONE_SHOWN));
    stage_press(stage, "hide show");
    assert_true(stage_shows(stage, "Ortiz"));
    assert_false(stage_shows(stage, PHONE_SHOWN));
    stage_press(stage, "change.phone");
    assert_string_equal(stage_screen(stage), "helper");
}

static void without_the_helper_the_check_shows_it_again(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "check");
    take_help(stage);
    assert_true(stage_shows(stage, PHONE_SHOWN));
}

static void help_that_comes_late_sees_nothing_private(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "phone");
    stage_keys(stage, "202555");
    take_help(stage);
    assert_string_equal(stage_screen(stage), "helper");
    assert_false(stage_shows(stage, "202"));
    stage_press(stage, "cont");
    assert_true(stage_has(stage, "hidden"));
}

static void the_two_pins_are_one_step(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "visitor-name");
    stage_go(stage, "pin");
    stage_on(stage);
    assert_string_equal(stage_screen(stage), "pin-again");
    stage_on(stage);
    assert_string_equal(stage_screen(stage), "helper");
}

static void a_time_out_does_not_let_the_helper_look(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "helper");
    stage_wait(stage, 181000);
    assert_string_equal(stage_screen(stage), "more-time");
    stage_press(stage, "yes");
    assert_string_equal(stage_screen(stage), "helper");
}

static void the_next_visitor_has_no_helper(void **state)
{
    struct stage *stage = *state;
    go_with_help(stage, "helper");
    stage_press(stage, "leave");
    stage_go(stage, "phone");
    assert_true(stage_has(stage, "field.phone"));
}

int main(void)
{
#define HELPED(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        HELPED(a_private_step_asks_the_helper_to_look_away),
        HELPED(afterwards_what_was_typed_is_covered),
        HELPED(the_check_never_shows_it),
        HELPED(without_the_helper_the_check_shows_it_again),
        HELPED(help_that_comes_late_sees_nothing_private),
        HELPED(the_two_pins_are_one_step),
        HELPED(a_time_out_does_not_let_the_helper_look),
        HELPED(the_next_visitor_has_no_helper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
