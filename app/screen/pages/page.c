#include "app/screen/pages/page.h"

#include "app/screen/widgets/measure.h"
#include "app/screen/widgets/theme.h"

#include <stdio.h>
#include <string.h>

#define HINT_GAP 20
#define EDGE     8 /* of the sheet, that rows keep away from when room is short */

void page_begin(struct page *page, struct visit *visit, const char *screen)
{
    *page = (struct page){.visit = visit, .view = &visit->view};
    page->layout = layout_for(&visit->style);
    page->room = page->layout->content;
    page->question = page->layout->question_alone;
    page->rest = "";
    page->part = visit->cover == COVER_NONE ? visit->part : visit->cover_part;
    view_clear(page->view, screen, &visit->style);
    page->view->part = page->part;
    page->view->reading = page->layout->reading;
    page->view->sheet = page->layout->sheet;
    page->view->bar = page->layout->bar;
    page->view->covers = visit->cover != COVER_NONE;
}

struct control *page_add(struct page *page, enum control_role role, enum control_look look,
                         const char *id, const char *label)
{
    struct control *control = view_add(page->view, role, look, id);
    control->label = label;
    control->pressable = role == ROLE_BUTTON || role == ROLE_RADIO || role == ROLE_CHECKBOX ||
                         role == ROLE_FIELD || role == ROLE_KEY || role == ROLE_TAB ||
                         role == ROLE_TOOL;
    return control;
}

void page_put(struct control *control, int x, int y, int width, int height)
{
    control->rect = (struct rect){x, y, width, height};
}

int page_height(struct page *page, const struct control *control, int width, int least)
{
    int needed = measure_height(page->visit->setup.measure, &page->visit->style, control, width);
    return needed > least ? needed : least;
}

int page_width(struct page *page, const struct control *control)
{
    return measure_width(page->visit->setup.measure, &page->visit->style, control);
}

int page_word_width(struct page *page, const struct control *control)
{
    return measure_word_width(page->visit->setup.measure, &page->visit->style, control);
}

void page_row(struct page *page, size_t first, int height, int gap)
{
    if (page->row_count < PAGE_ROWS_MAX) {
        page->rows[page->row_count++] =
            (struct page_row){first, page->view->count - first, height, gap, false};
    }
}

void page_line(struct page *page, struct control *control, int least, int gap)
{
    size_t index = (size_t)(control - page->view->controls);
    int width = page->room.width;
    int height = page_height(page, control, width, least);
    page_put(control, 0, 0, width, height);
    page_row(page, index, height, gap);
}

/* ---- reading zone ---------------------------------------------------------------------------- */

void page_brand(struct page *page, const char *icon, const char *label, const char *aside)
{
    struct rect box = page->layout->brand;
    if (box.width == 0) {
        return;
    }
    struct control *brand = page_add(page, ROLE_TEXT, LOOK_BRAND, "brand", label);
    brand->icon = icon;
    brand->value = aside;
    /* A long name has a second line, towards the edge of the screen first. */
    int more = page_height(page, brand, box.width, box.height) - box.height;
    page_put(brand, box.x, box.y - more / 2, box.width, box.height + more);
}

void page_step(struct page *page, int step)
{
    int steps = page->visit->setup.form->steps;
    if (step <= 0) {
        return;
    }
    char of[12];
    char total[12];
    char value[24];
    (void)snprintf(of, sizeof of, "%d", step);
    (void)snprintf(total, sizeof total, "%d", steps);
    (void)snprintf(value, sizeof value, "%d/%d", step, steps);
    const char *words =
        phrase_with(page->visit, "step", (struct text_value[]){{"n", of}, {"t", total}}, 2);
    struct control *control = page_add(page, ROLE_STEP, LOOK_STEP, "step", words);
    control->value = view_text(page->view, value);
    control->rect = page->layout->step;
    page->question = page->layout->question;
}

const char *page_first_sentence(struct page *page, const char *hint)
{
    char part[512];
    size_t length = language_first_sentence(hint);
    if (length == 0 || length >= sizeof part) {
        return "";
    }
    memcpy(part, hint, length);
    part[length] = '\0';
    return view_text(page->view, part);
}

/* Whether the hint stands below what takes `used` of the box. Large text has two lines for it. */
static bool hint_fits(struct page *page, const struct control *hint, int used)
{
    struct text_style type = theme_text(&page->visit->style, TYPE_BODY);
    struct text_extent extent =
        canvas_measure(page->visit->setup.measure, hint->label, page->question.width, &type);
    bool large = page->visit->style.size == SIZE_LARGE && page->layout->question_at_end;
    return used + HINT_GAP + extent.height <= page->question.height &&
           (!large || extent.lines <= 2);
}

/* Adds the hint as far as it fits; the height it takes with its gap. */
static int add_hint(struct page *page, const char *hint, int used)
{
    if (hint[0] == '\0') {
        return 0;
    }
    struct control *line = page_add(page, ROLE_TEXT, LOOK_HINT, "hint", hint);
    if (!hint_fits(page, line, used)) {
        line->label = page_first_sentence(page, hint);
        page->rest = hint + strlen(line->label);
        page->rest += *page->rest == ' ' ? 1 : 0;
    }
    if (line->label[0] == '\0' || !hint_fits(page, line, used)) {
        page->view->count--;
        page->rest = hint;
        return 0;
    }
    int height = page_height(page, line, page->question.width, 0);
    page_put(line, page->question.x, used + HINT_GAP, page->question.width, height);
    return height + HINT_GAP;
}

