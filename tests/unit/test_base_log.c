#include "platform/base/log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What one call writes to standard error. */
static void capture(void (*act)(const char *), const char *argument, char *text, size_t size)
{
    int ends[2];
    int saved = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
    act(argument);
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    ssize_t got = read(ends[0], text, size - 1);
    text[got > 0 ? got : 0] = 0;
    (void)close(saved);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void warn(const char *text)
{
    log_start("tester");
    log_warning("file %s", text);
}

static void a_line_has_priority_program_and_text(void **state)
{
    (void)state;
    char text[256];
    capture(warn, "a", text, sizeof text);
    assert_string_equal(text, "<4>tester: file a\n");
}

static void foreign_text_begins_no_line(void **state)
{
    (void)state;
    char text[256];
    capture(warn, "a\n<3>other: b\x1b[31m", text, sizeof text);
    assert_string_equal(text, "<4>tester: file a <3>other: b [31m\n");
}

static void a_long_line_is_cut_and_ends(void **state)
{
    (void)state;
    char text[8192];
    char longer[4000];
    memset(longer, 0x61, sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    capture(warn, longer, text, sizeof text);
    assert_true(strlen(text) < 1200);
    assert_int_equal(text[strlen(text) - 1], 0x0A);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_priority_program_and_text),
        cmocka_unit_test(foreign_text_begins_no_line),
        cmocka_unit_test(a_long_line_is_cut_and_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
