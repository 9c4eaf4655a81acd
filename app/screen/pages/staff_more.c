/* What staff can have done to the machine: USB drive, power, settings. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#define BUTTONS_MAX 12

struct staff_button {
    char id[VIEW_ID_MAX];
    const char *icon, *label; /* a text key */
};

static void add_buttons(struct page *page, const struct staff_button *buttons, size_t count)
{
    size_t columns = page->visit->style.size == SIZE_STANDARD ? 2 : 1;
    int width = (page->room.width - ((int)columns - 1) * SPACE_OPTIONS) / (int)columns;
    for (size_t i = 0; i < count; i += columns) {
        size_t first = page->view->count;
        int height = HEIGHT_OPTION;
        for (size_t j = i; j < i + columns && j < count; j++) {
            struct control *button = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, buttons[j].id,
                                              phrase_of(page->visit, buttons[j].label));
            button->icon = buttons[j].icon;
            height = page_height(page, button, width, height);
        }
        for (size_t j = first; j < page->view->count; j++) {
            page_put(&page->view->controls[j], (int)(j - first) * (width + SPACE_OPTIONS), 0, width,
                     height);
        }
        page_row(page, first, height, SPACE_OPTIONS);
    }
}

/* Those that stand on the page of `stage`, behind what is there already. */
static size_t list_deeds(const struct visit *visit, enum visit_stage stage,
                         struct staff_button *buttons, size_t count)
{
    for (const struct staff_deed *deed = visit_deeds(); deed->id != NULL; deed++) {
        bool fits = !deed->in_doubt || visit->health.saved_in_doubt;
        if (deed->home == stage && fits && count < BUTTONS_MAX) {
            struct staff_button *button = &buttons[count++];
            (void)text_format(button->id, sizeof button->id, "deed.%s", deed->id);
            button->icon = deed->icon;
            button->label = deed->label;
        }
    }
    return count;
}

static size_t list_settings(struct staff_button *buttons)
{
    size_t count = 0;
    for (const struct staff_setting *one = visit_settings(); one->id != NULL; one++) {
        struct staff_button *button = &buttons[count++];
        (void)text_format(button->id, sizeof button->id, "setting.%s", one->id);
        button->icon = one->icon;
        button->label = one->label;
    }
    return count;
}

static const char *told_words(struct visit *visit)
{
    char number[16];
    char other[16];
    const struct text_value values[] = {{"n", number}, {"m", other}, {"v", visit->staff_detail}};
    (void)text_format(number, sizeof number, "%d", visit->staff_number);
    (void)text_format(other, sizeof other, "%d", visit->staff_other);
    return phrase_with(visit, visit->staff_told, values, 3);
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

static void build_list(struct page *page, const char *title, const char *hint,
                       const struct staff_button *buttons, size_t count)
{
    struct visit *visit = page->visit;
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), "");
    page_question(page, NULL, phrase_of(visit, title), phrase_of(visit, hint));
    add_told(page);
    page_rest(page);
    add_buttons(page, buttons, count);
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"back", NULL, NULL});
    page_tools(page, TOOLS_STAFF);
}

void page_staff_more(struct page *page)
{
    struct staff_button buttons[BUTTONS_MAX];
    size_t count = list_deeds(page->visit, STAGE_STAFF_MORE, buttons, 0);
    build_list(page, "m_more", "m_usb", buttons, count);
}

void page_staff_settings(struct page *page)
{
    struct staff_button buttons[BUTTONS_MAX];
    size_t count = list_deeds(page->visit, STAGE_STAFF_SETTINGS, buttons, list_settings(buttons));
    build_list(page, "m_set", "ms_hint", buttons, count);
}

void page_staff_support(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "wrench", phrase_of(visit, "m_pin"), "");
    page_question(page, NULL, phrase_of(visit, "ms_support"), phrase_of(visit, "ms_support_d"));
    page_rest(page);
    for (size_t i = 0; i < SUPPORT_LINES && visit->support[i][0] != '\0'; i++) {
        char id[VIEW_ID_MAX];
        char words[SUPPORT_LINE_SIZE + sizeof "\u2066\u2069"];
        (void)text_format(id, sizeof id, "line.%zu", i);
        (void)text_format(words, sizeof words, "\u2066%s\u2069", visit->support[i]);
        struct control *line =
            page_add(page, ROLE_TEXT, LOOK_HINT, id, view_text(page->view, words));
        line->ltr = true;
        page_line(page, line, 0, SPACE_OPTIONS);
    }
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
