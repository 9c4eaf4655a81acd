/* Fields that are typed into: letters, digits, dates; with keyboard or number pad. */
#include "app/screen/pages/keyboard.h"
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <string.h>

#define CORNER_HEIGHT 128 /* most of a key in the pad's corner */
#define EDGE          24 /* how far TO_THE_EDGE goes up, and less down: Continue keeps its distance */

/* How much a screen gives up when there is little room. */
enum tightness {
    AS_DESIGNED,
    LOW_KEYS,
    ONE_FIELD,
    NO_LABEL,     /* nor tabs, nor flags: the message says what to do now */
    TO_THE_EDGE,  /* beyond the margins of the sheet */
    ONE_SENTENCE, /* of the message; the voice says all of it */
    TIGHTNESSES
};

struct typed {
    struct page *page;
    enum tightness tight;
    struct rect left; /* where fields go */
    struct rect pad;  /* where a number pad goes */
    int y;            /* below what is there */
};

static bool uses_pad(const struct form_field *field)
{
    return field->kind == FORM_FIELD_DIGITS || field->kind == FORM_FIELD_DATE;
}

static const char *error_words(struct visit *visit)
{
    return phrase_with(visit, visit->error.key, &(struct text_value){"n", visit->error.number}, 1);
}

/* Adds a control at x with that width, below what is there; returns its height. */
static int put(struct typed *typed, struct control *control, int x, int width, int least)
{
    int height = page_height(typed->page, control, width, least);
    page_put(control, x, typed->y, width, height);
    return height;
}

static void add_error(struct typed *typed, const struct form_field *field)
{
    struct visit *visit = typed->page->visit;
    if (visit->error.key == NULL || visit->error.field != field) {
        return;
    }
    struct control *error =
        page_add(typed->page, ROLE_ERROR, LOOK_ERROR, "error", error_words(visit));
    const char *first = page_first_sentence(typed->page, error->label);
    if (typed->tight >= ONE_SENTENCE && first[0] != '\0') {
        error->spoken = error->label;
        error->label = first;
    }
    typed->y += 8;
    typed->y += put(typed, error, typed->left.x, typed->left.width, 0);
}

static struct control *field_box(struct typed *typed, const char *id, const char *label,
                                 const char *value, bool active)
{
    struct visit *visit = typed->page->visit;
    struct control *box = page_add(typed->page, ROLE_FIELD, LOOK_FIELD, id, label);
    box->value = value;
    box->active = active;
    box->private_text = true;
    (void)visit;
    return box;
}

/* Label and box, `width` wide at x; the height of both. */
static int add_box(struct typed *typed, struct control *label, struct control *box, int x,
                   int width)
{
    int label_height = 0;
    int top = typed->y;
    if (label != NULL) {
        label_height = put(typed, label, x, width, 0) + 8;
    }
    typed->y = top + label_height;
    int least = typed->tight >= LOW_KEYS ? HEIGHT_LEAST : 108;
    int height = put(typed, box, x, width, least);
    typed->y = top;
    return label_height + height;
}

static struct control *add_label(struct typed *typed, const char *id, const char *words)
{
    if (typed->tight >= NO_LABEL || words[0] == '\0') {
        return NULL;
    }
    char name[VIEW_ID_MAX];
    (void)text_format(name, sizeof name, "label.%s", id);
    return page_add(typed->page, ROLE_TEXT, LOOK_LABEL, name, words);
}

static int add_text_field(struct typed *typed, const struct form_field *field, int x, int width)
{
    struct visit *visit = typed->page->visit;
    const char *words = phrase_of(visit, field->label);
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "field.%s", field->id);
    struct control *label = add_label(typed, field->id, words);
    struct control *box =
        field_box(typed, id, words, phrase_typed(visit, field), field == visit->active);
    box->ltr = field->kind == FORM_FIELD_DIGITS || field->rule == FORM_RULE_EMAIL;
    box->attention = visit->error.key != NULL && visit->error.field == field;
    return add_box(typed, label, box, x, width);
}

static enum answers_date_part part_of(char letter)
{
    return letter == 'y' ? ANSWERS_YEAR : letter == 'm' ? ANSWERS_MONTH : ANSWERS_DAY;
}

