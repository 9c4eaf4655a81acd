/* Pictures more than words: steps, receipt code, QR code, status icon, countdown. */
#include "app/screen/widgets/parts.h"

#include <stdio.h>
#include <string.h>

/* ---- step ----------------------------------------------------------------------------------- */

#define STEPS_MOST   20
#define SEGMENT      18
#define SEGMENT_NOW  28
#define SEGMENT_GAP  10
#define SEGMENT_LINE 3
#define STEP_BELOW   18 /* middle of the segments over the lower edge */

static struct words step_words(const struct brush *brush, const struct control *control)
{
    return words_of(brush, control->label, TYPE_STEP, brush->palette->text, false);
}

static void draw_segment(const struct brush *brush, const struct rect *place, int state)
{
    const struct palette *palette = brush->palette;
    int height = state == 0 ? SEGMENT_NOW : SEGMENT;
    struct rect box = {place->x, place->y - height / 2, place->width, height};
    if (state > 0)
        part_box(brush, &box, height / 2, palette->step_open, palette->step_line, SEGMENT_LINE);
    else
        part_box(brush, &box, height / 2, state < 0 ? palette->step_done : palette->step_now,
                 COLOUR_NONE, 0);
}

static void draw_step(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    struct words words = step_words(brush, control);
    words_draw(brush, &words, rect, 0, 0, rect->width);
    int now = 0, all = 0;
    if (sscanf(control->value, "%d/%d", &now, &all) != 2 || all < 1 || all > STEPS_MOST)
        return;
    int width = (rect->width - (all - 1) * SEGMENT_GAP) / all;
    for (int i = 0; i < all; i++) {
        double x = from_start(brush, rect, i * (width + SEGMENT_GAP), width);
        struct rect place = {(int)x, rect->y + rect->height - STEP_BELOW, width, 0};
        draw_segment(brush, &place, i + 1 - now);
    }
}

static int height_step(const struct brush *brush, const struct control *control, int width)
{
    struct words words = step_words(brush, control);
    return words_height(brush, &words, width) + SEGMENT_NOW + SEGMENT / 2 + 4;
}

static int width_step(const struct brush *brush, const struct control *control)
{
    struct words words = step_words(brush, control);
    return words_width(brush, &words);
}

const struct widget widget_step = {draw_step, height_step, width_step, RADIUS_CHECK};

/* ---- receipt code --------------------------------------------------------------------------- */

#define CODE_TEXT_MAX 64

static struct words code_label(const struct brush *brush, const struct control *control)
{
    return words_of(brush, control->label, TYPE_DESCRIPTION, brush->palette->text, false);
}

/* The groups stand under each other where one line has no room; `text` holds them. */
static struct words code_groups(const struct brush *brush, const struct control *control, int width,
                                char text[static CODE_TEXT_MAX])
{
    snprintf(text, CODE_TEXT_MAX, "%s", control->value);
    struct words words = words_of(brush, text, TYPE_CODE, brush->palette->text, true);
    if (words_width(brush, &words) > width)
        for (char *at = text; (at = strchr(at, ' '));)
            *at = '\n';
    return words;
}

static void draw_code(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    char text[CODE_TEXT_MAX];
    struct words words[2] = {code_label(brush, control),
                             code_groups(brush, control, rect->width, text)};
    if (control->centred)
        words[0].style.align = words[1].style.align = ALIGN_CENTRE;
    stack_draw(brush, words, 2, rect, 0, rect->width);
}

static int height_code(const struct brush *brush, const struct control *control, int width)
{
    char text[CODE_TEXT_MAX];
    struct words words[2] = {code_label(brush, control), code_groups(brush, control, width, text)};
    return stack_height(brush, words, 2, width);
}

static int width_code(const struct brush *brush, const struct control *control)
{
    char text[CODE_TEXT_MAX];
    struct words words[2] = {code_label(brush, control),
                             code_groups(brush, control, CANVAS_LONG, text)};
    return stack_width(brush, words, 2);
}

const struct widget widget_code = {draw_code, height_code, width_code, RADIUS_CHECK};

/* ---- QR code -------------------------------------------------------------------------------- */

#define QR_MODULES 29 /* version 1 with its quiet zone */
#define QR_MODULE  15
#define QR_BORDER  3
#define WHITE      0xffffff

static int qr_side(const struct rect *rect)
{
    int least = rect->width < rect->height ? rect->width : rect->height;
    return (least - QR_BORDER) / QR_MODULES * QR_MODULES;
}

