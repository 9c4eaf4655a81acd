#include "app/screen/spoken.h"

#include "platform/base/secret.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 12
#define CODE_SPACED (2 * RECEIPT_CODE_GROUPED_SIZE)

static bool is_option(const struct control *control)
{
    return control->role == ROLE_RADIO || control->role == ROLE_CHECKBOX ||
           control->role == ROLE_TAB;
}

/* A full stop where the words do not end a sentence by themselves. */
static const char *sentence(struct page *page, const char *words)
{
    bool ended = words[0] == '\0' || language_ends_sentence(words);
    return ended ? words : phrase_join(page->visit, words, "", ".");
}

/* "2" and "5" for the second of five controls of that role. */
static void count_role(const struct view *view, const struct control *control,
                       char place[static NUMBER_SIZE], char all[static NUMBER_SIZE])
{
    int before = 0;
    int count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += view->controls[i].role == control->role ? 1 : 0;
        before = &view->controls[i] == control ? count : before;
    }
    (void)snprintf(place, NUMBER_SIZE, "%d", before);
    (void)snprintf(all, NUMBER_SIZE, "%d", count);
}

static int options_in(const struct view *view)
{
    int count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += is_option(&view->controls[i]) ? 1 : 0;
    }
    return count;
}

static const char *say_option(struct page *page, const struct control *control)
{
    char place[NUMBER_SIZE];
    char all[NUMBER_SIZE];
    count_role(page->view, control, place, all);
    const char *state = phrase_of(page->visit, control->chosen ? "sp_chosen" : "sp_not_chosen");
    /* Without a description the state takes its place: nothing is left between two full stops. */
    bool described = control->description[0] != '\0';
    return phrase_with(page->visit, described ? "sp_opt" : "sp_field",
                       (struct text_value[]){{"label", control->label},
                                             {"description", control->description},
                                             {"value", state},
                                             {"state", state},
                                             {"i", place},
                                             {"n", all}},
                       6);
}

static const char *say_field(struct page *page, const struct control *control)
{
    char place[NUMBER_SIZE];
    char all[NUMBER_SIZE];
    count_role(page->view, control, place, all);
    const char *value =
        control->value[0] != '\0' ? control->value : phrase_of(page->visit, "sp_empty");
    return phrase_with(page->visit, "sp_field",
                       (struct text_value[]){
                           {"label", control->label}, {"value", value}, {"i", place}, {"n", all}},
                       4);
}

static const char *say_screen(struct page *page, const struct control *title)
{
    const struct control *step = view_find(page->view, "step");
    const struct control *hint = view_find(page->view, "hint");
    const char *hint_words = hint != NULL ? hint->label : "";
    int options = options_in(page->view);
    const char *question = sentence(page, title->label);
    if (step == NULL || options < 2) {
        const char *words =
            phrase_join(page->visit, step != NULL ? step->label : "", ". ", question);
        return phrase_join(page->visit, words, " ", hint_words);
    }
    char count[NUMBER_SIZE];
    (void)snprintf(count, sizeof count, "%d", options);
    const char *words = phrase_join(page->visit, step->label, ". ", question);
    words = phrase_join(page->visit, words, " ", hint_words);
    return phrase_join(page->visit, words, " ",
                       phrase_with(page->visit, "sp_choices", &(struct text_value){"n", count}, 1));
}

/* Symbol by symbol. */
static const char *say_code(struct page *page, const struct control *control)
{
    char spaced[CODE_SPACED];
    size_t length = 0;
    for (const char *c = control->value; *c != '\0' && length + 3 < sizeof spaced; c++) {
        spaced[length++] = *c == ' ' ? ',' : *c;
        spaced[length++] = ' ';
    }
    spaced[length] = '\0';
    const char *words =
        phrase_with(page->visit, "sp_code", &(struct text_value){"code", spaced}, 1);
    secret_wipe(spaced, sizeof spaced);
    return words;
}

static const char *say_plain(struct page *page, const struct control *control)
{
    const char *words = phrase_join(page->visit, control->label, ". ", control->value);
    return phrase_join(page->visit, words, ". ", control->description);
}

static const char *say_button(struct page *page, const struct control *control)
{
    const char *words =
        phrase_with(page->visit, "sp_button", &(struct text_value){"label", control->label}, 1);
    return phrase_join(page->visit, words, " ", control->description);
}

const char *spoken_words(struct page *page, const struct control *control)
{
    if (control->disabled) {
        return phrase_with(
            page->visit, "sp_closed",
            (struct text_value[]){{"label", control->label}, {"reason", control->description}}, 2);
    }
    if (is_option(control)) {
        return say_option(page, control);
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
        return say_field(page, control);
    case ROLE_BUTTON:
    case ROLE_TOOL:
        return say_button(page, control);
    case ROLE_ERROR:
        return phrase_with(page->visit, "sp_err", &(struct text_value){"message", control->label},
                           1);
    default:
        return say_plain(page, control);
    }
}
