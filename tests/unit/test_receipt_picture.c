#include "app/screen/paper/receipt_picture.h"

#include "tests/support/lib/canvas_bed.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"
#include "tests/support/lib/zbar.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 4000
#define QR_TEXT "CA1:K7M429QTX3HF"

static struct receipt_texts texts_in_english(void)
{
    return (struct receipt_texts){
        .title = "RECEIPT",
        .date = "Nov 21, 2026",
        .qr = QR_TEXT,
        .code_label = "Your code",
        .code = "K7M4 29QT X3HF",
        .call_label = "Questions? Call free:",
        .hotline = "1-800-555-0100",
        .next = "What happens next",
        .steps = {"We check your request. Alerts start only after we tell you.",
                  "We contact you only in the way and at the hours you chose.",
                  "Have your PIN ready. It is not on this receipt."},
        .change = "To change or stop: call and give your code and PIN.",
        .end = "No names here, but the phone number can show which office this is.",
    };
}

static struct receipt_paper paper_of(int width)
{
    return (struct receipt_paper){.width = width, .language = "en"};
}

static uint8_t *rows_of(struct canvas *canvas, int width, int height)
{
    size_t size = ((size_t)width + 7) / 8 * (size_t)height;
    uint8_t *rows = malloc(size);
    assert_non_null(rows);
    assert_true(canvas_paper_rows(canvas, rows, size));
    return rows;
}

/* Black dots in rows from…to. */
static int dots(const uint8_t *rows, int width, int from, int to)
{
    size_t row = ((size_t)width + 7) / 8;
    int count = 0;
    for (size_t i = row * (size_t)from; i < row * (size_t)to; i++)
        count += __builtin_popcount(rows[i]);
    return count;
}

static void reads_back(const struct temp_folder *folder, int width)
{
    struct error error;
    struct receipt_paper paper = paper_of(width);
    struct receipt_texts texts = texts_in_english();
    char text[64];
    int height;
    const char *path = temp_folder_path(folder, "receipt.png");
    struct canvas *canvas = receipt_picture(&paper, &texts, LONGEST, &height, &error);
    assert_non_null(canvas);
    assert_true(canvas_write_png(canvas, path, &error));
    assert_true(zbar_read(path, text, sizeof text));
    assert_string_equal(text, QR_TEXT);
    canvas_destroy(canvas);
}

static void the_code_reads_back_from_wide_and_narrow_paper(void **state)
{
    reads_back(*state, 576);
    reads_back(*state, 384);
}

/* 21 modules of 13 dots, and nothing black beside them. */
static void a_module_of_the_qr_code_is_13_dots(void **state)
{
    static const int widths[] = {576, 384};
    struct error error;
    struct receipt_texts texts = texts_in_english();
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct receipt_paper paper = paper_of(widths[i]);
        int height, top = 0;
        struct canvas *canvas = receipt_picture(&paper, &texts, LONGEST, &height, &error);
        assert_non_null(canvas);
        uint8_t *rows = rows_of(canvas, widths[i], height);
        /* The first row after the rule that holds the upper edge of two finders: 2 x 7 modules. */
        for (int y = 80; y < 300 && top == 0; y++)
            if (dots(rows, widths[i], y, y + 1) >= 14 * 13)
                top = y;
        assert_true(top > 80);
        assert_int_equal(dots(rows, widths[i], top - 1, top), 0);
        assert_true(dots(rows, widths[i], top, top + 1) % 13 == 0);
        assert_int_equal(dots(rows, widths[i], top + 12, top + 13),
                         dots(rows, widths[i], top, top + 1));
        assert_int_equal(dots(rows, widths[i], top + 21 * 13, top + 21 * 13 + 26), 0);
        free(rows);
        canvas_destroy(canvas);
    }
}

static void a_receipt_is_as_high_as_its_words(void **state)
{
    struct error error;
    struct receipt_paper paper = paper_of(576);
    struct receipt_texts texts = texts_in_english();
    int with, without;
    (void)state;
    struct canvas *long_one = receipt_picture(&paper, &texts, LONGEST, &with, &error);
    texts.hotline = NULL;
    struct canvas *short_one = receipt_picture(&paper, &texts, LONGEST, &without, &error);
    assert_non_null(long_one);
    assert_non_null(short_one);
    assert_in_range(with, 1000, 1300);
    assert_in_range(without, with - 200, with - 100);
    uint8_t *rows = rows_of(long_one, 576, with);
    assert_int_equal(dots(rows, 576, with - 20, with), 0);
    assert_true(dots(rows, 576, with - 80, with - 20) > 100);
    free(rows);
    canvas_destroy(long_one);
    canvas_destroy(short_one);
}