/* Heading and hint below an icon that may be missing; the height of all. */
static int add_question(struct page *page, const char *icon, const char *title, const char *hint)
{
    struct rect box = page->question;
    int used = 0;
    if (icon != NULL) {
        struct control *circle = page_add(page, ROLE_IMAGE, LOOK_STATUS_ICON, "icon", "");
        circle->icon = icon;
        page_put(circle, box.x, 0, STATUS_CIRCLE, STATUS_CIRCLE);
        used = STATUS_CIRCLE + SPACE_BUTTONS;
    }
    struct control *heading = page_add(page, ROLE_TITLE, LOOK_HEADING, "title", title);
    int height = page_height(page, heading, box.width, 0);
    page_put(heading, box.x, used, box.width, height);
    used += height;
    return used + add_hint(page, hint, used);
}

void page_question(struct page *page, const char *icon, const char *title, const char *hint)
{
    struct rect box = page->question;
    size_t first = page->view->count;
    bool with_icon = icon != NULL && page->visit->style.size == SIZE_STANDARD;
    int used = add_question(page, with_icon ? icon : NULL, title, hint);
    if (with_icon && page->rest[0] != '\0') {
        /* Words before pictures. */
        page->view->count = first;
        page->rest = "";
        used = add_question(page, NULL, title, hint);
    }
    int top = page->layout->question_at_end ? box.y + box.height - used : box.y;
    for (size_t i = first; i < page->view->count; i++) {
        page->view->controls[i].rect.y += top;
    }
}

void page_rest(struct page *page)
{
    if (page->rest[0] != '\0') {
        page_line(page, page_add(page, ROLE_TEXT, LOOK_BODY, "rest", page->rest), 0, SPACE_OPTIONS);
    }
}

void page_to_the_bar(struct page *page)
{
    const struct rect *buttons = &page->layout->buttons;
    page->room.height = buttons->y + buttons->height - page->room.y;
    page->alone = true;
}

void page_widen(struct page *page)
{
    int below = page->layout->buttons.y - page->room.y - page->room.height - SPACE_BUTTONS;
    page->spare_above = page->room.y - page->layout->sheet.y - EDGE;
    page->spare_below = below > 0 ? below : 0;
}

void page_heads(struct page *page)
{
    struct visit *visit = page->visit;
    const struct form_field *shown = visit->page->alternatives ? visit->active : NULL;
    page_brand(page, "bell", phrase_of(visit, "app"), "");
    page_step(page, visit->page->step);
    page_question(page, NULL, phrase_of(visit, answers_title(visit->answers, visit->page, shown)),
                  phrase_of(visit, answers_hint(visit->answers, visit->page, shown)));
}

/* ---- rows ------------------------------------------------------------------------------------ */

int page_rows_height(const struct page *page, size_t first, size_t end)
{
    int height = 0;
    for (size_t i = first; i < end; i++) {
        height += page->rows[i].height + (i + 1 < end ? page->rows[i].gap : 0);
    }
    return height;
}

/* The row behind the last one that fits when rows begin at `first`. */
static size_t rows_that_fit(const struct page *page, size_t first, int room, int reserve)
{
    int used = 0;
    size_t end = first;
    if (page_rows_height(page, first, page->row_count) <= room) {
        return page->row_count;
    }
    while (end < page->row_count) {
        int height = page->rows[end].height;
        if (used + height > room - reserve && end > first) {
            break;
        }
        used += height + page->rows[end].gap;
        end++;
    }
    while (end < page->row_count && end > first + 1 && page->rows[end - 1].heads) {
        end--;
    }
    return end;
}

/* Takes the controls of rows outside first..end out of the view. */
static void keep_rows(struct page *page, size_t first, size_t end)
{
    struct view *view = page->view;
    for (size_t i = page->row_count; i-- > 0;) {
        struct page_row *row = &page->rows[i];
        if (i >= first && i < end) {
            continue;
        }
        size_t behind = row->first + row->count;
        memmove(&view->controls[row->first], &view->controls[behind],
                (view->count - behind) * sizeof *view->controls);
        view->count -= row->count;
        for (size_t j = i + 1; j < page->row_count; j++) {
            page->rows[j].first -= row->count;
        }
    }
}

static void place_rows(struct page *page, size_t first, size_t end)
{
    int y = page->room.y;
    for (size_t i = first; i < end; i++) {
        const struct page_row *row = &page->rows[i];
        for (size_t j = row->first; j < row->first + row->count; j++) {
            page->view->controls[j].rect.x += page->room.x;
            page->view->controls[j].rect.y += y;
        }
        y += row->height + row->gap;
    }
}

