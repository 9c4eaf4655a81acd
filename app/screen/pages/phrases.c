#include "app/screen/pages/phrases.h"

#include "app/site/site.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

#define WORDS_MAX    4096u
#define WORDS_VALUES 8u

/* Takes the buffer's text into the view and wipes the buffer. */
static const char *keep(struct visit *visit, struct buffer *text)
{
    const char *kept = view_text(&visit->view, buffer_text(text));
    buffer_finish(text);
    return kept;
}

const char *phrase_with(struct visit *visit, const char *key, const struct text_value *values,
                        size_t count)
{
    if (key == NULL) {
        return "";
    }
    const struct site *site = visit->setup.site;
    struct buffer hotline; /* its groups keep their order in a right-to-left sentence */
    buffer_init(&hotline, WORDS_MAX);
    (void)language_isolate(&hotline, site != NULL ? site_hotline(site) : "");
    struct text_value all[WORDS_VALUES] = {
        {"agency", site != NULL ? site_agency(site) : ""},
        {"hotline", buffer_text(&hotline)},
    };
    for (size_t i = 0; i < count && i + 2 < WORDS_VALUES; i++) {
        all[i + 2] = values[i];
    }
    struct buffer text;
    buffer_init_secret(&text, WORDS_MAX);
    (void)language_fill(visit->languages, visit->language, key, all, count + 2, &text);
    buffer_finish(&hotline);
    return keep(visit, &text);
}

const char *phrase_of(struct visit *visit, const char *key)
{
    return phrase_with(visit, key, NULL, 0);
}

const char *phrase_number(struct visit *visit, const char *key, int number)
{
    char digits[12];
    (void)snprintf(digits, sizeof digits, "%d", number);
    return phrase_with(visit, key, &(struct text_value){"n", digits}, 1);
}

const char *phrase_hotline(struct visit *visit)
{
    const struct site *site = visit->setup.site;
    return site != NULL ? view_text(&visit->view, site_hotline(site)) : "";
}

const char *phrase_in(struct visit *visit, const char *language, const char *key)
{
    return view_text(&visit->view, language_text(visit->languages, language, key));
}

const char *phrase_choice(struct visit *visit, const struct form_choice *choice)
{
    const struct form_text *own = form_choice_text(choice, visit->language);
    return own != NULL ? view_text(&visit->view, own->label) : phrase_of(visit, choice->label);
}

/* The visitor's own number, as stored, in words. */
static const char *phone_words(struct visit *visit)
{
    const struct form_field *field = form_field_find(visit->setup.form, "phone");
    struct rules_day today = {visit->setup.today_year, visit->setup.today_month,
                              visit->setup.today_day};
    char stored[ANSWERS_TEXT_SIZE];
    struct buffer text;
    buffer_init_secret(&text, WORDS_MAX);
    if (field != NULL && rules_stored_text(visit->answers, field, today, stored, sizeof stored)) {
        (void)language_phone(&text, stored);
    }
    secret_wipe(stored, sizeof stored);
    return keep(visit, &text);
}

const char *phrase_choice_detail(struct visit *visit, const struct form_field *field, size_t choice)
{
    const struct form_choice *row = &field->choices[choice];
    if (!answers_choice_open(visit->answers, field, choice)) {
        return phrase_of(visit, row->closed);
    }
    const struct form_text *own = form_choice_text(row, visit->language);
    if (own != NULL) {
        return own->detail != NULL ? view_text(&visit->view, own->detail) : "";
    }
    if (row->detail == NULL) {
        return "";
    }
    return phrase_with(visit, row->detail,
                       &(struct text_value){"phone", visit->helped || visit->hidden_pages != 0
                                                         ? "\u2022\u2022\u2022\u2022"
                                                         : phone_words(visit)},
                       1);
}

/* "(202) 555-01", as far as it is typed. */
static void group_phone(struct buffer *text, const char *typed)
{
    size_t length = strlen(typed);
    if (typed[0] == '+' || length > 10 || length == 0) {
        (void)buffer_append_text(text, typed);
        return;
    }
    (void)buffer_append_format(text, "(%.3s", typed);
    if (length > 3) {
        (void)buffer_append_format(text, ") %.3s", typed + 3);
    }
    if (length > 6) {
        (void)buffer_append_format(text, "-%s", typed + 6);
    }
}

/* "A 123 45". */
static void group_a_number(struct buffer *text, const char *typed)
{
    (void)buffer_append_text(text, "A");
    for (size_t i = 0; typed[i] != '\0'; i++) {
        if (i % 3 == 0) {
            (void)buffer_append_text(text, " ");
        }
        (void)buffer_append_byte(text, (uint8_t)typed[i]);
    }
}

const char *phrase_typed(struct visit *visit, const struct form_field *field)
{
    if (field->kind == FORM_FIELD_PIN) {
        return "";
    }
    if (field->kind == FORM_FIELD_LIST) {
        return view_text(&visit->view, visit->search);
    }
    const char *typed = answers_text(visit->answers, field);
    struct buffer text;
    buffer_init_secret(&text, WORDS_MAX);
    if (field->rule == FORM_RULE_PHONE) {
        group_phone(&text, typed);
    } else if (field->rule == FORM_RULE_A_NUMBER) {
        group_a_number(&text, typed);
    } else {
        (void)buffer_append_text(&text, typed);
    }
    return keep(visit, &text);
}

const char *phrase_date_part(struct visit *visit, const struct form_field *field,
                             enum answers_date_part part)
{
    char digits[ANSWERS_DATE_PART_SIZE];
    answers_date_part(visit->answers, field, part, digits);
    const char *kept = view_text(&visit->view, digits);
    secret_wipe(digits, sizeof digits);
    return kept;
}

const char *phrase_date_label(enum answers_date_part part)
{
    return part == ANSWERS_YEAR ? "d_y" : part == ANSWERS_MONTH ? "d_m" : "d_d";
}

const char *phrase_join(struct visit *visit, const char *a, const char *between, const char *b)
{
    struct buffer text;
    buffer_init_secret(&text, WORDS_MAX);
    (void)buffer_append_text(&text, a);
    if (a[0] != '\0' && b[0] != '\0') {
        (void)buffer_append_text(&text, between);
    }
    (void)buffer_append_text(&text, b);
    return keep(visit, &text);
}
