#include "app/screen/paper/paper.h"

#include "app/local/print_request.h"
#include "app/registration/receipt_code.h"
#include "app/screen/paper/receipt_picture.h"
#include "app/site/site.h"
#include "platform/base/secret.h"
#include "platform/language/language.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST   ((int)PRINT_HEIGHT_MAX)
#define WORDS_MAX 4096

static struct receipt_paper paper_of(const struct paper_setup *setup)
{
    const struct language_facts *facts = language_find(setup->languages, setup->language);

    return (struct receipt_paper){
        .width = setup->width,
        .language = setup->language,
        .right_to_left = facts && facts->right_to_left,
    };
}

static const char *words(const struct paper_setup *setup, const char *key)
{
    return language_text(setup->languages, setup->language, key);
}

/* Appends today in words; nothing when the date is none. */
static void append_date(const struct paper_setup *setup, struct buffer *date)
{
    buffer_init(date, WORDS_MAX);
    (void)language_date(setup->languages, setup->language, LANGUAGE_DATE_SHORT, setup->year,
                        setup->month, setup->day, date);
}

/* ---- the picture's rows ---------------------------------------------------- */

void paper_destroy(struct paper *paper)
{
    if (!paper)
        return;
    if (paper->rows)
        secret_wipe(paper->rows, paper->length);
    free(paper->rows);
    free(paper);
}

/* Takes the canvas, which may be NULL, over. */
static struct paper *develop(struct canvas *canvas, int width, int height, struct error *error)
{
    struct paper *paper = canvas ? calloc(1, sizeof *paper) : NULL;

    if (!canvas)
        return NULL;
    if (!paper)
        goto out_of_memory;
    paper->width = width;
    paper->height = height;
    paper->length = ((size_t)width + 7) / 8 * (size_t)height;
    paper->rows = calloc(1, paper->length);
    if (!paper->rows)
        goto out_of_memory;
    if (!canvas_paper_rows(canvas, paper->rows, paper->length)) {
        error_set(error, ERROR_INTERNAL, "the picture on paper cannot be read");
        goto failed;
    }
    canvas_destroy(canvas);
    return paper;
out_of_memory:
    error_set(error, ERROR_MEMORY, "no memory for the picture on paper");
failed:
    canvas_destroy(canvas);
    paper_destroy(paper);
    return NULL;
}

/* ---- receipt --------------------------------------------------------------- */

/* The words that do not speak of a number where none is printed. */
static const char *words_on_receipt(const struct paper_setup *setup, const char *key,
                                    const char *without_hotline)
{
    return words(setup, setup->with_hotline ? key : without_hotline);
}

static void append_first_step(const struct paper_setup *setup, struct buffer *step)
{
    char days[16];
    const struct text_value value = {"n", days};

    (void)text_format(days, sizeof days, "%d", (int)site_news_days(setup->site));
    buffer_init(step, WORDS_MAX);
    (void)language_fill(setup->languages, setup->language,
                        setup->with_hotline ? "pr_1" : "pr_1_nocall", &value, 1, step);
}

struct paper *paper_receipt(const struct paper_setup *setup, const char *code, struct error *error)
{
    struct receipt_paper paper = paper_of(setup);
    char grouped[RECEIPT_CODE_GROUPED_SIZE];
    char qr[sizeof RECEIPT_CODE_QR_PREFIX + RECEIPT_CODE_SIZE];
    struct buffer date, step;
    int height = 0;

    receipt_code_group(code, grouped);
    (void)text_format(qr, sizeof qr, RECEIPT_CODE_QR_PREFIX "%s", code);
    append_date(setup, &date);
    append_first_step(setup, &step);
    const struct receipt_texts texts = {
        .title = words(setup, "pr_h"),
        .date = buffer_text(&date),
        .qr = qr,
        .code_label = words(setup, "pr_code"),
        .code = grouped,
        .call_label = words(setup, "pr_call"),
        .hotline = setup->with_hotline ? site_hotline(setup->site) : NULL,
        .next = words(setup, "pr_next"),
        .steps = {buffer_text(&step), words(setup, "pr_2"), words(setup, "pr_3")},
        .change = words_on_receipt(setup, "pr_chg", "pr_chg_nocall"),
        .end = words_on_receipt(setup, "pr_end", "pr_end_nocall"),
    };
    struct canvas *canvas = receipt_picture(&paper, &texts, LONGEST, &height, error);

    buffer_finish(&date);
    buffer_finish(&step);
    secret_wipe(grouped, sizeof grouped);
    secret_wipe(qr, sizeof qr);
    return develop(canvas, setup->width, height, error);
}

/* ---- notice and test ------------------------------------------------------- */

struct paper *paper_notice(const struct paper_setup *setup, struct error *error)
{
    const struct site_notice *notice = site_notice(setup->site, setup->language);
    bool foreign = strcmp(notice->language, setup->language) != 0;
    struct receipt_paper paper = paper_of(setup);
    int height = 0;
    const struct receipt_paragraph paragraphs[] = {
        {words(setup, "pn_omb"), site_omb_number(setup->site), true},
        {"", foreign ? words(setup, "pn_english") : "", false},
        {words(setup, "pn_authority"), notice->authority, foreign},
        {words(setup, "pn_purpose"), notice->purpose, foreign},
        {words(setup, "pn_uses"), notice->routine_uses, foreign},
        {words(setup, "pn_voluntary"), notice->voluntary, foreign},
        {words(setup, "pn_without"), notice->without, foreign},
    };
    struct canvas *canvas =
        receipt_picture_of_text(&paper, words(setup, "b_notice"), paragraphs,
                                sizeof paragraphs / sizeof paragraphs[0], LONGEST, &height, error);

    return develop(canvas, setup->width, height, error);
}

struct paper *paper_test(const struct paper_setup *setup, struct error *error)
{
    struct receipt_paper paper = paper_of(setup);
    char line[CERTIFICATE_NAME_MAX + 64];
    struct buffer date;
    int height = 0;

    append_date(setup, &date);
    (void)text_format(line, sizeof line, "%s   %s   %d",
                      setup->site ? site_kiosk_id(setup->site) : "-", KIOSK_VERSION, setup->width);
    struct canvas *canvas = receipt_picture_test(&paper, words(setup, "a1"), buffer_text(&date),
                                                 line, LONGEST, &height, error);

    buffer_finish(&date);
    return develop(canvas, setup->width, height, error);
}
