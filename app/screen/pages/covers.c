/* Screens that stand over everything: not available, more time, help. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>
#include <string.h>

static void add_panel(struct page *page, const char *id, const char *icon, const char *label,
                      const char *value, const char *description)
{
    struct control *panel =
        page_add(page, ROLE_TEXT, LOOK_PANEL, id, phrase_of(page->visit, label));
    panel->icon = icon;
    panel->value = value;
    panel->description = description;
    page_line(page, panel, HEIGHT_OPTION, 32);
}

void page_unavailable(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "circle-pause", phrase_of(visit, "x_title"), phrase_of(visit, "x_lead"));
    page_to_the_bar(page);
    page_rest(page);
    add_panel(page, "desk", "hand", "x1", "", phrase_of(visit, "x1d"));
    if (visit->setup.site != NULL) {
        add_panel(page, "hotline", "phone", "x2", phrase_hotline(visit), "");
    }
    add_panel(page, "danger", "circle-alert", "x3", phrase_of(visit, "x3d"), "");
    if (!visit->health.saved_in_doubt) {
        struct control *note =
            page_add(page, ROLE_TEXT, LOOK_NOTE, "safe", phrase_of(visit, "x_safe"));
        note->icon = "shield-check";
        page_line(page, note, 0, 0);
    }
    page_place(page, "s_more");
    page_tools(page, TOOLS_UNAVAILABLE);
}

/* One column from the top: the same on every canvas. */
static void put_below(struct page *page, struct control *control, int *y, int least, int gap)
{
    struct rect room = page->room;
    int height = page_height(page, control, room.width, least);
    page_put(control, room.x, *y, room.width, height);
    *y += height + gap;
}

/* In portrait the question stands on a card in the middle, away from what it covers. */
static bool begin_card(struct page *page)
{
    const struct view_style *style = &page->visit->style;
    if (style->orientation != ORIENTATION_PORTRAIT || style->size != SIZE_STANDARD) {
        return false;
    }
    page->view->sheet = (struct rect){48, 440, 984, 1264};
    page->question = (struct rect){108, 480, 864, 190};
    page->room = (struct rect){108, 700, 864, 960};
    return true;
}

static void add_countdown(struct page *page, int *y, int gap)
{
    struct visit *visit = page->visit;
    char seconds[16];
    char all[16];
    int64_t left = (visit->deadline - visit->now + 999) / 1000;
    (void)snprintf(seconds, sizeof seconds, "%d", left > 0 ? (int)left : 0);
    (void)snprintf(all, sizeof all, "%d", (int)(visit->setup.answer_ms / 1000));
    struct control *count =
        page_add(page, ROLE_TEXT, LOOK_COUNTDOWN, "countdown",
                 phrase_with(visit, "o_sec", &(struct text_value){"n", seconds}, 1));
    count->value = view_text(page->view, seconds);
    count->description = view_text(page->view, all);
    count->seconds = left > 0 ? (int)left : 0;
    count->spoken = phrase_with(visit, "sp_time", &(struct text_value){"n", count->value}, 1);
    put_below(page, count, y, 0, gap);
}

/* "… we will erase your answers in 42 seconds": the countdown has asked the question. */
static void speak_lead(struct page *page, size_t first, const char *lead)
{
    struct visit *visit = page->visit;
    const struct control *count = view_find(page->view, "countdown");
    const char *seconds = phrase_join(visit, count->value, " ", count->label);
    for (size_t i = first; i < page->view->count; i++) {
        struct control *control = &page->view->controls[i];
        if (control->role == ROLE_TITLE) {
            control->spoken = phrase_join(visit, lead, " ", seconds);
        }
    }
}

void page_time(struct page *page)
{
    struct visit *visit = page->visit;
    bool saved = visit->code[0] != '\0';
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    bool card = begin_card(page);
    size_t first = page->view->count;
    const char *lead = phrase_of(visit, saved ? "o_lead_saved" : "o_lead");
    page_question(page, NULL, phrase_of(visit, "o_title"), lead);
    int y = page->room.y;
    add_countdown(page, &y, card ? 5 * SPACE_OPTIONS : SPACE_OPTIONS);
    speak_lead(page, first, lead);
    struct control *yes =
        page_add(page, ROLE_BUTTON, LOOK_PRIMARY, "yes", phrase_of(visit, "o_yes"));
    put_below(page, yes, &y, HEIGHT_BUTTON, SPACE_OPTIONS);
    struct control *no = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "no",
                                  phrase_of(visit, saved ? "o_no_saved" : "o_no"));
    put_below(page, no, &y, HEIGHT_BUTTON, SPACE_OPTIONS);
    if (!saved) {
        struct control *note =
            page_add(page, ROLE_TEXT, LOOK_NOTE, "note", phrase_of(visit, "o_note"));
        note->icon = "eye-off";
        put_below(page, note, &y, 0, 0);
    }
    for (size_t i = first; i < page->view->count; i++) {
        page->view->controls[i].centred = card;
    }
    page_tools(page, TOOLS_SHORT);
}

static void add_help(struct page *page, const char *id, const char *icon, const char *words)
{
    struct control *note = page_add(page, ROLE_TEXT, LOOK_NOTE, id, words);
    note->icon = icon;
    page_line(page, note, 0, SPACE_OPTIONS);
}

static void add_helper(struct page *page)
{
    struct visit *visit = page->visit;
    struct control *helper =
        page_add(page, ROLE_CHECKBOX, LOOK_OPTION, "helper", phrase_of(visit, "as_on"));
    helper->description = phrase_of(visit, "as_on_d");
    helper->chosen = visit->helped;
    page_line(page, helper, HEIGHT_OPTION, SPACE_OPTIONS);
}

void page_helper(struct page *page)
{
    struct visit *visit = page->visit;
    bool away = visit->page->is_private;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, away ? "eye-off" : "eye", phrase_of(visit, away ? "as_title" : "as_back"),
                  phrase_of(visit, away ? "as_lead" : "as_back_lead"));
    page_buttons(page, (struct page_buttons){NULL, away ? "as_go" : "cont", NULL});
    page_tools(page, TOOLS_SHORT);
}

void page_help(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "circle-question-mark", phrase_of(visit, "hp_title"), "");
    if (visit->stage == STAGE_FORM && visit->page->kind == FORM_PAGE_QUESTION) {
        /* Large text may have cut the hint: here it is whole. */
        const struct form_field *shown = visit->page->alternatives ? visit->active : NULL;
        const char *hint = phrase_of(visit, answers_hint(visit->answers, visit->page, shown));
        if (hint[0] != '\0') {
            add_help(page, "hint.whole", "file-text", hint);
        }
    }
    add_help(page, "hp1", "hand", phrase_of(visit, "hp1"));
    if (visit->setup.keypad) {
        add_help(page, "hp2", "chevron-right", phrase_of(visit, "hp2"));
    }
    if (visit->voice.works) {
        add_help(page, "hp3", "headphones", phrase_of(visit, "hp3"));
    }
    add_help(page, "hp5", "users", phrase_of(visit, "hp5"));
    if (visit->setup.site != NULL) {
        add_help(page, "hp4", "phone", phrase_of(visit, "hp4"));
    }
    if (visit->stage == STAGE_FORM) {
        add_helper(page);
    }
    if (visit->setup.keypad) {
        struct control *keys =
            page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "try-keys", phrase_of(visit, "ky_title"));
        keys->compact = true;
        page_line(page, keys, HEIGHT_LEAST, 0);
    }
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"hp_close", NULL, NULL});
    page_tools(page, TOOLS_SHORT);
}
