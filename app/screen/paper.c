#include "app/screen/paper.h"

#include "app/local/print_request.h"
#include "app/registration/receipt_code.h"
#include "app/site/site.h"
#include "platform/base/secret.h"
#include "platform/canvas/canvas.h"
#include "platform/language/language.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST     ((int)PRINT_HEIGHT_MAX)
#define WIDE        576
#define BODY        28 /* dots: 3.5 mm */
#define HEADING     30
#define WORDS_MAX   4096
#define TEAR_OFF    32 /* white below the last line */
#define QR_MODULE   13
#define QR_MODULES  29 /* version 1 and its quiet zone */
#define TEST_STRIPE 16

/* Draws downwards. */
struct pen {
    const struct paper_setup *setup;
    struct canvas *canvas;
    bool right_to_left;
    int margin, inner; /* white at each side, and the width between */
    int y;
};

/* ---- words ----------------------------------------------------------------- */

static void write_text(struct pen *pen, const char *text, int indent, double size, bool bold,
                       enum text_align align)
{
    struct text_style style = {
        .size = size,
        .bold = bold,
        .line_height = 1.3,
        .align = align,
        .right_to_left = pen->right_to_left,
        .language = pen->setup->language,
        .colour = 0x000000,
    };
    int x = pen->margin + (pen->right_to_left ? 0 : indent);

    pen->y += canvas_text(pen->canvas, text, x, pen->y, pen->inner - indent, &style).height;
}

static const char *words(const struct pen *pen, const char *key)
{
    return language_text(pen->setup->languages, pen->setup->language, key);
}

static void write_words(struct pen *pen, const char *key, double size, bool bold)
{
    write_text(pen, words(pen, key), 0, size, bold, ALIGN_START);
}

static void rule(struct pen *pen)
{
    pen->y += 12;
    canvas_rectangle(pen->canvas, pen->margin, pen->y, pen->inner, 3, 0x000000);
    pen->y += 3 + 14;
}

static void write_date(struct pen *pen)
{
    const struct paper_setup *setup = pen->setup;
    struct buffer date;

    buffer_init(&date, WORDS_MAX);
    (void)language_date(setup->languages, setup->language, LANGUAGE_DATE_SHORT, setup->year,
                        setup->month, setup->day, &date);
    write_text(pen, buffer_text(&date), 0, BODY, true, ALIGN_END);
    buffer_finish(&date);
}

/* A title at the start and today at the end of one line. */
static void write_head(struct pen *pen, const char *key)
{
    int top = pen->y;

    write_words(pen, key, BODY, true);
    pen->y = top;
    write_date(pen);
    rule(pen);
}

/* ---- receipt --------------------------------------------------------------- */

static bool write_code(struct pen *pen, const char *code, struct error *error)
{
    char grouped[RECEIPT_CODE_GROUPED_SIZE];
    char qr[sizeof RECEIPT_CODE_QR_PREFIX + RECEIPT_CODE_SIZE];
    int module = QR_MODULE * QR_MODULES <= pen->setup->width ? QR_MODULE : QR_MODULE - 1;
    int side = 0;

    receipt_code_group(code, grouped);
    if (text_format(qr, sizeof qr, RECEIPT_CODE_QR_PREFIX "%s", code))
        side = canvas_qr(pen->canvas, qr, (pen->setup->width - module * QR_MODULES) / 2, pen->y,
                         module);
    pen->y += side + 8;
    write_text(pen, words(pen, "pr_code"), 0, BODY, false, ALIGN_CENTRE);
    write_text(pen, grouped, 0, 58.0 * pen->setup->width / WIDE, true, ALIGN_CENTRE);
    rule(pen);
    secret_wipe(grouped, sizeof grouped);
    secret_wipe(qr, sizeof qr);
    return side > 0 || error_set(error, ERROR_INTERNAL, "the receipt's code makes no QR code");
}

static void write_step(struct pen *pen, const char *number, const char *key)
{
    char days[16] = "";
    const struct text_value value = {"d", days};
    struct buffer text;
    int top = pen->y;

    (void)text_format(days, sizeof days, "%d", (int)site_news_days(pen->setup->site));
    buffer_init(&text, WORDS_MAX);
    (void)language_fill(pen->setup->languages, pen->setup->language, key, &value, 1, &text);
    write_text(pen, number, 0, BODY, true, ALIGN_START);
    pen->y = top;
    write_text(pen, buffer_text(&text), 38, BODY, false, ALIGN_START);
    pen->y += 6;
    buffer_finish(&text);
}

static void write_hotline(struct pen *pen)
{
    write_words(pen, "pr_call", BODY, false);
    write_text(pen, site_hotline(pen->setup->site), 0, 54.0 * pen->setup->width / WIDE, true,
               ALIGN_START);
    rule(pen);
}

