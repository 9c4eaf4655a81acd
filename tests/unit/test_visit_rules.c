/* What a visitor reads when an answer will not do: one message, at the field, saying what to do. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/stage.h"

#include <string.h>

/* Continue must be refused with a message that holds `words`. */
static void expect_error(struct stage *stage, const char *words)
{
    char screen[VIEW_ID_MAX];
    (void)strcpy(screen, stage_screen(stage));
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), screen);
    const struct control *error = stage_control(stage, "error");
    if (strstr(error->label, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error->label, words);
    }
    assert_true(error->spoken[0] != '\0');
}

static void expect_refusal_of_nothing(struct stage *stage, const char *page, const char *words)
{
    stage_go(stage, page);
    expect_error(stage, words);
}

static void pages_that_need_an_answer_say_so(void **state)
{
    struct stage *stage = *state;
    expect_refusal_of_nothing(stage, "about-you", "Choose the answer that is closest");
    expect_refusal_of_nothing(stage, "services", "Choose at least one");
    expect_refusal_of_nothing(stage, "find-person", "A-number or name");
    stage_go(stage, "phone");
    expect_error(stage, "Type your phone number");
    expect_refusal_of_nothing(stage, "ways", "at least one way");
    expect_refusal_of_nothing(stage, "hours", "at least one time");
    expect_refusal_of_nothing(stage, "pin", "Type 4 more");
}

static void an_answer_takes_the_message_away(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "about-you");
    stage_press(stage, "cont");
    assert_true(stage_has(stage, "error"));
    stage_press(stage, "option.family");
    assert_false(stage_has(stage, "error"));
}

static void a_short_a_number_keeps_its_digits(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "find-person");
    stage_press(stage, "option.a-number cont");
    stage_keys(stage, "12345");
    expect_error(stage, "5 digits");
    assert_string_equal(stage_control(stage, "field.a_number")->value, "A 123 45");
    assert_true(stage_control(stage, "field.a_number")->attention);
    stage_keys(stage, "6789");
    assert_false(stage_has(stage, "error"));
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "birth");
}

static void a_name_needs_its_family_name(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    stage_keys(stage, "ANA");
    stage_press(stage, "cont");
    assert_false(stage_has(stage, "error"));
    assert_true(stage_control(stage, "field.family_name")->active);
    expect_error(stage, "Type the family name");
}

static void names_begin_with_capitals(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    stage_keys(stage, "ANA MARIA-JOSE");
    assert_string_equal(stage_answer(stage, "given_name"), "Ana Maria-Jose");
    stage_press(stage, "field.family_name key.\u2019");
    stage_keys(stage, "OR");
    stage_press(stage, "key.layer key.Ñ");
    stage_keys(stage, "A");
    assert_string_equal(stage_answer(stage, "family_name"), "\u2019Orña");
}

static void a_name_is_composed(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    assert_true(visit_type(stage->visit, "Jose\u0301", stage->now));
    assert_string_equal(stage_answer(stage, "given_name"), "José");
    assert_true(visit_key(stage->visit, KEY_BACKSPACE, stage->now));
    assert_string_equal(stage_answer(stage, "given_name"), "Jos");
}

static void a_physical_keyboard_types_as_it_is(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "name");
    assert_true(visit_type(stage->visit, "McDonald", stage->now));
    assert_string_equal(stage_answer(stage, "given_name"), "McDonald");
}

static void a_day_that_is_not_there_is_refused_at_the_day(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "birth");
    stage_keys(stage, "02311984");
    expect_error(stage, "does not have a day 31");
    assert_true(stage_control(stage, "field.birth_date.day")->active);
    assert_true(stage_control(stage, "field.birth_date.day")->attention);
    assert_false(stage_control(stage, "field.birth_date.year")->attention);
}

static void other_dates_that_will_not_do(void **state)
{
    struct stage *stage = *state;
    static const struct {
        const char *digits, *words;
    } dates[] = {{"13011984", "from 1 to 12"},
                 {"01012030", "in the future"},
                 {"01011850", "1900 or later"},
                 {"0101198", "all 4 numbers"}};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        stage_go(stage, "birth");
        stage_keys(stage, dates[i].digits);
        expect_error(stage, dates[i].words);
        stage_press(stage, "leave");
    }
}

static void delete_goes_back_through_the_date(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "birth");
    stage_keys(stage, "041");
    stage_press(stage, "key.delete key.delete");
    assert_true(stage_control(stage, "field.birth_date.month")->active);
    assert_string_equal(stage_control(stage, "field.birth_date.month")->value, "0");
}

