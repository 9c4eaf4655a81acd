/* Choices: options with icon, words and mark, and the two tabs. */
#include "app/screen/widgets/parts.h"

#define PAD           34
#define PAD_DOWN      22
#define PAD_DOWN_WIDE 18
#define ICON_GAP      28
#define MARK_GAP      24
#define CHEVRON       52
#define STACKED_PAD   38
#define STACKED_ICON  64
#define STACKED_SLOT  72 /* the icon stands in its middle */
#define STACKED_GAP   29
#define STACKED_TOP   35
#define STACKED_REST  13 /* between the first row and the description */
#define LABEL_GAP     4

#define DASH 5

#define TAB_PAD  27
#define TAB_MARK 48
#define TAB_GAP  20

static bool has_mark(const struct control *control)
{
    return control->role == ROLE_RADIO || control->role == ROLE_CHECKBOX;
}

static int start_room(const struct control *control)
{
    return control->icon[0] ? PAD + ICON_OPTION + ICON_GAP : PAD;
}

static int end_room(const struct control *control)
{
    if (control->disabled)
        return PAD;
    return PAD + (has_mark(control) ? MARK : CHEVRON) + MARK_GAP;
}

static void words_in(const struct brush *brush, const struct control *control,
                     struct words words[2])
{
    const struct palette *palette = brush->palette;
    bool off = control->disabled;
    bool stacked = control->stacked;
    words[0] = words_of(brush, control->label, stacked ? TYPE_OPTION_TITLE : TYPE_OPTION,
                        off ? palette->on_disabled : palette->text, false);
    words[1] = words_of(brush, control->description, stacked ? TYPE_NOTICE : TYPE_DESCRIPTION,
                        palette->text2, control->ltr);
    words[1].style.bold = off;
    words[1].gap = LABEL_GAP;
}

static void draw_frame(const struct brush *brush, const struct control *control)
{
    const struct palette *palette = brush->palette;
    const struct rect *rect = &control->rect;
    static const double corners[4] = {RADIUS_BUTTON, RADIUS_BUTTON, RADIUS_BUTTON, RADIUS_BUTTON};
    if (control->disabled)
        canvas_box(brush->canvas, rect->x, rect->y, rect->width, rect->height, corners,
                   palette->disabled, palette->disabled_line, BORDER_OPTION, DASH);
    else if (control->chosen)
        part_box(brush, rect, RADIUS_BUTTON, palette->tint, palette->primary, BORDER_CHOSEN);
    else
        part_box(brush, rect, RADIUS_BUTTON, palette->sheet, palette->line, BORDER_OPTION);
}

static void draw_end(const struct brush *brush, const struct control *control, int pad, double y)
{
    const struct rect *rect = &control->rect;
    if (control->disabled)
        return;
    if (has_mark(control)) {
        double x = from_start(brush, rect, rect->width - pad - MARK, MARK);
        part_mark(brush, control->role, control->chosen, x, y - MARK / 2, MARK);
        return;
    }
    double x = from_start(brush, rect, rect->width - pad - CHEVRON, CHEVRON);
    part_icon(brush, "chevron-right", x, y - CHEVRON / 2, CHEVRON, 2.5, brush->palette->icon);
}

static colour icon_colour(const struct brush *brush, const struct control *control)
{
    return control->disabled ? brush->palette->on_disabled : brush->palette->icon;
}

static int stacked_indent(const struct control *control)
{
    return STACKED_PAD + (control->icon[0] ? STACKED_SLOT + STACKED_GAP : 0);
}

/* The first row is as high as the tallest of icon, mark and label. */
static int stacked_row(const struct brush *brush, const struct control *control, int width,
                       const struct words *label)
{
    int room = width - stacked_indent(control) - STACKED_PAD - MARK - MARK_GAP;
    return at_least(words_height(brush, label, room), STACKED_SLOT);
}

