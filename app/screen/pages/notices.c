/* Before you start, and the privacy notice in full. */
#include "app/screen/pages/page.h"
#include "app/screen/widgets/theme.h"
#include "app/site/site.h"

#include <string.h>

#define ROW_TEXT_MAX 240u
#define NUMBER_MAX   256u

static const struct notice_row {
    const char *id, *icon, *label, *detail;
} notice_rows[] = {
    {"b1", "shield-check", "b1", "b1d"}, {"b2", "megaphone-off", "b2", "b2d"},
    {"b3", "lock", "b3", "b3d"},         {"b4", "bell-off", "b4", "b4d"},
    {"b5", "log-out", "b5", "b5d"},      {"b6", "triangle-alert", "b6", "b6d"},
};

void page_notices(struct page *page)
{
    struct visit *visit = page->visit;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    /* What follows the first sentence says that Listen reads it. */
    const char *hint = phrase_of(visit, visit->page->hint);
    page_question(page, "hand-heart", phrase_of(visit, visit->page->title),
                  visit->voice.works ? hint : page_first_sentence(page, hint));
    page_widen(page);
    for (size_t i = 0; i < sizeof notice_rows / sizeof *notice_rows; i++) {
        const struct notice_row *row = &notice_rows[i];
        struct control *note =
            page_add(page, ROLE_TEXT, LOOK_NOTE, row->id, phrase_of(visit, row->label));
        note->icon = row->icon;
        note->description = phrase_of(visit, row->detail);
        page_line(page, note, 0, 0);
    }
    struct control *whole =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "notice", phrase_of(visit, "b_notice"));
    whole->icon = "file-text";
    whole->compact = true;
    page_line(page, whole, HEIGHT_LEAST, 0);
    page_place(page, NULL);
    bool last = page->part + 1 == visit->parts;
    page_buttons(page, (struct page_buttons){"back", last ? visit->page->proceed : "cont", NULL});
    page_tools(page, TOOLS_VISIT);
}

/* How much of a long text makes one row: up to the end of a sentence, else of a word. */
static size_t row_length(const char *text)
{
    size_t length = strlen(text);
    if (length <= ROW_TEXT_MAX) {
        return length;
    }
    size_t word = 0;
    size_t sentence = 0;
    for (size_t i = 1; i <= ROW_TEXT_MAX; i++) {
        if (text[i] == ' ') {
            word = i;
            sentence = text[i - 1] == '.' ? i : sentence;
        }
    }
    /* Without a space anywhere (Chinese): between two characters. */
    size_t cut = sentence > 0 ? sentence : word > 0 ? word : ROW_TEXT_MAX;
    while (cut > 1 && ((unsigned char)text[cut] & 0xC0u) == 0x80u) {
        cut--;
    }
    return cut;
}

/* A long text on its way over the pages: only what stands on the page that is shown is kept, so
 * that a notice of any length fits into a view. */
struct reading {
    struct page *page;
    int part; /* that is being filled */
    int y;    /* in it */
    bool ltr; /* in a language that is not the visitor's and reads left to right */
};

static bool starts_page(const struct reading *reading, int height)
{
    return reading->y > 0 && reading->y + height > reading->page->room.height;
}

/* Takes the control that was added last. `with` is the height that must follow it on its page. */
static void read_on(struct reading *reading, int least, int gap, int with)
{
    struct page *page = reading->page;
    struct control *control = &page->view->controls[page->view->count - 1];
    int height = page_height(page, control, page->room.width, least);
    if (starts_page(reading, height + with)) {
        reading->part++;
        reading->y = 0;
    }
    page_put(control, page->room.x, page->room.y + reading->y, page->room.width, height);
    reading->y += height + gap;
    if (reading->part != page->part) {
        page->view->count--;
    }
}

/* How high the beginning of a text is: its heading stands on the same page. */
static int beginning_height(struct page *page, const char *text)
{
    char row[ROW_TEXT_MAX + 1];
    size_t length = row_length(text);
    struct control body = {.look = LOOK_BODY, .label = row};
    memcpy(row, text, length);
    row[length] = '\0';
    body.description = body.value = body.spoken = body.icon = "";
    return page_height(page, &body, page->room.width, 0);
}

