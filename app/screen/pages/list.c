/* Long lists: countries, found by their first letters, and the kiosk's languages. */
#include "app/screen/keyboard.h"
#include "app/screen/page.h"
#include "app/screen/theme.h"

#include <string.h>

#define MATCHES_MAX 6

static const char *error_words(struct visit *visit)
{
    return phrase_with(visit, visit->error.key, &(struct text_value){"n", visit->error.number}, 1);
}

static struct control *add_item(struct page *page, const char *code, const char *name)
{
    struct visit *visit = page->visit;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "item.%s", code);
    struct control *item =
        page_add(page, ROLE_RADIO, LOOK_SECONDARY, id, view_text(page->view, name));
    const char *answer = answers_text(visit->answers, visit->active);
    bool by_default = visit->active->rule == FORM_RULE_LANGUAGE && answer[0] == '\0';
    item->chosen = strcmp(by_default ? visit->language : answer, code) == 0;
    item->private_text = true;
    if (item->chosen) {
        item->look = LOOK_PRIMARY;
        item->icon = "check";
    }
    return item;
}

/* Adds as many of the countries found as fit between top and bottom; how many. */
static size_t put_matches(struct page *page, const size_t *found, size_t count, int columns,
                          int top, int bottom)
{
    struct visit *visit = page->visit;
    size_t all = 0;
    const struct language_country *countries =
        language_countries(visit->languages, visit->language, &all);
    int width = (page->room.width - (columns - 1) * SPACE_OPTIONS) / columns;
    int y = top;
    size_t placed = 0;
    for (size_t i = 0; i < count; i += (size_t)columns) {
        size_t first = page->view->count;
        int height = HEIGHT_LEAST;
        for (size_t j = i; j < count && j < i + (size_t)columns; j++) {
            const struct language_country *country = &countries[found[j]];
            struct control *item = add_item(page, country->code, country->name);
            item->compact = true;
            height = page_height(page, item, width, height);
        }
        if (y + height > bottom) {
            page->view->count = first;
            break;
        }
        for (size_t j = first; j < page->view->count; j++) {
            page_put(&page->view->controls[j],
                     page->room.x + (int)(j - first) * (width + SPACE_OPTIONS), y, width, height);
            placed++;
        }
        y += height + SPACE_OPTIONS;
    }
    return placed;
}

static void add_matches(struct page *page, int top, int bottom)
{
    struct visit *visit = page->visit;
    if (visit->search[0] == '\0') {
        return;
    }
    size_t found[MATCHES_MAX];
    size_t count = language_find_countries(visit->languages, visit->language, visit->search, found,
                                           MATCHES_MAX);
    bool narrow = visit->style.size == SIZE_LARGE && !page->layout->pad_beside;
    size_t placed = narrow ? 0 : put_matches(page, found, count, 2, top, bottom);
    if (placed == 0) {
        (void)put_matches(page, found, count, 1, top, bottom);
    }
    if (count == 0 && visit->error.key == NULL) {
        struct control *none =
            page_add(page, ROLE_TEXT, LOOK_BODY, "none", phrase_of(visit, "cb_none"));
        none->compact = true;
        none->live = true;
        int height = page_height(page, none, page->room.width, 0);
        page_put(none, page->room.x, top, page->room.width, height);
    }
}

static int add_search(struct page *page, bool labelled)
{
    struct visit *visit = page->visit;
    const char *words = phrase_of(visit, visit->active->label);
    int y = page->room.y;
    int height;
    if (labelled) {
        struct control *label = page_add(page, ROLE_TEXT, LOOK_LABEL, "label.search", words);
        height = page_height(page, label, page->room.width, 0);
        page_put(label, page->room.x, y, page->room.width, height);
        y += height + 8;
    }
    struct control *box = page_add(page, ROLE_FIELD, LOOK_FIELD, "field.search", words);
    box->value = phrase_typed(visit, visit->active);
    box->active = true;
    box->private_text = true;
    box->attention = visit->error.key != NULL;
    height = page_height(page, box, page->room.width, HEIGHT_LEAST);
    page_put(box, page->room.x, y, page->room.width, height);
    y += height;
    if (visit->error.key != NULL) {
        struct control *error = page_add(page, ROLE_ERROR, LOOK_ERROR, "error", error_words(visit));
        height = page_height(page, error, page->room.width, 0);
        page_put(error, page->room.x, y + 8, page->room.width, height);
        y += height + 8;
    }
    return y;
}

static void add_countries(struct page *page)
{
    struct visit *visit = page->visit;
    bool large = visit->style.size == SIZE_LARGE;
    /* The label says what the question says: it goes where room is short. */
    int y = add_search(page, !large && !page->layout->pad_beside);
    size_t mark = page->view->count;
    const char *skip =
        visit->page->skip.label != NULL ? phrase_of(visit, visit->page->skip.label) : NULL;
    bool low = large || page->layout->pad_beside;
    int top = keyboard_add(page, skip, low);
    /* Matches stand above the keys and come before them in the order. */
    page->view->count = mark;
    add_matches(page, y + SPACE_OPTIONS, top - SPACE_OPTIONS + 8);
    (void)keyboard_add(page, skip, low);
}

static void add_languages(struct page *page)
{
    struct visit *visit = page->visit;
    for (size_t i = 0; i < language_count(visit->languages); i++) {
        const struct language_facts *facts = language_at(visit->languages, i);
        page_line(page, add_item(page, facts->code, facts->name), HEIGHT_OPTION, SPACE_OPTIONS);
    }
    if (visit->error.key != NULL) {
        page_line(page, page_add(page, ROLE_ERROR, LOOK_ERROR, "error", error_words(visit)), 0,
                  SPACE_OPTIONS);
    }
    page_place(page, "s_more");
}

void page_list(struct page *page)
{
    struct visit *visit = page->visit;
    page_heads(page);
    if (page_is_hidden(page)) {
        page_hidden(page);
    } else if (visit->active->rule == FORM_RULE_LANGUAGE) {
        add_languages(page);
    } else {
        add_countries(page);
    }
    page_buttons(page, (struct page_buttons){"back", visit->page->proceed, NULL});
    page_tools(page, TOOLS_VISIT);
}
