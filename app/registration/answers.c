#include "app/registration/answers.h"

#include "app/registration/form_store.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <string.h>

struct answer {
    char text[ANSWERS_TEXT_SIZE];
    uint32_t chosen; /* bit i: choice i; bit 0 for a flag */
};

struct answers {
    const struct form *form;
    bool seen[FORM_PAGES_MAX];
    struct answer answer[]; /* one a field */
};

static size_t size_for(const struct form *form)
{
    return sizeof(struct answers) + form->field_count * sizeof(struct answer);
}

struct answers *answers_create(const struct form *form, struct error *error)
{
    struct answers *answers = secret_allocate(size_for(form));

    if (answers)
        answers->form = form;
    else
        error_set(error, ERROR_MEMORY, "no secret memory is left for a visit's answers");
    return answers;
}

void answers_destroy(struct answers *answers)
{
    secret_release(answers);
}

void answers_wipe(struct answers *answers)
{
    const struct form *form = answers->form;

    secret_wipe(answers, size_for(form));
    answers->form = form;
}

const struct form *answers_form(const struct answers *answers)
{
    return answers->form;
}

static const struct form_page *page_of(const struct answers *answers,
                                       const struct form_field *field)
{
    return &answers->form->pages[field->page];
}

static void clear_alternatives(struct answers *answers, const struct form_field *field)
{
    const struct form_page *page = page_of(answers, field);

    for (size_t i = 0; i < page->field_count; i++) {
        const struct form_field *other = &page->fields[i];

        if (other != field && (page->alternatives || other == page->skip.field))
            answers_clear(answers, other);
    }
}

const char *answers_text(const struct answers *answers, const struct form_field *field)
{
    return answers->answer[field->index].text;
}

bool answers_set_text(struct answers *answers, const struct form_field *field, const char *text)
{
    size_t length = strlen(text);

    if (length >= ANSWERS_TEXT_SIZE || !text_is_utf8(text, length))
        return false;
    if (length > 0)
        clear_alternatives(answers, field);
    secret_wipe(answers->answer[field->index].text, ANSWERS_TEXT_SIZE);
    memcpy(answers->answer[field->index].text, text, length);
    return true;
}

bool answers_has(const struct answers *answers, const struct form_field *field, size_t choice)
{
    return choice < 32 && (answers->answer[field->index].chosen & (UINT32_C(1) << choice)) != 0;
}

/* The choices that stay when `choice` comes: none, or those that are as little exclusive as it is.
 */
static uint32_t companions(const struct form_field *field, size_t choice)
{
    uint32_t mask = 0;

    if (field->kind != FORM_FIELD_CHOICES || field->choices[choice].exclusive)
        return 0;
    for (size_t i = 0; i < field->choice_count; i++) {
        if (!field->choices[i].exclusive)
            mask |= UINT32_C(1) << i;
    }
    return mask;
}

void answers_choose(struct answers *answers, const struct form_field *field, size_t choice, bool on)
{
    uint32_t *chosen = &answers->answer[field->index].chosen;
    size_t count = field->kind == FORM_FIELD_FLAG ? 1 : field->choice_count;

    if (choice >= count || !answers_choice_open(answers, field, choice))
        return;
    if (!on) {
        *chosen &= ~(UINT32_C(1) << choice);
        return;
    }
    clear_alternatives(answers, field);
    *chosen = (*chosen & companions(field, choice)) | UINT32_C(1) << choice;
}

void answers_clear(struct answers *answers, const struct form_field *field)
{
    secret_wipe(&answers->answer[field->index], sizeof(struct answer));
}

bool answers_present(const struct answers *answers, const struct form_field *field)
{
    if (field->kind == FORM_FIELD_FLAG)
        return answers_has(answers, field, 0);
    for (size_t i = 0; i < field->choice_count; i++) {
        if (answers_has(answers, field, i) && answers_choice_open(answers, field, i))
            return true;
    }
    if (field->kind == FORM_FIELD_DATE)
        return strspn(answers_text(answers, field), "-") < strlen(answers_text(answers, field));
    return answers_text(answers, field)[0] != '\0';
}

void answers_skip(struct answers *answers, const struct form_page *page)
{
    for (size_t i = 0; i < page->field_count; i++)
        answers_clear(answers, &page->fields[i]);
    if (page->skip.field)
        answers_choose(answers, page->skip.field, page->skip.choice, true);
}

void answers_mark_seen(struct answers *answers, const struct form_page *page)
{
    answers->seen[page->index] = true;
}

bool answers_seen(const struct answers *answers, const struct form_page *page)
{
    return answers->seen[page->index];
}
