/* Four targets in the corners of the screen, one at a time. */
#include "app/screen/setup/setup_page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>

static struct rect place_of(const struct page *page, int target)
{
    const struct layout *layout = page->layout;
    struct first_place place =
        first_start_target(target, layout->canvas.width, layout->canvas.height, layout->bar.height);
    return (struct rect){place.x, place.y, place.width, place.height};
}

/* Everything else stays away from the corners. */
static void keep_clear(struct page *page)
{
    struct rect upper = place_of(page, 0);
    struct rect lower = place_of(page, 3);
    int top = upper.y + upper.height + SPACE_OPTIONS;
    int end = lower.y - SPACE_OPTIONS;
    struct rect *question = &page->question;
    struct rect *room = &page->room;
    if (question->y < top) {
        question->height -= top - question->y;
        question->y = top;
    }
    if (question->y + question->height > end) {
        question->height = end - question->y;
    }
    if (room->y < top) {
        room->height -= top - room->y;
        room->y = top;
    }
    room->height = end - room->y;
    page->alone = true;
}

static void add_target(struct page *page)
{
    struct visit *visit = page->visit;
    char number[12];
    char total[12];
    (void)snprintf(number, sizeof number, "%d", visit->first.target + 1);
    (void)snprintf(total, sizeof total, "%d", FIRST_TARGETS);
    struct control *target =
        page_add(page, ROLE_BUTTON, LOOK_PRIMARY, "target", view_text(page->view, number));
    target->spoken =
        phrase_with(visit, "fs_target", (struct text_value[]){{"n", number}, {"t", total}}, 2);
    target->ltr = true;
    target->rect = place_of(page, visit->first.target);
}

static void add_button(struct page *page, const char *id, const char *key, const char *icon)
{
    struct control *button =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, id, phrase_of(page->visit, key));
    button->icon = icon;
    page_line(page, button, HEIGHT_LEAST, SPACE_OPTIONS);
}

void setup_touch(struct page *page)
{
    static const char *const found[] = {
        [FIRST_TOUCH_BESIDE] = "fs_touch_beside",
        [FIRST_TOUCH_TURNED] = "fs_touch_turned",
    };
    struct visit *visit = page->visit;
    keep_clear(page);
    add_target(page);
    page_question(page, NULL, phrase_of(visit, "fs_touch"), "");
    page_rest(page);
    if (visit->first.touched != FIRST_TOUCH_NONE) {
        struct control *told = page_add(page, ROLE_TEXT, LOOK_PANEL, "told",
                                        phrase_of(visit, found[visit->first.touched]));
        told->icon = "circle-alert";
        told->live = true;
        page_line(page, told, 0, SPACE_OPTIONS);
    }
    if (visit->first.facts.turns) {
        add_button(page, "turn", "fs_turn", "");
    }
    if (!visit->first.again) {
        add_button(page, "skip", "fs_touch_skip", "");
    }
    if (page->part == 0) {
        add_button(page, "back", "back", "arrow-left");
    }
    page_place(page, "pn_next");
    setup_tools(page);
}
