/* What is typed into, and what is said about it: field, PIN boxes, error, example. */
#include "app/screen/widgets/parts.h"

#include <stdio.h>

#define PAD          32
#define PAD_DOWN     16
#define CARET        4
#define CARET_GAP    3
#define CARET_HEIGHT 1.15 /* of the em */
#define COMPACT_SIZE 56   /* digits in a narrow field */

static struct words field_words(const struct brush *brush, const struct control *control)
{
    enum type_role role = control->ltr ? TYPE_FIELD_DIGITS : TYPE_FIELD;
    struct words words = words_of(brush, control->value, role, brush->palette->text, control->ltr);
    if (control->ltr && control->compact && !is_large(brush)) {
        words.style.size = COMPACT_SIZE;
        words.style.spacing = 0;
    }
    if (control->ltr)
        words.style.align = ALIGN_START;
    /* What is typed decides, as a reader of both scripts expects; an empty field is the page's. */
    if (canvas_begins_left_to_right(control->value))
        words.style.right_to_left = false;
    return words;
}

static void field_frame(const struct brush *brush, const struct rect *rect, bool active,
                        bool attention)
{
    const struct palette *palette = brush->palette;
    if (attention)
        part_box(brush, rect, RADIUS_FIELD, palette->sheet, palette->error, BORDER_ERROR);
    else if (active)
        part_box(brush, rect, RADIUS_FIELD, palette->sheet, palette->primary, BORDER_ACTIVE);
    else
        part_box(brush, rect, RADIUS_FIELD, palette->sheet, palette->line, BORDER_FIELD);
}

/* Where the value begins: at the pad, or further out so that the end with the caret stays seen. */
static double field_origin(const struct rect *rect, int length, bool right_to_left)
{
    double left = rect->x + PAD, right = rect->x + rect->width - PAD;
    int room = rect->width - 2 * PAD - CARET - CARET_GAP;
    if (right_to_left)
        return length <= room ? right - length : left + CARET + CARET_GAP;
    return length <= room ? left : right - CARET - CARET_GAP - length;
}

static void draw_field(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words = field_words(brush, control);
    field_frame(brush, rect, control->active, control->attention);

    struct text_extent extent = canvas_measure(brush->canvas, control->value, 0, &words.style);
    double x = field_origin(rect, extent.width, words.style.right_to_left);
    canvas_clip(brush->canvas, rect->x + BORDER_ACTIVE, rect->y, rect->width - 2 * BORDER_ACTIVE,
                rect->height);
    if (control->value[0])
        canvas_text(brush->canvas, control->value, x, rect->y + (rect->height - extent.height) / 2,
                    0, &words.style);
    if (control->active) {
        double caret =
            control->value[0] ? canvas_caret(brush->canvas, control->value, 0, &words.style) : 0;
        double height = words.style.size * CARET_HEIGHT;
        double gap = words.style.right_to_left ? -CARET - CARET_GAP : CARET_GAP;
        canvas_rectangle(brush->canvas, (int)(x + caret + gap),
                         rect->y + (int)((rect->height - height) / 2), CARET, (int)height,
                         brush->palette->text);
    }
    canvas_unclip(brush->canvas);
}

/* Long values scroll sideways: only the height depends on the text size. */
static int height_field(const struct brush *brush, const struct control *control, int width)
{
    (void)width;
    struct words words = field_words(brush, control);
    int line = (int)(words.style.size * words.style.line_height);
    return at_least(line + 2 * PAD_DOWN, HEIGHT_LEAST);
}

static int width_field(const struct brush *brush, const struct control *control)
{
    struct words words = field_words(brush, control);
    return words_width(brush, &words) + 2 * PAD + CARET + CARET_GAP;
}

const struct widget widget_field = {draw_field, height_field, width_field, RADIUS_FIELD};

/* ---- PIN: one box a digit, filled or not ------------------------------------------------------ */

#define DOTS_GAP      28
#define DOTS_GAP_MANY 18 /* with more than four */
#define DOTS_SIDE     150
#define DOTS_MANY     132
#define DOTS_MOST     12
#define DOTS_BELOW    16

struct dots {
    int typed, all, side, gap;
};

static struct dots dots_of(const struct control *control)
{
    struct dots dots = {0};
    if (sscanf(control->value, "%d/%d", &dots.typed, &dots.all) != 2 || dots.all < 1 ||
        dots.all > DOTS_MOST)
        dots.all = 4;
    dots.gap = dots.all > 4 ? DOTS_GAP_MANY : DOTS_GAP;
    dots.side = dots.all > 4 ? DOTS_MANY : DOTS_SIDE;
    return dots;
}

static struct words dots_words(const struct brush *brush, const struct control *control)
{
    struct words words =
        words_of(brush, control->description, TYPE_DESCRIPTION, brush->palette->text2, false);
    words.style.align = ALIGN_CENTRE;
    return words;
}

static void draw_dot(const struct brush *brush, const struct rect *box, bool typed, bool next)
{
    double x = box->x + box->width / 2.0, y = box->y + box->height / 2.0;
    colour ink = brush->palette->text;
    if (typed)
        canvas_circle(brush->canvas, x, y, box->width * 0.15, ink, COLOUR_NONE, 0);
    else if (next)
        canvas_rectangle(brush->canvas, (int)x - CARET / 2, (int)(y - box->height * 0.22), CARET,
                         (int)(box->height * 0.44), ink);
}

