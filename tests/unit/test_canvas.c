/* Shapes, icons, QR codes, paper. */
#include "tests/support/lib/canvas_bed.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"
#include "tests/support/lib/zbar.h"

#include <string.h>

/* ---- shapes --------------------------------------------------------------------------------- */

static void sizes_that_make_no_sense_are_refused(void **state)
{
    struct error error;
    (void)state;
    assert_null(canvas_create(0, 10, 10, 10, NULL, 0, &error));
    assert_null(canvas_create(9000, 10, 10, 10, NULL, 0, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
}

static void a_smaller_surface_shows_the_whole_reference_centred(void **state)
{
    struct error error;
    (void)state;
    struct canvas *canvas = canvas_create(200, 100, 100, 100, NULL, 0, &error);
    assert_non_null(canvas);
    canvas_fill(canvas, WHITE);
    canvas_rectangle(canvas, 0, 0, 100, 100, 0x123456);
    assert_int_equal(canvas_bed_pixel(canvas, 49, 50), WHITE);
    assert_int_equal(canvas_bed_pixel(canvas, 50, 50), 0x123456);
    assert_int_equal(canvas_bed_pixel(canvas, 149, 99), 0x123456);
    assert_int_equal(canvas_bed_pixel(canvas, 150, 50), WHITE);
    canvas_destroy(canvas);
}

static void a_box_keeps_its_outline_inside(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(100, 100);
    canvas_box(canvas, 10, 10, 80, 80, NULL, 0x00ff00, 0xff0000, 5, 0);
    assert_int_equal(canvas_bed_pixel(canvas, 10, 50), 0xff0000);
    assert_int_equal(canvas_bed_pixel(canvas, 14, 50), 0xff0000);
    assert_int_equal(canvas_bed_pixel(canvas, 15, 50), 0x00ff00);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 100, 10), 0);
    assert_int_equal(canvas_bed_ink(canvas, 90, 0, 10, 100), 0);
    canvas_destroy(canvas);
}

static void a_box_without_fill_leaves_what_is_under_it(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(100, 100);
    canvas_box(canvas, 10, 10, 80, 80, (double[]){20, 20, 20, 20}, COLOUR_NONE, BLACK, 6, 0);
    assert_int_equal(canvas_bed_pixel(canvas, 50, 50), WHITE);
    assert_int_equal(canvas_bed_pixel(canvas, 12, 50), BLACK);
    assert_int_equal(canvas_bed_pixel(canvas, 10, 10), WHITE); /* the rounded corner */
    canvas_destroy(canvas);
}

static void nothing_is_drawn_outside_a_clip_and_clips_nest(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(100, 100);
    canvas_clip(canvas, 20, 20, 40, 40);
    canvas_clip(canvas, 0, 0, 30, 100);
    canvas_rectangle(canvas, 0, 0, 100, 100, BLACK);
    canvas_unclip(canvas);
    canvas_unclip(canvas);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 100, 100), 10 * 40);
    canvas_rectangle(canvas, 0, 0, 5, 5, BLACK);
    assert_int_equal(canvas_bed_pixel(canvas, 0, 0), BLACK);
    canvas_destroy(canvas);
}

static void malformed_outlines_are_refused_and_not_drawn(void **state)
{
    static const char *const bad[] = {"M0 0L", "M0 0X5", "10 10", "M0 0A5 5 0 2 1 9 9", "M0 0L1"};
    (void)state;
    struct canvas *canvas = canvas_bed_make(50, 50);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(canvas_outline(canvas, bad[i], 0, 0, BLACK));
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 50, 50), 0);
    assert_true(canvas_outline(canvas, "M0 0H10V10H0z", 5, 5, BLACK));
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 50, 50), 100);
    canvas_destroy(canvas);
}

/* ---- icons ---------------------------------------------------------------------------------- */

