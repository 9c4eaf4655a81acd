/*
 * Building one screen: rows of controls are added with places relative to their
 * row, then laid one below the other; rows that do not fit go on further pages
 * of the same screen and are never dropped. Each file in pages/ builds one kind.
 */
#ifndef APP_SCREEN_PAGES_PAGE_H
#define APP_SCREEN_PAGES_PAGE_H

#include "app/screen/pages/layout.h"
#include "app/screen/pages/phrases.h"

#define PAGE_ROWS_MAX VIEW_CONTROLS_MAX /* a row has a control at least */

struct page_row {
    size_t first, count; /* controls in the view */
    int height;
    int gap;    /* after it */
    bool heads; /* never the last on its page: a heading of what follows */
};

struct page {
    struct visit *visit;
    struct view *view;
    const struct layout *layout;
    struct rect room;             /* where rows go; starts as the layout's content */
    struct rect question;         /* heading and hint; starts as the layout's */
    const char *rest;             /* what was cut off the hint */
    int spare_above, spare_below; /* how much the room may grow when rows need it */
    struct page_row rows[PAGE_ROWS_MAX];
    size_t row_count;
    int part;   /* which page of rows is shown */
    bool alone; /* no Back or Continue below the rows */
};

/* What the buttons at the bottom say; text keys, NULL: none. */
struct page_buttons {
    const char *back;
    const char *proceed;
    const char *shorter; /* instead of `proceed` where that is too long */
};

enum page_tools {
    TOOLS_VISIT,
    TOOLS_WELCOME,
    TOOLS_UNAVAILABLE,
    TOOLS_SHORT,
    TOOLS_STAFF,
    TOOLS_FIRST
};

/* Clears the view for a screen and sets its zones. */
void page_begin(struct page *page, struct visit *visit, const char *screen);

/* The reading zone: service name, step (0: none), status icon (NULL: none), heading, hint. Texts
 * are words, not keys. */
void page_brand(struct page *page, const char *icon, const char *label, const char *aside);
void page_step(struct page *page, int step);
void page_question(struct page *page, const char *icon, const char *title, const char *hint);

/* "" where there is only one. What stays of a hint that is too long for large text: Help has the
 * whole. */
const char *page_first_sentence(struct page *page, const char *hint);

/* A control that has its texts; returns it with its place set. x and y count from the row's upper
 * left corner. */
struct control *page_add(struct page *page, enum control_role role, enum control_look look,
                         const char *id, const char *label);
void page_put(struct control *control, int x, int y, int width, int height);
/* Height the control needs at that width, never less than `least`. */
int page_height(struct page *page, const struct control *control, int width, int least);
int page_width(struct page *page, const struct control *control);
/* From this width on no word of its label is broken. */
int page_word_width(struct page *page, const struct control *control);

/* Makes a row of what was added since `first` (a view->count taken before). */
void page_row(struct page *page, size_t first, int height, int gap);
/* Where the rows need it they may come nearer to the edges of the sheet. */
void page_widen(struct page *page);
/* Without Back and Continue the rows have their place too. */
void page_to_the_bar(struct page *page);
/* A row with what large text cut off the hint, if anything. */
void page_rest(struct page *page);
/* One control alone, over the whole width. */
void page_line(struct page *page, struct control *control, int least, int gap);

/* Lays the rows out in page->room: the part that visit->part asks for. `more` is the text key with
 * {n} of a button that leads to the next page (NULL: the main button does that). */
void page_place(struct page *page, const char *more);
/* Of the rows from `first` to before `end`, with the gaps between them. */
int page_rows_height(const struct page *page, size_t first, size_t end);
/* What the button that leads to the next page takes from a page's room. */
int page_turn_height(const struct page *page);
/* All rows so far stand on one page. */
bool page_fits(const struct page *page);

void page_buttons(struct page *page, struct page_buttons buttons);
void page_tools(struct page *page, enum page_tools tools);

/* Focus order, spoken words, mirroring. */
void page_finish(struct page *page);

/* ---- the kinds, one file each in pages/ ------------------------------------------------------ */

void page_welcome(struct page *page);
void page_notices(struct page *page);
void page_notice(struct page *page);
void page_choices(struct page *page); /* choices, age bands, hours and voicemail */
void page_typed(struct page *page);   /* letters, digits, dates */
void page_list(struct page *page);    /* countries, languages */
void page_pin(struct page *page);
void page_check(struct page *page);
void page_state(struct page *page); /* saving, not saved, saved, printing, printed */
void page_receipt(struct page *page);
void page_unavailable(struct page *page);
void page_time(struct page *page);
void page_help(struct page *page);
void page_languages(struct page *page);
void page_helper(struct page *page);
void page_voice(struct page *page);
void page_keys(struct page *page);
void page_staff_pin(struct page *page);
void page_staff(struct page *page);
void page_staff_more(struct page *page);
void page_staff_settings(struct page *page);
void page_staff_support(struct page *page);
void page_staff_ask(struct page *page);
void page_staff_busy(struct page *page);

/* The first start; in app/screen/setup. */
void page_first(struct page *page);
const char *page_first_screen(const struct visit *visit);

/* Parts that several kinds use. */
void page_choice_rows(struct page *page, const struct form_field *field);
void page_tabs(struct page *page);
/* All languages, the first two or the current one marked, in rows. */
void page_language_rows(struct page *page, bool mark_current);

/* A PIN's places, and the pad to type it on, in the page's room. */
struct page_pin {
    const char *title;
    const char *count;  /* "2 of 4 typed"; "" for none */
    const char *spoken; /* the same when a number was typed; "" for none */
    const char *error;  /* "" for none */
};
void page_pin_pad(struct page *page, size_t typed, size_t digits, const struct page_pin *words);
void page_hidden(struct page *page);
void page_heads(struct page *page); /* brand, step, question and hint of visit->page */
/* "answers hidden" stands for the rows of a page that has answers. */
bool page_is_hidden(const struct page *page);

#endif