static bool draw_receipt(struct pen *pen, const char *code, struct error *error)
{
    write_head(pen, "pr_h");
    if (!write_code(pen, code, error))
        return false;
    if (pen->setup->with_hotline)
        write_hotline(pen);
    write_words(pen, "pr_next", HEADING, true);
    pen->y += 4;
    write_step(pen, "1.", "pr_1");
    write_step(pen, "2.", "pr_2");
    write_step(pen, "3.", "pr_3");
    rule(pen);
    write_words(pen, "pr_chg", BODY, false);
    /* Speaks of the number above. */
    if (pen->setup->with_hotline) {
        pen->y += 10;
        write_words(pen, "pr_end", BODY, true);
    }
    return true;
}

/* ---- notice and test ------------------------------------------------------- */

static void write_part(struct pen *pen, const char *key, const char *text)
{
    write_words(pen, key, HEADING, true);
    write_text(pen, text, 0, BODY, false, ALIGN_START);
    pen->y += 14;
}

static bool draw_notice(struct pen *pen, const char *unused, struct error *error)
{
    const struct site_notice *notice = site_notice(pen->setup->site, pen->setup->language);

    (void)unused;
    (void)error;
    write_words(pen, "b_notice", HEADING, true);
    write_words(pen, "pn_omb", BODY, false);
    write_text(pen, site_omb_number(pen->setup->site), 0, BODY, false, ALIGN_START);
    rule(pen);
    write_part(pen, "pn_authority", notice->authority);
    write_part(pen, "pn_purpose", notice->purpose);
    write_part(pen, "pn_uses", notice->routine_uses);
    write_part(pen, "pn_voluntary", notice->voluntary);
    write_part(pen, "pn_without", notice->without);
    return true;
}

/* Stripes show a dot that does not print; the numbers show the width. */
static bool draw_test(struct pen *pen, const char *unused, struct error *error)
{
    char kiosk[CERTIFICATE_NAME_MAX + 64];

    (void)unused;
    (void)error;
    write_head(pen, "a1_title");
    write_words(pen, "a1_text", BODY, false);
    if (text_format(kiosk, sizeof kiosk, "%s   %s   %d",
                    pen->setup->site ? site_kiosk_id(pen->setup->site) : "-", KIOSK_VERSION,
                    pen->setup->width))
        write_text(pen, kiosk, 0, BODY, false, ALIGN_START);
    pen->y += 14;
    for (int x = 0; x < pen->setup->width; x += 2 * TEST_STRIPE)
        canvas_rectangle(pen->canvas, x, pen->y, TEST_STRIPE, 3 * TEST_STRIPE, 0x000000);
    for (int x = TEST_STRIPE; x < pen->setup->width; x += 2 * TEST_STRIPE)
        canvas_rectangle(pen->canvas, x, pen->y + 3 * TEST_STRIPE, TEST_STRIPE, 3 * TEST_STRIPE,
                         0x000000);
    pen->y += 6 * TEST_STRIPE;
    return true;
}

/* ---- the picture ----------------------------------------------------------- */

void paper_destroy(struct paper *paper)
{
    if (!paper)
        return;
    if (paper->rows)
        secret_wipe(paper->rows, paper->length);
    free(paper->rows);
    free(paper);
}

/* Takes what was drawn, without the white below it. */
static struct paper *cut(struct pen *pen, struct error *error)
{
    size_t row = ((size_t)pen->setup->width + 7) / 8;
    struct paper *paper = calloc(1, sizeof *paper);

    if (pen->y + TEAR_OFF > LONGEST) {
        error_set(error, ERROR_LIMIT, "the text is too long for one paper");
        goto failed;
    }
    if (!paper || !(paper->rows = calloc((size_t)LONGEST, row))) {
        error_set(error, ERROR_MEMORY, "no memory for the picture on paper");
        goto failed;
    }
    paper->length = row * (size_t)LONGEST;
    if (!canvas_paper_rows(pen->canvas, paper->rows, paper->length)) {
        error_set(error, ERROR_INTERNAL, "the picture on paper cannot be read");
        goto failed;
    }
    paper->width = pen->setup->width;
    paper->height = pen->y + TEAR_OFF;
    return paper;
failed:
    paper_destroy(paper);
    return NULL;
}

static struct paper *draw(const struct paper_setup *setup,
                          bool (*content)(struct pen *, const char *, struct error *),
                          const char *code, struct error *error)
{
    const struct language_facts *facts = language_find(setup->languages, setup->language);
    struct pen pen = {
        .setup = setup,
        .right_to_left = facts && facts->right_to_left,
        .margin = setup->width >= WIDE ? 28 : 12,
        .y = 24,
    };
    struct paper *paper = NULL;

    pen.inner = setup->width - 2 * pen.margin;
    pen.canvas = canvas_create_paper(setup->width, LONGEST, error);
    if (pen.canvas && content(&pen, code, error))
        paper = cut(&pen, error);
    canvas_destroy(pen.canvas);
    return paper;
}

struct paper *paper_receipt(const struct paper_setup *setup, const char *code, struct error *error)
{
    return draw(setup, draw_receipt, code, error);
}

struct paper *paper_notice(const struct paper_setup *setup, struct error *error)
{
    return draw(setup, draw_notice, NULL, error);
}

struct paper *paper_test(const struct paper_setup *setup, struct error *error)
{
    return draw(setup, draw_test, NULL, error);
}
