#include "app/central/opening/mark.h"
#include "platform/base/hex.h"
#include "tests/support/lib/ledger_bed.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct trail_person clerk = {.user = 7, .name = "clerk"};

/* Stores requests 1 to 5 of kiosk 0417; the first `opened` of them were opened. */
static void arrive(struct ledger_bed *bed, uint64_t opened)
{
    enum ledger_result results[5];

    bed_store(bed, 'a', 1, 5, results);
    for (uint64_t i = 1; i <= opened; i++) {
        const struct ledger_state_change change = bed_change(bed, i, LEDGER_OPENED);

        assert_true(ledger_set_state(bed->ledger, &change, NULL));
    }
}

static const char *trail_path(const struct ledger_bed *bed, char path[static 96])
{
    snprintf(path, 96, "%s/trail.jsonl", bed->folder);
    return path;
}

static bool mark(struct ledger_bed *bed, enum ledger_state state, const char *const *names,
                 size_t count, struct mark_result *result, struct error *error)
{
    char path[96];
    struct trail *trail = trail_open(trail_path(bed, path), NULL);
    const struct mark_order order = {.names = names,
                                     .count = count,
                                     .state = state,
                                     .reason = "AB-7",
                                     .who = "user 7",
                                     .person = &clerk,
                                     .now_utc = BED_NOW + 60};
    bool fine;

    assert_non_null(trail);
    fine = mark_requests(bed->ledger, trail, &order, result, error);
    trail_close(trail);
    return fine;
}

static uint64_t lines(const struct ledger_bed *bed)
{
    char path[96];
    struct trail_summary summary;

    assert_true(trail_walk(trail_path(bed, path), NULL, NULL, &summary, NULL));
    assert_int_equal(summary.broken_at, 0);
    return summary.lines;
}

static void assert_refused(struct ledger_bed *bed, enum ledger_state state,
                           const char *const *names, size_t count, enum error_kind kind,
                           const char *words)
{
    struct mark_result result;
    struct error error = {0};

    assert_false(mark(bed, state, names, count, &result, &error));
    assert_int_equal(error.kind, kind);
    if (strstr(error.text, words) == NULL)
        fail_msg("'%s' is not in: %s", words, error.text);
    assert_int_equal(result.marked, 0);
    assert_int_equal(lines(bed), 0);
}

static void test_requests_get_the_state_and_the_trail_a_line(void **state)
{
    static const char *const names[] = {"0417-3", "0417-1"};
    struct ledger_bed *bed = *state;
    struct mark_result result;

    arrive(bed, 3);
    assert_true(mark(bed, LEDGER_ENTERED, names, 2, &result, NULL));
    assert_int_equal(result.marked, 2);
    assert_int_equal(bed_state(bed, 1), LEDGER_ENTERED);
    assert_int_equal(bed_state(bed, 2), LEDGER_OPENED);
    assert_int_equal(bed_state(bed, 3), LEDGER_ENTERED);
    assert_int_equal(lines(bed), 1);
}

static void test_what_is_so_already_is_not_written_again(void **state)
{
    static const char *const names[] = {"0417-1", "0417-2"};
    struct ledger_bed *bed = *state;
    struct mark_result result;

    arrive(bed, 2);
    assert_true(mark(bed, LEDGER_CANNOT_USE, names, 1, &result, NULL));
    assert_true(mark(bed, LEDGER_CANNOT_USE, names, 2, &result, NULL));
    assert_int_equal(result.marked, 1);
    assert_int_equal(result.already, 1);
    assert_true(mark(bed, LEDGER_CANNOT_USE, names, 2, &result, NULL));
    assert_int_equal(result.already, 2);
    assert_int_equal(lines(bed), 2);
}

static void test_a_mistake_can_be_taken_back(void **state)
{
    static const char *const names[] = {"0417-1"};
    struct ledger_bed *bed = *state;
    struct mark_result result;

    arrive(bed, 1);
    assert_true(mark(bed, LEDGER_WITHDRAWN, names, 1, &result, NULL));
    assert_true(mark(bed, LEDGER_OPENED, names, 1, &result, NULL));
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
    assert_int_equal(lines(bed), 2);
}

/* It would be deleted with what is finished, and nobody had read it. */
static void test_what_was_never_opened_can_only_be_withdrawn(void **state)
{
    static const char *const names[] = {"0417-1", "0417-2"};
    struct ledger_bed *bed = *state;
    struct mark_result result;

    arrive(bed, 1);
    assert_refused(bed, LEDGER_ENTERED, names, 2, ERROR_REFUSED, "0417-2 as opened");
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
    assert_true(mark(bed, LEDGER_WITHDRAWN, names, 2, &result, NULL));
    assert_int_equal(bed_state(bed, 2), LEDGER_WITHDRAWN);
}

