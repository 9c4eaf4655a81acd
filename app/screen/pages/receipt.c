/* The receipt on the screen: code, QR code, hotline, what happens next. Clears by itself. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"
#include "app/site/site.h"
#include "platform/base/secret.h"

#include <stdio.h>

#define QR_MOST  438
#define QR_LEAST 360
#define QR_STEP  26

static struct control *add_hotline(struct page *page)
{
    struct visit *visit = page->visit;
    struct control *panel =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "hotline", phrase_of(visit, "q_call"));
    panel->icon = "phone";
    panel->value = phrase_hotline(visit);
    panel->ltr = true;
    return panel;
}

static bool hotline_beside(const struct page *page)
{
    return page->layout->pad_beside && page->visit->style.size == SIZE_STANDARD;
}

static void add_code(struct page *page, int side)
{
    struct visit *visit = page->visit;
    size_t first = page->view->count;
    char text[sizeof RECEIPT_CODE_QR_PREFIX + RECEIPT_CODE_SIZE];
    char grouped[RECEIPT_CODE_GROUPED_SIZE];
    (void)text_format(text, sizeof text, RECEIPT_CODE_QR_PREFIX "%s", visit->code);
    receipt_code_group(visit->code, grouped);

    struct control *qr = page_add(page, ROLE_IMAGE, LOOK_QR, "qr", phrase_of(visit, "q_code"));
    qr->value = view_text(page->view, text);
    qr->spoken = qr->label;
    page_put(qr, 0, 0, side, side);
    struct control *code = page_add(page, ROLE_TEXT, LOOK_CODE, "code", phrase_of(visit, "q_code"));
    code->value = view_text(page->view, grouped);
    code->ltr = true;
    int x = side + 44;
    int width = page->room.width - x;
    int height = page_height(page, code, width, 0);
    /* Where the screen is wide the hotline stands below the code, beside the QR code. */
    struct control *beside = hotline_beside(page) ? add_hotline(page) : NULL;
    int below = beside != NULL ? page_height(page, beside, width, 0) + 24 : 0;
    int top = height + below < side ? (side - height - below) / 2 : 0;
    page_put(code, x, top, width, height);
    if (beside != NULL) {
        page_put(beside, x, top + height + 24, width, below - 24);
    }
    height += below;
    page_row(page, first, height > side ? height : side, 24);
    secret_wipe(text, sizeof text);
    secret_wipe(grouped, sizeof grouped);
}

static void add_next(struct page *page)
{
    struct visit *visit = page->visit;
    char days[16];
    (void)snprintf(days, sizeof days, "%d",
                   visit->setup.site != NULL ? (int)site_news_days(visit->setup.site) : 0);
    page_line(page, page_add(page, ROLE_TEXT, LOOK_LABEL, "next", phrase_of(visit, "pr_next")), 0,
              4);
    page->rows[page->row_count - 1].heads = true;
    static const char *const steps[] = {"pr_1", "pr_2", "pr_3"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        char number[8];
        (void)snprintf(number, sizeof number, "%zu.", i + 1);
        const char *words = phrase_with(visit, steps[i], &(struct text_value){"n", days}, 1);
        struct control *line =
            page_add(page, ROLE_TEXT, LOOK_BODY, steps[i],
                     phrase_join(visit, view_text(page->view, number), " ", words));
        line->compact = true;
        page_line(page, line, 0, 4);
    }
}

/* The seconds left, and the button that gives more of them; they stay at the lower edge. */
static void add_clears(struct page *page)
{
    struct visit *visit = page->visit;
    char seconds[16];
    int64_t left = (visit->deadline - visit->now + 999) / 1000;
    (void)snprintf(seconds, sizeof seconds, "%d", left > 0 ? (int)left : 0);
    struct control *extend =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "extend", phrase_of(visit, "q_more"));
    extend->icon = "timer";
    extend->compact = true;
    int width = page_width(page, extend);
    width = width > page->room.width / 2 ? page->room.width / 2 : width;
    int height = page_height(page, extend, width, HEIGHT_LEAST);
    int end = page->room.y + page->room.height + page->spare_below;
    page_put(extend, page->room.x + page->room.width - width, end - height, width, height);
    struct control *clears =
        page_add(page, ROLE_TEXT, LOOK_BODY, "clears",
                 phrase_with(visit, "q_clear", &(struct text_value){"n", seconds}, 1));
    clears->compact = true;
    clears->seconds = left > 0 ? (int)left : 0;
    int rest = page->room.width - width - SPACE_BUTTONS;
    int lines = page_height(page, clears, rest, 0);
    int tallest = lines > height ? lines : height;
    page_put(clears, page->room.x, end - tallest + (tallest - lines) / 2, rest, lines);
    page->room.height = end - tallest - SPACE_BUTTONS - page->room.y;
    page->spare_below = 0;
}

void page_receipt(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "camera", phrase_of(visit, "q_title"), phrase_of(visit, "q_lead"));
    page_widen(page);
    add_clears(page);
    /* The QR code as large as leaves room for the rest. */
    size_t mark = page->view->count;
    for (int side = QR_MOST; side >= QR_LEAST; side -= QR_STEP) {
        page->view->count = mark;
        page->row_count = 0;
        add_code(page, side);
        if (!hotline_beside(page)) {
            page_line(page, add_hotline(page), 0, 20);
        }
        add_next(page);
        if (page_fits(page)) {
            break;
        }
    }
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"back", "q_done", "st_finish"});
    page_tools(page, TOOLS_VISIT);
}
