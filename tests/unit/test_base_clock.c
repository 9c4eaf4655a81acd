#include "platform/base/clock_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void formats_utc(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    clock_format(1795296900, text);
    assert_string_equal(text, "2026-11-21T21:35:00Z");
    clock_format(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    clock_format(INT64_MAX, text);
    assert_string_equal(text, "9999-12-31T23:59:59Z");
}

static void json_has_null_for_never(void **state)
{
    (void)state;
    json_t *time = clock_json(1795296900), *never = clock_json(0);
    assert_string_equal(json_string_value(time), "2026-11-21T21:35:00Z");
    assert_true(json_is_null(never));
    json_decref(time);
    json_decref(never);
}

static void parses_what_it_formats(void **state)
{
    (void)state;
    int64_t seconds = 0;
    assert_true(clock_parse("2026-11-21T21:35:00Z", &seconds));
    assert_int_equal(seconds, 1795296900);
    assert_true(clock_parse("2024-02-29T00:00:00Z", &seconds));
}

static void refuses_other_forms_and_unreal_dates(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "2026-11-21",
        "2026-11-21T21:35:00",
        "2026-11-21 21:35:00Z",
        "2026-11-21T21:35:00+00:00",
        "2026-11-21T21:35:00Zx",
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-21T24:00:00Z",
        "2026-11-21T21:60:00Z",
        "2026-11-21T21:35:60Z",
        "+026-11-21T21:35:00Z",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int64_t seconds = 42;
        assert_false(clock_parse(wrong[i], &seconds));
        assert_int_equal(seconds, 42);
    }
}

static int64_t fixed(void *context)
{
    return *(const int64_t *)context;
}

static bool yes(void *context)
{
    (void)context;
    return true;
}

static bool no(void *context)
{
    (void)context;
    return false;
}

static void trust_needs_synchronisation_and_a_sane_time(void **state)
{
    (void)state;
    int64_t now = 1000;
    struct clock_source clock = {.utc_seconds = fixed,
                                 .monotonic_milliseconds = fixed,
                                 .context = &now,
                                 .is_synchronised = yes};
    assert_true(clock_is_trusted(&clock, 1000));
    assert_false(clock_is_trusted(&clock, 1001));
    clock.is_synchronised = no;
    assert_false(clock_is_trusted(&clock, 1000));
}

static void the_machine_has_a_time(void **state)
{
    (void)state;
    assert_true(clock_utc(&clock_system) > 1700000000);
    int64_t before = clock_monotonic(&clock_system);
    assert_true(before > 0);
    assert_true(clock_monotonic(&clock_system) >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_utc),
        cmocka_unit_test(json_has_null_for_never),
        cmocka_unit_test(parses_what_it_formats),
        cmocka_unit_test(refuses_other_forms_and_unreal_dates),
        cmocka_unit_test(trust_needs_synchronisation_and_a_sane_time),
        cmocka_unit_test(the_machine_has_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
