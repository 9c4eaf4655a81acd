/* Four targets in the corners of the screen, one at a time. */
#include "app/screen/setup/setup_page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>

static struct rect place_of(const struct page *page, int target)
{
    const struct layout *layout = page->layout;
    struct first_place place =
        first_start_target(target, &(struct first_canvas){.width = layout->canvas.width,
                                                          .height = layout->canvas.height,
                                                          .below = layout->bar.height});
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
    (void)snprintf(total, sizeof total, "%d",
                   visit->first.checking ? FIRST_CHECK + 1 : FIRST_TARGETS);
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

static void add_told(struct page *page)
{
    static const char *const words[] = {
        [FIRST_TOUCH_BESIDE] = "fs_touch_beside",
        [FIRST_TOUCH_UNFIT] = "fs_touch_unfit",
        [FIRST_TOUCH_MISSED] = "fs_touch_missed",
        [FIRST_TOUCH_UNSAVED] = "ms_not_saved",
    };
    enum first_touch touched = page->visit->first.touched;
    if (touched == FIRST_TOUCH_NONE) {
        return;
    }
    struct control *told =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "told", phrase_of(page->visit, words[touched]));
    told->icon = touched == FIRST_TOUCH_BESIDE ? "hand" : "circle-alert";
    told->live = true;
    page_line(page, told, 0, SPACE_OPTIONS);
}

static void add_ways(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    if (first->facts.turns) {
        add_button(page, "turn", "fs_turn", "rotate-cw");
    }
    if (!first->again) {
        add_button(page, "skip", "fs_touch_skip", "");
    }
    if (page->part == 0) {
        add_button(page, "back", "back", "arrow-left");
    }
}

/* No tools: a touch screen that is upside down feels the upper numbers in the bar. And while numbers are felt
 * elsewhere nothing else is to be pressed. */
void setup_touch(struct page *page)
{
    const struct first_start *first = &page->visit->first;
    bool checking = first->checking;
    keep_clear(page);
    add_target(page);
    page_question(page, NULL, phrase_of(page->visit, checking ? "fs_touch_check" : "fs_touch"),
                  checking ? phrase_of(page->visit, "fs_touch_check_hint") : "");
    page_rest(page);
    add_told(page);
    if (!checking && !first->measuring) {
        add_ways(page);
    }
    page_place(page, "pn_next");
}
