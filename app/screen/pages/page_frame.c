/* The frame around a screen's rows: buttons, tool bar, focus order. */
#include "app/screen/pages/page.h"
#include "app/screen/pages/spoken.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>
#include <string.h>

void page_buttons(struct page *page, struct page_buttons buttons)
{
    struct visit *visit = page->visit;
    struct rect box = page->layout->buttons;
    int left = box.x;
    struct control *back = NULL;
    /* Continue comes first in the order of keypad and voice, Back behind it. */
    struct control *proceed = NULL;
    if (buttons.proceed != NULL) {
        proceed =
            page_add(page, ROLE_BUTTON, LOOK_PRIMARY, "cont", phrase_of(visit, buttons.proceed));
        proceed->icon = "chevron-right";
    }
    if (buttons.back != NULL) {
        back = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "back", phrase_of(visit, buttons.back));
        back->icon = "arrow-left";
        int width = proceed != NULL ? page_width(page, back) : box.width;
        width = width > box.width / 2 && proceed != NULL ? box.width / 2 : width;
        width = width < 238 ? 238 : width;
        back->compact = page_height(page, back, width, 0) > box.height;
        page_put(back, box.x, box.y, width, box.height);
        left += width + SPACE_BUTTONS;
    }
    if (proceed != NULL) {
        int width = box.x + box.width - left;
        if (page_height(page, proceed, width, 0) > box.height) {
            proceed->icon = "";
        }
        if (page_height(page, proceed, width, 0) > box.height && buttons.shorter != NULL) {
            proceed->spoken = proceed->label;
            proceed->label = phrase_of(visit, buttons.shorter);
        }
        page_put(proceed, left, box.y, width, box.height);
    }
}

struct tool_row {
    const char *id, *icon, *key;
    unsigned where; /* IN(enum page_tools) */
};

#define IN(tools)  (1u << (tools))
#define IN_A_VISIT (IN(TOOLS_VISIT) | IN(TOOLS_UNAVAILABLE))
#define ANYWHERE                                                                                   \
    (IN_A_VISIT | IN(TOOLS_WELCOME) | IN(TOOLS_SHORT) | IN(TOOLS_STAFF) | IN(TOOLS_FIRST))

static const struct tool_row tool_rows[] = {
    {"tool.help", "circle-question-mark", "help", IN_A_VISIT | IN(TOOLS_WELCOME)},
    {"tool.size", "a-large-small", "textsize", ANYWHERE},
    {"tool.contrast", "contrast", "contrast", ANYWHERE},
    {"tool.listen", "volume-2", "listen",
     IN_A_VISIT | IN(TOOLS_WELCOME) | IN(TOOLS_FIRST) | IN(TOOLS_STAFF)},
    {"tool.language", "globe", "language", IN_A_VISIT | IN(TOOLS_FIRST) | IN(TOOLS_STAFF)},
};

static void add_tool(struct page *page, const struct tool_row *row)
{
    struct control *tool =
        page_add(page, ROLE_TOOL, LOOK_TOOL, row->id, phrase_of(page->visit, row->key));
    tool->icon = row->icon;
    tool->chosen =
        (strcmp(row->id, "tool.size") == 0 && page->visit->style.size == SIZE_LARGE) ||
        (strcmp(row->id, "tool.contrast") == 0 && page->visit->style.theme == THEME_CONTRAST) ||
        (strcmp(row->id, "tool.listen") == 0 && page->visit->listening);
}

/* Leave now is at the far end of the bar, the others from the near end. */
static void place_tools(struct page *page, size_t first, bool leave)
{
    const struct layout *layout = page->layout;
    struct rect bar = layout->bar;
    int columns = layout->tools;
    int count = (int)(page->view->count - first);
    if (columns > 3) {
        columns = count > 4 ? count : 5;
    }
    int room = bar.width - 2 * layout->tool_margin - (columns - 1) * layout->tool_gap;
    int width = room / columns;
    int rows = (count + columns - 1) / columns;
    if (layout->tools == 3) {
        rows = 2;
    }
    for (int i = 0; i < count; i++) {
        bool last = leave && i == count - 1;
        int column = last ? columns - 1 : i % columns;
        int row = last ? rows - 1 : i / columns;
        page_put(&page->view->controls[first + (size_t)i],
                 bar.x + layout->tool_margin + column * (width + layout->tool_gap),
                 bar.y + layout->tool_top + row * (layout->tool_height + layout->tool_gap), width,
                 layout->tool_height);
    }
}

void page_tools(struct page *page, enum page_tools tools)
{
    size_t first = page->view->count;
    for (size_t i = 0; i < sizeof tool_rows / sizeof *tool_rows; i++) {
        if ((tool_rows[i].where & IN(tools)) != 0) {
            add_tool(page, &tool_rows[i]);
        }
    }
    bool leave = tools != TOOLS_STAFF && tools != TOOLS_FIRST && page->visit->begun;
    if (leave) {
        struct control *control =
            page_add(page, ROLE_TOOL, LOOK_LEAVE, "leave", phrase_of(page->visit, "leave"));
        control->icon = "log-out";
    }
    place_tools(page, first, leave);
}

/* What a visitor who listens can go to, though it does nothing. */
static bool is_read(const struct control *control)
{
    switch (control->role) {
    case ROLE_TITLE:
    case ROLE_ROW:
    case ROLE_ERROR:
    case ROLE_FIELD:
        return true;
    case ROLE_TEXT:
        /* A label is said with its field. */
        return control->look != LOOK_BRAND && strncmp(control->id, "label.", 6) != 0;
    case ROLE_IMAGE:
        return control->look == LOOK_EXAMPLE;
    default:
        return false;
    }
}

void page_finish(struct page *page)
{
    struct view *view = page->view;
    struct visit *visit = page->visit;
    int focus = 0;
    for (size_t i = 0; i < view->count; i++) {
        struct control *control = &view->controls[i];
        spoken_fill(page, control);
        if (control->pressable || control->disabled || (visit->listening && is_read(control))) {
            control->focus = focus++;
        }
    }
    if (visit->style.direction == DIRECTION_RIGHT_TO_LEFT) {
        layout_mirror(view);
    }
    if (visit->ring && view_find(view, visit->focus) != NULL) {
        (void)text_copy(view->focused, sizeof view->focused, visit->focus);
    }
}
