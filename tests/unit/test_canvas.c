#include "platform/canvas/canvas.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"
#include "tests/support/lib/zbar.h"

#include <stdio.h>
#include <string.h>

#define WHITE 0xffffff
#define BLACK 0x000000

static struct canvas *canvas_of(int width, int height)
{
    struct error error;
    struct canvas *canvas = canvas_create(width, height, width, height, NULL, 0, &error);
    assert_non_null(canvas);
    canvas_fill(canvas, WHITE);
    return canvas;
}

static uint32_t pixel(struct canvas *canvas, int x, int y)
{
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(canvas, &width, &height, &stride);
    uint32_t value;
    memcpy(&value, pixels + y * stride + x * 4, sizeof value);
    return value & 0xffffff;
}

/* Pixels that are not white in the rectangle. */
static int ink(struct canvas *canvas, int x, int y, int width, int height)
{
    int count = 0;
    for (int row = y; row < y + height; row++)
        for (int column = x; column < x + width; column++)
            count += pixel(canvas, column, row) != WHITE;
    return count;
}

static struct text_style style_of(double size)
{
    return (struct text_style){.size = size, .line_height = 1.4, .language = "en"};
}

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
    assert_int_equal(pixel(canvas, 49, 50), WHITE);
    assert_int_equal(pixel(canvas, 50, 50), 0x123456);
    assert_int_equal(pixel(canvas, 149, 99), 0x123456);
    assert_int_equal(pixel(canvas, 150, 50), WHITE);
    canvas_destroy(canvas);
}

static void a_box_keeps_its_outline_inside(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(100, 100);
    canvas_box(canvas, 10, 10, 80, 80, NULL, 0x00ff00, 0xff0000, 5, 0);
    assert_int_equal(pixel(canvas, 10, 50), 0xff0000);
    assert_int_equal(pixel(canvas, 14, 50), 0xff0000);
    assert_int_equal(pixel(canvas, 15, 50), 0x00ff00);
    assert_int_equal(ink(canvas, 0, 0, 100, 10), 0);
    assert_int_equal(ink(canvas, 90, 0, 10, 100), 0);
    canvas_destroy(canvas);
}

static void a_box_without_fill_leaves_what_is_under_it(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(100, 100);
    canvas_box(canvas, 10, 10, 80, 80, (double[]){20, 20, 20, 20}, COLOUR_NONE, BLACK, 6, 0);
    assert_int_equal(pixel(canvas, 50, 50), WHITE);
    assert_int_equal(pixel(canvas, 12, 50), BLACK);
    assert_int_equal(pixel(canvas, 10, 10), WHITE); /* the rounded corner */
    canvas_destroy(canvas);
}

static void nothing_is_drawn_outside_a_clip_and_clips_nest(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(100, 100);
    canvas_clip(canvas, 20, 20, 40, 40);
    canvas_clip(canvas, 0, 0, 30, 100);
    canvas_rectangle(canvas, 0, 0, 100, 100, BLACK);
    canvas_unclip(canvas);
    canvas_unclip(canvas);
    assert_int_equal(ink(canvas, 0, 0, 100, 100), 10 * 40);
    canvas_rectangle(canvas, 0, 0, 5, 5, BLACK);
    assert_int_equal(pixel(canvas, 0, 0), BLACK);
    canvas_destroy(canvas);
}

static void malformed_outlines_are_refused_and_not_drawn(void **state)
{
    static const char *const bad[] = {"M0 0L", "M0 0X5", "10 10", "M0 0A5 5 0 2 1 9 9", "M0 0L1"};
    (void)state;
    struct canvas *canvas = canvas_of(50, 50);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(canvas_outline(canvas, bad[i], 0, 0, BLACK));
    assert_int_equal(ink(canvas, 0, 0, 50, 50), 0);
    assert_true(canvas_outline(canvas, "M0 0H10V10H0z", 5, 5, BLACK));
    assert_int_equal(ink(canvas, 0, 0, 50, 50), 100);
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
    struct canvas *canvas = canvas_of(60, 60);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        assert_true(canvas_icon(canvas, needed[i], 0, 0, 60, 2, BLACK, false));
    canvas_destroy(canvas);
}

