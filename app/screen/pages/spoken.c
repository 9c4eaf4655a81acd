#include "app/screen/pages/spoken.h"

#include "app/screen/pages/spell.h"
#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 12
#define CODE_SPACED (3 * RECEIPT_CODE_GROUPED_SIZE)

static bool is_option(const struct control *control)
{
    return control->role == ROLE_RADIO || control->role == ROLE_CHECKBOX ||
           control->role == ROLE_TAB;
}

struct place {
    char place[NUMBER_SIZE], all[NUMBER_SIZE];
};

/* "2" and "5" for the second of five controls of that role. */
static struct place place_of(const struct view *view, const struct control *control)
{
    struct place found;
    int before = 0;
    int count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += view->controls[i].role == control->role ? 1 : 0;
        before = &view->controls[i] == control ? count : before;
    }
    (void)snprintf(found.place, sizeof found.place, "%d", before);
    (void)snprintf(found.all, sizeof found.all, "%d", count);
    return found;
}

static int options_in(const struct view *view)
{
    int count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += is_option(&view->controls[i]) ? 1 : 0;
    }
    return count;
}

static const char *say_option(struct page *page, const struct control *control, const char *state,
                              const char *description)
{
    struct place place = place_of(page->view, control);
    /* Without a description the state takes its place: nothing is left between two full stops. */
    return phrase_with(page->visit, description[0] != '\0' ? "sp_opt" : "sp_field",
                       (struct text_value[]){{"label", control->label},
                                             {"description", description},
                                             {"value", state},
                                             {"state", state},
                                             {"i", place.place},
                                             {"n", place.all}},
                       6);
}

static const char *say_field(struct page *page, const struct control *control, const char *value)
{
    struct place place = place_of(page->view, control);
    return phrase_with(
        page->visit, "sp_field",
        (struct text_value[]){
            {"label", control->label}, {"value", value}, {"i", place.place}, {"n", place.all}},
        4);
}

static const char *field_value(struct page *page, const struct control *control)
{
    return control->value[0] != '\0' ? spell_words(page->visit, control->value, control->ltr)
                                     : phrase_of(page->visit, "sp_empty");
}

static const char *say_screen(struct page *page, const struct control *title)
{
    struct visit *visit = page->visit;
    const struct control *step = view_find(page->view, "step");
    const struct control *hint = view_find(page->view, "hint");
    const char *words = spell_join(visit, step != NULL ? step->label : "", title->label);
    words = spell_join(visit, words, hint != NULL ? hint->label : "");
    int options = options_in(page->view);
    return options < 2 ? words
                       : spell_join(visit, words, phrase_number(visit, "sp_choices", options));
}

/* Symbol by symbol, and once more: whoever writes it down cannot look again. */
static const char *say_code(struct page *page, const struct control *control)
{
    char spaced[CODE_SPACED];
    size_t length = 0;
    for (const char *c = control->value; *c != '\0' && length + 3 < sizeof spaced; c++) {
        if (*c != ' ') {
            spaced[length++] = *c;
            spaced[length++] = ',';
            spaced[length++] = ' ';
        }
    }
    spaced[length >= 2 ? length - 2 : 0] = '\0';
    struct text_value code = {"code", spaced};
    const char *words = phrase_with(page->visit, "sp_code", &code, 1);
    words = spell_join(page->visit, words, phrase_with(page->visit, "sp_code_again", &code, 1));
    secret_wipe(spaced, sizeof spaced);
    return words;
}

static const char *say_plain(struct page *page, const struct control *control)
{
    const char *words = spell_join(page->visit, control->label, control->value);
    return spell_join(page->visit, words, control->description);
}

static const char *say_button(struct page *page, const struct control *control)
{
    const char *words =
        phrase_with(page->visit, "sp_button", &(struct text_value){"label", control->label}, 1);
    return spell_join(page->visit, words, control->description);
}

static const char *words_of(struct page *page, const struct control *control)
{
    struct visit *visit = page->visit;
    if (control->disabled) {
        return phrase_with(
            visit, "sp_closed",
            (struct text_value[]){{"label", control->label}, {"reason", control->description}}, 2);
    }
    if (is_option(control)) {
        return say_option(page, control,
                          phrase_of(visit, control->chosen ? "sp_chosen" : "sp_not_chosen"),
                          control->description);
    }
    if (control->look == LOOK_CODE) {
        return say_code(page, control);
    }
    switch (control->role) {
    case ROLE_TITLE:
        return say_screen(page, control);
    case ROLE_STEP:
        return control->label;
    case ROLE_FIELD:
        return say_field(page, control, field_value(page, control));
    case ROLE_BUTTON:
    case ROLE_TOOL:
        return say_button(page, control);
    case ROLE_ERROR:
        return phrase_with(visit, "sp_err", &(struct text_value){"message", control->label}, 1);
    default:
        return say_plain(page, control);
    }
}

/* ---- what the room may hear ------------------------------------------------------------------ */

/* Found by what was typed: what is found tells it. */
static bool is_match(const struct view *view, const struct control *control)
{
    return control->role == ROLE_RADIO && view_find(view, "field.search") != NULL;
}

static const char *discreet_option(struct page *page, const struct control *control)
{
    struct place place = place_of(page->view, control);
    if (is_match(page->view, control)) {
        return phrase_with(page->visit, "sp_item",
                           (struct text_value[]){{"i", place.place}, {"n", place.all}}, 2);
    }
    /* "To (202) 555-0142" */
    bool answers = spell_has_number(control->description);
    return spell_join(page->visit, control->label, answers ? "" : control->description);
}

static const char *discreet_words(struct page *page, const struct control *control)
{
    const char *hidden = phrase_of(page->visit, "sp_hidden");
    if (control->disabled) {
        return "";
    }
    if (is_option(control)) {
        return discreet_option(page, control);
    }
    if (control->role == ROLE_FIELD) {
        return control->value[0] != '\0' ? say_field(page, control, hidden) : "";
    }
    return spell_join(page->visit, control->label, hidden);
}

/* ---- all of it ------------------------------------------------------------------------------- */

void spoken_fill(struct page *page, struct control *control)
{
    bool given = control->spoken[0] != '\0';
    control->spoken =
        spell_words(page->visit, given ? control->spoken : words_of(page, control), false);
    if (control->private_text) {
        control->discreet = spell_words(page->visit, discreet_words(page, control), false);
    }
}

const char *spoken_group(struct visit *visit, const struct control *first,
                         const struct control *last)
{
    return phrase_with(visit, "sp_keys",
                       (struct text_value[]){{"first", first->spoken}, {"last", last->spoken}}, 2);
}
