/* What keys make of a text that is typed in letters: a name, an address, the search for a country. */
#include "app/screen/visit/visit_state.h"
#include "platform/base/secret.h"

#include <string.h>

#define SEARCH_SIZE 60u /* bytes of a search, with the NUL */
#define KEY_SIZE    32u

bool visit_types_letters(const struct visit *visit)
{
    return visit_is_typing(visit) && visit->stage == STAGE_FORM &&
           (visit->active->kind == FORM_FIELD_LETTERS || visit->active->kind == FORM_FIELD_LIST);
}

static bool is_search(const struct visit *visit)
{
    return visit->active->kind == FORM_FIELD_LIST;
}

static void read_text(const struct visit *visit, char text[static ANSWERS_TEXT_SIZE])
{
    (void)text_copy(text, ANSWERS_TEXT_SIZE,
                    is_search(visit) ? visit->search : answers_text(visit->answers, visit->active));
}

/* What does not fit stays as it was: the visitor sees that nothing was added. */
static bool write_text(struct visit *visit, const char *text)
{
    if (!is_search(visit)) {
        return answers_set_text(visit->answers, visit->active, text);
    }
    if (strlen(text) >= SEARCH_SIZE) {
        return false;
    }
    secret_wipe(visit->search, sizeof visit->search);
    (void)text_copy(visit->search, sizeof visit->search, text);
    answers_clear(visit->answers, visit->active);
    return true;
}

static bool begins_word(const char *before)
{
    static const char *const breaks[] = {" ", "-", "\u2019", "\u00B7"};
    size_t length = strlen(before);
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        size_t size = strlen(breaks[i]);
        if (length >= size && strcmp(before + length - size, breaks[i]) == 0) {
            return true;
        }
    }
    return length == 0;
}

/* Keys show capitals; a name gets them only where a word begins. */
static void lower_inside_word(const char *before, char key[static KEY_SIZE])
{
    char small[KEY_SIZE];
    if (!begins_word(before) && language_lower(key, small, sizeof small)) {
        (void)text_copy(key, KEY_SIZE, small);
    }
    secret_wipe(small, sizeof small);
}

static bool has_capitals(const struct visit *visit)
{
    return visit_keyboard(visit)->capitals &&
           (is_search(visit) || visit->active->rule == FORM_RULE_NAME);
}

void visit_append_letters(struct visit *visit, const char *typed, bool from_screen)
{
    struct composition before = visit->typing.composition;
    enum keyboard_method method = from_screen ? visit_keyboard(visit)->method : KEYBOARD_PLAIN;
    char text[ANSWERS_TEXT_SIZE];
    char key[KEY_SIZE];
    read_text(visit, text);
    bool fits = text_copy(key, sizeof key, typed);
    if (fits && from_screen && has_capitals(visit)) {
        lower_inside_word(text, key);
    }
    fits = fits && composition_add(&visit->typing.composition, method, key, text, sizeof text) &&
           write_text(visit, text);
    if (!fits) {
        visit->typing.composition = before;
    }
    secret_wipe(&before, sizeof before);
    secret_wipe(text, sizeof text);
    secret_wipe(key, sizeof key);
}

void visit_delete_letter(struct visit *visit)
{
    char text[ANSWERS_TEXT_SIZE];
    read_text(visit, text);
    composition_delete(&visit->typing.composition, visit_keyboard(visit)->method, text);
    (void)write_text(visit, text);
    secret_wipe(text, sizeof text);
}

void visit_choose(struct visit *visit, size_t candidate)
{
    struct composition before = visit->typing.composition;
    char text[ANSWERS_TEXT_SIZE];
    read_text(visit, text);
    if (!composition_choose(&visit->typing.composition, visit->keyboards, candidate, text,
                            sizeof text) ||
        !write_text(visit, text)) {
        visit->typing.composition = before;
    }
    secret_wipe(&before, sizeof before);
    secret_wipe(text, sizeof text);
}
