/* The first start: every step, going on after a power cut, what each failure leads to. Its touch screen is
 * test_first_touch, its network test_first_network. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/first_bed.h"
#include "tests/support/lib/stage.h"

#include <string.h>

/* ---- the way ----------------------------------------------------------------- */

static void all_steps_lead_to_visits(void **state)
{
    struct first_start *first = *state;
    first_start_language(first);
    assert_string_equal(first_bed_asked(first), "keep ");
    assert_string_equal(first_start_kept(first), "touch");
    for (int i = 0; i < FIRST_TARGETS; i++) {
        assert_int_equal(first->step, FIRST_TOUCH);
        first_bed_press(first, "target");
    }
    assert_int_equal(first->step, FIRST_NETWORK);
    first_bed_press(first, "cont");
    assert_string_equal(first_bed_asked(first), "keep network ");
    assert_false(first_start_network(first)->fixed);
    first_start_network_set(first, true);
    first_bed_press(first, "cont");
    assert_int_equal(first->step, FIRST_INVITATION);
    first_bed_press(first, "cont");
    first_bed_type_code(first);
    assert_string_equal(first_bed_asked(first), "keep enrol ");
    assert_memory_equal(first_start_code(first), "K7M429QTX3HF8P2", 15);
    first_start_enrol_ended(first, ENROL_FINE);
    assert_string_equal(first_bed_asked(first), "keep ");
    assert_string_equal(first_start_code(first), "");
    first_bed_type(first, "271828");
    first_bed_press(first, "cont");
    first_bed_type(first, "271828");
    first_bed_press(first, "cont");
    assert_string_equal(first_bed_asked(first), "pin ");
    assert_string_equal(first_start_pin(first), "271828");
    first_start_pin_kept(first, true);
    assert_string_equal(first_start_pin(first), "");
    first_bed_press(first, "print");
    first_bed_press(first, "print");
    assert_string_equal(first_bed_asked(first), "print ");
    first_start_printed(first, "a1_done");
    first_bed_press(first, "cont");
    first_bed_press(first, "cont");
    assert_string_equal(first_bed_asked(first), "finish ");
}

static void it_goes_on_where_it_was(void **state)
{
    static const struct {
        const char *kept;
        bool enrolled, pin_set;
        enum first_step step;
    } cuts[] = {
        {"", false, false, FIRST_LANGUAGE},
        {"nonsense", false, false, FIRST_LANGUAGE},
        {"touch", false, false, FIRST_TOUCH},
        {"network", false, false, FIRST_NETWORK},
        {"invitation", false, false, FIRST_INVITATION},
        {"invitation", true, false, FIRST_PIN}, /* cut off between enrolling and keeping the word */
        {"", true, false, FIRST_PIN},           /* enrolled in another way */
        {"pin", true, false, FIRST_PIN},
        {"pin", false, false, FIRST_INVITATION}, /* the keys are gone */
        {"pin", true, true, FIRST_PRINT},
    };
    struct first_start *first = *state;
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        const struct first_facts facts = {.enrolled = cuts[i].enrolled, .pin_set = cuts[i].pin_set};
        first_start_begin(first, cuts[i].kept, &facts);
        assert_int_equal(first->step, cuts[i].step);
    }
}

static void back_leads_back(void **state)
{
    struct first_start *first = *state;
    first_bed_to_enrol(first);
    first_bed_press(first, "back");
    assert_int_equal(first->step, FIRST_ENROL); /* while it is tried nothing leads away */
    first_start_enrol_ended(first, ENROL_NOT_REACHED);
    static const enum first_step steps[] = {FIRST_CODE,    FIRST_INVITATION, FIRST_LINK,
                                            FIRST_NETWORK, FIRST_TOUCH,      FIRST_LANGUAGE,
                                            FIRST_LANGUAGE};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        first_bed_press(first, "back");
        assert_int_equal(first->step, steps[i]);
    }
}

static void each_option_chooses_its_own_value(void **state)
{
    struct first_start *first = *state;
    first_bed_press(first, "option.fixed");
    assert_true(first->network.fixed);
    first_bed_press(first, "option.dhcp");
    assert_false(first->network.fixed);
    first_bed_press(first, "option.serial");
    assert_int_equal(first->printer, FIRST_PRINTER_SERIAL);
    first_bed_press(first, "option.adapter");
    assert_int_equal(first->printer, FIRST_PRINTER_ADAPTER);
    first_bed_press(first, "option.none");
    assert_int_equal(first->printer, FIRST_PRINTER_NONE);
    first_bed_press(first, "option.usb");
    assert_int_equal(first->printer, FIRST_PRINTER_USB);
    first_bed_press(first, "option.narrow");
    assert_true(first->narrow);
    first_bed_press(first, "option.wide");
    assert_false(first->narrow);
    assert_false(first_start_press(first, "option.other"));
}

/* ---- code and enrolling -------------------------------------------------------- */

static void only_the_alphabet_is_typed(void **state)
{
    struct first_start *first = *state;
    first_bed_to_code(first);
    first_bed_type(first, "k7 m-4oOiIlLuU!.\xc3\xa9");
    first_start_type(first, "12");
    assert_string_equal(first_start_code(first), "K7M4001111");
    first_bed_type(first, "0123456789");
    assert_int_equal(strlen(first_start_code(first)), FIRST_CODE_SYMBOLS);
    first_start_type(first, "delete");
    assert_int_equal(strlen(first_start_code(first)), FIRST_CODE_SYMBOLS - 1);
}