/* Month and day are as wide as their digits, or as their word; the year has the rest. */
static void date_widths(struct typed *typed, int gap, int widths[ANSWERS_DAY + 1])
{
    int least = (typed->left.width - 2 * gap) * 28 / 100;
    widths[ANSWERS_YEAR] = typed->left.width - 2 * gap;
    for (enum answers_date_part part = ANSWERS_MONTH; part <= ANSWERS_DAY; part++) {
        struct control label = {.look = LOOK_LABEL, .description = "", .value = "", .icon = ""};
        label.label = phrase_of(typed->page->visit, phrase_date_label(part));
        int wanted = page_word_width(typed->page, &label);
        widths[part] = wanted > least ? wanted : least;
        widths[ANSWERS_YEAR] -= widths[part];
    }
}

static void add_date(struct typed *typed, const struct form_field *field)
{
    static const char *const names[] = {
        [ANSWERS_YEAR] = "year", [ANSWERS_MONTH] = "month", [ANSWERS_DAY] = "day"};
    struct visit *visit = typed->page->visit;
    const char *order = language_find(visit->languages, visit->language)->date_order;
    int gap = SPACE_BUTTONS;
    int widths[ANSWERS_DAY + 1];
    int x = typed->left.x;
    int tallest = 0;
    date_widths(typed, gap, widths);
    for (int i = 0; i < 3; i++) {
        enum answers_date_part part = part_of(order[i]);
        const char *words = phrase_of(visit, phrase_date_label(part));
        char id[VIEW_ID_MAX];
        (void)text_format(id, sizeof id, "field.%s.%s", field->id, names[part]);
        char label_id[VIEW_ID_MAX];
        (void)text_format(label_id, sizeof label_id, "label.%s", names[part]);
        int width = widths[part];
        struct control *label = page_add(typed->page, ROLE_TEXT, LOOK_LABEL, label_id, words);
        bool active = field == visit->active && part == visit->date_part;
        struct control *box =
            field_box(typed, id, words, phrase_date_part(visit, field, part), active);
        box->ltr = true;
        box->compact = true;
        box->attention =
            visit->error.key != NULL && visit->error.field == field && visit->error.part == part;
        int height = add_box(typed, label, box, x, width);
        tallest = height > tallest ? height : tallest;
        x += width + gap;
    }
    typed->y += tallest;
    add_error(typed, field);
}

static void add_flag(struct typed *typed, const struct form_field *field)
{
    struct visit *visit = typed->page->visit;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "option.%s", field->id);
    struct control *box =
        page_add(typed->page, ROLE_CHECKBOX, LOOK_OPTION, id, phrase_of(visit, field->label));
    box->chosen = answers_has(visit->answers, field, 0);
    box->compact = true;
    typed->y += 20;
    typed->y += put(typed, box, typed->left.x, typed->left.width, HEIGHT_LEAST);
}

static bool is_flag(const struct visit *visit, const struct form_field *field)
{
    return field->kind == FORM_FIELD_FLAG && field != visit->page->skip.field &&
           answers_field_applies(visit->answers, field);
}

static bool is_text(const struct form_field *field)
{
    return field->kind == FORM_FIELD_LETTERS || field->kind == FORM_FIELD_DIGITS;
}

/* Two fields stand side by side where the screen is wide. */
static void add_texts(struct typed *typed)
{
    struct visit *visit = typed->page->visit;
    bool beside = typed->page->layout->pad_beside && visit->page->field_count == 2 &&
                  typed->tight < ONE_FIELD && !uses_pad(visit->active);
    int width = beside ? (typed->left.width - SPACE_BUTTONS) / 2 : typed->left.width;
    int x = typed->left.x;
    int tallest = 0;
    for (size_t i = 0; i < visit->page->field_count; i++) {
        const struct form_field *field = &visit->page->fields[i];
        if (!is_text(field) || (typed->tight >= ONE_FIELD && field != visit->active)) {
            continue;
        }
        int height = add_text_field(typed, field, x, width);
        if (beside) {
            tallest = height > tallest ? height : tallest;
            x += width + SPACE_BUTTONS;
            continue;
        }
        typed->y += height;
        add_error(typed, field);
        typed->y += SPACE_BUTTONS;
    }
    if (beside) {
        typed->y += tallest;
        for (size_t i = 0; i < visit->page->field_count; i++) {
            add_error(typed, &visit->page->fields[i]);
        }
    } else {
        typed->y -= SPACE_BUTTONS;
    }
}

static void add_tabs(struct typed *typed)
{
    struct page *page = typed->page;
    size_t first = page->view->count;
    page->row_count = 0;
    page_tabs(page);
    for (size_t i = first; i < page->view->count; i++) {
        page->view->controls[i].rect.x += page->room.x;
        page->view->controls[i].rect.y += typed->y;
    }
    typed->y += page->rows[0].height + (typed->tight >= LOW_KEYS ? 12 : SPACE_OPTIONS);
    page->row_count = 0;
}