static void read_part(struct reading *reading, const char *id, const char *title, const char *text)
{
    struct page *page = reading->page;
    (void)page_add(page, ROLE_TEXT, LOOK_LABEL, id, phrase_of(page->visit, title));
    read_on(reading, 0, 8, 8 + beginning_height(page, text));
    for (int i = 0; *text != '\0'; i++) {
        char row[ROW_TEXT_MAX + 1];
        char row_id[VIEW_ID_MAX];
        size_t length = row_length(text);
        memcpy(row, text, length);
        row[length] = '\0';
        text += length;
        text += *text == ' ' ? 1 : 0;
        (void)text_format(row_id, sizeof row_id, "%s.%d", id, i);
        struct control *body =
            page_add(page, ROLE_TEXT, LOOK_BODY, row_id, view_text(page->view, row));
        body->ltr = reading->ltr;
        read_on(reading, 0, *text == '\0' ? SPACE_OPTIONS : 8, 0);
    }
}

static void read_print(struct reading *reading)
{
    struct page *page = reading->page;
    struct visit *visit = page->visit;
    static const char *const states[] = {[PAPER_WAITING] = "st_nprint",
                                         [PAPER_DONE] = "st_nprinted",
                                         [PAPER_FAILED] = "st_nfail",
                                         [PAPER_UNKNOWN] = "st_nunknown"};
    if (visit->notice_paper != PAPER_NONE) {
        struct control *note = page_add(page, ROLE_TEXT, LOOK_NOTE, "paper",
                                        phrase_of(visit, states[visit->notice_paper]));
        note->icon = "printer";
        note->live = true;
        read_on(reading, 0, 0, 0);
    } else if (visit->health.can_print) {
        struct control *print = page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "print-notice",
                                         phrase_of(visit, "pn_print"));
        print->icon = "printer";
        print->compact = true;
        read_on(reading, HEIGHT_LEAST, 0, 0);
    }
}

/* The site has not got it in the visitor's language: what follows is English. */
static void read_why_english(struct reading *reading)
{
    struct page *page = reading->page;
    struct control *note =
        page_add(page, ROLE_TEXT, LOOK_NOTE, "english", phrase_of(page->visit, "pn_english"));
    note->icon = "globe";
    read_on(reading, 0, SPACE_OPTIONS, 0);
    reading->ltr = true;
}

static void read_notice(struct reading *reading, const struct site_notice *notice)
{
    if (strcmp(notice->language, reading->page->visit->language) != 0) {
        read_why_english(reading);
    }
    read_part(reading, "part.authority", "pn_authority", notice->authority);
    read_part(reading, "part.purpose", "pn_purpose", notice->purpose);
    read_part(reading, "part.uses", "pn_uses", notice->routine_uses);
    read_part(reading, "part.voluntary", "pn_voluntary", notice->voluntary);
    read_part(reading, "part.without", "pn_without", notice->without);
    read_print(reading);
}

/* "OMB control number: 0000-0000". */
static const char *number_words(struct visit *visit, const struct site *site)
{
    struct buffer number;
    buffer_init(&number, NUMBER_MAX);
    (void)language_isolate(&number, site != NULL ? site_omb_number(site) : "");
    const char *words = phrase_join(visit, phrase_of(visit, "pn_omb"), ": ", buffer_text(&number));
    buffer_finish(&number);
    return words;
}

void page_notice(struct page *page)
{
    struct visit *visit = page->visit;
    const struct site *site = visit->setup.site;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_question(page, "file-text", phrase_of(visit, "b_notice"), number_words(visit, site));
    struct reading reading = {.page = page};
    if (site != NULL) {
        read_notice(&reading, site_notice(site, visit->language));
    }
    visit->parts = reading.part + 1;
    bool last = page->part + 1 == visit->parts;
    page_buttons(page, (struct page_buttons){"back", last ? NULL : "cont", NULL});
    page_tools(page, TOOLS_VISIT);
}