static void every_icon_draws_inside_its_square(void **state)
{
    (void)state;
    const char *const *names = canvas_icon_names();
    struct canvas *canvas = canvas_of(100, 100);
    for (size_t i = 0; names[i]; i++) {
        canvas_fill(canvas, WHITE);
        assert_true(canvas_icon(canvas, names[i], 20, 20, 60, 2, BLACK, i % 2));
        int all = ink(canvas, 0, 0, 100, 100);
        assert_true(all > 80);
        assert_int_equal(ink(canvas, 20, 20, 60, 60), all);
    }
    canvas_destroy(canvas);
}

static void a_mirrored_icon_points_the_other_way(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(48, 48);
    assert_true(canvas_icon(canvas, "arrow-left", 0, 0, 48, 2, BLACK, false));
    int left = ink(canvas, 0, 0, 24, 48), right = ink(canvas, 24, 0, 24, 48);
    assert_true(left > right * 3 / 2);
    canvas_fill(canvas, WHITE);
    assert_true(canvas_icon(canvas, "arrow-left", 0, 0, 48, 2, BLACK, true));
    assert_in_range(ink(canvas, 24, 0, 24, 48), left - 8, left + 8);
    assert_in_range(ink(canvas, 0, 0, 24, 48), right - 8, right + 8);
    canvas_destroy(canvas);
}

static void an_unknown_icon_draws_nothing(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(60, 60);
    assert_false(canvas_icon(canvas, "no-such-icon", 0, 0, 60, 2, BLACK, false));
    assert_int_equal(ink(canvas, 0, 0, 60, 60), 0);
    canvas_destroy(canvas);
}

/* ---- text ----------------------------------------------------------------------------------- */

#define SENTENCE "Choose how to find the right person. For jail or prison, ask the front desk."

static void lines_are_as_high_as_the_style_says(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(40);
    assert_int_equal(canvas_measure(canvas, "one", 0, &style).height, 56);
    assert_int_equal(canvas_measure(canvas, "one\ntwo\n三", 0, &style).height, 3 * 56);
    canvas_destroy(canvas);
}

static void text_wraps_within_its_width(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(36);
    struct text_extent free_line = canvas_measure(canvas, SENTENCE, 0, &style);
    struct text_extent wrapped = canvas_measure(canvas, SENTENCE, 500, &style);
    assert_int_equal(free_line.lines, 1);
    assert_true(free_line.width > 500);
    assert_true(wrapped.lines > 1);
    assert_true(wrapped.width <= 500);
    assert_false(wrapped.cut);
    canvas_destroy(canvas);
}

static void what_does_not_fit_the_lines_is_reported(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(36);
    style.lines_max = 1;
    assert_true(canvas_measure(canvas, SENTENCE, 500, &style).cut);
    assert_int_equal(canvas_measure(canvas, SENTENCE, 500, &style).lines, 1);
    assert_false(canvas_measure(canvas, "short", 500, &style).cut);
    canvas_destroy(canvas);
}

static void a_broken_word_gets_no_hyphen(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(400, 200);
    struct text_style style = style_of(36);
    int whole = canvas_measure(canvas, "abcdefghij", 0, &style).width;
    canvas_text(canvas, "abcdefghij", 0, 0, whole - 4, &style);
    int broken = ink(canvas, 0, 0, 400, 200);
    canvas_fill(canvas, WHITE);
    canvas_text(canvas, "abcdefghi\nj", 0, 0, 0, &style);
    assert_int_equal(ink(canvas, 0, 0, 400, 200), broken);
    canvas_destroy(canvas);
}

/* A rare character of a name: the visitor sees that something stands there, and the answer has it. */
static void a_character_without_a_glyph_is_shown_as_a_sign(void **state)
{
    (void)state;
    struct canvas *rare = canvas_of(200, 80), *sign = canvas_of(200, 80);
    struct text_style style = style_of(40);
    struct text_extent extent = canvas_text(rare, "a\U00013000b", 10, 10, 0, &style);
    assert_int_equal(extent.unknown, 1);
    assert_int_equal(canvas_text(sign, "a\ufffdb", 10, 10, 0, &style).unknown, 0);
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 200; x++)
            assert_int_equal(pixel(rare, x, y), pixel(sign, x, y));
    double end = canvas_caret(rare, "a\U00013000b", 0, &style);
    assert_true(end > extent.width - 2 && end < extent.width + 2);
    canvas_destroy(rare);
    canvas_destroy(sign);
}

