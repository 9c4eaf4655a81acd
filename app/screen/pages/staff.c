/* The staff page: how the kiosk is, and the few things staff can do. Never an answer. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"
#include "app/site/site.h"

static void add_tiles(struct page *page)
{
    struct visit *visit = page->visit;
    bool two = visit->style.size == SIZE_STANDARD || page->layout->pad_beside;
    int columns = two ? 2 : 1;
    int gap = 22;
    int width = (page->room.width - (columns - 1) * gap) / columns;
    for (int i = 0; i < STAFF_TILES; i += columns) {
        size_t first = page->view->count;
        int height = 0;
        for (int j = i; j < i + columns; j++) {
            const struct staff_words *words = &visit->tiles[j];
            char id[VIEW_ID_MAX];
            (void)text_format(id, sizeof id, "tile.%s", words->id);
            struct control *tile =
                page_add(page, ROLE_ROW, LOOK_TILE, id, view_text(page->view, words->label));
            tile->icon = view_text(page->view, words->icon);
            tile->value = view_text(page->view, words->value);
            tile->description = view_text(page->view, words->description);
            tile->attention = words->attention;
            height = page_height(page, tile, width, height);
        }
        for (size_t j = first; j < page->view->count; j++) {
            page_put(&page->view->controls[j], (int)(j - first) * (width + gap), 0, width, height);
        }
        page_row(page, first, height, gap);
    }
}

static void add_actions(struct page *page)
{
    static const struct {
        const char *id, *icon, *key;
    } actions[] = {{"staff.print", "receipt-text", "a1"},
                   {"staff.deliver", "upload", "a2"},
                   {"staff.more", "usb", "m_more"},
                   {"staff.settings", "wrench", "m_set"}};
    const int count = (int)(sizeof actions / sizeof *actions);
    bool beside = page->visit->style.size == SIZE_STANDARD;
    int half = (page->room.width - SPACE_OPTIONS) / 2;
    size_t first = page->view->count;
    for (int i = 0; i < count; i++) {
        int width = beside ? half : page->room.width;
        struct control *button = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, actions[i].id,
                                          phrase_of(page->visit, actions[i].key));
        button->icon = actions[i].icon;
        int height = page_height(page, button, width, HEIGHT_OPTION);
        page_put(button, beside ? i % 2 * (half + SPACE_OPTIONS) : 0, 0, width, height);
        if (!beside || i % 2 == 1) {
            page_row(page, first, height, SPACE_OPTIONS);
            first = page->view->count;
        }
    }
}

/* Staff need no free space above their hands: the sheet begins below the heading. */
static void raise_sheet(struct page *page)
{
    if (!page->layout->question_at_end) {
        return;
    }
    const struct control *last = &page->view->controls[page->view->count - 1];
    int end = last->rect.y + last->rect.height;
    int raised = page->layout->sheet.y - (end + 38);
    page->view->reading.height -= raised;
    page->view->sheet.y -= raised;
    page->view->sheet.height += raised;
    page->room.y -= raised;
    page->room.height += raised;
}

/* Heading and state from the top. */
static void add_heading(struct page *page, const char *hint)
{
    struct control *title =
        page_add(page, ROLE_TITLE, LOOK_HEADING, "title", phrase_of(page->visit, "m_title"));
    int width = page->question.width;
    int y = page->question.y;
    int height = page_height(page, title, width, 0);
    page_put(title, page->question.x, y, width, height);
    if (hint[0] != '\0') {
        struct control *line = page_add(page, ROLE_TEXT, LOOK_HINT, "hint", hint);
        page_put(line, page->question.x, y + height + 12, width, page_height(page, line, width, 0));
    }
    raise_sheet(page);
}

static const char *state_words(struct visit *visit)
{
    int wanting = 0;
    if (!visit->health.can_save) {
        return phrase_of(visit, "x_title");
    }
    for (int i = 0; i < STAFF_TILES; i++) {
        wanting += visit->tiles[i].attention ? 1 : 0;
    }
    if (wanting == 0) {
        return phrase_of(visit, "m_fine");
    }
    return phrase_number(visit, "m_ok", wanting);
}

void page_staff(struct page *page)
{
    struct visit *visit = page->visit;
    const struct site *site = visit->setup.site;
    const char *place = site == NULL
                            ? ""
                            : phrase_with(visit, "m_kiosk",
                                          (struct text_value[]){{"kiosk", site_kiosk_id(site)},
                                                                {"place", site_place(site)}},
                                          2);
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), page->layout->pad_beside ? "" : place);
    const char *state = visit->tiles_known ? state_words(visit) : "";
    add_heading(page, page->layout->pad_beside ? phrase_join(visit, place, " · ", state) : state);
    if (visit->staff_told[0] != '\0') {
        struct control *told =
            page_add(page, ROLE_TEXT, LOOK_PANEL, "told", phrase_of(visit, visit->staff_told));
        told->icon = "circle-check";
        told->live = true;
        page_line(page, told, 0, 22);
    }
    if (!visit->health.can_save && visit->health.why_not != NULL) {
        /* As the journal has it: whoever mends it needs the file's name more than a translation. */
        struct control *why = page_add(page, ROLE_TEXT, LOOK_PANEL, "why",
                                       view_text(page->view, visit->health.why_not));
        why->icon = "circle-alert";
        why->ltr = true;
        page_line(page, why, 0, 22);
    }
    /* Where all of it fits on one page, what can be done stands below what is to be seen. */
    bool below = page->layout->question_at_end && visit->style.size == SIZE_STANDARD;
    if (!below) {
        add_actions(page);
    }
    if (visit->tiles_known) {
        add_tiles(page);
    }
    struct control *note = page_add(page, ROLE_TEXT, LOOK_NOTE, "note", phrase_of(visit, "m_note"));
    note->icon = "lock";
    page_line(page, note, 0, below ? SPACE_OPTIONS : 0);
    if (below) {
        add_actions(page);
    }
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"m_exit", NULL, NULL});
    page_tools(page, TOOLS_STAFF);
}
