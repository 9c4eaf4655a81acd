/* Choices: one or several of a list, in pages where they do not fit. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <string.h>

#define REACH 8

#define EXAMPLE_MARGIN 36 /* inside an option */
#define EXAMPLE_GAP    20

/* Options without pictures are short: two stand side by side. */
static bool has_icons(const struct form_field *field)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (field->choices[i].icon != NULL) {
            return true;
        }
    }
    return false;
}

static int columns_for(const struct page *page, const struct form_field *field)
{
    if (page->visit->style.size == SIZE_LARGE) {
        return 1;
    }
    if (!has_icons(field)) {
        return 2;
    }
    return 1;
}

static struct control *add_choice(struct page *page, const struct form_field *field, size_t index)
{
    struct visit *visit = page->visit;
    const struct form_choice *choice = &field->choices[index];
    bool many = field->kind == FORM_FIELD_CHOICES;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "option.%s", choice->code);
    struct control *control = page_add(page, many ? ROLE_CHECKBOX : ROLE_RADIO, LOOK_OPTION, id,
                                       phrase_choice(visit, choice));
    control->description = phrase_choice_detail(visit, field, index);
    control->disabled = !answers_choice_open(visit->answers, field, index);
    control->pressable = !control->disabled;
    control->chosen = !control->disabled && answers_has(visit->answers, field, index);
    control->private_text = true;
    if (choice->icon != NULL && visit->style.size == SIZE_STANDARD) {
        control->icon = choice->icon;
    }
    return control;
}

static struct control *add_skip(struct page *page)
{
    return page_add(page, ROLE_BUTTON, LOOK_OPTION, "skip",
                    phrase_of(page->visit, page->visit->page->skip.label));
}

static int least_height(const struct page *page, size_t rows)
{
    if (page->visit->style.size == SIZE_LARGE) {
        return HEIGHT_LEAST;
    }
    if (page->layout->pad_beside) {
        return page->visit->page->alternatives ? 112 : 120;
    }
    bool room = page->visit->error.key == NULL;
    return room && rows <= 5 ? 156 : rows > 4 ? 128 : HEIGHT_OPTION;
}

/* Controls first..first+count side by side, as high as the highest. */
static void lay_row(struct page *page, size_t first, size_t count, int columns, int least)
{
    int gap = columns == 2 ? SPACE_BUTTONS + 4 : 0;
    int width = (page->room.width - gap) / columns;
    int height = least;
    struct control *controls = &page->view->controls[first];
    for (size_t i = 0; i < count; i++) {
        controls[i].compact = columns == 2;
        height = page_height(page, &controls[i], width, height);
    }
    for (size_t i = 0; i < count; i++) {
        page_put(&controls[i], (int)i * (width + gap), 0, width, height);
    }
    page_row(page, first, height, SPACE_OPTIONS);
}

/* The two ways to find a person need words over their whole width, and one an example. */
static bool is_stacked(const struct page *page, const struct form_field *field)
{
    if (page->visit->style.size == SIZE_LARGE || page->layout->pad_beside) {
        return false;
    }
    for (size_t i = 0; i < field->choice_count; i++) {
        if (strcmp(field->choices[i].code, "a-number") == 0) {
            return true;
        }
    }
    return false;
}

static struct control *new_example(struct page *page)
{
    struct control *example =
        page_add(page, ROLE_IMAGE, LOOK_EXAMPLE, "example", phrase_of(page->visit, "f_ex"));
    example->value = "A 012 345 678";
    example->ltr = true;
    return example;
}

/* What an A-number looks like, under the choice that is about it. */
static void add_example(struct page *page)
{
    page->rows[page->row_count - 1].gap = 12;
    page_line(page, new_example(page), 0, SPACE_OPTIONS);
}

/* The same inside the choice, which grows by it. */
static void put_example_into(struct page *page, size_t option)
{
    struct page_row *row = &page->rows[page->row_count - 1];
    struct control *example = new_example(page);
    struct control *around = &page->view->controls[option];
    int width = around->rect.width - 2 * EXAMPLE_MARGIN;
    int height = page_height(page, example, width, 0);
    page_put(example, EXAMPLE_MARGIN, around->rect.height - EXAMPLE_MARGIN + EXAMPLE_GAP, width,
             height);
    around->rect.height += height + EXAMPLE_GAP;
    row->height = around->rect.height;
    row->count++;
}

void page_choice_rows(struct page *page, const struct form_field *field)
{
    int columns = columns_for(page, field);
    bool stacked = is_stacked(page, field);
    bool skip = page->visit->page->alternatives && page->visit->page->skip.label != NULL;
    size_t all = field->choice_count + (skip ? 1 : 0);
    size_t rows = (all + (size_t)columns - 1) / (size_t)columns;
    for (size_t i = 0; i < all;) {
        size_t first = page->view->count;
        size_t count = 0;
        bool example = false;
        for (; count < (size_t)columns && i < all; count++, i++) {
            if (i < field->choice_count) {
                add_choice(page, field, i)->stacked = stacked;
                example = strcmp(field->choices[i].code, "a-number") == 0;
            } else {
                (void)add_skip(page);
            }
        }
        lay_row(page, first, count, columns, least_height(page, rows));
        if (example && stacked) {
            put_example_into(page, first);
        } else if (example && page->visit->style.size == SIZE_STANDARD) {
            add_example(page);
        }
    }
}

