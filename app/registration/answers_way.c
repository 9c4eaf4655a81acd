/* Conditions over answers, and the way through the pages that follows from them. */
#include "app/registration/answers.h"
#include "app/registration/form_store.h"

#include <string.h>

static bool holds(const struct answers *answers, const struct form_condition *condition);

/* Conditions look back only (form_store.h), so that this ends. */
static bool counts(const struct answers *answers, const struct form_field *field)
{
    return answers_field_applies(answers, field) && answers_present(answers, field);
}

static bool has_code(const struct answers *answers, const struct form_field *field,
                     const char *code)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].code, code) == 0)
            return answers_has(answers, field, i) && answers_choice_open(answers, field, i);
    }
    return false;
}

static bool any_holds(const struct answers *answers, const struct form_condition *condition,
                      bool wanted)
{
    for (size_t i = 0; i < condition->part_count; i++) {
        if (holds(answers, &condition->parts[i]) == wanted)
            return true;
    }
    return false;
}

static bool holds(const struct answers *answers, const struct form_condition *condition)
{
    if (!condition)
        return true;
    switch (condition->kind) {
    case FORM_CONDITION_ALL:
        return !any_holds(answers, condition, false);
    case FORM_CONDITION_ANY:
        return any_holds(answers, condition, true);
    case FORM_CONDITION_NOT:
        return any_holds(answers, condition, false);
    case FORM_CONDITION_HAS:
        return counts(answers, condition->field) &&
               has_code(answers, condition->field, condition->code);
    case FORM_CONDITION_PRESENT:
        return counts(answers, condition->field);
    }
    return false;
}

bool answers_page_applies(const struct answers *answers, const struct form_page *page)
{
    return holds(answers, page->shown_when);
}

bool answers_field_applies(const struct answers *answers, const struct form_field *field)
{
    return answers_page_applies(answers, &answers_form(answers)->pages[field->page]) &&
           holds(answers, field->shown_when);
}

bool answers_choice_open(const struct answers *answers, const struct form_field *field,
                         size_t choice)
{
    if (field->kind == FORM_FIELD_FLAG)
        return choice == 0;
    return choice < field->choice_count && holds(answers, field->choices[choice].open_when);
}

bool answers_field_required(const struct answers *answers, const struct form_field *field)
{
    return field->required && answers_field_applies(answers, field) &&
           holds(answers, field->required_when);
}

static const struct form_wording *wording(const struct answers *answers,
                                          const struct form_page *page)
{
    for (size_t i = 0; i < page->wording_count; i++) {
        if (holds(answers, page->wordings[i].when))
            return &page->wordings[i];
    }
    return NULL;
}

const char *answers_title(const struct answers *answers, const struct form_page *page,
                          const struct form_field *field)
{
    const struct form_wording *other = wording(answers, page);

    if (field && field->title)
        return field->title;
    return other && other->title ? other->title : page->title;
}

const char *answers_hint(const struct answers *answers, const struct form_page *page,
                         const struct form_field *field)
{
    const struct form_wording *other = wording(answers, page);

    if (field && field->hint)
        return field->hint;
    return other && other->hint ? other->hint : page->hint;
}

static bool on_the_way(const struct answers *answers, const struct form_page *page)
{
    return !page->from_check && answers_page_applies(answers, page);
}

const struct form_page *answers_next_page(const struct answers *answers,
                                          const struct form_page *page)
{
    const struct form *form = answers_form(answers);

    for (size_t i = page ? page->index + 1 : 0; i < form->page_count; i++) {
        if (on_the_way(answers, &form->pages[i]))
            return &form->pages[i];
    }
    return NULL;
}

static bool same_row(const struct form_page *a, const struct form_page *b)
{
    return a->row && b->row && strcmp(a->row, b->row) == 0;
}

/* Seen, and still holding what is required: an earlier change may have closed a choice made here.
 */
static bool done(const struct answers *answers, const struct form_page *page)
{
    for (size_t i = 0; i < page->field_count; i++) {
        if (answers_field_required(answers, &page->fields[i]) &&
            !answers_present(answers, &page->fields[i]))
            return false;
    }
    return answers_seen(answers, page);
}

const struct form_page *answers_next_change(const struct answers *answers,
                                            const struct form_page *start,
                                            const struct form_page *page)
{
    const struct form_page *next = page;

    for (next = answers_next_page(answers, page); next; next = answers_next_page(answers, next)) {
        if (next->kind != FORM_PAGE_QUESTION || same_row(start, next) || !done(answers, next))
            return next;
    }
    return NULL;
}
