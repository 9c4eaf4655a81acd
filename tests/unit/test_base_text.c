#include "platform/base/text.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void copies_that_do_not_fit_are_empty(void **state)
{
    (void)state;
    char target[4] = "xyz";
    assert_true(text_copy(target, sizeof target, "abc"));
    assert_string_equal(target, "abc");
    assert_false(text_copy(target, sizeof target, "abcd"));
    assert_string_equal(target, "");
    assert_false(text_format(target, sizeof target, "%d", 1234));
    assert_string_equal(target, "");
}

static void well_formed_text_is_known(void **state)
{
    (void)state;
    static const char fine[] = "a\u00e9\u4e2d\U0001F600\U0010FFFF";
    assert_true(text_is_utf8(fine, sizeof fine - 1));
    assert_true(text_is_utf8("", 0));
}

static void malformed_text_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",             /* a continuation alone */
        "\xC0\x80",         /* overlong NUL */
        "\xC1\xBF",         /* overlong */
        "\xE0\x9F\xBF",     /* overlong */
        "\xF0\x8F\xBF\xBF", /* overlong */
        "\xED\xA0\x80",     /* surrogate */
        "\xF4\x90\x80\x80", /* above U+10FFFF */
        "\xF5\x80\x80\x80", /* no such lead */
        "\xE4\xB8",         /* cut */
        "a\xE4\xB8z",       /* broken off */
        "\xFF",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        size_t at = 0;
        assert_false(text_is_utf8(wrong[i], strlen(wrong[i])));
        if (wrong[i][0] != (char)0x61) {
            assert_int_equal(text_next(wrong[i], strlen(wrong[i]), &at), 0);
        }
    }
}

static void code_points_come_back(void **state)
{
    (void)state;
    static const uint32_t codes[] = {0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    static const char text[] = "A\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80"
                               "\xF4\x8F\xBF\xBF";
    size_t at = 0;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_int_equal(text_next(text, sizeof text - 1, &at), codes[i]);
    }
    assert_int_equal(text_next(text, sizeof text - 1, &at), 0);
}

static void placeholders_are_filled_in(void **state)
{
    (void)state;
    static const struct text_value values[] = {{"agency", "the Office"}, {"n", "2"}};
    struct buffer out;
    buffer_init(&out, 100);
    assert_true(text_fill(&out, "{n} from {agency}: {n}{n}.", values, 2));
    assert_string_equal(buffer_text(&out), "2 from the Office: 22.");
    buffer_finish(&out);
}

static void unknown_placeholders_stay_and_are_reported(void **state)
{
    (void)state;
    static const struct text_value values[] = {{"n", "{x}"}};
    struct buffer out;
    buffer_init(&out, 100);
    assert_false(text_fill(&out, "{n} {m} {", values, 1));
    assert_string_equal(buffer_text(&out), "{x} {m} {");
    buffer_finish(&out);
}

static void a_text_that_does_not_fit_is_no_success(void **state)
{
    (void)state;
    struct buffer out;
    buffer_init(&out, 3);
    assert_false(text_fill(&out, "abcd", NULL, 0));
    buffer_finish(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_that_do_not_fit_are_empty),
        cmocka_unit_test(well_formed_text_is_known),
        cmocka_unit_test(malformed_text_is_refused),
        cmocka_unit_test(code_points_come_back),
        cmocka_unit_test(placeholders_are_filled_in),
        cmocka_unit_test(unknown_placeholders_stay_and_are_reported),
        cmocka_unit_test(a_text_that_does_not_fit_is_no_success),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