static void draw_stacked(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[2];
    words_in(brush, control, words);
    int row = stacked_row(brush, control, rect->width, &words[0]);
    double middle = rect->y + STACKED_TOP + row / 2;
    if (control->icon[0])
        part_icon(
            brush, control->icon,
            from_start(brush, rect, STACKED_PAD + (STACKED_SLOT - STACKED_ICON) / 2, STACKED_ICON),
            middle - STACKED_ICON / 2, STACKED_ICON, 1.75, icon_colour(brush, control));
    struct rect first = {rect->x, rect->y + STACKED_TOP, rect->width, row};
    int indent = stacked_indent(control);
    stack_draw(brush, words, 1, &first, indent,
               rect->width - indent - STACKED_PAD - MARK - MARK_GAP);
    draw_end(brush, control, STACKED_PAD, middle);
    words_draw(brush, &words[1], rect, STACKED_PAD, STACKED_TOP + row + STACKED_REST,
               rect->width - 2 * STACKED_PAD);
}

static void draw_option(const struct brush *brush, const struct control *control)
{
    draw_frame(brush, control);
    if (control->stacked) {
        draw_stacked(brush, control);
        return;
    }
    const struct rect *rect = &control->rect;
    struct words words[2];
    words_in(brush, control, words);
    int start = start_room(control);
    if (control->icon[0])
        part_icon(brush, control->icon, from_start(brush, rect, PAD, ICON_OPTION),
                  rect->y + (rect->height - ICON_OPTION) / 2, ICON_OPTION, 1.75,
                  icon_colour(brush, control));
    stack_draw(brush, words, 2, rect, start, rect->width - start - end_room(control));
    draw_end(brush, control, PAD, rect->y + rect->height / 2);
}

static int height_option(const struct brush *brush, const struct control *control, int width)
{
    struct words words[2];
    words_in(brush, control, words);
    if (control->stacked) {
        int row = stacked_row(brush, control, width, &words[0]);
        return 2 * STACKED_TOP + row + STACKED_REST +
               words_height(brush, &words[1], width - 2 * STACKED_PAD);
    }
    int room = width - start_room(control) - end_room(control);
    /* Five stand below each other on a wide screen only when each is as low as its words. */
    bool wide = brush->style->orientation == ORIENTATION_LANDSCAPE;
    return wide ? at_least(stack_height(brush, words, 2, room) + 2 * PAD_DOWN_WIDE, HEIGHT_LEAST)
                : at_least(stack_height(brush, words, 2, room) + 2 * PAD_DOWN, HEIGHT_OPTION);
}

static int width_option(const struct brush *brush, const struct control *control)
{
    struct words words[2];
    words_in(brush, control, words);
    if (control->stacked)
        return at_least(stacked_indent(control) + words_width(brush, &words[0]) + MARK + MARK_GAP,
                        words_width(brush, &words[1]) + STACKED_PAD) +
               STACKED_PAD;
    return start_room(control) + stack_width(brush, words, 2) + end_room(control);
}

const struct widget widget_option = {draw_option, height_option, width_option, RADIUS_BUTTON};

/* ---- tab ------------------------------------------------------------------------------------ */

static void draw_tab(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words =
        words_of(brush, control->label, TYPE_LABEL, brush->palette->text, control->ltr);
    draw_frame(brush, control);
    part_mark(brush, ROLE_RADIO, control->chosen, from_start(brush, rect, TAB_PAD, TAB_MARK),
              rect->y + (rect->height - TAB_MARK) / 2, TAB_MARK);
    int start = TAB_PAD + TAB_MARK + TAB_GAP;
    stack_draw(brush, &words, 1, rect, start, rect->width - start - TAB_PAD);
}

static int height_tab(const struct brush *brush, const struct control *control, int width)
{
    struct words words = words_of(brush, control->label, TYPE_LABEL, 0, control->ltr);
    int room = width - 2 * TAB_PAD - TAB_MARK - TAB_GAP;
    return at_least(words_height(brush, &words, room) + 2 * PAD_DOWN, HEIGHT_LEAST);
}

static int width_tab(const struct brush *brush, const struct control *control)
{
    struct words words = words_of(brush, control->label, TYPE_LABEL, 0, control->ltr);
    return words_width(brush, &words) + 2 * TAB_PAD + TAB_MARK + TAB_GAP;
}

const struct widget widget_tab = {draw_tab, height_tab, width_tab, RADIUS_BUTTON};
