#include "tests/support/lib/made_up_visit.h"

#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "tests/support/lib/cmocka.h"

struct form *made_up_form(void)
{
    struct buffer json;
    struct error error = {0};
    struct form *form;

    buffer_init(&json, FORM_JSON_MAX);
    if (!file_read(MADE_UP_FORM, &json, &error))
        fail_msg("%s", error.text);
    form = form_parse((const char *)json.data, json.length, MADE_UP_FORM, &error);
    buffer_finish(&json);
    if (!form)
        fail_msg("%s", error.text);
    return form;
}

int made_up_set_up(void **state)
{
    struct made_up_visit *visit;
    struct error error;

    if (!secret_start(&error))
        return -1;
    visit = test_malloc(sizeof *visit);
    visit->form = made_up_form();
    visit->answers = answers_create(visit->form, &error);
    *state = visit;
    return visit->answers ? 0 : -1;
}

int made_up_tear_down(void **state)
{
    struct made_up_visit *visit = *state;

    answers_destroy(visit->answers);
    form_destroy(visit->form);
    test_free(visit);
    secret_stop();
    return 0;
}

struct rules_day made_up_today(void)
{
    return (struct rules_day){2026, 11, 21};
}

const struct form_field *made_up_field(const struct answers *answers, const char *id)
{
    const struct form_field *field = form_field_find(answers_form(answers), id);

    if (!field)
        fail_msg("the form has no field %s", id);
    return field;
}

const struct form_page *made_up_page(const struct answers *answers, const char *id)
{
    const struct form_page *page = form_page_find(answers_form(answers), id);

    if (!page)
        fail_msg("the form has no page %s", id);
    return page;
}

void made_up_type(struct answers *answers, const char *field, const char *text)
{
    assert_true(answers_set_text(answers, made_up_field(answers, field), text));
}

void made_up_choose(struct answers *answers, const char *id, const char *code)
{
    const struct form_field *field = made_up_field(answers, id);
    const struct form_choice *choice = form_choice_find(field, code);

    if (!choice)
        fail_msg("the field %s has no choice %s", id, code);
    answers_choose(answers, field, (size_t)(choice - field->choices), true);
}

void made_up_fill(struct answers *answers)
{
    const struct form *form = answers_form(answers);

    made_up_choose(answers, "role", "family");
    made_up_choose(answers, "services", "custody-alerts");
    made_up_choose(answers, "services", "support-specialist");
    made_up_choose(answers, "find", "name");
    made_up_type(answers, "given_name",
                 "Mar\xC3\xAD"
                 "a Jos\xC3\xA9");
    made_up_type(answers, "family_name", "Ortiz");
    made_up_type(answers, "other_names", "Pepa \"la Fuerte\"");
    made_up_type(answers, "birth_date", "1984-4-17");
    made_up_type(answers, "birth_country", "HN");
    made_up_type(answers, "phone", "(202) 555-0142");
    made_up_choose(answers, "ways", "text");
    made_up_choose(answers, "ways", "call");
    made_up_choose(answers, "ways", "email");
    made_up_type(answers, "email", "someone@example.com");
    made_up_choose(answers, "hours", "morning");
    made_up_choose(answers, "hours", "afternoon");
    made_up_choose(answers, "voicemail", "never");
    made_up_type(answers, "pin", "4826");
    made_up_type(answers, "pin_again", "4826");
    for (size_t i = 0; i < form->page_count; i++)
        answers_mark_seen(answers, &form->pages[i]);
}
