#include "app/screen/paper/receipt_picture.h"

#define BLACK        0x000000
#define WIDE         576
#define MARGIN       28
#define MARGIN_SMALL 12
#define TOP          25
#define BOTTOM       29

#define BODY        28 /* 3.5 mm */
#define HEADING     30
#define CODE        58
#define NUMBER      54
#define LEAST       24
#define LINE        1.3
#define LINE_NUMBER 1.2
#define CODE_SPACE  0.02 /* of the em, between letters */

#define RULE        3
#define RULE_ABOVE  12
#define RULE_BELOW  13
#define STEP_INDENT 38
#define STEP_GAP    6
#define PART_GAP    14
#define QR_MODULE   13 /* 1.6 mm */
#define QR_MODULES  29 /* version 1 with its quiet zone */
#define STRIPE      16
#define STRIPE_ROWS 2

/* Draws downwards. */
struct pen {
    const struct receipt_paper *paper;
    struct canvas *canvas;
    int margin, inner; /* white at each side, and the width between */
    int y;
    bool failed; /* the code makes no QR code */
};

static struct text_style style_of(const struct pen *pen, double size, bool bold)
{
    return (struct text_style){
        .size = size,
        .bold = bold,
        .line_height = LINE,
        .right_to_left = pen->paper->right_to_left,
        .language = pen->paper->language,
        .colour = BLACK,
    };
}

/* `indent` is from the start edge. */
static void write_text(struct pen *pen, const char *text, int indent,
                       const struct text_style *style)
{
    int x = pen->margin + (pen->paper->right_to_left ? 0 : indent);
    if (text[0])
        pen->y += canvas_text(pen->canvas, text, x, pen->y, pen->inner - indent, style).height;
}

static void write_body(struct pen *pen, const char *text, bool bold)
{
    struct text_style style = style_of(pen, BODY, bold);
    write_text(pen, text, 0, &style);
}

/* Codes and numbers stand on one line, in smaller letters where the paper is narrow. */
static void write_on_one_line(struct pen *pen, const char *text, struct text_style style)
{
    style.right_to_left = false;
    while (style.size > LEAST &&
           canvas_measure(pen->canvas, text, 0, &style).width > pen->inner - 2) {
        style.size -= 1;
        style.spacing = 0;
    }
    write_text(pen, text, 0, &style);
}

static void rule(struct pen *pen)
{
    pen->y += RULE_ABOVE;
    canvas_rectangle(pen->canvas, pen->margin, pen->y, pen->inner, RULE, BLACK);
    pen->y += RULE + RULE_BELOW;
}

/* Title and date on one line, or under each other where they do not fit. */
static void write_head(struct pen *pen, const char *title, const char *date)
{
    struct text_style style = style_of(pen, BODY, true);
    int wanted = canvas_measure(pen->canvas, title, 0, &style).width +
                 canvas_measure(pen->canvas, date, 0, &style).width + BODY;
    int top = pen->y;
    write_text(pen, title, 0, &style);
    if (wanted <= pen->inner)
        pen->y = top;
    style.align = ALIGN_END;
    write_text(pen, date, 0, &style);
    rule(pen);
}

/* ---- receipt -------------------------------------------------------------------------------- */

static void write_code(struct pen *pen, const struct receipt_texts *texts)
{
    int left = (pen->paper->width - QR_MODULE * QR_MODULES) / 2;
    int side = canvas_qr(pen->canvas, texts->qr, left, pen->y, QR_MODULE);
    pen->failed |= side == 0;
    pen->y += side + 2;

    struct text_style label = style_of(pen, BODY, false), code = style_of(pen, CODE, true);
    label.align = code.align = ALIGN_CENTRE;
    code.spacing = CODE * CODE_SPACE;
    write_text(pen, texts->code_label, 0, &label);
    write_on_one_line(pen, texts->code, code);
    rule(pen);
}

static void write_hotline(struct pen *pen, const struct receipt_texts *texts)
{
    struct text_style number = style_of(pen, NUMBER, true);
    number.line_height = LINE_NUMBER;
    number.align = pen->paper->right_to_left ? ALIGN_END : ALIGN_START;
    write_body(pen, texts->call_label, false);
    write_on_one_line(pen, texts->hotline, number);
    rule(pen);
}

static void write_steps(struct pen *pen, const struct receipt_texts *texts)
{
    static const char *const numbers[RECEIPT_STEPS] = {"1.", "2.", "3."};
    struct text_style heading = style_of(pen, HEADING, true);
    struct text_style bold = style_of(pen, BODY, true), plain = style_of(pen, BODY, false);
    write_text(pen, texts->next, 0, &heading);
    for (int i = 0; i < RECEIPT_STEPS; i++) {
        pen->y += STEP_GAP;
        int top = pen->y;
        write_text(pen, numbers[i], 0, &bold);
        pen->y = top;
        write_text(pen, texts->steps[i], STEP_INDENT, &plain);
    }
    rule(pen);
}

