/* Check your answers: every answer with its Change; rows that do not fit go on further pages. */
#include "app/screen/page.h"
#include "app/screen/theme.h"

#include <string.h>

#define HIDDEN_DOTS "\u2022\u2022\u2022\u2022\u2022\u2022"

static void add_row(struct page *page, const struct form_page *of)
{
    struct visit *visit = page->visit;
    size_t first = page->view->count;
    char id[VIEW_ID_MAX];
    (void)text_format(id, sizeof id, "row.%s", of->id);
    struct control *row = page_add(page, ROLE_ROW, LOOK_ROW, id, phrase_of(visit, of->row));
    row->value = visit->check_hidden ? HIDDEN_DOTS : phrase_row(visit, of->row);
    row->private_text = true;
    (void)text_format(id, sizeof id, "change.%s", of->id);
    struct control *change =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, id, phrase_of(visit, "c_chg"));
    change->compact = true;
    change->spoken =
        phrase_join(visit, change->label, ". ", phrase_join(visit, row->label, ". ", row->value));
    int button = page_height(page, change, theme_change_width(&visit->style), HEIGHT_LEAST);
    int height = page_height(page, row, page->room.width, button + SPACE_CHANGE);
    page_put(row, 0, 0, page->room.width, height);
    int width = theme_change_width(&visit->style);
    page_put(change, page->room.width - width, (height - button) / 2, width, button);
    page_row(page, first, height, 0);
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
