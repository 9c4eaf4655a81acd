#include "app/courier/backoff.h"

#include "tests/support/lib/cmocka.h"

static void test_waits_double_up_to_the_most(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};
    static const int64_t bounds[] = {5, 10, 20, 40, 60, 60};

    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        assert_int_equal(backoff_fail(&backoff, (uint64_t)bounds[i] * 1000, -1), bounds[i] * 1000);
    backoff_succeed(&backoff);
    assert_int_equal(backoff_fail(&backoff, 5000, -1), 5000);
}

static void test_waits_begin_at_nothing_and_stay_within_bounds(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};

    (void)state;
    assert_int_equal(backoff_fail(&backoff, 0, -1), 0);
    for (unsigned i = 0; i < 1000; i++) {
        int64_t wait = backoff_fail(&backoff, UINT64_MAX - i * UINT64_C(7919), -1);

        assert_true(wait >= 0 && wait <= 60000);
    }
}

static void test_retry_after_is_waited_out_and_bounded(void **state)
{
    struct backoff backoff = {.least = 5, .most = 60};

    (void)state;
    assert_int_equal(backoff_fail(&backoff, 0, 30), 30000);
    assert_int_equal(backoff_fail(&backoff, 0, 999999), BACKOFF_RETRY_AFTER_MOST * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_double_up_to_the_most),
        cmocka_unit_test(test_waits_begin_at_nothing_and_stay_within_bounds),
        cmocka_unit_test(test_retry_after_is_waited_out_and_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
