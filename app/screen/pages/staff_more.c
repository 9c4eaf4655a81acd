/* What staff can have done to the machine: USB drive, update, restart, shutting down. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

static void add_deeds(struct page *page)
{
    const struct staff_deed *deed = visit_deeds();
    bool beside = page->visit->style.size == SIZE_STANDARD;
    int columns = beside ? 2 : 1;
    int width = (page->room.width - (columns - 1) * SPACE_OPTIONS) / columns;
    while (deed->id != NULL) {
        size_t first = page->view->count;
        int height = HEIGHT_OPTION;
        for (int i = 0; i < columns && deed->id != NULL; i++, deed++) {
            char id[VIEW_ID_MAX];
            (void)text_format(id, sizeof id, "deed.%s", deed->id);
            struct control *button = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, id,
                                              phrase_of(page->visit, deed->label));
            button->icon = deed->icon;
            height = page_height(page, button, width, height);
        }
        for (size_t i = first; i < page->view->count; i++) {
            page_put(&page->view->controls[i], (int)(i - first) * (width + SPACE_OPTIONS), 0, width,
                     height);
        }
        page_row(page, first, height, SPACE_OPTIONS);
    }
}

static const char *told_words(struct visit *visit)
{
    char number[16];
    const struct text_value values[] = {{"n", number}, {"v", visit->staff_detail}};
    (void)text_format(number, sizeof number, "%d", visit->staff_number);
    return phrase_with(visit, visit->staff_told, values, 2);
}

static void add_told(struct page *page)
{
    struct visit *visit = page->visit;
    if (visit->staff_told[0] == '\0') {
        return;
    }
    struct control *told = page_add(page, ROLE_TEXT, LOOK_PANEL, "told", told_words(visit));
    told->icon = visit->staff_bad ? "circle-alert" : "circle-check";
    told->live = true;
    page_line(page, told, 0, 22);
}

void page_staff_more(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), "");
    page_question(page, NULL, phrase_of(visit, "m_more"), phrase_of(visit, "m_usb"));
    add_told(page);
    page_rest(page);
    add_deeds(page);
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"back", NULL, NULL});
    page_tools(page, TOOLS_STAFF);
}

/* The chosen deed, and what is said of it. */
static void begin_deed(struct page *page, const char *said)
{
    struct visit *visit = page->visit;
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), "");
    page_question(page, visit->deed->icon, phrase_of(visit, visit->deed->label),
                  phrase_of(visit, said));
    page_rest(page);
    page_place(page, "pn_next");
}

void page_staff_ask(struct page *page)
{
    const struct staff_deed *deed = page->visit->deed;
    begin_deed(page, deed->ask);
    page_buttons(page, (struct page_buttons){"back", deed->label, NULL});
    page_tools(page, TOOLS_STAFF);
}

void page_staff_busy(struct page *page)
{
    begin_deed(page, page->visit->deed->busy);
    page_tools(page, TOOLS_STAFF);
}