static const char *const needed[] = {
    "a-large-small", "arrow-down",   "arrow-left",   "badge-check",    "bell",
    "bell-off",      "camera",       "check",        "chevron-right",  "circle-alert",
    "circle-check",  "circle-pause", "clock",        "cloud-upload",   "circle-question-mark",
    "contrast",      "cpu",          "delete",       "circle-slash-2", "eye",
    "eye-off",       "file-text",    "globe",        "hand",           "hand-heart",
    "hard-drive",    "hash",         "headphones",   "history",        "heart-handshake",
    "house",         "lock",         "log-out",      "mail",           "megaphone-off",
    "network",       "phone",        "power",        "printer",        "message-square",
    "printer-x",     "qr-code",      "receipt-text", "scale",          "shield",
    "shield-check",  "smartphone",   "timer",        "triangle-alert", "upload",
    "usb",           "user",         "users",        "voicemail",      "volume-2",
    "wrench"};

static void every_icon_that_screens_use_is_there(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(60, 60);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        assert_true(canvas_icon(canvas, needed[i], 0, 0, 60, 2, BLACK, false));
    canvas_destroy(canvas);
}

static void every_icon_draws_inside_its_square(void **state)
{
    (void)state;
    const char *const *names = canvas_icon_names();
    struct canvas *canvas = canvas_bed_make(100, 100);
    for (size_t i = 0; names[i]; i++) {
        canvas_fill(canvas, WHITE);
        assert_true(canvas_icon(canvas, names[i], 20, 20, 60, 2, BLACK, i % 2));
        int all = canvas_bed_ink(canvas, 0, 0, 100, 100);
        assert_true(all > 80);
        assert_int_equal(canvas_bed_ink(canvas, 20, 20, 60, 60), all);
    }
    canvas_destroy(canvas);
}

static void a_mirrored_icon_points_the_other_way(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(48, 48);
    assert_true(canvas_icon(canvas, "arrow-left", 0, 0, 48, 2, BLACK, false));
    int left = canvas_bed_ink(canvas, 0, 0, 24, 48), right = canvas_bed_ink(canvas, 24, 0, 24, 48);
    assert_true(left > right * 3 / 2);
    canvas_fill(canvas, WHITE);
    assert_true(canvas_icon(canvas, "arrow-left", 0, 0, 48, 2, BLACK, true));
    assert_in_range(canvas_bed_ink(canvas, 24, 0, 24, 48), left - 8, left + 8);
    assert_in_range(canvas_bed_ink(canvas, 0, 0, 24, 48), right - 8, right + 8);
    canvas_destroy(canvas);
}

static void an_unknown_icon_draws_nothing(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(60, 60);
    assert_false(canvas_icon(canvas, "no-such-icon", 0, 0, 60, 2, BLACK, false));
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 60, 60), 0);
    canvas_destroy(canvas);
}

/* ---- QR code -------------------------------------------------------------------------------- */

static void a_qr_code_reads_back(void **state)
{
    struct error error;
    char text[64];
    struct canvas *canvas = canvas_bed_make(500, 500);
    const char *path = temp_folder_path(*state, "qr.png");
    assert_int_equal(canvas_qr(canvas, "CA1:K7M429QTX3HF", 20, 20, 15), 29 * 15);
    assert_true(canvas_write_png(canvas, path, &error));
    assert_true(zbar_read(path, text, sizeof text));
    assert_string_equal(text, "CA1:K7M429QTX3HF");
    canvas_destroy(canvas);
}

static void a_qr_code_brings_its_quiet_zone(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(400, 400);
    canvas_fill(canvas, 0x123456);
    int side = canvas_qr(canvas, "CA1:K7M429QTX3HF", 0, 0, 10);
    assert_int_equal(canvas_bed_pixel(canvas, 0, 0), WHITE);
    assert_int_equal(canvas_bed_pixel(canvas, 39, 39), WHITE);
    assert_int_equal(canvas_bed_pixel(canvas, 40, 40), BLACK);
    assert_int_equal(canvas_bed_pixel(canvas, side - 1, side - 1), WHITE);
    assert_int_equal(canvas_bed_pixel(canvas, side, side), 0x123456);
    canvas_destroy(canvas);
}

