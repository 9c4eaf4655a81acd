#include "app/registration/answers.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/made_up_visit.h"

#include <string.h>

static struct answers *answers_of(void **state)
{
    return ((struct made_up_visit *)*state)->answers;
}

static bool applies(struct answers *answers, const char *page)
{
    return answers_page_applies(answers, made_up_page(answers, page));
}

static bool chosen(struct answers *answers, const char *id, const char *code)
{
    const struct form_field *field = made_up_field(answers, id);

    return answers_has(answers, field, (size_t)(form_choice_find(field, code) - field->choices));
}

static void nothing_is_chosen_in_advance(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form *form = answers_form(answers);

    for (size_t i = 0; i < form->field_count; i++)
        assert_false(answers_present(answers, &form->fields[i]));
}

static void the_person_is_asked_about_only_where_it_matters(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "services", "social-services");
    assert_false(applies(answers, "find-person"));
    assert_false(applies(answers, "birth"));
    made_up_choose(answers, "services", "case-history");
    assert_true(applies(answers, "find-person"));
    assert_false(applies(answers, "birth"));
    made_up_choose(answers, "find", "a-number");
    assert_true(applies(answers, "a-number"));
    assert_false(applies(answers, "name"));
    assert_true(applies(answers, "birth"));
    assert_true(applies(answers, "country"));
}

static void an_answer_counts_only_while_its_page_applies(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "services", "custody-alerts");
    made_up_choose(answers, "find", "name");
    assert_true(applies(answers, "name"));
    answers_clear(answers, made_up_field(answers, "services"));
    made_up_choose(answers, "services", "local-contact");
    assert_false(applies(answers, "name"));
}

static void one_choice_replaces_the_other(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "role", "victim");
    made_up_choose(answers, "role", "witness");
    assert_false(chosen(answers, "role", "victim"));
    assert_true(chosen(answers, "role", "witness"));
}

static void an_exclusive_choice_stands_alone(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "hours", "morning");
    made_up_choose(answers, "hours", "evening");
    assert_true(chosen(answers, "hours", "morning"));
    made_up_choose(answers, "hours", "any");
    assert_false(chosen(answers, "hours", "morning"));
    assert_true(chosen(answers, "hours", "any"));
    made_up_choose(answers, "hours", "afternoon");
    assert_false(chosen(answers, "hours", "any"));
}

static void a_way_without_its_contact_is_closed(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *ways = made_up_field(answers, "ways");

    made_up_choose(answers, "ways", "text");
    assert_false(answers_present(answers, ways));
    made_up_type(answers, "phone", "2025550142");
    made_up_choose(answers, "ways", "text");
    assert_true(answers_present(answers, ways));
    made_up_type(answers, "phone", "");
    assert_false(answers_present(answers, ways));
    assert_string_equal(ways->choices[0].closed, "h_off");
}

static void voicemail_is_asked_only_with_calls(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *voicemail = made_up_field(answers, "voicemail");

    made_up_type(answers, "phone", "2025550142");
    made_up_choose(answers, "ways", "text");
    assert_true(applies(answers, "hours"));
    assert_false(answers_field_applies(answers, voicemail));
    made_up_choose(answers, "ways", "call");
    assert_true(answers_field_required(answers, voicemail));
}

static void who_will_call_is_not_asked_for_hours(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "ways", "none");
    assert_false(applies(answers, "hours"));
    assert_false(applies(answers, "email"));
}

static void date_and_age_are_alternatives(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *date = made_up_field(answers, "birth_date");

    assert_true(answers_set_date_part(answers, date, ANSWERS_YEAR, "1984"));
    assert_true(answers_set_date_part(answers, date, ANSWERS_MONTH, "04"));
    made_up_choose(answers, "age_band", "35-44");
    assert_false(answers_present(answers, date));
    assert_true(answers_set_date_part(answers, date, ANSWERS_DAY, "7"));
    assert_false(answers_present(answers, made_up_field(answers, "age_band")));
}

static void parts_of_a_date_are_kept_apart(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *date = made_up_field(answers, "birth_date");
    char part[ANSWERS_DATE_PART_SIZE];

    assert_true(answers_set_date_part(answers, date, ANSWERS_DAY, "17"));
    assert_true(answers_set_date_part(answers, date, ANSWERS_YEAR, "198"));
    assert_string_equal(answers_text(answers, date), "198--17");
    answers_date_part(answers, date, ANSWERS_MONTH, part);
    assert_string_equal(part, "");
    answers_date_part(answers, date, ANSWERS_DAY, part);
    assert_string_equal(part, "17");
    assert_false(answers_set_date_part(answers, date, ANSWERS_MONTH, "123"));
    assert_false(answers_set_date_part(answers, date, ANSWERS_MONTH, "x"));
    assert_true(answers_set_date_part(answers, date, ANSWERS_DAY, ""));
    assert_true(answers_set_date_part(answers, date, ANSWERS_YEAR, ""));
    assert_false(answers_present(answers, date));
}

static void skip_clears_and_sets(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_choose(answers, "services", "custody-alerts");
    made_up_choose(answers, "find", "a-number");
    made_up_type(answers, "a_number", "1234567");
    answers_skip(answers, made_up_page(answers, "a-number"));
    assert_true(chosen(answers, "find", "name"));
    assert_string_equal(answers_text(answers, made_up_field(answers, "a_number")), "");
}

