/* The voice: what it is set to, or why there is none; and trying the keys. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>

#define STEPS (2 * VISIT_SPEECH_MOST + 1)

struct voice_button {
    const char *id, *label;
};

/* Side by side, as wide as the room. */
static void add_buttons(struct page *page, const struct voice_button *buttons, int count)
{
    size_t mark = page->view->count;
    int width = (page->room.width - (count - 1) * SPACE_BUTTONS) / count;
    int height = HEIGHT_LEAST;
    for (int i = 0; i < count; i++) {
        struct control *control = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, buttons[i].id,
                                           phrase_of(page->visit, buttons[i].label));
        height = page_height(page, control, width, height);
    }
    for (int i = 0; i < count; i++) {
        page_put(&page->view->controls[mark + (size_t)i], i * (width + SPACE_BUTTONS), 0, width,
                 height);
    }
    page_row(page, mark, height, SPACE_OPTIONS);
}

/* "Speed 3 of 5" over the buttons that change it. */
static void add_step(struct page *page, const char *id, const char *key, int step)
{
    char now[12];
    char all[12];
    (void)snprintf(now, sizeof now, "%d", step + VISIT_SPEECH_MOST + 1);
    (void)snprintf(all, sizeof all, "%d", STEPS);
    struct control *line =
        page_add(page, ROLE_TEXT, LOOK_LABEL, id,
                 phrase_with(page->visit, key, (struct text_value[]){{"i", now}, {"n", all}}, 2));
    line->live = true;
    page_line(page, line, 0, 12);
    page->rows[page->row_count - 1].heads = true;
}

/* With headphones answers are said anyway. */
static void add_aloud(struct page *page)
{
    struct visit *visit = page->visit;
    if (visit->voice.headphones) {
        return;
    }
    struct control *aloud =
        page_add(page, ROLE_BUTTON, LOOK_OPTION, "voice.aloud", phrase_of(visit, "vo_aloud"));
    aloud->description = phrase_of(visit, "vo_aloud_d");
    page_line(page, aloud, HEIGHT_LEAST, SPACE_OPTIONS);
}

static void add_settings(struct page *page)
{
    static const struct voice_button repeat[] = {{"voice.repeat", "vo_repeat"}};
    static const struct voice_button speed[] = {{"voice.slower", "vo_slower"},
                                                {"voice.faster", "vo_faster"}};
    static const struct voice_button volume[] = {{"voice.softer", "vo_softer"},
                                                 {"voice.louder", "vo_louder"}};
    static const struct voice_button off[] = {{"voice.off", "vo_off"}};
    struct visit *visit = page->visit;
    add_buttons(page, repeat, 1);
    add_aloud(page);
    add_step(page, "speed", "sp_speed", visit->speed);
    add_buttons(page, speed, 2);
    add_step(page, "volume", "sp_volume", visit->volume);
    add_buttons(page, volume, 2);
    add_buttons(page, off, 1);
}

void page_voice(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    if (visit->voice.works) {
        page_question(page, "volume-2", phrase_of(visit, "vo_title"), "");
        add_settings(page);
    } else {
        page_question(page, "circle-alert", phrase_of(visit, "vo_dead"),
                      phrase_of(visit, "vo_dead_d"));
    }
    page_rest(page);
    page_place(page, "pn_next");
    bool works = visit->voice.works;
    page_buttons(page, (struct page_buttons){works ? "back" : NULL, works ? NULL : "cont", NULL});
    page_tools(page, TOOLS_SHORT);
}

/* ---- trying the keys ------------------------------------------------------------------------- */

static const char *presses_left(struct visit *visit)
{
    return visit->tried_presses == 0
               ? ""
               : phrase_number(visit, "ky_more", KEYS_CLOSE_PRESSES - visit->tried_presses);
}

void page_keys(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "hand", phrase_of(visit, "ky_title"), phrase_of(visit, "ky_lead"));
    page_rest(page);
    if (visit->scanning) {
        page_line(page,
                  page_add(page, ROLE_TEXT, LOOK_BODY, "switches", phrase_of(visit, "ky_switches")),
                  0, SPACE_OPTIONS);
    }
    struct control *tried =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "tried",
                 visit->tried != NULL ? phrase_number(visit, visit->tried, visit->tried_code)
                                      : phrase_of(visit, "ky_none"));
    tried->description = presses_left(visit);
    tried->live = true;
    page_line(page, tried, HEIGHT_OPTION, SPACE_OPTIONS);
    page_place(page, "pn_next");
    page_buttons(page, (struct page_buttons){"ky_stop", NULL, NULL});
    page_tools(page, TOOLS_SHORT);
}
