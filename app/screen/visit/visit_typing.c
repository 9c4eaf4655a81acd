/* Typing: what a key adds to which field, and what is checked when the visitor goes on. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

#define A_NUMBER_TYPED_MAX 12u
#define PHONE_TYPED_MAX    17u

bool visit_is_typing(const struct visit *visit)
{
    if (visit->cover != COVER_NONE) {
        return false;
    }
    if (visit->stage == STAGE_STAFF_PIN) {
        return true;
    }
    if (visit->stage == STAGE_FIRST) {
        return first_start_types(&visit->first);
    }
    if (visit->stage != STAGE_FORM || visit->active == NULL ||
        (visit->hidden_pages >> visit->page->index & 1u) != 0) {
        return false;
    }
    switch (visit->active->kind) {
    case FORM_FIELD_LETTERS:
    case FORM_FIELD_DIGITS:
    case FORM_FIELD_DATE:
    case FORM_FIELD_PIN:
        return true;
    case FORM_FIELD_LIST:
        return visit->active->rule == FORM_RULE_COUNTRY;
    default:
        return false;
    }
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* What does not fit stays as it was: the visitor sees that nothing was added. */
static bool keep(struct visit *visit, const char *text)
{
    return answers_set_text(visit->answers, visit->active, text);
}

static bool keep_part(struct visit *visit, const char *digits)
{
    return answers_set_date_part(visit->answers, visit->active, visit->date_part, digits);
}

static bool digit_allowed(const struct visit *visit, char digit, size_t length)
{
    bool plus = visit->active->rule == FORM_RULE_PHONE && digit == '+' && length == 0;
    size_t most = visit->active->kind == FORM_FIELD_PIN       ? RULES_PIN_DIGITS
                  : visit->active->rule == FORM_RULE_A_NUMBER ? A_NUMBER_TYPED_MAX
                                                              : PHONE_TYPED_MAX;
    return (plus || (digit >= '0' && digit <= '9')) && length < most;
}

static void append_digit(struct visit *visit, char digit)
{
    const char *typed = answers_text(visit->answers, visit->active);
    size_t length = strlen(typed);
    if (!digit_allowed(visit, digit, length)) {
        return;
    }
    char joined[ANSWERS_TEXT_SIZE];
    if (text_format(joined, sizeof joined, "%s%c", typed, digit)) {
        (void)keep(visit, joined);
    }
    secret_wipe(joined, sizeof joined);
}

/* ---- dates ----------------------------------------------------------------------------------- */

static enum answers_date_part date_part_at(const struct visit *visit, int place)
{
    const char *order = language_find(visit->languages, visit->language)->date_order;
    return order[place] == 'y' ? ANSWERS_YEAR : order[place] == 'm' ? ANSWERS_MONTH : ANSWERS_DAY;
}

static int date_place(const struct visit *visit)
{
    int place = 0;
    while (place < 2 && date_part_at(visit, place) != visit->date_part) {
        place++;
    }
    return place;
}

static void append_date(struct visit *visit, char digit)
{
    size_t most = visit->date_part == ANSWERS_YEAR ? 4 : 2;
    char part[ANSWERS_DATE_PART_SIZE + 1];
    answers_date_part(visit->answers, visit->active, visit->date_part, part);
    size_t length = strlen(part);
    if (digit >= '0' && digit <= '9' && length < most) {
        part[length] = digit;
        part[length + 1] = '\0';
        (void)keep_part(visit, part);
        int place = date_place(visit);
        if (length + 1 == most && place < 2) {
            visit->date_part = date_part_at(visit, place + 1);
        }
    }
    secret_wipe(part, sizeof part);
}

/* An empty part hands Delete on to the one before it. */
static void delete_date(struct visit *visit)
{
    char part[ANSWERS_DATE_PART_SIZE];
    answers_date_part(visit->answers, visit->active, visit->date_part, part);
    int place = date_place(visit);
    if (part[0] == '\0' && place > 0) {
        visit->date_part = date_part_at(visit, place - 1);
        answers_date_part(visit->answers, visit->active, visit->date_part, part);
    }
    size_t length = strlen(part);
    if (length > 0) {
        part[length - 1] = '\0';
        (void)keep_part(visit, part);
    }
    secret_wipe(part, sizeof part);
}

/* ---- keys ------------------------------------------------------------------------------------ */

