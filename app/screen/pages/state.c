/* What became of the request, and which receipt is wanted. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

static void add_way(struct page *page, const char *id, const char *icon, const char *label,
                    const char *detail, bool disabled)
{
    struct visit *visit = page->visit;
    struct control *way = page_add(page, ROLE_BUTTON, LOOK_OPTION, id, phrase_of(visit, label));
    way->description = phrase_of(visit, detail);
    way->disabled = disabled;
    way->pressable = !disabled;
    if (visit->style.size == SIZE_STANDARD) {
        way->icon = icon;
    }
    int least = page->layout->pad_beside || visit->style.size == SIZE_LARGE ? HEIGHT_OPTION : 202;
    page_line(page, way, least, 32);
}

/* The three receipts. Paper stays in sight, with the reason, where staff can mend it; after a
 * failure, or when nobody knows whether it came out, it is not offered again. */
static void add_ways(struct page *page)
{
    struct visit *visit = page->visit;
    page_to_the_bar(page);
    page_rest(page);
    if (visit->paper == PAPER_NONE) {
        if (visit->health.can_print) {
            add_way(page, "receipt.print", "printer", "v1", "v1d", false);
        } else if (visit->health.paper_out) {
            add_way(page, "receipt.print", "printer-x", "v1", "y1d", true);
        }
    }
    add_way(page, "receipt.screen", "qr-code", "v2", "v2d", false);
    add_way(page, "receipt.none", "circle-slash-2", "v3", "v3d", false);
    struct control *note = page_add(page, ROLE_TEXT, LOOK_NOTE, "safe", phrase_of(visit, "v_safe"));
    note->icon = "shield";
    page_line(page, note, 0, 0);
    page_place(page, "s_more");
}

static const char *saved_hint(const struct visit *visit)
{
    if (visit->paper == PAPER_FAILED) {
        return "st_pfail";
    }
    if (visit->paper == PAPER_UNKNOWN) {
        return "st_punknown";
    }
    return !visit->health.can_print && visit->health.paper_out ? "y_lead" : "v_lead";
}

static void saved(struct page *page)
{
    struct visit *visit = page->visit;
    page_question(page, "circle-check", phrase_of(visit, "v_title"),
                  phrase_of(visit, saved_hint(visit)));
    add_ways(page);
}

static void not_saved(struct page *page)
{
    struct visit *visit = page->visit;
    page_question(page, "circle-alert", phrase_of(visit, "x_nosave"),
                  phrase_of(visit, "st_nosave"));
    page_rest(page);
    struct control *panel =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "hotline", phrase_of(visit, "x2"));
    panel->icon = "phone";
    panel->value = phrase_hotline(visit);
    page_line(page, panel, HEIGHT_OPTION, SPACE_OPTIONS);
    struct control *again =
        page_add(page, ROLE_BUTTON, LOOK_PRIMARY, "again", phrase_of(visit, "x_again_try"));
    page_line(page, again, HEIGHT_BUTTON, SPACE_OPTIONS);
    page_place(page, "s_more");
    page_buttons(page, (struct page_buttons){"back", NULL, NULL});
}

static void printing(struct page *page)
{
    page_question(page, "printer", phrase_of(page->visit, "v_title"),
                  phrase_of(page->visit, "st_print"));
    page_rest(page);
    page_place(page, NULL);
}

static void printed(struct page *page)
{
    struct visit *visit = page->visit;
    page_question(page, "receipt-text", phrase_of(visit, "v_title"),
                  phrase_of(visit, "st_printed"));
    page_rest(page);
    struct control *screen =
        page_add(page, ROLE_BUTTON, LOOK_OPTION, "receipt.screen", phrase_of(visit, "v2"));
    screen->description = phrase_of(visit, "v2d");
    screen->icon = visit->style.size == SIZE_STANDARD ? "qr-code" : "";
    page_line(page, screen, HEIGHT_OPTION, SPACE_OPTIONS);
    page_place(page, "s_more");
    page_buttons(page, (struct page_buttons){NULL, "st_finish", NULL});
}

void page_state(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    switch (visit->stage) {
    case STAGE_SAVED:
        saved(page);
        break;
    case STAGE_NOT_SAVED:
        not_saved(page);
        break;
    case STAGE_PRINTING:
        printing(page);
        break;
    case STAGE_PRINTED:
        printed(page);
        break;
    default:
        page_question(page, NULL, phrase_of(visit, "st_saving"), "");
        break;
    }
    page_tools(page, TOOLS_VISIT);
}