static void ink_is_where_it_is_drawn(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(200, 200);
    struct text_style style = style_of(80);
    struct text_ink low = canvas_ink(canvas, "o", 0, &style);
    struct text_ink tall = canvas_ink(canvas, "\u1eb4", 0, &style);
    assert_true(tall.top < low.top - 20);
    (void)canvas_text(canvas, "\u1eb4", 20, 20, 0, &style);
    assert_int_equal(ink(canvas, 0, 0, 200, 20 + tall.top), 0);
    assert_true(ink(canvas, 0, 20 + tall.top, 200, 3) > 0);
    assert_true(ink(canvas, 0, 20 + tall.bottom - 3, 200, 3) > 0);
    assert_int_equal(ink(canvas, 0, 20 + tall.bottom, 200, 180 - tall.bottom), 0);
    canvas_destroy(canvas);
}

static void a_word_wider_than_its_line_is_told(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(400, 400);
    struct text_style style = style_of(40);
    assert_true(canvas_measure(canvas, "Incomprehensibilities here", 300, &style).broken);
    assert_false(canvas_measure(canvas, "Incomprehensibilities here", 900, &style).broken);
    assert_false(canvas_measure(canvas, "two short words and more of them", 300, &style).broken);
    assert_false(canvas_measure(canvas, "一二三四五六七八九十一二三四五", 300, &style).broken);
    canvas_destroy(canvas);
}

static void balancing_breaks_no_word(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(400, 400);
    struct text_style style = style_of(40);
    const char *question = "Incomprehensibilities a bit";
    int word = canvas_measure(canvas, "Incomprehensibilities", 0, &style).width;
    style.balanced = true;
    struct text_extent extent = canvas_measure(canvas, question, word + 10, &style);
    assert_int_equal(extent.lines, 2);
    assert_false(extent.broken);
    assert_true(extent.width >= word);
    canvas_destroy(canvas);
}

static void korean_words_stay_whole(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(40);
    int word = canvas_measure(canvas, "\uB2E4\uB77C\uB9C8\uBC14", 0, &style).width;
    struct text_extent both =
        canvas_measure(canvas, "\uAC00\uB098 \uB2E4\uB77C\uB9C8\uBC14", word + 2, &style);
    assert_int_equal(both.lines, 2);
    assert_int_equal(both.width, word);
    struct text_extent name = canvas_measure(
        canvas, "\uAC00\uB098\uB2E4\uB77C\uAC00\uB098\uB2E4\uB77C\uAC00\uB098\uB2E4\uB77C",
        word + 2, &style);
    assert_true(name.width <= word + 2);
    canvas_destroy(canvas);
}

static void balanced_lines_are_about_as_long_as_each_other(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(64);
    const char *question = "What is a safe phone number for you?";
    struct text_extent plain = canvas_measure(canvas, question, 984, &style);
    style.balanced = true;
    struct text_extent balanced = canvas_measure(canvas, question, 984, &style);
    assert_int_equal(balanced.lines, plain.lines);
    assert_true(balanced.width < plain.width * 3 / 4);
    canvas_destroy(canvas);
}

static void text_is_as_wide_on_any_surface(void **state)
{
    struct error error;
    (void)state;
    struct canvas *small = canvas_create(360, 640, 1080, 1920, NULL, 0, &error);
    struct canvas *large = canvas_create(1080, 1920, 1080, 1920, NULL, 0, &error);
    struct text_style style = style_of(36);
    struct text_extent a = canvas_measure(small, SENTENCE, 600, &style);
    struct text_extent b = canvas_measure(large, SENTENCE, 600, &style);
    assert_in_range(a.width, b.width - 1, b.width + 1);
    assert_int_equal(a.height, b.height);
    canvas_destroy(small);
    canvas_destroy(large);
}