static void add_fields(struct typed *typed)
{
    struct visit *visit = typed->page->visit;
    typed->y = typed->left.y;
    if (visit->page->alternatives) {
        if (typed->tight < NO_LABEL) {
            add_tabs(typed);
        }
        add_date(typed, visit->active);
        return;
    }
    add_texts(typed);
    for (size_t i = 0; i < visit->page->field_count && typed->tight < NO_LABEL; i++) {
        if (is_flag(visit, &visit->page->fields[i])) {
            add_flag(typed, &visit->page->fields[i]);
        }
    }
}

/* A skip with few words goes into the pad's corner, where nothing else needs it. */
static bool corner_holds(struct typed *typed, const char *words)
{
    struct control key = {.role = ROLE_KEY, .look = LOOK_KEY, .label = words};
    key.description = key.value = key.spoken = key.icon = "";
    int width = (typed->pad.width - 28) / 3;
    return page_height(typed->page, &key, width, 0) <= CORNER_HEIGHT &&
           page_word_width(typed->page, &key) <= width &&
           typed->page->visit->active->rule != FORM_RULE_PHONE;
}

static int add_pad(struct typed *typed)
{
    struct page *page = typed->page;
    struct visit *visit = page->visit;
    const char *skip = phrase_of(visit, visit->page->skip.label);
    struct pad_corner corner = {NULL, NULL};
    bool beside = page->layout->pad_beside;
    struct rect room = typed->pad;
    struct control *button = NULL;
    if (visit->active->rule == FORM_RULE_PHONE) {
        corner = (struct pad_corner){"key.+", "+"};
    }
    int top = 0;
    if (skip[0] != '\0' && corner_holds(typed, skip)) {
        corner = (struct pad_corner){"skip", skip};
        skip = "";
    }
    struct rect below = beside ? typed->left : room;
    int height = 0;
    if (skip[0] != '\0') {
        struct control measured = {.role = ROLE_BUTTON, .look = LOOK_SECONDARY, .label = skip};
        measured.description = measured.value = measured.spoken = measured.icon = "";
        measured.compact = true;
        height = page_height(page, &measured, below.width, HEIGHT_LEAST);
        if (!beside) {
            room.height -= height + (typed->tight >= LOW_KEYS ? SPACE_KEYS_DOWN : 20);
        }
    }
    top = keyboard_add_pad(page, room, corner, typed->tight >= LOW_KEYS);
    if (skip[0] != '\0') {
        button = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "skip", skip);
        button->compact = true;
        page_put(button, below.x, below.y + below.height - height, below.width, height);
        if (beside) {
            top = button->rect.y;
        }
    } else if (beside) {
        top = typed->left.y + typed->left.height;
    }
    return top;
}

static int add_letters(struct typed *typed)
{
    struct visit *visit = typed->page->visit;
    const char *skip =
        visit->page->skip.label != NULL ? phrase_of(visit, visit->page->skip.label) : NULL;
    return keyboard_add(typed->page, skip, typed->tight >= LOW_KEYS);
}

/* True when all of it found room. */
static bool build(struct page *page, enum tightness tight)
{
    struct typed typed = {.page = page, .tight = tight, .left = page->room, .pad = page->room};
    bool pad = uses_pad(page->visit->active);
    const struct layout *designed = page->layout;
    struct layout wider = *designed;
    if (tight >= TO_THE_EDGE) {
        typed.left.y -= EDGE;
        wider.keys.height += EDGE - 8;
        page->layout = &wider;
    }
    if (pad && page->layout->pad_beside) {
        typed.left.width = page->room.width * 52 / 100;
        typed.pad.width = page->room.width - typed.left.width - SPACE_MARGIN;
        typed.pad.x = page->room.x + page->room.width - typed.pad.width;
    }
    add_fields(&typed);
    int top = pad ? add_pad(&typed) : add_letters(&typed);
    page->layout = designed;
    return typed.y + 12 <= top;
}

void page_typed(struct page *page)
{
    page_heads(page);
    if (page_is_hidden(page)) {
        page_hidden(page);
    } else {
        size_t mark = page->view->count;
        bool wrong = page->visit->error.key != NULL;
        for (enum tightness tight = AS_DESIGNED; tight < TIGHTNESSES; tight++) {
            page->view->count = mark;
            if (build(page, tight) || (tight == NO_LABEL && !wrong)) {
                break;
            }
        }
    }
    page_buttons(page, (struct page_buttons){"back", page->visit->page->proceed, NULL});
    page_tools(page, TOOLS_VISIT);
}
