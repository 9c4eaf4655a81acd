#include "platform/base/error.h"
#include "platform/base/text.h"

#include <errno.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void set_fills_kind_and_text_and_is_false(void **state)
{
    (void)state;
    struct error error;
    assert_false(error_set(&error, ERROR_INPUT, "line %d", 7));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_string_equal(error.text, "line 7");
}

static void nobody_asked_is_fine(void **state)
{
    (void)state;
    assert_false(error_set(NULL, ERROR_IO, "lost"));
    assert_false(error_set_errno(NULL, "lost"));
    assert_false(error_prefix(NULL, "lost"));
}

static void errno_gives_kind_and_reason(void **state)
{
    (void)state;
    struct error error;
    errno = ENOENT;
    error_set_errno(&error, "a.txt cannot be opened");
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_string_equal(error.text, "a.txt cannot be opened: No such file or directory");
    errno = EPERM;
    error_set_errno(&error, "x");
    assert_int_equal(error.kind, ERROR_REFUSED);
    errno = ENOMEM;
    error_set_errno(&error, "x");
    assert_int_equal(error.kind, ERROR_MEMORY);
    errno = ENOSPC;
    error_set_errno(&error, "x");
    assert_int_equal(error.kind, ERROR_IO);
}

static void prefix_keeps_the_kind(void **state)
{
    (void)state;
    struct error error;
    error_set(&error, ERROR_CORRUPT, "bad sum");
    assert_false(error_prefix(&error, "row %d", 3));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_string_equal(error.text, "row 3: bad sum");
}

static void own_text_may_be_an_argument(void **state)
{
    (void)state;
    struct error error;
    error_set(&error, ERROR_IO, "inner");
    error_set(&error, ERROR_IO, "outer (%s)", error.text);
    assert_string_equal(error.text, "outer (inner)");
}

static void what_is_too_long_is_cut_between_characters(void **state)
{
    (void)state;
    struct error error;
    char text[2 * ERROR_TEXT_MAX];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 0, sizeof text);
        memset(text, 0x61, shift);
        while (strlen(text) < ERROR_TEXT_MAX + 9) {
            strcat(text, "\u20ac");
        }
        error_set(&error, ERROR_INPUT, "%s", text);
        assert_true(strlen(error.text) > ERROR_TEXT_MAX - 5);
        assert_true(text_is_utf8(error.text, strlen(error.text)));
    }
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
    for (int kind = ERROR_NONE; kind <= ERROR_INTERNAL; kind++) {
        assert_string_not_equal(error_kind_name((enum error_kind)kind), "unknown");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_fills_kind_and_text_and_is_false),
        cmocka_unit_test(nobody_asked_is_fine),
        cmocka_unit_test(errno_gives_kind_and_reason),
        cmocka_unit_test(prefix_keeps_the_kind),
        cmocka_unit_test(own_text_may_be_an_argument),
        cmocka_unit_test(what_is_too_long_is_cut_between_characters),
        cmocka_unit_test(every_kind_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