static void no_language_of_the_kiosk_lacks_a_glyph(void **state)
{
    static const char *const names[] = {
        "English",    "Español", "中文（简体）", "Tiếng Việt", "العربية",
        "Français",   "Kreyòl",  "Português",    "Русский",    "한국어",
        "Tagalog",    "हिन्दी",   "María ÑÜß",    "1-855-488",  "•",
        "⁦A 012⁩"};
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(36);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        style.bold = i % 2;
        assert_int_equal(canvas_measure(canvas, names[i], 0, &style).unknown, 0);
    }
    canvas_destroy(canvas);
}

static void a_missing_glyph_is_counted(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(36);
    assert_int_equal(canvas_measure(canvas,
                                    "a\xee\x80\x80"
                                    "b\xee\x80\x81",
                                    0, &style)
                         .unknown,
                     2);
    canvas_destroy(canvas);
}

static void start_is_the_right_edge_from_right_to_left(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(400, 60);
    struct text_style style = style_of(36);
    canvas_text(canvas, "abc", 0, 0, 400, &style);
    assert_int_equal(ink(canvas, 200, 0, 200, 60), 0);
    canvas_fill(canvas, WHITE);
    style.right_to_left = true;
    canvas_text(canvas, "العربية", 0, 0, 400, &style);
    assert_int_equal(ink(canvas, 0, 0, 200, 60), 0);
    assert_true(ink(canvas, 200, 0, 200, 60) > 0);
    canvas_destroy(canvas);
}

/* Right to left, both texts begin at the right edge. */
static void assert_drawn_alike(const char *text, bool from_right_to_left)
{
    struct canvas *one = canvas_of(400, 120), *other = canvas_of(400, 120);
    struct text_style style = style_of(36), plain = style_of(36);
    style.right_to_left = true;
    plain.right_to_left = from_right_to_left;
    plain.align = from_right_to_left ? ALIGN_START : ALIGN_END;
    canvas_text(one, text, 0, 0, 400, &style);
    canvas_text(other, text, 0, 0, 400, &plain);
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(one, &width, &height, &stride);
    assert_memory_equal(pixels, canvas_pixels(other, &width, &height, &stride),
                        (size_t)(stride * height));
    assert_true(ink(one, 350, 0, 50, 120) > 0);
    canvas_destroy(one);
    canvas_destroy(other);
}

static void a_text_without_letters_from_right_to_left_is_read_as_it_is_written(void **state)
{
    (void)state;
    assert_drawn_alike("The example law, 1 U.S.C. 1, lets this office ask.", false);
    assert_drawn_alike("2:18 pm", false);
    assert_drawn_alike("1. نراجع طلبك.", true);
    assert_drawn_alike("Example Alert Office. لا يقرؤها أحد.", true);
}

static void a_text_begins_with_its_first_letter(void **state)
{
    (void)state;
    assert_true(canvas_begins_left_to_right("1. Ортис العربية"));
    assert_false(canvas_begins_left_to_right("1. العربية Ortiz"));
    assert_false(canvas_begins_left_to_right("(202) 555-0142"));
    assert_false(canvas_begins_left_to_right(""));
    assert_false(canvas_begins_left_to_right("\xc3"));
}

static void the_caret_stands_behind_what_was_typed(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(48);
    int width = canvas_measure(canvas, "Ortiz", 0, &style).width;
    assert_in_range((int)canvas_caret(canvas, "Ortiz", 0, &style), width - 2, width);
    assert_int_equal((int)canvas_caret(canvas, "", 0, &style), 0);
    style.right_to_left = true;
    assert_int_equal((int)canvas_caret(canvas, "العربية", 0, &style), 0);
    canvas_destroy(canvas);
}

static void forgetting_changes_no_pixel(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_of(500, 200);
    struct text_style style = style_of(36);
    canvas_text(canvas, SENTENCE, 0, 0, 500, &style);
    int before = ink(canvas, 0, 0, 500, 200);
    canvas_forget(canvas);
    canvas_fill(canvas, WHITE);
    canvas_text(canvas, SENTENCE, 0, 0, 500, &style);
    assert_true(before > 0);
    assert_int_equal(ink(canvas, 0, 0, 500, 200), before);
    canvas_destroy(canvas);
}

