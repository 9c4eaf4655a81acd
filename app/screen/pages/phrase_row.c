/* The rows of 'Check your answers' in words. */
#include "app/screen/pages/phrases.h"
#include "platform/base/secret.h"

#include <stdlib.h>
#include <string.h>

#define LIST    "lang_list" /* ", " as the language has it */
#define COVERED "\u2022 \u2022 \u2022 \u2022"

/* Answers that say nothing without their question have words of their own here. */
static const struct own_words {
    const char *field, *code, *key;
} own_words[] = {{"voicemail", "yes", "c_vm_yes"}, {"voicemail", "never", "c_vm_no"}};

static const char *choice_words(struct visit *visit, const struct form_field *field, size_t choice)
{
    for (size_t i = 0; i < sizeof own_words / sizeof *own_words; i++) {
        if (strcmp(own_words[i].field, field->id) == 0 &&
            strcmp(own_words[i].code, field->choices[choice].code) == 0) {
            return phrase_of(visit, own_words[i].key);
        }
    }
    return phrase_choice(visit, &field->choices[choice]);
}

static const char *chosen_words(struct visit *visit, const struct form_field *field)
{
    const char *all = "";
    for (size_t i = 0; i < field->choice_count; i++) {
        if (answers_has(visit->answers, field, i) &&
            answers_choice_open(visit->answers, field, i)) {
            all = phrase_join(visit, all, phrase_of(visit, LIST), choice_words(visit, field, i));
        }
    }
    return all;
}

static const char *date_words(struct visit *visit, const char *stored)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (strlen(stored) == 10) {
        year = atoi(stored);
        month = atoi(stored + 5);
        day = atoi(stored + 8);
    }
    struct buffer text;
    buffer_init_secret(&text, 256);
    (void)language_date(visit->languages, visit->language, LANGUAGE_DATE_LONG, year, month, day,
                        &text);
    const char *kept = view_text(&visit->view, buffer_text(&text));
    buffer_finish(&text);
    return kept;
}

static const char *isolated(struct visit *visit, const char *text)
{
    struct buffer out;
    buffer_init_secret(&out, ANSWERS_TEXT_SIZE + 32u);
    (void)language_isolate(&out, text);
    const char *kept = view_text(&visit->view, buffer_text(&out));
    buffer_finish(&out);
    return kept;
}

static const char *stored_words(struct visit *visit, const struct form_field *field,
                                const char *stored)
{
    struct buffer out;
    const char *kept;
    const struct language_facts *facts;
    switch (field->rule) {
    case FORM_RULE_DATE:
        return date_words(visit, stored);
    case FORM_RULE_COUNTRY:
        return view_text(&visit->view,
                         language_country_name(visit->languages, visit->language, stored));
    case FORM_RULE_LANGUAGE:
        facts = language_find(visit->languages, stored);
        return view_text(&visit->view, facts != NULL ? facts->name : stored);
    case FORM_RULE_PHONE:
        buffer_init_secret(&out, 128);
        (void)language_phone(&out, stored);
        kept = view_text(&visit->view, buffer_text(&out));
        buffer_finish(&out);
        return kept;
    case FORM_RULE_A_NUMBER:
        return phrase_with(visit, "c_a_number", &(struct text_value){"n", isolated(visit, stored)},
                           1);
    case FORM_RULE_EMAIL:
        return isolated(visit, stored);
    default:
        return strcmp(field->id, "other_names") == 0
                   ? phrase_with(visit, "c_also", &(struct text_value){"names", stored}, 1)
                   : view_text(&visit->view, stored);
    }
}

static const char *field_words(struct visit *visit, const struct form_field *field)
{
    switch (field->kind) {
    case FORM_FIELD_CHOICE:
    case FORM_FIELD_CHOICES:
        return chosen_words(visit, field);
    case FORM_FIELD_FLAG:
        return answers_has(visit->answers, field, 0) ? phrase_of(visit, field->label) : "";
    case FORM_FIELD_PIN:
        return field->stored ? COVERED : "";
    default:
        break;
    }
    if (field->rule == FORM_RULE_LANGUAGE && !answers_present(visit->answers, field)) {
        return stored_words(visit, field, visit->language);
    }
    struct rules_day today = {visit->setup.today_year, visit->setup.today_month,
                              visit->setup.today_day};
    char stored[ANSWERS_TEXT_SIZE];
    const char *words = "";
    if (answers_present(visit->answers, field) &&
        rules_stored_text(visit->answers, field, today, stored, sizeof stored)) {
        words = stored_words(visit, field, stored);
    }
    secret_wipe(stored, sizeof stored);
    return words;
}

/* A choice that is not stored only leads to other pages, whose answers say it. */
static bool is_in_row(const struct visit *visit, const struct form_field *field)
{
    return answers_field_applies(visit->answers, field) &&
           (field->stored || field->kind != FORM_FIELD_CHOICE);
}

/* Names of one page belong together. */
static bool follows_name(const struct form_page *page, size_t index)
{
    return index > 0 && page->fields[index].rule == FORM_RULE_NAME &&
           page->fields[index - 1].rule == FORM_RULE_NAME;
}

/* "María José Ortiz", "Nguyễn Thu Hà", "欧阳晓岚". */
static const char *full_name(struct visit *visit, const char *given, const char *family)
{
    if (given[0] == '\0' || family[0] == '\0' || language_family_first(given, family)) {
        return phrase_join(visit, family, "", given);
    }
    return phrase_with(visit, "name_full",
                       (struct text_value[]){{"given", given}, {"family", family}}, 2);
}

/* Adds the page's answers to those of the row. */
static const char *join_page(struct visit *visit, const struct form_page *page, const char *row)
{
    const char *all = row;
    const char *before = row; /* without the last answer */
    const char *words = "";
    for (size_t i = 0; i < page->field_count; i++) {
        const struct form_field *field = &page->fields[i];
        if (!is_in_row(visit, field)) {
            continue;
        }
        bool name = follows_name(page, i);
        before = name ? before : all;
        words =
            name ? full_name(visit, words, field_words(visit, field)) : field_words(visit, field);
        all = phrase_join(visit, before, phrase_of(visit, LIST), words);
    }
    return all;
}

/* One that makes a row by itself: the second PIN does not. */
static bool has_answer(const struct visit *visit, const struct form_page *page)
{
    for (size_t i = 0; i < page->field_count; i++) {
        const struct form_field *field = &page->fields[i];
        if (field->stored && is_in_row(visit, field) && answers_present(visit->answers, field)) {
            return true;
        }
    }
    return false;
}

const char *phrase_row(struct visit *visit, const char *row)
{
    const struct form *form = visit->setup.form;
    const char *all = "";
    for (size_t i = 0; i < form->page_count; i++) {
        const struct form_page *page = &form->pages[i];
        if (page->row == NULL || strcmp(page->row, row) != 0 ||
            !answers_page_applies(visit->answers, page)) {
            continue;
        }
        if (visit->helped && page->is_private && has_answer(visit, page)) {
            all = phrase_join(visit, all, phrase_of(visit, LIST), COVERED);
            continue;
        }
        all = join_page(visit, page, all);
    }
    return all[0] != '\0' ? all : phrase_of(visit, "c_none");
}
