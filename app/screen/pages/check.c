/* Check your answers: every answer with its Change; rows that do not fit go on further pages. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"
#include "platform/base/secret.h"

#include <string.h>

#define PART_MAX    1024
#define HIDDEN_DOTS "\u2022\u2022\u2022\u2022\u2022\u2022"

/* Where `text` is cut so that at most `most` bytes come before: between words, else between
 * characters. */
static size_t cut_at(const char *text, size_t most)
{
    size_t cut = most;
    while (cut > 0 && text[cut] != ' ') {
        cut--;
    }
    if (cut == 0) {
        cut = most;
        while (cut > 1 && ((unsigned char)text[cut] & 0xC0u) == 0x80u) {
            cut--;
        }
    }
    return cut;
}

/* The value's first part that fits on a page; *rest is what is left of it. */
static const char *first_part(struct page *page, struct control *row, const char *value,
                              const char **rest)
{
    size_t length = strlen(value);
    char part[PART_MAX];
    *rest = "";
    row->value = value;
    while (length > 1 && page_height(page, row, page->room.width, 0) > page->room.height) {
        length = cut_at(value, length < PART_MAX ? length * 3 / 4 : PART_MAX - 1);
        memcpy(part, value, length);
        part[length] = '\0';
        row->value = view_text(page->view, part);
        *rest = value + length + (value[length] == ' ' ? 1 : 0);
    }
    secret_wipe(part, sizeof part);
    return row->value;
}

static int change_height(struct page *page)
{
    struct control change = {.role = ROLE_BUTTON, .look = LOOK_SECONDARY, .compact = true};
    change.label = phrase_of(page->visit, "c_chg");
    change.description = change.value = change.spoken = change.icon = "";
    return page_height(page, &change, theme_change_width(&page->visit->style), HEIGHT_LEAST);
}

static void add_change(struct page *page, const struct form_page *of, const struct control *row,
                       int height)
{
    struct visit *visit = page->visit;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "change.%s", of->id);
    struct control *change =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, id, phrase_of(visit, "c_chg"));
    change->compact = true;
    /* The row says the answer, where it may be heard. */
    change->spoken = phrase_join(visit, change->label, ". ", row->label);
    int width = theme_change_width(&visit->style);
    int button = page_height(page, change, width, HEIGHT_LEAST);
    page_put(change, page->room.width - width, (height - button) / 2, width, button);
}

/* One row, or several with the same label where the answer is longer than a page. */
static void add_row(struct page *page, const struct form_page *of)
{
    struct visit *visit = page->visit;
    const char *label = phrase_of(visit, of->row);
    const char *value = visit->check_hidden ? HIDDEN_DOTS : phrase_row(visit, of->row);
    int least = change_height(page);
    for (int i = 0; i == 0 || value[0] != '\0'; i++) {
        size_t first = page->view->count;
        const char *rest = "";
        char id[VIEW_ID_MAX];
        (void)(i == 0 ? text_format(id, sizeof id, "row.%s", of->id)
                      : text_format(id, sizeof id, "row.%s.%d", of->id, i));
        struct control *row = page_add(page, ROLE_ROW, LOOK_ROW, id, label);
        row->value = first_part(page, row, value, &rest);
        row->private_text = true;
        int height = page_height(page, row, page->room.width, least + SPACE_CHANGE);
        page_put(row, 0, 0, page->room.width, height);
        if (i == 0) {
            add_change(page, of, row, height);
        }
        page_row(page, first, height, 0);
        value = rest;
    }
}

static void add_hide(struct page *page)
{
    struct visit *visit = page->visit;
    bool hidden = visit->check_hidden;
    struct control *hide = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, hidden ? "show" : "hide",
                                    phrase_of(visit, hidden ? "c_show" : "c_hide"));
    hide->icon = hidden ? "eye" : "eye-off";
    hide->compact = true;
    int width = page_width(page, hide);
    width = width > page->room.width ? page->room.width : width;
    int height = page_height(page, hide, width, HEIGHT_LEAST);
    int y = page->room.y - 8;
    page_put(hide, page->room.x + page->room.width - width, y, width, height);
    page->room.y = y + height + 8;
    page->room.height -= height;
}

/* The first page with that row label: Change opens it. */
static bool begins_row(const struct visit *visit, const struct form_page *page)
{
    if (page->row == NULL || !answers_page_applies(visit->answers, page)) {
        return false;
    }
    for (size_t i = page->index; i-- > 0;) {
        const struct form_page *before = &visit->setup.form->pages[i];
        if (before->row != NULL && strcmp(before->row, page->row) == 0 &&
            answers_page_applies(visit->answers, before)) {
            return false;
        }
    }
    return true;
}

void page_check(struct page *page)
{
    struct visit *visit = page->visit;
    page_heads(page);
    add_hide(page);
    for (size_t i = 0; i < visit->setup.form->page_count; i++) {
        if (begins_row(visit, &visit->setup.form->pages[i])) {
            add_row(page, &visit->setup.form->pages[i]);
        }
    }
    page_place(page, NULL);
    bool last = page->part + 1 == visit->parts;
    page_buttons(page, (struct page_buttons){"back", last ? visit->page->proceed : "c_more", NULL});
    page_tools(page, TOOLS_VISIT);
}