/* More styles, languages and texts than there are places to remember them. */
static void a_full_cache_still_lays_out_rightly(void **state)
{
    char language[8], text[16];
    (void)state;
    struct canvas *canvas = canvas_of(10, 10);
    struct text_style style = style_of(36);
    int first = canvas_measure(canvas, "text 0", 0, &style).width;
    for (int i = 0; i < 1200; i++) {
        snprintf(language, sizeof language, "q%c%c", 'a' + i % 26, 'a' + i / 26 % 26);
        snprintf(text, sizeof text, "text %d", i % 10);
        style.language = language;
        assert_int_equal(canvas_measure(canvas, text, 0, &style).width, first);
    }
    canvas_destroy(canvas);
}

/* ---- QR code -------------------------------------------------------------------------------- */

static void a_qr_code_reads_back(void **state)
{
    struct error error;
    char text[64];
    struct canvas *canvas = canvas_of(500, 500);
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
    struct canvas *canvas = canvas_of(400, 400);
    canvas_fill(canvas, 0x123456);
    int side = canvas_qr(canvas, "CA1:K7M429QTX3HF", 0, 0, 10);
    assert_int_equal(pixel(canvas, 0, 0), WHITE);
    assert_int_equal(pixel(canvas, 39, 39), WHITE);
    assert_int_equal(pixel(canvas, 40, 40), BLACK);
    assert_int_equal(pixel(canvas, side - 1, side - 1), WHITE);
    assert_int_equal(pixel(canvas, side, side), 0x123456);
    canvas_destroy(canvas);
}

static void what_is_too_long_for_a_qr_code_gives_none(void **state)
{
    char text[5000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct canvas *canvas = canvas_of(100, 100);
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
    struct text_style style = style_of(28);
    canvas_text(paper, "Ortiz ñ 中文", 10, 10, 0, &style);
    canvas_icon(paper, "bell", 200, 20, 60, 2, BLACK, false);
    canvas_circle(paper, 150, 80, 20, BLACK, COLOUR_NONE, 0);
    int black = 0;
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 300; x++) {
            uint32_t value = pixel(paper, x, y);
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
    struct canvas *canvas = canvas_of(8, 16);
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

static int load_fonts(void **state)
{
    struct error error;
    (void)state;
    return canvas_load_fonts(NULL, &error) ? 0 : -1;
}

static int unload_fonts(void **state)
{
    (void)state;
    canvas_unload_fonts();
    return 0;
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
        cmocka_unit_test(lines_are_as_high_as_the_style_says),
        cmocka_unit_test(text_wraps_within_its_width),
        cmocka_unit_test(what_does_not_fit_the_lines_is_reported),
        cmocka_unit_test(a_broken_word_gets_no_hyphen),
        cmocka_unit_test(a_character_without_a_glyph_is_shown_as_a_sign),
        cmocka_unit_test(ink_is_where_it_is_drawn),
        cmocka_unit_test(a_word_wider_than_its_line_is_told),
        cmocka_unit_test(balancing_breaks_no_word),
        cmocka_unit_test(korean_words_stay_whole),
        cmocka_unit_test(balanced_lines_are_about_as_long_as_each_other),
        cmocka_unit_test(text_is_as_wide_on_any_surface),
        cmocka_unit_test(no_language_of_the_kiosk_lacks_a_glyph),
        cmocka_unit_test(a_missing_glyph_is_counted),
        cmocka_unit_test(start_is_the_right_edge_from_right_to_left),
        cmocka_unit_test(a_text_without_letters_from_right_to_left_is_read_as_it_is_written),
        cmocka_unit_test(a_text_begins_with_its_first_letter),
        cmocka_unit_test(the_caret_stands_behind_what_was_typed),
        cmocka_unit_test(forgetting_changes_no_pixel),
        cmocka_unit_test(a_full_cache_still_lays_out_rightly),
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
    return cmocka_run_group_tests(tests, load_fonts, unload_fonts);
}