static void add_error(struct page *page, const struct form_field *field)
{
    struct visit *visit = page->visit;
    if (visit->error.key == NULL || visit->error.field != field) {
        return;
    }
    const char *words =
        phrase_with(visit, visit->error.key, &(struct text_value){"n", visit->error.number}, 1);
    page_line(page, page_add(page, ROLE_ERROR, LOOK_ERROR, "error", words), 0, SPACE_OPTIONS);
}

/* Of two beside each other, one with a long word takes what it needs from the other. */
static void share_row(struct page *page, size_t first, size_t count)
{
    struct control *controls = &page->view->controls[first];
    for (size_t i = 0; i < count && count == 2; i++) {
        struct control *other = &controls[1 - i];
        int wanted = page_word_width(page, &controls[i]) - controls[i].rect.width;
        int spare = other->rect.width - page_word_width(page, other);
        if (wanted > 0 && spare >= wanted) {
            controls[i].rect.width += wanted;
            other->rect.width -= wanted;
            controls[1].rect.x += i == 0 ? wanted : -wanted;
        }
    }
}

void page_tabs(struct page *page)
{
    struct visit *visit = page->visit;
    size_t first = page->view->count;
    for (size_t i = 0; i < visit->page->field_count; i++) {
        const struct form_field *field = &visit->page->fields[i];
        char id[VIEW_ID_MAX];
        (void)text_format(id, sizeof id, "tab.%s", field->id);
        struct control *tab =
            page_add(page, ROLE_TAB, LOOK_TAB, id, phrase_of(visit, field->label));
        tab->chosen = field == visit->active;
    }
    size_t count = page->view->count - first;
    lay_row(page, first, count, (int)count, 112);
    share_row(page, first, count);
}

/* What a message would show on the visitor's telephone. */
static void add_preview(struct page *page)
{
    struct visit *visit = page->visit;
    struct control *panel =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "preview", phrase_of(visit, "h_prev"));
    panel->icon = "smartphone";
    panel->compact = page->visit->style.size == SIZE_STANDARD;
    panel->description =
        phrase_join(visit, phrase_of(visit, "h_msg"), " ", phrase_of(visit, "h_num"));
    page_line(page, panel, 0, SPACE_OPTIONS);
}

/* For somebody without a safe telephone: what there is instead. */
static void add_other_ways(struct page *page)
{
    struct visit *visit = page->visit;
    struct control *note =
        page_add(page, ROLE_TEXT, LOOK_NOTE, "other-ways", phrase_of(visit, "st_noph"));
    note->icon = "hand-heart";
    page_line(page, note, 0, SPACE_OPTIONS);
}

static bool has_closed_choice(const struct visit *visit)
{
    const struct form_field *field = &visit->page->fields[0];
    for (size_t i = 0; i < field->choice_count; i++) {
        if (!answers_choice_open(visit->answers, field, i)) {
            return true;
        }
    }
    return false;
}

static void add_fields(struct page *page)
{
    struct visit *visit = page->visit;
    for (size_t i = 0; i < visit->page->field_count; i++) {
        const struct form_field *field = &visit->page->fields[i];
        bool shown = visit->page->alternatives ? field == visit->active
                                               : answers_field_applies(visit->answers, field);
        if (!shown || field->choice_count == 0) {
            continue;
        }
        if (field->label != NULL && !visit->page->alternatives) {
            if (page->row_count > 0 && page->layout->question_at_end) {
                page->rows[page->row_count - 1].gap = 2 * SPACE_OPTIONS;
            }
            struct control *label =
                page_add(page, ROLE_TEXT, LOOK_LABEL, field->id, phrase_of(visit, field->label));
            page_line(page, label, 0, 16);
            page->rows[page->row_count - 1].heads = true;
        }
        bool above = visit->style.size == SIZE_LARGE || page->layout->pad_beside;
        if (above) {
            add_error(page, field);
        }
        page_choice_rows(page, field);
        if (!above) {
            add_error(page, field);
        }
    }
}

void page_choices(struct page *page)
{
    struct visit *visit = page->visit;
    page_heads(page);
    page_widen(page);
    if (page->layout->question_at_end && visit->style.size == SIZE_STANDARD) {
        page->spare_above = REACH; /* what is touched stays in the lower two thirds */
    }
    if (page_is_hidden(page)) {
        page_hidden(page);
    } else {
        if (visit->page->alternatives) {
            page_tabs(page);
        }
        add_fields(page);
        if (strcmp(visit->page->id, "ways") == 0) {
            if (has_closed_choice(visit)) {
                add_other_ways(page);
            } else {
                add_preview(page);
            }
        }
        if (visit->page->note != NULL) {
            struct control *note =
                page_add(page, ROLE_TEXT, LOOK_NOTE, "note", phrase_of(visit, visit->page->note));
            note->icon = "circle-question-mark";
            page_line(page, note, 0, SPACE_OPTIONS);
        }
        page_place(page, "s_more");
    }
    page_buttons(page, (struct page_buttons){"back", visit->page->proceed, NULL});
    page_tools(page, TOOLS_VISIT);
}