static void draw_qr(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    int side = qr_side(rect);
    int x = rect->x + (rect->width - side) / 2, y = rect->y + (rect->height - side) / 2;
    part_box(brush, rect, RADIUS_BUTTON, WHITE, COLOUR_NONE, 0);
    canvas_qr(brush->canvas, control->value, x, y, side / QR_MODULES);
    part_box(brush, rect, RADIUS_BUTTON, COLOUR_NONE, brush->palette->line, QR_BORDER);
}

static int width_qr(const struct brush *brush, const struct control *control)
{
    (void)brush;
    (void)control;
    return QR_MODULES * QR_MODULE + QR_BORDER;
}

static int height_qr(const struct brush *brush, const struct control *control, int width)
{
    int wanted = width_qr(brush, control);
    return width < wanted ? width : wanted;
}

const struct widget widget_qr = {draw_qr, height_qr, width_qr, RADIUS_BUTTON};

/* ---- status icon ---------------------------------------------------------------------------- */

#define STATUS_LINE 4

static void draw_status_icon(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    const struct palette *palette = brush->palette;
    double half = STATUS_CIRCLE / 2, inset = (STATUS_CIRCLE - ICON_STATUS) / 2;
    double x = control->centred ? rect->x + (rect->width - STATUS_CIRCLE) / 2
                                : from_start(brush, rect, 0, STATUS_CIRCLE);
    canvas_circle(brush->canvas, x + half, rect->y + half, half, palette->sheet,
                  palette->rules ? palette->line : COLOUR_NONE, palette->rules ? STATUS_LINE : 0);
    part_icon(brush, control->icon, x + inset, rect->y + inset, ICON_STATUS, 1.75, palette->icon);
}

static int height_status_icon(const struct brush *brush, const struct control *control, int width)
{
    (void)brush;
    (void)control;
    (void)width;
    return STATUS_CIRCLE;
}

static int width_status_icon(const struct brush *brush, const struct control *control)
{
    return height_status_icon(brush, control, 0);
}

const struct widget widget_status_icon = {draw_status_icon, height_status_icon, width_status_icon,
                                          STATUS_CIRCLE / 2};

/* ---- countdown ------------------------------------------------------------------------------ */

#define RING_SIDE  362
#define RING_LINE  22
#define SECONDS_OF 60

static void countdown_words(const struct brush *brush, const struct control *control, int left,
                            char text[static 16], struct words words[2])
{
    snprintf(text, 16, "%d", left);
    words[0] = words_of(brush, text, TYPE_COUNTDOWN, brush->palette->text, true);
    /* Larger words would cross the ring. */
    words[1] = words_of(brush, control->label, is_large(brush) ? TYPE_SMALL : TYPE_LABEL,
                        brush->palette->text, false);
    words[1].style.bold = false;
    words[0].style.align = words[1].style.align = ALIGN_CENTRE;
}

static void draw_countdown(const struct brush *brush, const struct control *control)
{
    const struct rect *rect = &control->rect;
    const struct palette *palette = brush->palette;
    int left = 0, all = SECONDS_OF;
    if (sscanf(control->value, "%d", &left) != 1 || left < 0)
        return;
    if (sscanf(control->description, "%d", &all) != 1 || all < 1)
        all = SECONDS_OF;
    char text[16];
    struct words words[2];
    countdown_words(brush, control, left, text, words);
    double x = rect->x + rect->width / 2.0, y = rect->y + rect->height / 2.0;
    double radius = (RING_SIDE - RING_LINE) / 2.0;
    double share = left < all ? (double)left / all : 1;
    colour track = palette->rules ? palette->tint : palette->hair;
    canvas_arc(brush->canvas, x, y, radius, 0, 1, track, RING_LINE);
    if (left > 0)
        canvas_arc(brush->canvas, x, y, radius, 0, share, palette->primary, RING_LINE);
    stack_draw(brush, words, 2, rect, 0, rect->width);
}

static int height_countdown(const struct brush *brush, const struct control *control, int width)
{
    (void)brush;
    (void)control;
    (void)width;
    return RING_SIDE;
}

static int width_countdown(const struct brush *brush, const struct control *control)
{
    return height_countdown(brush, control, 0);
}

const struct widget widget_countdown = {draw_countdown, height_countdown, width_countdown,
                                        RING_SIDE / 2};
