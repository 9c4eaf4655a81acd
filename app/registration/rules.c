#include "app/registration/rules.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define LANGUAGE_CHARACTERS 15u

static const struct form_field *field_with(const struct form *form, enum form_rule rule)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (form->fields[i].rule == rule)
            return &form->fields[i];
    }
    return NULL;
}

/* The year typed as a birth date, 0 where there is none. */
static int birth_year(const struct answers *answers)
{
    const struct form_field *field = field_with(answers_form(answers), FORM_RULE_DATE);
    char year[ANSWERS_DATE_PART_SIZE];
    int number;

    if (!field || !answers_field_applies(answers, field))
        return 0;
    answers_date_part(answers, field, ANSWERS_YEAR, year);
    number = (int)strtol(year, NULL, 10);
    secret_wipe(year, sizeof year);
    return number;
}

static bool check_pin_again(const struct answers *answers, const char *typed,
                            struct rules_message *message)
{
    const struct form_field *pin = field_with(answers_form(answers), FORM_RULE_PIN);

    if (strlen(typed) < RULES_PIN_DIGITS)
        return rules_pin(typed, 0, message);
    if (pin && strcmp(answers_text(answers, pin), typed) == 0)
        return true;
    message->key = "i_err_diff";
    return false;
}

static bool check_language(const char *code, struct rules_message *message)
{
    size_t length = strlen(code);

    if (length >= 2 && length <= LANGUAGE_CHARACTERS &&
        strspn(code, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == length)
        return true;
    message->key = "al_err";
    return false;
}

/* `out` has ANSWERS_TEXT_SIZE bytes. */
static bool check_text(const struct answers *answers, const struct form_field *field,
                       struct rules_day today, char *out, struct rules_message *message)
{
    const char *typed = answers_text(answers, field);

    switch (field->rule) {
    case FORM_RULE_A_NUMBER:
        return rules_a_number(typed, out, message);
    case FORM_RULE_NAME:
        return rules_name(typed, out, RULES_NAME_CHARACTERS * 4 + 1, message);
    case FORM_RULE_DATE:
        return rules_date(typed, today, out, message);
    case FORM_RULE_PHONE:
        return rules_phone(typed, out, message);
    case FORM_RULE_EMAIL:
        return rules_email(typed, out, ANSWERS_TEXT_SIZE, message);
    case FORM_RULE_COUNTRY:
        return rules_country(typed, message) && text_copy(out, ANSWERS_TEXT_SIZE, typed);
    case FORM_RULE_LANGUAGE:
        return check_language(typed, message) && text_copy(out, ANSWERS_TEXT_SIZE, typed);
    case FORM_RULE_PIN:
        return rules_pin(typed, birth_year(answers), message) &&
               text_copy(out, ANSWERS_TEXT_SIZE, typed);
    case FORM_RULE_PIN_AGAIN:
        return check_pin_again(answers, typed, message) && text_copy(out, ANSWERS_TEXT_SIZE, typed);
    case FORM_RULE_NONE:
        break;
    }
    return true;
}

static bool is_pin(const struct form_field *field)
{
    return field->rule == FORM_RULE_PIN || field->rule == FORM_RULE_PIN_AGAIN;
}

bool rules_check_field(const struct answers *answers, const struct form_field *field,
                       struct rules_day today, struct rules_message *message)
{
    char stored[ANSWERS_TEXT_SIZE] = "";
    bool ok;

    *message = (struct rules_message){.field = field};
    if (!answers_field_applies(answers, field))
        return true;
    if (!answers_present(answers, field) && !answers_field_required(answers, field))
        return true;
    if (!answers_present(answers, field) && !is_pin(field)) {
        message->key = field->missing;
        message->part = ANSWERS_MONTH;
        return false;
    }
    ok = check_text(answers, field, today, stored, message);
    if (!ok && field->missing && strcmp(message->key, "n_err_blank") == 0)
        message->key = field->missing;
    secret_wipe(stored, sizeof stored);
    return ok;
}

bool rules_check_page(const struct answers *answers, const struct form_page *page,
                      struct rules_day today, struct rules_message *message)
{
    *message = (struct rules_message){.key = NULL};
    for (size_t i = 0; i < page->field_count; i++) {
        if (!rules_check_field(answers, &page->fields[i], today, message))
            return false;
    }
    return true;
}

const struct form_page *rules_check_all(const struct answers *answers, struct rules_day today,
                                        struct rules_message *message)
{
    const struct form *form = answers_form(answers);

    for (size_t i = 0; i < form->page_count; i++) {
        if (!rules_check_page(answers, &form->pages[i], today, message))
            return &form->pages[i];
    }
    return NULL;
}

bool rules_stored_text(const struct answers *answers, const struct form_field *field,
                       struct rules_day today, char *out, size_t size)
{
    struct rules_message message = {.key = NULL};

    out[0] = '\0';
    if (size < ANSWERS_TEXT_SIZE || !answers_field_applies(answers, field) ||
        !answers_present(answers, field) || !check_text(answers, field, today, out, &message)) {
        secret_wipe(out, size);
        return false;
    }
    return true;
}