static void what_is_too_long_for_a_qr_code_gives_none(void **state)
{
    char text[5000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct canvas *canvas = canvas_bed_make(100, 100);
    assert_int_equal(canvas_qr(canvas, text, 0, 0, 1), 0);
    assert_int_equal(canvas_qr(canvas, "", 0, 0, 1), 0);
    canvas_destroy(canvas);
}

/* ---- paper ---------------------------------------------------------------------------------- */

static void paper_is_black_and_white_alone(void **state)
{
    struct error error;
    (void)state;
    struct canvas *paper = canvas_create_paper(300, 120, &error);
    struct text_style style = canvas_bed_style(28);
    canvas_text(paper, "Ortiz ñ 中文", 10, 10, 0, &style);
    canvas_icon(paper, "bell", 200, 20, 60, 2, BLACK, false);
    canvas_circle(paper, 150, 80, 20, BLACK, COLOUR_NONE, 0);
    int black = 0;
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 300; x++) {
            uint32_t value = canvas_bed_pixel(paper, x, y);
            assert_true(value == BLACK || value == WHITE);
            black += value == BLACK;
        }
    assert_true(black > 1000);
    canvas_destroy(paper);
}

static void paper_rows_have_the_leftmost_dot_first(void **state)
{
    struct error error;
    uint8_t rows[2 * 2];
    (void)state;
    struct canvas *paper = canvas_create_paper(12, 2, &error);
    canvas_rectangle(paper, 0, 0, 1, 1, BLACK);
    canvas_rectangle(paper, 9, 1, 3, 1, BLACK);
    assert_true(canvas_paper_rows(paper, rows, sizeof rows));
    assert_int_equal(rows[0], 0x80);
    assert_int_equal(rows[1], 0x00);
    assert_int_equal(rows[2], 0x00);
    assert_int_equal(rows[3], 0x70);
    assert_false(canvas_paper_rows(paper, rows, sizeof rows - 1));
    canvas_destroy(paper);
}

static void a_display_gives_no_paper(void **state)
{
    uint8_t rows[16];
    (void)state;
    struct canvas *canvas = canvas_bed_make(8, 16);
    assert_false(canvas_paper_rows(canvas, rows, sizeof rows));
    canvas_destroy(canvas);
}

/* ---- fonts ---------------------------------------------------------------------------------- */

static void a_folder_without_fonts_is_no_error(void **state)
{
    struct error error;
    assert_true(canvas_load_fonts(((struct temp_folder *)*state)->path, &error));
    assert_true(canvas_load_fonts("/no/such/folder", &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_that_make_no_sense_are_refused),
        cmocka_unit_test(a_smaller_surface_shows_the_whole_reference_centred),
        cmocka_unit_test(a_box_keeps_its_outline_inside),
        cmocka_unit_test(a_box_without_fill_leaves_what_is_under_it),
        cmocka_unit_test(nothing_is_drawn_outside_a_clip_and_clips_nest),
        cmocka_unit_test(malformed_outlines_are_refused_and_not_drawn),
        cmocka_unit_test(every_icon_that_screens_use_is_there),
        cmocka_unit_test(every_icon_draws_inside_its_square),
        cmocka_unit_test(a_mirrored_icon_points_the_other_way),
        cmocka_unit_test(an_unknown_icon_draws_nothing),
        cmocka_unit_test_setup_teardown(a_qr_code_reads_back, temp_folder_setup,
                                        temp_folder_teardown),
        cmocka_unit_test(a_qr_code_brings_its_quiet_zone),
        cmocka_unit_test(what_is_too_long_for_a_qr_code_gives_none),
        cmocka_unit_test(paper_is_black_and_white_alone),
        cmocka_unit_test(paper_rows_have_the_leftmost_dot_first),
        cmocka_unit_test(a_display_gives_no_paper),
        cmocka_unit_test_setup_teardown(a_folder_without_fonts_is_no_error, temp_folder_setup,
                                        temp_folder_teardown),
    };
    return cmocka_run_group_tests(tests, canvas_bed_load_fonts, NULL);
}