static void draw_dots(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct dots dots = dots_of(control);
    struct words words = dots_words(brush, control);
    int below = words_height(brush, &words, rect->width);
    int side = dots.side;
    int most = (rect->width - (dots.all - 1) * dots.gap) / dots.all;
    if (side > most)
        side = most;
    if (side > rect->height - below)
        side = rect->height - below;
    int start = (rect->width - dots.all * side - (dots.all - 1) * dots.gap) / 2;
    for (int i = 0; i < dots.all; i++) {
        /* A PIN is typed from left to right in every language. */
        struct rect box = {rect->x + start + i * (side + dots.gap), rect->y, side, side};
        field_frame(brush, &box, control->active && i == dots.typed, control->attention);
        draw_dot(brush, &box, i < dots.typed, control->active && i == dots.typed);
    }
    words_draw(brush, &words, rect, 0, rect->height - below, rect->width);
}

static int height_dots(const struct brush *brush, const struct control *control, int width)
{
    struct dots dots = dots_of(control);
    struct words words = dots_words(brush, control);
    int most = (width - (dots.all - 1) * dots.gap) / dots.all;
    int below = words_height(brush, &words, width);
    return (dots.side < most ? dots.side : most) + (below ? below + DOTS_BELOW : 0);
}

static int width_dots(const struct brush *brush, const struct control *control)
{
    struct dots dots = dots_of(control);
    struct words words = dots_words(brush, control);
    return at_least(dots.all * dots.side + (dots.all - 1) * dots.gap, words_width(brush, &words));
}

const struct widget widget_dots = {draw_dots, height_dots, width_dots, RADIUS_FIELD};

/* ---- error ---------------------------------------------------------------------------------- */

#define ERROR_ICON   46
#define ERROR_INDENT 62

static struct words error_words(const struct brush *brush, const struct control *control)
{
    return words_of(brush, control->label, TYPE_ERROR, brush->palette->error, control->ltr);
}

static void draw_error(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words = error_words(brush, control);
    double line = words.style.size * words.style.line_height;
    part_icon(brush, control->icon[0] ? control->icon : "circle-alert",
              from_start(brush, rect, 0, ERROR_ICON), rect->y + (int)((line - ERROR_ICON) / 2),
              ERROR_ICON, 2, words.style.colour);
    words_draw(brush, &words, rect, ERROR_INDENT, 0, rect->width - ERROR_INDENT);
}

static int height_error(const struct brush *brush, const struct control *control, int width)
{
    struct words words = error_words(brush, control);
    return at_least(words_height(brush, &words, width - ERROR_INDENT), ERROR_ICON);
}

static int width_error(const struct brush *brush, const struct control *control)
{
    struct words words = error_words(brush, control);
    return words_width(brush, &words) + ERROR_INDENT;
}

const struct widget widget_error = {draw_error, height_error, width_error, RADIUS_CHECK};

/* ---- what an A-number looks like ------------------------------------------------------------ */

#define EXAMPLE_GAP 28

static void example_words(const struct brush *brush, const struct control *control,
                          struct words words[2])
{
    const struct palette *palette = brush->palette;
    words[0] = words_of(brush, control->label, TYPE_SMALL, palette->text2, false);
    words[1] = words_of(brush, control->value, TYPE_KEY, palette->text, true);
    words[1].style.spacing = words[1].style.size * 0.04;
}

static int width_example(const struct brush *brush, const struct control *control)
{
    struct words words[2];
    example_words(brush, control, words);
    if (is_large(brush))
        return stack_width(brush, words, 2) + 2 * PAD;
    return words_width(brush, &words[0]) + words_width(brush, &words[1]) + EXAMPLE_GAP + 2 * PAD;
}

static bool example_is_stacked(const struct brush *brush, const struct control *control, int width)
{
    return is_large(brush) || width_example(brush, control) > width;
}

static void draw_example(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words[2];
    example_words(brush, control, words);
    part_box(brush, rect, RADIUS_FIELD, brush->palette->tint, COLOUR_NONE, 0);
    if (example_is_stacked(brush, control, rect->width)) {
        stack_draw(brush, words, 2, rect, PAD, rect->width - 2 * PAD);
        return;
    }
    int first = words_width(brush, &words[0]);
    stack_draw(brush, &words[0], 1, rect, PAD, first);
    int start = PAD + first + EXAMPLE_GAP;
    stack_draw(brush, &words[1], 1, rect, start, rect->width - start - PAD);
}

static int height_example(const struct brush *brush, const struct control *control, int width)
{
    struct words words[2];
    example_words(brush, control, words);
    int room = width - 2 * PAD;
    int height =
        example_is_stacked(brush, control, width)
            ? stack_height(brush, words, 2, room)
            : at_least(words_height(brush, &words[1], room), words_height(brush, &words[0], room));
    return height + 2 * PAD_DOWN;
}

const struct widget widget_example = {draw_example, height_example, width_example, RADIUS_FIELD};