static void dates_are_typed_in_the_order_of_the_language(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "country");
    stage_press(stage, "tool.language language.es back");
    stage_keys(stage, "");
    assert_string_equal(stage_screen(stage), "birth");
    assert_true(stage_control(stage, "field.birth_date.day")->active);
}

static void a_country_is_chosen_not_typed(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "country");
    stage_keys(stage, "XX");
    assert_true(stage_has(stage, "none"));
    expect_error(stage, "Choose a country");
    stage_press(stage, "key.delete key.delete");
    stage_keys(stage, "GUAT");
    stage_press(stage, "item.GT cont");
    assert_string_equal(stage_screen(stage), "phone");
    stage_press(stage, "back");
    assert_string_equal(stage_control(stage, "field.search")->value, "Guatemala");
    assert_true(stage_control(stage, "item.GT")->chosen);
}

static void phone_numbers_that_will_not_do(void **state)
{
    struct stage *stage = *state;
    static const struct {
        const char *digits, *words;
    } numbers[] = {{"20255501", "You typed 8"},
                   {"0205550142", "area code"},
                   {"2021550142", "after the area code"},
                   {"+44", "After the +"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        stage_go(stage, "phone");
        stage_keys(stage, numbers[i].digits);
        expect_error(stage, numbers[i].words);
        stage_press(stage, "leave");
    }
}

static void an_address_needs_an_at_sign(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "ways");
    stage_press(stage, "option.email cont");
    stage_keys(stage, "ana");
    stage_press(stage, "key..com");
    expect_error(stage, "has an @");
    assert_string_equal(stage_answer(stage, "email"), "ana.com");
}

static void i_will_call_you_excludes_the_rest(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "ways");
    stage_press(stage, "option.text option.none");
    assert_false(stage_control(stage, "option.text")->chosen);
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "visitor-name");
}

static void voicemail_is_asked_with_calls(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "hours");
    stage_press(stage, "option.any");
    expect_error(stage, "Yes or No");
}

static void weak_pins_are_refused_and_typed_anew(void **state)
{
    struct stage *stage = *state;
    static const char *const weak[] = {"1111", "1234", "4321", "1984"};
    stage_go(stage, "pin");
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        stage_keys(stage, weak[i]);
        expect_error(stage, "easy to guess");
        assert_string_equal(stage_answer(stage, "pin"), "");
    }
}

static void two_pins_that_differ_begin_again(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "pin-again");
    stage_keys(stage, "4828");
    stage_press(stage, "cont");
    assert_string_equal(stage_screen(stage), "pin");
    assert_true(strstr(stage_control(stage, "error")->label, "not the same") != NULL);
    assert_string_equal(stage_answer(stage, "pin"), "");
    stage_go(stage, "check");
    stage_press(stage, "back back");
    assert_string_equal(stage_screen(stage), "pin");
}

static void a_pin_is_never_in_the_view(void **state)
{
    struct stage *stage = *state;
    stage_go(stage, "pin");
    stage_keys(stage, "48");
    assert_string_equal(stage_control(stage, "pin")->value, "2/4");
    stage_keys(stage, "27");
    assert_false(stage_shows(stage, "4827"));
    stage_go(stage, "check");
    assert_false(stage_shows(stage, "4827"));
    stage_press(stage, "cont");
    assert_false(stage_shows(stage, "4827"));
}

int main(void)
{
#define RULE(test) cmocka_unit_test_setup_teardown(test, stage_set_up, stage_tear_down)
    const struct CMUnitTest tests[] = {
        RULE(pages_that_need_an_answer_say_so),
        RULE(an_answer_takes_the_message_away),
        RULE(a_short_a_number_keeps_its_digits),
        RULE(a_name_needs_its_family_name),
        RULE(names_begin_with_capitals),
        RULE(a_name_is_composed),
        RULE(a_physical_keyboard_types_as_it_is),
        RULE(a_day_that_is_not_there_is_refused_at_the_day),
        RULE(other_dates_that_will_not_do),
        RULE(delete_goes_back_through_the_date),
        RULE(dates_are_typed_in_the_order_of_the_language),
        RULE(a_country_is_chosen_not_typed),
        RULE(phone_numbers_that_will_not_do),
        RULE(an_address_needs_an_at_sign),
        RULE(i_will_call_you_excludes_the_rest),
        RULE(voicemail_is_asked_with_calls),
        RULE(weak_pins_are_refused_and_typed_anew),
        RULE(two_pins_that_differ_begin_again),
        RULE(a_pin_is_never_in_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