/* What can be pressed in the rows from `first` on. */
static int count_behind(const struct page *page, size_t first)
{
    int count = 0;
    for (size_t i = first; i < page->row_count; i++) {
        const struct page_row *row = &page->rows[i];
        for (size_t j = row->first; j < row->first + row->count; j++) {
            count += page->view->controls[j].pressable ? 1 : 0;
        }
    }
    return count;
}

/* Behind the last choice there may be words only: those are no choices. */
static const char *more_words(struct page *page, const char *more, int behind)
{
    if (strcmp(more, "s_more") == 0 && behind == 0) {
        more = "pn_next";
    }
    return phrase_number(page->visit, more, behind);
}

bool page_fits(const struct page *page)
{
    return page_rows_height(page, 0, page->row_count) <=
           page->room.height + page->spare_above + page->spare_below;
}

/* Takes as much of the edges as the rows want, first below, then above, where more of them fit on
 * the page then. Returns how much of it is above. */
static int use_spare(struct page *page, int reserve)
{
    int most = page->room.height + page->spare_above + page->spare_below;
    size_t end = rows_that_fit(page, 0, most, reserve);
    if (end <= rows_that_fit(page, 0, page->room.height, reserve)) {
        return 0;
    }
    int missing = page_rows_height(page, 0, end) - page->room.height;
    missing += end < page->row_count ? reserve : 0;
    int below = missing < page->spare_below ? missing : page->spare_below;
    int above = missing - below < page->spare_above ? missing - below : page->spare_above;
    if (missing <= 0) {
        return 0;
    }
    page->room.height += below + above;
    page->room.y -= above;
    return above;
}

/* Without a Back below, the pages after the first bring one of their own: room for it is kept. The
 * button of all rows does not stand alone where the page before can spare words. */
static size_t end_of_part(const struct page *page, size_t first, int reserve)
{
    int room = page->room.height;
    size_t end = page->alone && first > 0 ? rows_that_fit(page, first, room - reserve, 0)
                                          : rows_that_fit(page, first, room, reserve);
    bool lone = end + 1 == page->row_count && end > first + 2 && count_behind(page, end) > 0 &&
                count_behind(page, end - 1) == count_behind(page, end);
    return lone ? end - 1 : end;
}

/* At the lower edge: back to the part before, on to the next. */
static void add_turns(struct page *page, const char *more, int behind, int least)
{
    size_t first = page->view->count;
    if (page->alone && page->part > 0) {
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "back", phrase_of(page->visit, "back"))->icon =
            "arrow-left";
    }
    if (more != NULL) {
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "more", more_words(page, more, behind))->icon =
            "arrow-down";
    }
    int count = (int)(page->view->count - first);
    if (count == 0) {
        return;
    }
    int width = (page->room.width - (count - 1) * SPACE_OPTIONS) / count;
    int height = least;
    for (int i = 0; i < count; i++) {
        height = page_height(page, &page->view->controls[first + (size_t)i], width, height);
    }
    for (int i = 0; i < count; i++) {
        page_put(&page->view->controls[first + (size_t)i],
                 page->room.x + i * (width + SPACE_OPTIONS),
                 page->room.y + page->room.height - height, width, height);
    }
}

static int turn_button(const struct page *page)
{
    return page->visit->style.size == SIZE_LARGE ? 116 : HEIGHT_LEAST;
}

int page_turn_height(const struct page *page)
{
    return turn_button(page) + SPACE_OPTIONS;
}

void page_place(struct page *page, const char *more)
{
    struct visit *visit = page->visit;
    int button = turn_button(page);
    int reserve = more != NULL ? page_turn_height(page) : 0;
    int above = use_spare(page, reserve);
    size_t first = 0;
    size_t end = end_of_part(page, 0, reserve);
    int part = 0;
    while (part < page->part && end < page->row_count) {
        /* Pages after the first may begin with what is pressed, within reach. */
        page->room.y += above;
        page->room.height -= above;
        above = 0;
        first = end;
        end = end_of_part(page, first, reserve);
        part++;
    }
    page->part = part;
    visit->parts = end < page->row_count ? part + 2 : part + 1;
    bool goes_on = end < page->row_count;
    int behind = goes_on ? count_behind(page, end) : 0;
    place_rows(page, first, end);
    keep_rows(page, first, end);
    add_turns(page, goes_on ? more : NULL, behind, button);
}

/* ---- hidden answers -------------------------------------------------------------------------- */

bool page_is_hidden(const struct page *page)
{
    const struct visit *visit = page->visit;
    return visit->stage == STAGE_FORM && (visit->hidden_pages >> visit->page->index & 1u) != 0;
}

void page_hidden(struct page *page)
{
    struct visit *visit = page->visit;
    struct control *panel =
        page_add(page, ROLE_TEXT, LOOK_PANEL, "hidden", phrase_of(visit, "st_hidden"));
    panel->icon = "eye-off";
    page_line(page, panel, HEIGHT_OPTION, SPACE_OPTIONS);
    struct control *show =
        page_add(page, ROLE_BUTTON, LOOK_SECONDARY, "show", phrase_of(visit, "c_show"));
    show->icon = "eye";
    page_line(page, show, HEIGHT_LEAST, SPACE_OPTIONS);
    page_place(page, NULL);
}
