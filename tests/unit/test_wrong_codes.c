#include "app/central/issuing/wrong_codes.h"

#include "tests/support/lib/cmocka.h"

#include <stdio.h>

#define NOW   INT64_C(1800000000)
#define HERE  "192.0.2.7"
#define THERE "198.51.100.9"
#define LEAST WRONG_CODES_WAIT_LEAST
#define MOST  WRONG_CODES_WAIT_MOST

static int start(void **state)
{
    *state = wrong_codes_create();
    return *state != NULL ? 0 : -1;
}

static int stop(void **state)
{
    wrong_codes_destroy(*state);
    return 0;
}

static void note(struct wrong_codes *codes, const char *source, const char *kiosk, int times)
{
    for (int i = 0; i < times; i++)
        wrong_codes_note(codes, source, kiosk, NOW);
}

static void a_few_mistakes_cost_nothing(void **state)
{
    note(*state, HERE, "0417", WRONG_CODES_FREE - 1);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), 0);
}

static void who_goes_on_waits_longer_and_longer_within_a_bound(void **state)
{
    int before = 0;

    note(*state, HERE, "0417", WRONG_CODES_FREE);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), LEAST);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW + LEAST - 1), 1);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW + LEAST), 0);
    for (int i = 0; i < 40; i++) {
        const int wait = wrong_codes_wait(*state, HERE, "0417", NOW);

        assert_true(wait >= before && wait <= MOST);
        before = wait;
        note(*state, HERE, "0417", 1);
    }
    assert_int_equal(before, MOST);
}

static void nobody_waits_for_the_codes_of_others(void **state)
{
    char other[32];

    for (int i = 0; i < 200; i++) {
        snprintf(other, sizeof other, "203.0.113.%d", i);
        note(*state, other, "0417", 10);
    }
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), 0);
}

static void one_kiosk_is_not_made_to_wait_for_another_of_its_site(void **state)
{
    note(*state, HERE, "0417", WRONG_CODES_SOURCE_FREE - 1);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0418", NOW), 0);
}

static void trying_many_kiosks_does_not_help(void **state)
{
    char kiosk[16];

    for (int i = 0; i < WRONG_CODES_SOURCE_FREE + 3; i++) {
        snprintf(kiosk, sizeof kiosk, "%04d", i);
        note(*state, HERE, kiosk, 1);
    }
    assert_int_equal(wrong_codes_wait(*state, HERE, "0999", NOW), 8 * LEAST);
    assert_int_equal(wrong_codes_wait(*state, THERE, "0999", NOW), 0);
}

static void of_a_kiosk_with_many_wrong_codes_each_giver_waits_the_longest(void **state)
{
    char other[32];

    for (int i = 0; i < WRONG_CODES_KIOSK_FREE; i++) {
        snprintf(other, sizeof other, "203.0.113.%d", i);
        note(*state, other, "0417", 1);
    }
    assert_int_equal(wrong_codes_wait(*state, "203.0.113.0", "0417", NOW), MOST);
    assert_int_equal(wrong_codes_wait(*state, "203.0.113.0", "0417", NOW + MOST), 0);
    assert_int_equal(wrong_codes_wait(*state, "203.0.113.0", "0418", NOW), 0);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), 0);
}

static void all_addresses_of_one_network_are_one_source(void **state)
{
    note(*state, "2001:db8:1:2::a", "0417", 2);
    note(*state, "2001:db8:1:2:ffff::b", "0417", 1);
    assert_int_equal(wrong_codes_wait(*state, "2001:db8:1:2::c", "0417", NOW), LEAST);
    assert_int_equal(wrong_codes_wait(*state, "2001:db8:1:3::c", "0417", NOW), 0);
    note(*state, "::ffff:192.0.2.7", "0417", 3);
    assert_int_equal(wrong_codes_wait(*state, "::ffff:192.0.2.8", "0417", NOW), 0);
}

static void what_cannot_be_an_id_is_counted_together(void **state)
{
    note(*state, HERE, "../0417", 1);
    note(*state, HERE, "", 1);
    note(*state, HERE, "a b", 1);
    assert_int_equal(wrong_codes_wait(*state, HERE, "../../etc", NOW), LEAST);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), 0);
}

static void it_is_forgotten(void **state)
{
    note(*state, HERE, "0417", 30);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW), MOST);
    wrong_codes_note(*state, HERE, "0417", NOW + WRONG_CODES_FORGOTTEN);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW + WRONG_CODES_FORGOTTEN), 0);
}

static void a_clock_that_was_set_back_makes_nobody_wait(void **state)
{
    note(*state, HERE, "0417", 30);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW - 86400), 0);
}

/* The place of each is taken by the next in the end: memory is bounded, and the newest count. */
static void a_crowd_of_addresses_takes_bounded_room(void **state)
{
    char other[32];

    for (int i = 0; i < 2 * WRONG_CODES_KEPT; i++) {
        snprintf(other, sizeof other, "10.%d.%d.1", i / 256, i % 256);
        wrong_codes_note(*state, other, "0417", NOW + i / 100);
    }
    for (int i = 0; i < WRONG_CODES_FREE; i++)
        wrong_codes_note(*state, HERE, "0417", NOW + 200);
    assert_int_equal(wrong_codes_wait(*state, HERE, "0417", NOW + 200), MOST);
    assert_int_equal(wrong_codes_wait(*state, THERE, "0417", NOW + 200), 0);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(a_few_mistakes_cost_nothing),
        WITH(who_goes_on_waits_longer_and_longer_within_a_bound),
        WITH(nobody_waits_for_the_codes_of_others),
        WITH(one_kiosk_is_not_made_to_wait_for_another_of_its_site),
        WITH(trying_many_kiosks_does_not_help),
        WITH(of_a_kiosk_with_many_wrong_codes_each_giver_waits_the_longest),
        WITH(all_addresses_of_one_network_are_one_source),
        WITH(what_cannot_be_an_id_is_counted_together),
        WITH(it_is_forgotten),
        WITH(a_clock_that_was_set_back_makes_nobody_wait),
        WITH(a_crowd_of_addresses_takes_bounded_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
