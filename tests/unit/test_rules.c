#include "app/registration/rules.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <string.h>

#define TODAY ((struct rules_day){2026, 11, 21})

struct sample {
    const char *typed;
    const char *stored; /* NULL: refused */
    const char *key;    /* of the message then */
    const char *number;
};

static void check(const struct sample *sample, bool ok, const char *out,
                  const struct rules_message *message)
{
    if (ok != (sample->stored != NULL))
        fail_msg("\"%s\" was %s (%s)", sample->typed, ok ? "taken" : "refused", message->key);
    if (sample->stored) {
        assert_string_equal(out, sample->stored);
        return;
    }
    assert_string_equal(message->key, sample->key);
    assert_string_equal(message->number, sample->number ? sample->number : "");
    assert_string_equal(out, "");
}

static void a_number_is_nine_digits(void **state)
{
    static const struct sample samples[] = {
        {"A 012 345 678", "012345678", NULL, NULL},
        {"a-1234567", "001234567", NULL, NULL},
        {"12345678", "012345678", NULL, NULL},
        {"123456789", "123456789", NULL, NULL},
        {"123456", NULL, "a_err_short", "6"},
        {"1234567890", NULL, "a_err_long", "10"},
        {"", NULL, "a_err_empty", NULL},
        {"A", NULL, "a_err_empty", NULL},
        {"12345X7", NULL, "a_err_chars", NULL},
        {"AA1234567", NULL, "a_err_chars", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct rules_message message = {.key = NULL};
        char out[RULES_A_NUMBER_SIZE];
        bool ok = rules_a_number(samples[i].typed, out, &message);

        check(&samples[i], ok, out, &message);
    }
}

static void names_of_every_script_are_kept(void **state)
{
    static const struct sample samples[] = {
        {"Mar\xC3\xAD"
         "a Jos\xC3\xA9",
         "Mar\xC3\xAD"
         "a Jos\xC3\xA9",
         NULL, NULL},
        {"  Le   Thi\xC3\xAA\x6E  ", "Le Thi\xC3\xAA\x6E", NULL, NULL},
        {"O'Brien-\xC3\x9C", "O'Brien-\xC3\x9C", NULL, NULL},
        {"\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE", "\xD9\x85\xDB\x8C\xE2\x80\x8C\xD8\xAE", NULL,
         NULL},
        {"\xE5\xBC\xA0\xE4\xBC\x9F", "\xE5\xBC\xA0\xE4\xBC\x9F", NULL, NULL},
        {"-", NULL, "n_err_blank", NULL},
        {"   ", NULL, "n_err_blank", NULL},
        {"Ana\tLuz", NULL, "n_err_chars", NULL},
        {"Ana\xE2\x80\x8BLuz", NULL, "n_err_chars", NULL},
        {"Ana\xE2\x80\xAELuz", NULL, "n_err_chars", NULL},
        {"Ana\xC2\xADLuz", NULL, "n_err_chars", NULL},
        {"Ana\xFF", NULL, "n_err_chars", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct rules_message message = {.key = NULL};
        char out[RULES_NAME_CHARACTERS * 4 + 1];
        bool ok = rules_name(samples[i].typed, out, sizeof out, &message);

        check(&samples[i], ok, out, &message);
    }
}

static void a_name_has_at_most_100_characters(void **state)
{
    char typed[4 * 101 + 1] = "", out[RULES_NAME_CHARACTERS * 4 + 1];
    struct rules_message message = {.key = NULL};

    (void)state;
    for (size_t i = 0; i < 100; i++)
        strcat(typed, "\xF0\x90\x8E\xA0");
    assert_true(rules_name(typed, out, sizeof out, &message));
    assert_string_equal(out, typed);
    strcat(typed, "a");
    assert_false(rules_name(typed, out, sizeof out, &message));
    assert_string_equal(message.key, "n_err_long");
    assert_string_equal(message.number, "100");
}

static void dates_are_real_days(void **state)
{
    static const struct sample samples[] = {
        {"1984-4-17", "1984-04-17", NULL, NULL},  {"2000-02-29", "2000-02-29", NULL, NULL},
        {"1900-01-01", "1900-01-01", NULL, NULL}, {"2026-11-21", "2026-11-21", NULL, NULL},
        {"1984-13-1", NULL, "d_err_m", NULL},     {"1984--1", NULL, "d_err_m", NULL},
        {"1984-0-1", NULL, "d_err_m", NULL},      {"1984-4-31", NULL, "d_err_d", "31"},
        {"1984-4-", NULL, "d_err_d_empty", NULL}, {"1984-4-0", NULL, "d_err_d", "0"},
        {"1983-2-29", NULL, "d_err_d", "29"},     {"1900-2-29", NULL, "d_err_d", "29"},
        {"84-4-17", NULL, "d_err_y", NULL},       {"-4-17", NULL, "d_err_y", NULL},
        {"1899-12-31", NULL, "d_err_old", NULL},  {"2026-11-22", NULL, "d_err_f", NULL},
        {"2027-1-1", NULL, "d_err_f", NULL},      {"1984-x-1", NULL, "d_err_m", NULL},
        {"1984-4-17-2", NULL, "d_err_m", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct rules_message message = {.key = NULL};
        char out[RULES_DATE_SIZE];
        bool ok = rules_date(samples[i].typed, TODAY, out, &message);

        check(&samples[i], ok, out, &message);
    }
}

static void a_minor_is_under_eighteen(void **state)
{
    (void)state;
    assert_true(rules_is_minor("2008-11-22", TODAY));
    assert_false(rules_is_minor("2008-11-21", TODAY));
    assert_false(rules_is_minor("1984-04-17", TODAY));
}

static void phones_become_e164(void **state)
{
    static const struct sample samples[] = {
        {"2025550142", "+12025550142", NULL, NULL},
        {"(202) 555-0142", "+12025550142", NULL, NULL},
        {"12025550142", "+12025550142", NULL, NULL},
        {"+1 202 555 0142", "+12025550142", NULL, NULL},
        {"+50422345678", "+50422345678", NULL, NULL},
        {"+123456789012345", NULL, "p_err_long", "15"},
        {"+441234567890123", "+441234567890123", NULL, NULL},
        {"+4412345678901234", NULL, "p_err_plus", NULL},
        {"+4412", NULL, "p_err_plus", NULL},
        {"+0441234567", NULL, "p_err_plus", NULL},
        {"202555014", NULL, "p_err_short", "9"},
        {"20255501422", NULL, "p_err_long", "11"},
        {"0025550142", NULL, "p_err_area", NULL},
        {"1025550142", NULL, "p_err_area", NULL},
        {"2021550142", NULL, "p_err_middle", NULL},
        {"2020550142", NULL, "p_err_middle", NULL},
        {"202-555-O142", NULL, "p_err_chars", NULL},
        {"", NULL, "p_err_empty", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct rules_message message = {.key = NULL};
        char out[RULES_PHONE_SIZE];
        bool ok = rules_phone(samples[i].typed, out, &message);

        check(&samples[i], ok, out, &message);
    }
}

static void addresses_have_an_at_and_a_dot(void **state)
{
    static const struct sample samples[] = {
        {"name@example.com", "name@example.com", NULL, NULL},
        {" a.b+c@mail.example.org ", "a.b+c@mail.example.org", NULL, NULL},
        {"name", NULL, "e_err", NULL},
        {"name@example", NULL, "e_err", NULL},
        {"@example.com", NULL, "e_err", NULL},
        {"a@b@example.com", NULL, "e_err", NULL},
        {"a@.com", NULL, "e_err", NULL},
        {"a@com.", NULL, "e_err", NULL},
        {"a@b..com", NULL, "e_err", NULL},
        {"a b@example.com", NULL, "e_err", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        struct rules_message message = {.key = NULL};
        char out[ANSWERS_TEXT_SIZE];
        bool ok = rules_email(samples[i].typed, out, sizeof out, &message);

        check(&samples[i], ok, out, &message);
    }
}

static void an_address_has_at_most_254_bytes(void **state)
{
    char typed[300] = "a@", out[ANSWERS_TEXT_SIZE];
    struct rules_message message = {.key = NULL};

    (void)state;
    memset(typed + 2, 'b', 248);
    memcpy(typed + 250, ".com", 5);
    assert_true(rules_email(typed, out, sizeof out, &message));
    memcpy(typed + 250, "b.com", 6);
    assert_false(rules_email(typed, out, sizeof out, &message));
    assert_string_equal(message.key, "e_err_long");
}

static void pins_that_are_easy_to_guess_are_refused(void **state)
{
    static const char *const weak[] = {"0000", "7777", "1234", "6789", "4321",
                                       "9876", "7890", "2468", "1212", "1984"};
    static const char *const fine[] = {"4826", "2580", "1985", "0917"};
    struct rules_message message;

    (void)state;
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        message = (struct rules_message){.key = NULL};
        assert_false(rules_pin(weak[i], 1984, &message));
        assert_string_equal(message.key, "i_err_weak");
    }
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
        assert_true(rules_pin(fine[i], 1984, &message));
}

static void a_short_pin_says_how_many_are_missing(void **state)
{
    struct rules_message message = {.key = NULL};

    (void)state;
    assert_false(rules_pin("48", 0, &message));
    assert_string_equal(message.key, "i_err_short");
    assert_string_equal(message.number, "2");
}

/* ---- a whole form ------------------------------------------------------------------------------ */

static int set_up_filled(void **state)
{
    if (made_up_set_up(state) != 0)
        return -1;
    made_up_fill(((struct made_up_visit *)*state)->answers);
    return 0;
}

static void expect_wrong(struct answers *answers, const char *page, const char *field,
                         const char *key)
{
    struct rules_message message;

    assert_false(rules_check_page(answers, made_up_page(answers, page), TODAY, &message));
    assert_string_equal(message.field->id, field);
    assert_string_equal(message.key, key);
}

static void a_filled_form_is_fine(void **state)
{
    struct made_up_visit *visit = *state;
    struct rules_message message;

    assert_null(rules_check_all(visit->answers, TODAY, &message));
    assert_null(message.key);
}

static void what_is_required_and_missing_says_so(void **state)
{
    struct made_up_visit *visit = *state;

    answers_clear(visit->answers, made_up_field(visit->answers, "role"));
    expect_wrong(visit->answers, "about-you", "role", "r_err");
    made_up_type(visit->answers, "family_name", "");
    expect_wrong(visit->answers, "name", "family_name", "n_err_last");
    made_up_type(visit->answers, "given_name", "-");
    expect_wrong(visit->answers, "name", "given_name", "n_err_first");
}

static void a_phone_is_needed_unless_there_is_none(void **state)
{
    struct made_up_visit *visit = *state;
    struct rules_message message;
    const struct form_page *phone = made_up_page(visit->answers, "phone");

    made_up_type(visit->answers, "phone", "");
    expect_wrong(visit->answers, "phone", "phone", "p_err_empty");
    answers_skip(visit->answers, phone);
    assert_true(rules_check_page(visit->answers, phone, TODAY, &message));
}

static void the_birth_year_is_no_pin(void **state)
{
    struct made_up_visit *visit = *state;

    made_up_type(visit->answers, "pin", "1984");
    expect_wrong(visit->answers, "pin", "pin", "i_err_weak");
}

static void the_second_pin_is_the_first(void **state)
{
    struct made_up_visit *visit = *state;

    made_up_type(visit->answers, "pin_again", "4827");
    expect_wrong(visit->answers, "pin-again", "pin_again", "i_err_diff");
    made_up_type(visit->answers, "pin_again", "4");
    expect_wrong(visit->answers, "pin-again", "pin_again", "i_err_short");
}

static void an_empty_optional_answer_is_fine(void **state)
{
    struct made_up_visit *visit = *state;
    struct rules_message message;

    made_up_type(visit->answers, "other_names", "");
    answers_clear(visit->answers, made_up_field(visit->answers, "birth_date"));
    answers_clear(visit->answers, made_up_field(visit->answers, "birth_country"));
    assert_null(rules_check_all(visit->answers, TODAY, &message));
}

#define ON_VISIT(test) cmocka_unit_test_setup_teardown(test, set_up_filled, made_up_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_nine_digits),
        cmocka_unit_test(names_of_every_script_are_kept),
        cmocka_unit_test(a_name_has_at_most_100_characters),
        cmocka_unit_test(dates_are_real_days),
        cmocka_unit_test(a_minor_is_under_eighteen),
        cmocka_unit_test(phones_become_e164),
        cmocka_unit_test(addresses_have_an_at_and_a_dot),
        cmocka_unit_test(an_address_has_at_most_254_bytes),
        cmocka_unit_test(pins_that_are_easy_to_guess_are_refused),
        cmocka_unit_test(a_short_pin_says_how_many_are_missing),
        ON_VISIT(a_filled_form_is_fine),
        ON_VISIT(what_is_required_and_missing_says_so),
        ON_VISIT(a_phone_is_needed_unless_there_is_none),
        ON_VISIT(the_birth_year_is_no_pin),
        ON_VISIT(the_second_pin_is_the_first),
        ON_VISIT(an_empty_optional_answer_is_fine),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