void visit_append(struct visit *visit, const char *text, bool from_screen)
{
    if (!visit_is_typing(visit) || text[0] == '\0') {
        return;
    }
    if (visit->stage == STAGE_STAFF_PIN) {
        visit_staff_type(visit, text);
        return;
    }
    if (visit->stage == STAGE_FIRST) {
        visit_first_type(visit, text);
        return;
    }
    visit->error = (struct rules_message){0};
    switch (visit->active->kind) {
    case FORM_FIELD_DATE:
        append_date(visit, text[0]);
        break;
    case FORM_FIELD_DIGITS:
    case FORM_FIELD_PIN:
        append_digit(visit, text[0]);
        break;
    default:
        visit_append_letters(visit, text, from_screen);
        break;
    }
}

void visit_delete(struct visit *visit)
{
    if (!visit_is_typing(visit)) {
        return;
    }
    if (visit->stage == STAGE_STAFF_PIN) {
        size_t length = strlen(visit->staff_pin);
        visit->staff_pin[length > 0 ? length - 1 : 0] = '\0';
        return;
    }
    if (visit->stage == STAGE_FIRST) {
        visit_first_type(visit, "delete");
        return;
    }
    visit->error = (struct rules_message){0};
    if (visit->active->kind == FORM_FIELD_DATE) {
        delete_date(visit);
        return;
    }
    if (visit_types_letters(visit)) {
        visit_delete_letter(visit);
        return;
    }
    char text[ANSWERS_TEXT_SIZE];
    (void)text_copy(text, sizeof text, answers_text(visit->answers, visit->active));
    size_t kept = language_delete_last(text);
    memset(text + kept, 0, sizeof text - kept);
    (void)keep(visit, text);
    secret_wipe(text, sizeof text);
}

/* ---- going on -------------------------------------------------------------------------------- */

static bool is_text(const struct form_field *field)
{
    return field->kind == FORM_FIELD_LETTERS || field->kind == FORM_FIELD_DIGITS;
}

/* Continue in the first of two fields leads to the second while that is empty. */
static bool moves_on(struct visit *visit, const struct rules_message *message)
{
    return message->field != NULL && visit->active != NULL && is_text(message->field) &&
           is_text(visit->active) && message->field->index > visit->active->index &&
           !answers_present(visit->answers, message->field);
}

/* Two PINs that differ, or one that is easy to guess: both are typed anew. */
static void restart_pin(struct visit *visit)
{
    const struct form *form = visit->setup.form;
    const struct form_field *first = NULL;
    for (size_t i = 0; i < form->field_count; i++) {
        const struct form_field *field = &form->fields[i];
        if (field->kind == FORM_FIELD_PIN) {
            answers_clear(visit->answers, field);
            first = field->rule == FORM_RULE_PIN ? field : first;
        }
    }
    struct rules_message message = visit->error;
    const struct form_page *page = &form->pages[first != NULL ? first->page : 0];
    if (first != NULL && page != visit->page) {
        visit->depth -= visit->depth > 0 ? 1 : 0;
        visit_open(visit, page, false);
    }
    visit->error = message;
    visit->error.field = first;
    visit->active = first;
}

/* A page that can be skipped wants that said: Continue on nothing is a slip of the hand. */
static bool check_skipped(const struct visit *visit, struct rules_message *message)
{
    const struct form_field *field = visit->active;
    if (visit->page->skip.label == NULL || field == NULL || field->missing == NULL ||
        answers_present(visit->answers, field)) {
        return true;
    }
    *message = (struct rules_message){.key = field->missing, .field = field};
    return false;
}

bool visit_check(struct visit *visit)
{
    struct rules_day today = {visit->setup.today_year, visit->setup.today_month,
                              visit->setup.today_day};
    struct rules_message message = {0};
    visit->error = message;
    if (rules_check_page(visit->answers, visit->page, today, &message) &&
        check_skipped(visit, &message)) {
        return true;
    }
    if (moves_on(visit, &message)) {
        visit->active = message.field;
        return false;
    }
    visit->error = message;
    const struct form_field *field = message.field;
    if (field == NULL) {
        return false;
    }
    bool full_pin = field->kind == FORM_FIELD_PIN &&
                    strlen(answers_text(visit->answers, field)) == RULES_PIN_DIGITS;
    if (full_pin) {
        restart_pin(visit);
        return false;
    }
    if (field->kind != FORM_FIELD_FLAG) {
        visit->active = field;
    }
    visit->date_part = field->kind == FORM_FIELD_DATE ? message.part : visit->date_part;
    visit->hidden_pages &= ~((uint64_t)1 << visit->page->index);
    visit->focus[0] = '\0';
    return false;
}
