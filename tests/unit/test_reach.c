#include "app/courier/reach.h"

#include "app/wire/batch.h"
#include "tests/support/lib/cmocka.h"

/* A centre that cannot read the records marked in `poison`, and a courier that follows the reach until
 * nothing is left; returns the requests that took. taken[] says what was delivered. */
static unsigned deliver_all(const bool *poison, size_t records, bool *taken)
{
    struct reach reach;
    unsigned requests = 0;

    reach_begin(&reach);
    for (;;) {
        size_t first = reach.after + 1, count = 0;
        bool reads = true;

        while (first <= records && taken[first])
            first++;
        for (; count < reach.most && first + count <= records && !taken[first + count]; count++)
            reads = reads && !poison[first + count];
        if (count == 0)
            return requests;
        requests++;
        assert_true(requests < 10 * records + 10);
        if (!reads) {
            reach_unread(&reach, first, count);
            continue;
        }
        for (size_t i = 0; i < count; i++)
            taken[first + i] = true;
        reach_taken(&reach);
    }
}

static void everything_goes_in_whole_batches(void **state)
{
    static const bool poison[1601];
    static bool taken[1601];

    (void)state;
    assert_int_equal(deliver_all(poison, 1600, taken), 4);
}

static void a_record_that_cannot_be_read_holds_up_no_other(void **state)
{
    (void)state;
    for (size_t bad = 1; bad <= 100; bad++) {
        bool poison[101] = {false}, taken[101] = {false};

        poison[bad] = true;
        assert_true(deliver_all(poison, 100, taken) < 40);
        for (size_t i = 1; i <= 100; i++)
            assert_int_equal(taken[i], i != bad);
    }
}

static void several_of_them_are_passed_over_one_by_one(void **state)
{
    bool poison[51] = {false}, taken[51] = {false};

    (void)state;
    poison[1] = poison[2] = poison[25] = poison[50] = true;
    (void)deliver_all(poison, 50, taken);
    for (size_t i = 1; i <= 50; i++)
        assert_int_equal(taken[i], !poison[i]);
}

static void what_was_passed_over_is_counted_until_all_are_tried_again(void **state)
{
    struct reach reach;

    (void)state;
    reach_begin(&reach);
    reach_unread(&reach, 7, 2);
    assert_int_equal(reach.most, 1);
    assert_int_equal(reach.passed, 0);
    reach_unread(&reach, 7, 1);
    assert_int_equal(reach.after, 7);
    assert_int_equal(reach.passed, 1);
    reach_begin(&reach);
    assert_int_equal(reach.after, 0);
    assert_int_equal(reach.passed, 0);
    assert_int_equal(reach.most, BATCH_RECORDS_MAX);
}

static void a_line_that_breaks_gets_smaller_batches_and_passes_nothing_over(void **state)
{
    struct reach reach;

    (void)state;
    reach_begin(&reach);
    reach_cut(&reach, 9);
    assert_int_equal(reach.most, 4);
    reach_cut(&reach, 1);
    reach_cut(&reach, 1);
    assert_int_equal(reach.most, 4);
    reach_taken(&reach);
    assert_int_equal(reach.most, 5);
    assert_int_equal(reach.after, 0);
    assert_int_equal(reach.passed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_goes_in_whole_batches),
        cmocka_unit_test(a_record_that_cannot_be_read_holds_up_no_other),
        cmocka_unit_test(several_of_them_are_passed_over_one_by_one),
        cmocka_unit_test(a_line_that_breaks_gets_smaller_batches_and_passes_nothing_over),
        cmocka_unit_test(what_was_passed_over_is_counted_until_all_are_tried_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
