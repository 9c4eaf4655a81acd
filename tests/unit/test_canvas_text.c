/* Text on a canvas: lines, letters, scripts. */
#include "tests/support/lib/canvas_bed.h"
#include "tests/support/lib/cmocka.h"

#include <stdio.h>
#include <string.h>

/* ---- text ----------------------------------------------------------------------------------- */

#define SENTENCE "Choose how to find the right person. For jail or prison, ask the front desk."

static void lines_are_as_high_as_the_style_says(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(40);
    assert_int_equal(canvas_measure(canvas, "one", 0, &style).height, 56);
    assert_int_equal(canvas_measure(canvas, "one\ntwo\n三", 0, &style).height, 3 * 56);
    canvas_destroy(canvas);
}

static void text_wraps_within_its_width(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(36);
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
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(36);
    style.lines_max = 1;
    assert_true(canvas_measure(canvas, SENTENCE, 500, &style).cut);
    assert_int_equal(canvas_measure(canvas, SENTENCE, 500, &style).lines, 1);
    assert_false(canvas_measure(canvas, "short", 500, &style).cut);
    canvas_destroy(canvas);
}

static void a_broken_word_gets_no_hyphen(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(400, 200);
    struct text_style style = canvas_bed_style(36);
    int whole = canvas_measure(canvas, "abcdefghij", 0, &style).width;
    canvas_text(canvas, "abcdefghij", 0, 0, whole - 4, &style);
    int broken = canvas_bed_ink(canvas, 0, 0, 400, 200);
    canvas_fill(canvas, WHITE);
    canvas_text(canvas, "abcdefghi\nj", 0, 0, 0, &style);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 400, 200), broken);
    canvas_destroy(canvas);
}

/* A rare character of a name: the visitor sees that something stands there, and the answer has it. */
static void a_character_without_a_glyph_is_shown_as_a_sign(void **state)
{
    (void)state;
    struct canvas *rare = canvas_bed_make(200, 80), *sign = canvas_bed_make(200, 80);
    struct text_style style = canvas_bed_style(40);
    struct text_extent extent = canvas_text(rare, "a\U00013000b", 10, 10, 0, &style);
    assert_int_equal(extent.unknown, 1);
    assert_int_equal(canvas_text(sign, "a\ufffdb", 10, 10, 0, &style).unknown, 0);
    for (int y = 0; y < 80; y++)
        for (int x = 0; x < 200; x++)
            assert_int_equal(canvas_bed_pixel(rare, x, y), canvas_bed_pixel(sign, x, y));
    double end = canvas_caret(rare, "a\U00013000b", 0, &style);
    assert_true(end > extent.width - 2 && end < extent.width + 2);
    canvas_destroy(rare);
    canvas_destroy(sign);
}

static void ink_is_where_it_is_drawn(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(200, 200);
    struct text_style style = canvas_bed_style(80);
    struct text_ink low = canvas_ink(canvas, "o", 0, &style);
    struct text_ink tall = canvas_ink(canvas, "\u1eb4", 0, &style);
    assert_true(tall.top < low.top - 20);
    (void)canvas_text(canvas, "\u1eb4", 20, 20, 0, &style);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 200, 20 + tall.top), 0);
    assert_true(canvas_bed_ink(canvas, 0, 20 + tall.top, 200, 3) > 0);
    assert_true(canvas_bed_ink(canvas, 0, 20 + tall.bottom - 3, 200, 3) > 0);
    assert_int_equal(canvas_bed_ink(canvas, 0, 20 + tall.bottom, 200, 180 - tall.bottom), 0);
    canvas_destroy(canvas);
}

static void a_word_wider_than_its_line_is_told(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(400, 400);
    struct text_style style = canvas_bed_style(40);
    assert_true(canvas_measure(canvas, "Incomprehensibilities here", 300, &style).broken);
    assert_false(canvas_measure(canvas, "Incomprehensibilities here", 900, &style).broken);
    assert_false(canvas_measure(canvas, "two short words and more of them", 300, &style).broken);
    assert_false(canvas_measure(canvas, "一二三四五六七八九十一二三四五", 300, &style).broken);
    canvas_destroy(canvas);
}

static void balancing_breaks_no_word(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(400, 400);
    struct text_style style = canvas_bed_style(40);
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
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(40);
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
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(64);
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
    struct text_style style = canvas_bed_style(36);
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
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(36);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        style.bold = i % 2;
        assert_int_equal(canvas_measure(canvas, names[i], 0, &style).unknown, 0);
    }
    canvas_destroy(canvas);
}

static void a_missing_glyph_is_counted(void **state)
{
    (void)state;
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(36);
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
    struct canvas *canvas = canvas_bed_make(400, 60);
    struct text_style style = canvas_bed_style(36);
    canvas_text(canvas, "abc", 0, 0, 400, &style);
    assert_int_equal(canvas_bed_ink(canvas, 200, 0, 200, 60), 0);
    canvas_fill(canvas, WHITE);
    style.right_to_left = true;
    canvas_text(canvas, "العربية", 0, 0, 400, &style);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 200, 60), 0);
    assert_true(canvas_bed_ink(canvas, 200, 0, 200, 60) > 0);
    canvas_destroy(canvas);
}

/* Right to left, both texts begin at the right edge. */
static void assert_drawn_alike(const char *text, bool from_right_to_left)
{
    struct canvas *one = canvas_bed_make(400, 120), *other = canvas_bed_make(400, 120);
    struct text_style style = canvas_bed_style(36), plain = canvas_bed_style(36);
    style.right_to_left = true;
    plain.right_to_left = from_right_to_left;
    plain.align = from_right_to_left ? ALIGN_START : ALIGN_END;
    canvas_text(one, text, 0, 0, 400, &style);
    canvas_text(other, text, 0, 0, 400, &plain);
    int width, height, stride;
    const uint8_t *pixels = canvas_pixels(one, &width, &height, &stride);
    assert_memory_equal(pixels, canvas_pixels(other, &width, &height, &stride),
                        (size_t)(stride * height));
    assert_true(canvas_bed_ink(one, 350, 0, 50, 120) > 0);
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
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(48);
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
    struct canvas *canvas = canvas_bed_make(500, 200);
    struct text_style style = canvas_bed_style(36);
    canvas_text(canvas, SENTENCE, 0, 0, 500, &style);
    int before = canvas_bed_ink(canvas, 0, 0, 500, 200);
    canvas_forget(canvas);
    canvas_fill(canvas, WHITE);
    canvas_text(canvas, SENTENCE, 0, 0, 500, &style);
    assert_true(before > 0);
    assert_int_equal(canvas_bed_ink(canvas, 0, 0, 500, 200), before);
    canvas_destroy(canvas);
}

/* More styles, languages and texts than there are places to remember them. */
static void a_full_cache_still_lays_out_rightly(void **state)
{
    char language[8], text[16];
    (void)state;
    struct canvas *canvas = canvas_bed_make(10, 10);
    struct text_style style = canvas_bed_style(36);
    int first = canvas_measure(canvas, "text 0", 0, &style).width;
    for (int i = 0; i < 1200; i++) {
        snprintf(language, sizeof language, "q%c%c", 'a' + i % 26, 'a' + i / 26 % 26);
        snprintf(text, sizeof text, "text %d", i % 10);
        style.language = language;
        assert_int_equal(canvas_measure(canvas, text, 0, &style).width, first);
    }
    canvas_destroy(canvas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests(tests, canvas_bed_load_fonts, NULL);
}