static void draw_receipt(struct pen *pen, const void *content)
{
    const struct receipt_texts *texts = content;
    write_head(pen, texts->title, texts->date);
    write_code(pen, texts);
    if (texts->hotline)
        write_hotline(pen, texts);
    write_steps(pen, texts);
    write_body(pen, texts->change, false);
    pen->y += RULE_ABOVE;
    write_body(pen, texts->end, true);
}

/* ---- running text and test print ------------------------------------------------------------ */

struct running_text {
    const char *title;
    const struct receipt_paragraph *paragraphs;
    size_t count;
};

static void write_paragraph(struct pen *pen, const struct receipt_paragraph *paragraph)
{
    const struct receipt_paper *paper = pen->paper;
    struct receipt_paper other = *paper;
    other.right_to_left = paper->right_to_left && !paragraph->ltr;
    pen->paper = &other;
    write_body(pen, paragraph->text, false);
    pen->paper = paper;
}

static void draw_running_text(struct pen *pen, const void *content)
{
    const struct running_text *text = content;
    struct text_style heading = style_of(pen, HEADING, true);
    write_text(pen, text->title, 0, &heading);
    rule(pen);
    for (size_t i = 0; i < text->count; i++) {
        if (i > 0)
            pen->y += PART_GAP;
        write_text(pen, text->paragraphs[i].heading, 0, &heading);
        write_paragraph(pen, &text->paragraphs[i]);
    }
}

struct test_print {
    const char *title, *date, *line;
};

static void draw_test(struct pen *pen, const void *content)
{
    const struct test_print *test = content;
    write_head(pen, test->title, test->date);
    write_body(pen, test->line, false);
    pen->y += PART_GAP;
    for (int row = 0; row < STRIPE_ROWS; row++) {
        for (int x = row * STRIPE; x < pen->paper->width; x += STRIPE_ROWS * STRIPE)
            canvas_rectangle(pen->canvas, x, pen->y, STRIPE, 3 * STRIPE, BLACK);
        pen->y += 3 * STRIPE;
    }
}

/* ---- the picture ---------------------------------------------------------------------------- */

typedef void drawer(struct pen *pen, const void *content);

/* Draws on a canvas of `height` rows. What lies below is lost; pen->y still says how much it is. */
static bool draw_on(struct pen *pen, int height, drawer *draw, const void *content,
                    struct error *error)
{
    pen->canvas = canvas_create_paper(pen->paper->width, height, error);
    if (!pen->canvas)
        return false;
    pen->y = TOP;
    draw(pen, content);
    pen->y += BOTTOM;
    return true;
}

/* Twice: on one row to learn the height, then for good. */
static struct canvas *draw_picture(const struct receipt_paper *paper, drawer *draw,
                                   const void *content, int height_max, int *height,
                                   struct error *error)
{
    struct pen pen = {.paper = paper, .margin = paper->width >= WIDE ? MARGIN : MARGIN_SMALL};
    pen.inner = paper->width - 2 * pen.margin;
    *height = 0;
    if (!draw_on(&pen, 1, draw, content, error))
        return NULL;
    canvas_destroy(pen.canvas);
    if (pen.failed) {
        error_set(error, ERROR_INTERNAL, "the receipt's code makes no QR code");
        return NULL;
    }
    if (pen.y > height_max) {
        error_set(error, ERROR_LIMIT, "the text needs %d dots of paper, more than %d", pen.y,
                  height_max);
        return NULL;
    }
    if (!draw_on(&pen, pen.y, draw, content, error))
        return NULL;
    *height = pen.y;
    return pen.canvas;
}

struct canvas *receipt_picture(const struct receipt_paper *paper, const struct receipt_texts *texts,
                               int height_max, int *height, struct error *error)
{
    return draw_picture(paper, draw_receipt, texts, height_max, height, error);
}

struct canvas *receipt_picture_of_text(const struct receipt_paper *paper, const char *title,
                                       const struct receipt_paragraph *paragraphs, size_t count,
                                       int height_max, int *height, struct error *error)
{
    const struct running_text text = {title, paragraphs, count};
    return draw_picture(paper, draw_running_text, &text, height_max, height, error);
}

struct canvas *receipt_picture_test(const struct receipt_paper *paper, const char *title,
                                    const char *date, const char *line, int height_max, int *height,
                                    struct error *error)
{
    const struct test_print test = {title, date, line};
    return draw_picture(paper, draw_test, &test, height_max, height, error);
}