static void test_of_names_of_which_one_is_unknown_none_is_marked(void **state)
{
    static const char *const names[] = {"0417-1", "0417-99"};
    static const char *const strange[] = {
        "0417-01", "0417-+1", "0417- 1", "0417-", "-1", "0417", "", "0417-18446744073709551617"};
    static const char *const twice[] = {"0417-1", "0417-2", "0417-1"};
    struct ledger_bed *bed = *state;

    arrive(bed, 2);
    assert_refused(bed, LEDGER_ENTERED, names, 2, ERROR_NOT_FOUND, "no request 0417-99");
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        assert_refused(bed, LEDGER_ENTERED, &strange[i], 1, ERROR_NOT_FOUND, "no request");
    assert_refused(bed, LEDGER_ENTERED, twice, 3, ERROR_INPUT, "twice");
    assert_refused(bed, LEDGER_ENTERED, names, 0, ERROR_INPUT, "1 to 500");
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
}

/* A kiosk that was set back numbers anew. */
static void test_a_name_of_two_requests_is_refused_and_an_id_taken(void **state)
{
    static const char *const names[] = {"0417-2"};
    struct ledger_bed *bed = *state;
    struct ledger_state_change change;
    enum ledger_result results[2];
    char id[2 * LEDGER_HASH_BYTES + 1];
    const char *const ids[] = {id}, *const both[] = {id, "0417-1"};
    struct mark_result result;

    arrive(bed, 2);
    bed_store(bed, 'b', 2, 1, results);
    assert_refused(bed, LEDGER_ENTERED, names, 1, ERROR_INPUT, "several outboxes");
    change = bed_change(bed, 2, LEDGER_OPENED);
    hex_encode(change.id, sizeof change.id, id);
    assert_true(mark(bed, LEDGER_ENTERED, ids, 1, &result, NULL));
    assert_int_equal(bed_state(bed, 2), LEDGER_ENTERED);
    assert_true(mark(bed, LEDGER_DUPLICATE, both, 2, &result, NULL));
    assert_int_equal(result.marked, 2);
}

static void test_one_request_by_name_and_by_id_is_named_twice(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_state_change change;
    char id[2 * LEDGER_HASH_BYTES + 1];
    const char *const both[] = {"0417-2", id};

    arrive(bed, 2);
    change = bed_change(bed, 2, LEDGER_OPENED);
    hex_encode(change.id, sizeof change.id, id);
    assert_refused(bed, LEDGER_ENTERED, both, 2, ERROR_INPUT, "twice");
}

static void test_what_is_deleted_stays_as_it_is(void **state)
{
    static const char *const names[] = {"0417-1"};
    struct ledger_bed *bed = *state;
    const struct ledger_retirement order = {
        .before_utc = BED_NOW + 1, .now_utc = BED_NOW + 2, .who = "test"};
    struct ledger_retired retired;

    arrive(bed, 5);
    assert_true(ledger_retire(bed->ledger, &order, &retired, NULL));
    assert_int_equal(retired.requests, 5);
    assert_refused(bed, LEDGER_NEEDS_CALL, names, 1, ERROR_REFUSED, "is deleted");
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
}

/* A withdrawal that comes between the look and the mark must not be lost. */
static void test_what_somebody_else_changed_meanwhile_is_not_overwritten(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_state_change changes[2];
    struct error error = {0};

    arrive(bed, 2);
    for (int i = 0; i < 2; i++) {
        changes[i] = bed_change(bed, (uint64_t)i + 1, LEDGER_ENTERED);
        changes[i].if_still = true;
        changes[i].still = i == 0 ? LEDGER_OPENED : LEDGER_NEEDS_CALL;
    }
    assert_false(ledger_set_states(bed->ledger, changes, 2, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_non_null(strstr(error.text, "meanwhile"));
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
    assert_int_equal(bed_state(bed, 2), LEDGER_OPENED);
}

static void test_without_a_trail_nothing_is_marked(void **state)
{
    static const char *const names[] = {"0417-1"};
    struct ledger_bed *bed = *state;
    struct trail *full = trail_open("/dev/full", NULL);
    const struct mark_order order = {.names = names,
                                     .count = 1,
                                     .state = LEDGER_ENTERED,
                                     .who = "user 7",
                                     .person = &clerk,
                                     .now_utc = BED_NOW};
    struct mark_result result;

    arrive(bed, 1);
    assert_non_null(full);
    assert_false(mark_requests(bed->ledger, full, &order, &result, NULL));
    trail_close(full);
    assert_int_equal(bed_state(bed, 1), LEDGER_OPENED);
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_requests_get_the_state_and_the_trail_a_line),
        IN_BOTH(test_what_is_so_already_is_not_written_again),
        IN_BOTH(test_a_mistake_can_be_taken_back),
        IN_BOTH(test_what_was_never_opened_can_only_be_withdrawn),
        IN_BOTH(test_of_names_of_which_one_is_unknown_none_is_marked),
        IN_BOTH(test_a_name_of_two_requests_is_refused_and_an_id_taken),
        IN_BOTH(test_one_request_by_name_and_by_id_is_named_twice),
        IN_BOTH(test_what_is_deleted_stays_as_it_is),
        IN_BOTH(test_what_somebody_else_changed_meanwhile_is_not_overwritten),
        IN_BOTH(test_without_a_trail_nothing_is_marked),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