static void a_receipt_from_right_to_left_begins_at_the_right(void **state)
{
    struct error error;
    struct receipt_paper paper = {.width = 576, .language = "ar", .right_to_left = true};
    struct receipt_texts texts = texts_in_english();
    int height, x = 575;
    (void)state;
    texts.title = "إيصال";
    texts.date = "";
    struct canvas *canvas = receipt_picture(&paper, &texts, LONGEST, &height, &error);
    assert_non_null(canvas);
    uint8_t *rows = rows_of(canvas, 576, height);
    /* The head's line: its first dot from the right stands at the margin. */
    for (bool black = false; !black && x > 0; x -= !black)
        for (int y = 30; y < 60; y++)
            black |= rows[y * 72 + x / 8] >> (7 - x % 8) & 1;
    assert_in_range(x, 540, 550);
    free(rows);
    canvas_destroy(canvas);
}

static void a_text_too_long_for_the_paper_is_refused(void **state)
{
    struct error error;
    struct receipt_paper paper = paper_of(384);
    struct receipt_texts texts = texts_in_english();
    char endless[8000];
    int height = 1;
    (void)state;
    memset(endless, 'x', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    texts.end = endless;
    assert_null(receipt_picture(&paper, &texts, LONGEST, &height, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    assert_int_equal(height, 0);
}

static void a_code_that_makes_no_qr_code_is_refused(void **state)
{
    struct error error;
    struct receipt_paper paper = paper_of(576);
    struct receipt_texts texts = texts_in_english();
    int height;
    (void)state;
    texts.qr = "";
    assert_null(receipt_picture(&paper, &texts, LONGEST, &height, &error));
    assert_int_equal(error.kind, ERROR_INTERNAL);
}

static void a_notice_prints_all_its_parts(void **state)
{
    static const struct receipt_paragraph parts[] = {{"", "OMB number 0000-0000", true},
                                                     {"Authority", "Some law.", false},
                                                     {"Purpose", "To send alerts.", false}};
    struct error error;
    struct receipt_paper paper = paper_of(576);
    int all, two;
    (void)state;
    struct canvas *whole =
        receipt_picture_of_text(&paper, "Privacy notice", parts, 3, LONGEST, &all, &error);
    struct canvas *less =
        receipt_picture_of_text(&paper, "Privacy notice", parts, 2, LONGEST, &two, &error);
    assert_non_null(whole);
    assert_non_null(less);
    assert_in_range(all - two, 80, 100);
    canvas_destroy(whole);
    canvas_destroy(less);
}

/* Two rows of stripes, one the other's gaps: together every dot of the head is used once. */
static void the_test_print_uses_every_dot(void **state)
{
    struct error error;
    struct receipt_paper paper = paper_of(384);
    int height;
    (void)state;
    struct canvas *canvas = receipt_picture_test(&paper, "Test print", "Nov 21, 2026", "0417",
                                                 LONGEST, &height, &error);
    assert_non_null(canvas);
    uint8_t *rows = rows_of(canvas, 384, height);
    int last = height - 29 - 24, first = last - 48;
    for (size_t i = 0; i < 48; i++) {
        uint8_t upper = rows[(size_t)first * 48 + i], lower = rows[(size_t)last * 48 + i];
        assert_int_equal(upper | lower, 0xff);
        assert_int_equal(upper & lower, 0);
    }
    free(rows);
    canvas_destroy(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_code_reads_back_from_wide_and_narrow_paper,
                                        temp_folder_setup, temp_folder_teardown),
        cmocka_unit_test(a_module_of_the_qr_code_is_13_dots),
        cmocka_unit_test(a_receipt_is_as_high_as_its_words),
        cmocka_unit_test(a_receipt_from_right_to_left_begins_at_the_right),
        cmocka_unit_test(a_text_too_long_for_the_paper_is_refused),
        cmocka_unit_test(a_code_that_makes_no_qr_code_is_refused),
        cmocka_unit_test(a_notice_prints_all_its_parts),
        cmocka_unit_test(the_test_print_uses_every_dot),
    };
    return cmocka_run_group_tests(tests, canvas_bed_load_fonts, NULL);
}
