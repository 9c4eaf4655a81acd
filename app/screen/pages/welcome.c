/* Welcome and language, and the panel of languages that opens during a visit. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"

#include <string.h>

#define GREETINGS 2 /* languages that the welcome itself is in */

/* What the drawing of the welcome screen takes: no word may cross the sun. */
#define SUN_WIDTH 180
#define SUN_TOP   630

static const char *greeting(struct visit *visit, size_t index)
{
    return index < language_count(visit->languages) ? language_at(visit->languages, index)->code
                                                    : NULL;
}

static int stack(struct page *page, struct control *control, int y, int width, int gap)
{
    int height = page_height(page, control, width, 0);
    page_put(control, page->question.x, y, width, height);
    return y + height + gap;
}

/* Words that stand on the screen in several languages are said in the first; each lead has its own
 * voice. */
static void speak_first(struct page *page, struct control *control, const char *key)
{
    const char *language = greeting(page->visit, 0);
    control->spoken = phrase_in(page->visit, language, key);
    control->tongue = view_text(page->view, language);
}

static void speak_lead(struct page *page, struct control *lead, size_t index)
{
    struct visit *visit = page->visit;
    const char *language = greeting(visit, index);
    lead->tongue = view_text(page->view, language);
    lead->spoken = lead->label;
    if (index > 0) {
        lead->spoken = phrase_join(visit, phrase_in(visit, language, "w_title"), ". ", lead->label);
    }
}

/* Heading in the first `titles` languages, lead in both; where they end. */
static int add_greetings(struct page *page, size_t titles)
{
    struct visit *visit = page->visit;
    int width = page->question.width;
    const char *title = "";
    for (size_t i = 0; i < titles && greeting(visit, i) != NULL; i++) {
        title = phrase_join(visit, title, " · ", phrase_in(visit, greeting(visit, i), "w_title"));
    }
    struct control *heading = page_add(page, ROLE_TITLE, LOOK_HEADING, "title", title);
    speak_first(page, heading, "w_title");
    int y = stack(page, heading, page->question.y, width, 12);
    /* The sun stands at the end of the lead's lines. */
    width -= page->view->scene && !page->layout->pad_beside ? SUN_WIDTH : 0;
    for (size_t i = 0; i < GREETINGS && greeting(visit, i) != NULL; i++) {
        char id[VIEW_ID_MAX];
        (void)text_format(id, sizeof id, "lead.%s", greeting(visit, i));
        struct control *lead = page_add(page, ROLE_TEXT, LOOK_HINT, id,
                                        phrase_in(visit, greeting(visit, i), "w_lead"));
        speak_lead(page, lead, i);
        y = stack(page, lead, y, width, 10);
    }
    return y - 10;
}

/* The greeting in the two languages that most people here read. Less of it where room is short:
 * first the second title, then the drawing, then the leads. False: the leads did not fit. */
static bool add_greeting(struct page *page)
{
    struct view *view = page->view;
    size_t mark = view->count;
    int end = page->layout->pad_beside ? SUN_TOP : page->layout->reading.height - 40;
    int whole = page->layout->reading.y + page->layout->reading.height - 16;
    if (add_greetings(page, GREETINGS) <= end) {
        return true;
    }
    view->count = mark;
    if (add_greetings(page, 1) <= end) {
        return true;
    }
    view->scene = false;
    view->count = mark;
    if (add_greetings(page, GREETINGS) <= whole) {
        return true;
    }
    view->count = mark + 1;
    return false;
}

void page_language_rows(struct page *page, bool mark_current)
{
    struct visit *visit = page->visit;
    size_t count = language_count(visit->languages);
    int columns = page->layout->pad_beside ? 3 : 2;
    columns = visit->style.size == SIZE_LARGE && columns == 3 ? 2 : columns;
    int gap = 20;
    int width = (page->room.width - (columns - 1) * gap) / columns;
    for (size_t i = 0; i < count;) {
        size_t first = page->view->count;
        int height = HEIGHT_LANGUAGE;
        for (int column = 0; column < columns && i < count; column++, i++) {
            const struct language_facts *facts = language_at(visit->languages, i);
            char id[VIEW_ID_MAX];
            (void)text_format(id, sizeof id, "language.%s", facts->code);
            bool strong = mark_current ? strcmp(facts->code, visit->language) == 0 : i < GREETINGS;
            struct control *button =
                page_add(page, ROLE_BUTTON, strong ? LOOK_PRIMARY : LOOK_SECONDARY, id,
                         view_text(page->view, facts->name));
            button->spoken = button->label;
            button->tongue = view_text(page->view, facts->code);
            height = page_height(page, button, width, height);
        }
        for (size_t j = first; j < page->view->count; j++) {
            page_put(&page->view->controls[j], (int)(j - first) * (width + gap), 0, width, height);
        }
        page_row(page, first, height, gap);
    }
}

