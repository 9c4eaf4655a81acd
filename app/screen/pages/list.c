/* Long lists: countries, found by their first letters, and the kiosk's languages. */
#include "app/screen/pages/keyboard.h"
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/secret.h"

#include <string.h>

#define MATCHES_MAX   6
#define EDGE          8  /* of the sheet, that is kept free */
#define FIELD_PERCENT 42 /* of the width, with matches beside it */

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

/* Where the search and what it finds may stand. */
struct search {
    struct page *page;
    struct rect room;
    size_t found[MATCHES_MAX];
    size_t count;
    bool beside; /* the field */
};

/* Adds as many of the countries found as fit into the room; how many. */
static size_t put_matches(const struct search *search, int columns)
{
    struct page *page = search->page;
    struct visit *visit = page->visit;
    size_t all = 0;
    const struct language_country *countries =
        language_countries(visit->languages, visit->language, &all);
    int width = (search->room.width - (columns - 1) * SPACE_OPTIONS) / columns;
    int y = search->room.y;
    size_t placed = 0;
    for (size_t i = 0; i < search->count; i += (size_t)columns) {
        size_t first = page->view->count;
        int height = HEIGHT_LEAST;
        for (size_t j = i; j < search->count && j < i + (size_t)columns; j++) {
            const struct language_country *country = &countries[search->found[j]];
            struct control *item = add_item(page, country->code, country->name);
            item->compact = true;
            height = page_height(page, item, width, height);
        }
        if (y + height > search->room.y + search->room.height) {
            page->view->count = first;
            break;
        }
        for (size_t j = first; j < page->view->count; j++) {
            page_put(&page->view->controls[j],
                     search->room.x + (int)(j - first) * (width + SPACE_OPTIONS), y, width, height);
            placed++;
        }
        y += height + SPACE_OPTIONS;
    }
    return placed;
}

/* What is still being composed may be the beginning of anything: what stands before it is looked
 * for then. */
static void find(struct search *search)
{
    struct visit *visit = search->page->visit;
    size_t tail = visit->typing.composition.tail;
    char before[ANSWERS_TEXT_SIZE];
    search->count = language_find_countries(visit->languages, visit->language, visit->search,
                                            search->found, MATCHES_MAX);
    if (search->count == 0 && tail > 0 && tail < strlen(visit->search) &&
        text_copy(before, sizeof before, visit->search)) {
        before[strlen(before) - tail] = '\0';
        search->count = language_find_countries(visit->languages, visit->language, before,
                                                search->found, MATCHES_MAX);
    }
    secret_wipe(before, sizeof before);
}

static void add_matches(struct search *search)
{
    struct page *page = search->page;
    struct visit *visit = page->visit;
    if (visit->search[0] == '\0') {
        return;
    }
    find(search);
    bool narrow = visit->style.size == SIZE_LARGE && (search->beside || !page->layout->pad_beside);
    size_t placed = narrow ? 0 : put_matches(search, 2);
    if (placed == 0) {
        (void)put_matches(search, 1);
    }
    bool composing = visit->typing.composition.tail > 0;
    if (search->count == 0 && !composing && visit->error.key == NULL) {
        struct control *none =
            page_add(page, ROLE_TEXT, LOOK_BODY, "none", phrase_of(visit, "cb_none"));
        none->compact = true;
        none->live = true;
        int height = page_height(page, none, search->room.width, 0);
        page_put(none, search->room.x, search->room.y, search->room.width, height);
    }
}

static int add_error(struct page *page, int x, int y, int width)
{
    struct visit *visit = page->visit;
    if (visit->error.key == NULL) {
        return 0;
    }
    struct control *error = page_add(page, ROLE_ERROR, LOOK_ERROR, "error", error_words(visit));
    int height = page_height(page, error, width, 0);
    page_put(error, x, y, width, height);
    return height;
}

/* Adds the field with its label; the y below it. */
static int add_field(struct page *page, bool labelled, struct rect room)
{
    struct visit *visit = page->visit;
    const char *words = phrase_of(visit, visit->active->label);
    int y = room.y;
    int height;
    if (labelled) {
        struct control *label = page_add(page, ROLE_TEXT, LOOK_LABEL, "label.search", words);
        height = page_height(page, label, room.width, 0);
        page_put(label, room.x, y, room.width, height);
        y += height + 8;
    }
    struct control *box = page_add(page, ROLE_FIELD, LOOK_FIELD, "field.search", words);
    box->value = phrase_typed(visit, visit->active);
    box->active = true;
    box->private_text = true;
    box->attention = visit->error.key != NULL;
    height = page_height(page, box, room.width, HEIGHT_LEAST);
    page_put(box, room.x, y, room.width, height);
    return y + height;
}

/* The field, what is wrong with it, and what was found, one below the other above the keys. False,
 * and nothing is added, when there is no room for that. */
static bool add_stacked(struct page *page, bool labelled, int top)
{
    size_t mark = page->view->count;
    int bottom = top - SPACE_OPTIONS + 8;
    int y = add_field(page, labelled, page->room);
    int height = add_error(page, page->room.x, y + 8, page->room.width);
    y += height > 0 ? height + 8 : 0;
    struct search search = {.page = page, .room = page->room};
    search.room.y = y + SPACE_OPTIONS;
    search.room.height = bottom - search.room.y;
    if (height == 0 ? search.room.height < HEIGHT_LEAST : y + SPACE_KEYS > top) {
        page->view->count = mark;
        return false;
    }
    add_matches(&search);
    return true;
}

/* A tall keyboard below large text leaves one row: the field, and beside it what was found. */
static void add_beside(struct page *page, int top)
{
    struct rect room = page->room;
    room.y = page->layout->sheet.y + EDGE;
    room.width = page->room.width * FIELD_PERCENT / 100;
    (void)add_field(page, false, room);
    room.x += room.width + SPACE_OPTIONS;
    room.width = page->room.x + page->room.width - room.x;
    room.height = top - SPACE_KEYS_DOWN - room.y;
    if (add_error(page, room.x, room.y, room.width) == 0) {
        struct search search = {.page = page, .room = room, .beside = true};
        add_matches(&search);
    }
}

static void add_countries(struct page *page)
{
    struct visit *visit = page->visit;
    bool large = visit->style.size == SIZE_LARGE;
    const char *skip =
        visit->page->skip.label != NULL ? phrase_of(visit, visit->page->skip.label) : NULL;
    bool low = large || page->layout->pad_beside;
    size_t mark = page->view->count;
    int top = keyboard_add(page, skip, low);
    /* Matches stand above the keys and come before them in the order. */
    page->view->count = mark;
    /* The label says what the question says: it goes where room is short. */
    if (!add_stacked(page, !large && !page->layout->pad_beside, top)) {
        add_beside(page, top);
    }
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