static void a_slip_is_found_before_the_office_is_asked(void **state)
{
    struct first_start *first = *state;
    first_bed_to_code(first);
    first_bed_press(first, "cont");
    assert_string_equal(first->error, "fs_code_hint");
    first_bed_type_code(first);
    assert_string_equal(first_bed_asked(first), "enrol ");
    first_start_enrol_ended(first, ENROL_NOT_REACHED);
    first_bed_press(first, "back");
    char last = first->code[FIRST_CODE_SYMBOLS - 1];
    first_start_type(first, "delete");
    first_start_type(first, last == '0' ? "1" : "0");
    first_bed_press(first, "cont");
    assert_int_equal(first->step, FIRST_CODE);
    assert_string_equal(first->error, "fs_code_wrong");
    assert_string_equal(first_bed_asked(first), "");
}

static void each_failure_leads_to_what_mends_it(void **state)
{
    static const struct {
        enum enrol_problem problem;
        enum first_step step; /* after 'Try again' */
        bool code_stays;
    } ways[] = {
        {ENROL_CODE_WRONG, FIRST_CODE, false},  {ENROL_CODE_USED, FIRST_INVITATION, false},
        {ENROL_ENDED, FIRST_INVITATION, false}, {ENROL_FALSE_FILE, FIRST_INVITATION, false},
        {ENROL_NO_DRIVE, FIRST_ENROL, true},    {ENROL_BAD_DRIVE, FIRST_ENROL, true},
        {ENROL_NO_FILE, FIRST_ENROL, true},     {ENROL_NO_CABLE, FIRST_ENROL, true},
        {ENROL_NO_ADDRESS, FIRST_ENROL, true},  {ENROL_NOT_REACHED, FIRST_ENROL, true},
        {ENROL_NOT_TRUSTED, FIRST_ENROL, true}, {ENROL_CLOCK_WRONG, FIRST_ENROL, true},
        {ENROL_NO_TPM, FIRST_ENROL, true},      {ENROL_REFUSED, FIRST_ENROL, true},
        {ENROL_FAILED, FIRST_ENROL, true},
    };
    struct first_start *first = *state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        first_bed_begin(first);
        first_bed_to_enrol(first);
        (void)first_bed_asked(first);
        first_start_enrol_ended(first, ways[i].problem);
        first_bed_press(first, "cont");
        assert_int_equal(first->step, ways[i].step);
        assert_int_equal(first_start_code(first)[0] != '\0', ways[i].code_stays);
        assert_string_equal(first_bed_asked(first), ways[i].code_stays ? "enrol " : "");
    }
}

/* ---- PIN ----------------------------------------------------------------------- */

static void two_pins_that_differ_are_typed_anew(void **state)
{
    struct first_start *first = *state;
    first_bed_to_pin(first);
    first_bed_type(first, "27182");
    first_bed_press(first, "cont");
    assert_string_equal(first->error, "fs_pin");
    first_bed_type(first, "8");
    first_bed_press(first, "cont");
    first_bed_type(first, "271829");
    first_bed_press(first, "cont");
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first->error, "fs_pin_differs");
    assert_string_equal(first->pin, "");
    assert_string_equal(first->pin_again, "");
    assert_string_equal(first_bed_asked(first), "");
}

static void a_pin_that_was_not_kept_is_asked_again(void **state)
{
    struct first_start *first = *state;
    first_bed_to_pin(first);
    first_bed_type(first, "271828");
    first_bed_press(first, "cont");
    first_bed_type(first, "271828");
    first_bed_press(first, "cont");
    first_bed_type(first, "9");
    first_start_type(first, "delete");
    assert_string_equal(first_start_pin(first), "271828");
    first_start_pin_kept(first, false);
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first->error, "fs_pin_failed");
}

static void what_was_typed_is_forgotten_after_a_while(void **state)
{
    struct first_start *first = *state;
    first_bed_to_pin(first);
    first_bed_type(first, "271828");
    first_bed_press(first, "cont");
    first_start_forget(first);
    assert_int_equal(first->step, FIRST_PIN);
    assert_string_equal(first_start_pin(first), "");
}

/* ---- on the screen --------------------------------------------------------------- */

static void the_words_of_each_step_are_there(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "en"};
    struct error error;
    const char *screen;
    for (size_t i = 0; (screen = visit_screen(i)) != NULL; i++) {
        if (strncmp(screen, "first-", 6) == 0) {
            assert_true(visit_show(stage->visit, screen, &style, &error));
            assert_true(stage_has(stage, "title"));
            assert_false(stage_has(stage, "leave"));
            assert_false(stage_shows(stage, "271828"));
        }
    }
}

static void no_gesture_leads_out(void **state)
{
    struct stage *stage = *state;
    struct view_style style = {.language = "en"};
    struct error error;
    assert_true(visit_show(stage->visit, "first-network", &style, &error));
    for (int i = 0; i < 6; i++) {
        stage->now += 550;
        (void)visit_touch(stage->visit, 60, 60, stage->now);
    }
    assert_string_equal(stage_screen(stage), "first-network");
    assert_false(visit_key(stage->visit, KEY_STAFF, stage->now));
    assert_string_equal(stage_screen(stage), "first-network");
}

int main(void)
{
#define SHOWN(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        FIRST(all_steps_lead_to_visits),
        FIRST(it_goes_on_where_it_was),
        FIRST(back_leads_back),
        FIRST(each_option_chooses_its_own_value),
        FIRST(only_the_alphabet_is_typed),
        FIRST(a_slip_is_found_before_the_office_is_asked),
        FIRST(each_failure_leads_to_what_mends_it),
        FIRST(two_pins_that_differ_are_typed_anew),
        FIRST(a_pin_that_was_not_kept_is_asked_again),
        FIRST(what_was_typed_is_forgotten_after_a_while),
        SHOWN(the_words_of_each_step_are_there),
        SHOWN(no_gesture_leads_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