/* Lowers the rows from `first` to before `end` by `excess` in all, where they can be so low. */
static bool lower_rows(struct page *page, size_t first, size_t end, int excess)
{
    int count = (int)(end - first);
    int each = excess > 0 ? (excess + count - 1) / count : 0;
    if (each > HEIGHT_LANGUAGE - HEIGHT_LEAST) {
        return false;
    }
    for (size_t i = first; i < end; i++) {
        struct page_row *row = &page->rows[i];
        row->height -= each;
        for (size_t j = row->first; j < row->first + row->count; j++) {
            page->view->controls[j].rect.height -= each;
            page->view->controls[j].low = each > 0;
        }
    }
    return true;
}

/* Nobody has to look for a language behind a button: the rows from `first` to before `end` stand on
 * the first page, with what follows them where that fits too. */
static void keep_together(struct page *page, size_t first, size_t end)
{
    int room = page->room.height;
    int all = page_rows_height(page, 0, page->row_count);
    if (!lower_rows(page, first, end, all - room)) {
        int languages = page_rows_height(page, 0, end) + page_turn_height(page);
        (void)lower_rows(page, first, end, languages - room);
    }
}

/* What the kiosk is for, on the sheet where the reading zone has no room for it. */
static void add_leads(struct page *page)
{
    struct visit *visit = page->visit;
    for (size_t i = 0; i < GREETINGS && greeting(visit, i) != NULL; i++) {
        char id[VIEW_ID_MAX];
        (void)text_format(id, sizeof id, "lead.%s", greeting(visit, i));
        struct control *lead = page_add(page, ROLE_TEXT, LOOK_BODY, id,
                                        phrase_in(visit, greeting(visit, i), "w_lead"));
        speak_lead(page, lead, i);
        page_line(page, lead, 0, SPACE_OPTIONS);
    }
}

static const char *in_both(struct visit *visit, const char *key)
{
    const char *words = "";
    for (size_t i = 0; i < GREETINGS && greeting(visit, i) != NULL; i++) {
        words = phrase_join(visit, words, " · ", phrase_in(visit, greeting(visit, i), key));
    }
    return words;
}

/* Free, private, about five minutes: in a row where they fit, else below each other. */
static void add_promises(struct page *page)
{
    static const char *const promises[][2] = {
        {"w_free", "circle-check"}, {"w_priv", "lock"}, {"w_time", "clock"}};
    const size_t count = sizeof promises / sizeof *promises;
    size_t first = page->view->count;
    int widths[sizeof promises / sizeof *promises];
    int all = 0;
    for (size_t i = 0; i < count; i++) {
        struct control *note = page_add(page, ROLE_TEXT, LOOK_NOTE, promises[i][0],
                                        in_both(page->visit, promises[i][0]));
        note->icon = promises[i][1];
        speak_first(page, note, promises[i][0]);
        note->compact = true;
        widths[i] = page_width(page, note);
        all += widths[i];
    }
    int gap = (page->room.width - all) / (int)(count - 1);
    int x = 0;
    int y = 0;
    int height = 0;
    for (size_t i = 0; i < count; i++) {
        struct control *note = &page->view->controls[first + i];
        bool beside = gap >= SPACE_BUTTONS;
        int width = beside ? widths[i] : page->room.width;
        int tall = page_height(page, note, width, 0);
        page_put(note, x, y, width, tall);
        x += beside ? width + gap : 0;
        y += beside ? 0 : tall + 12;
        height = y + tall > height ? y + tall : height;
    }
    page_row(page, first, height, 0);
}

/* Above the languages; below the title where the sheet is low and the reading zone has room. */
static void add_pick(struct page *page, bool whole)
{
    struct control *pick =
        page_add(page, ROLE_TEXT, LOOK_LABEL, "pick", in_both(page->visit, "w_pick"));
    speak_first(page, pick, "w_pick");
    if (!whole && page->layout->pad_beside) {
        const struct control *title = view_find(page->view, "title");
        pick->look = LOOK_HINT;
        (void)stack(page, pick, title->rect.y + title->rect.height + 24, page->question.width, 0);
        return;
    }
    page_line(page, pick, 0, 20);
    page->rows[0].heads = true;
}

void page_welcome(struct page *page)
{
    struct visit *visit = page->visit;
    page->view->scene = visit->style.theme == THEME_LIGHT;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    bool whole = add_greeting(page);
    page_to_the_bar(page);
    add_pick(page, whole);
    size_t first = page->row_count;
    page_language_rows(page, false);
    size_t end = page->row_count;
    page->rows[end - 1].gap = 40;
    if (!whole) {
        add_leads(page);
    }
    add_promises(page);
    keep_together(page, first, end);
    page_place(page, "pn_next");
    page_tools(page, TOOLS_WELCOME);
}

void page_languages(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "globe", phrase_of(visit, "w_pick"), "");
    page_language_rows(page, true);
    keep_together(page, 0, page->row_count);
    page_place(page, "s_more");
    page_buttons(page, (struct page_buttons){"back", NULL, NULL});
    page_tools(page, TOOLS_SHORT);
}