static void a_phone_typed_takes_no_phone_back(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *no_phone = made_up_field(answers, "no_phone");

    answers_skip(answers, made_up_page(answers, "phone"));
    assert_true(answers_present(answers, no_phone));
    made_up_type(answers, "phone", "2");
    assert_false(answers_present(answers, no_phone));
}

static void the_way_leaves_out_what_does_not_apply(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_page *page = NULL;
    static const char *const way[] = {"welcome", "notices",      "about-you", "services",  "phone",
                                      "ways",    "visitor-name", "pin",       "pin-again", "check"};

    made_up_choose(answers, "services", "local-contact");
    for (size_t i = 0; i < sizeof way / sizeof way[0]; i++) {
        page = answers_next_page(answers, page);
        assert_string_equal(page->id, way[i]);
    }
    assert_null(answers_next_page(answers, page));
}

static void the_language_for_alerts_is_not_on_the_way(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_page *page = NULL;

    made_up_fill(answers);
    assert_true(applies(answers, "alert-language"));
    while ((page = answers_next_page(answers, page)))
        assert_string_not_equal(page->id, "alert-language");
}

static void a_change_walks_its_row_and_returns(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_page *start, *page;

    made_up_fill(answers);
    start = made_up_page(answers, "find-person");
    page = answers_next_change(answers, start, start);
    assert_string_equal(page->id, "name");
    page = answers_next_change(answers, start, page);
    assert_string_equal(page->id, "other-names");
    page = answers_next_change(answers, start, page);
    assert_string_equal(page->id, "check");
}

static void a_change_that_closes_a_choice_asks_again(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_page *phone = made_up_page(answers, "phone");

    made_up_fill(answers);
    answers_choose(answers, made_up_field(answers, "ways"), 2, false);
    answers_skip(answers, phone);
    assert_string_equal(answers_next_change(answers, phone, phone)->id, "ways");
}

static void another_wording_where_it_fits_better(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_page *find = made_up_page(answers, "find-person");
    const struct form_page *birth = made_up_page(answers, "birth");

    made_up_choose(answers, "services", "case-history");
    assert_string_equal(answers_title(answers, find, NULL), "f_title_case");
    made_up_choose(answers, "services", "custody-alerts");
    assert_string_equal(answers_title(answers, find, NULL), "f_title");
    assert_string_equal(answers_title(answers, birth, made_up_field(answers, "age_band")),
                        "d2_title");
    assert_string_equal(answers_hint(answers, birth, made_up_field(answers, "birth_date")),
                        "d_lead");
}

static void texts_that_are_too_long_or_no_utf8_are_refused(void **state)
{
    struct answers *answers = answers_of(state);
    const struct form_field *field = made_up_field(answers, "family_name");
    char lengthy[ANSWERS_TEXT_SIZE + 1];

    made_up_type(answers, "family_name", "Ortiz");
    memset(lengthy, 'a', ANSWERS_TEXT_SIZE);
    lengthy[ANSWERS_TEXT_SIZE] = '\0';
    assert_false(answers_set_text(answers, field, lengthy));
    assert_false(answers_set_text(answers, field, "Ort\xED\xA0\x80"));
    assert_string_equal(answers_text(answers, field), "Ortiz");
}

static void wiping_leaves_nothing(void **state)
{
    struct answers *answers = answers_of(state);

    made_up_fill(answers);
    answers_wipe(answers);
    nothing_is_chosen_in_advance(state);
    assert_false(answers_seen(answers, made_up_page(answers, "check")));
}

static void destroying_gives_the_memory_back(void **state)
{
    struct made_up_visit *visit = *state;
    size_t before = secret_in_use();
    struct answers *answers = answers_create(visit->form, NULL);

    assert_true(secret_in_use() > before);
    answers_destroy(answers);
    assert_int_equal(secret_in_use(), before);
}

#define ON_VISIT(test) cmocka_unit_test_setup_teardown(test, made_up_set_up, made_up_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_VISIT(nothing_is_chosen_in_advance),
        ON_VISIT(the_person_is_asked_about_only_where_it_matters),
        ON_VISIT(an_answer_counts_only_while_its_page_applies),
        ON_VISIT(one_choice_replaces_the_other),
        ON_VISIT(an_exclusive_choice_stands_alone),
        ON_VISIT(a_way_without_its_contact_is_closed),
        ON_VISIT(voicemail_is_asked_only_with_calls),
        ON_VISIT(who_will_call_is_not_asked_for_hours),
        ON_VISIT(date_and_age_are_alternatives),
        ON_VISIT(parts_of_a_date_are_kept_apart),
        ON_VISIT(skip_clears_and_sets),
        ON_VISIT(a_phone_typed_takes_no_phone_back),
        ON_VISIT(the_way_leaves_out_what_does_not_apply),
        ON_VISIT(the_language_for_alerts_is_not_on_the_way),
        ON_VISIT(a_change_walks_its_row_and_returns),
        ON_VISIT(a_change_that_closes_a_choice_asks_again),
        ON_VISIT(another_wording_where_it_fits_better),
        ON_VISIT(texts_that_are_too_long_or_no_utf8_are_refused),
        ON_VISIT(wiping_leaves_nothing),
        ON_VISIT(destroying_gives_the_memory_back),
    };

    return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
