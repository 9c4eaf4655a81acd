#include "app/central/ledger/ledger.h"
#include "tests/support/lib/ledger_bed.h"

#include <string.h>

static void test_a_receipt_finds_its_request(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_record record;
    enum ledger_result results[3];
    uint8_t look_up[LEDGER_HASH_BYTES];

    bed_store(bed, 'a', 1, 3, results);
    bed_hash(look_up, 'u', 'a', 2);
    assert_true(ledger_find_receipt(bed->ledger, look_up, &record, NULL));
    assert_int_equal(record.sequence, 2);
    assert_int_equal(record.state, LEDGER_SEALED);
    assert_int_equal(record.received_utc, BED_NOW);
}

static void test_an_unknown_receipt_is_not_found(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_record record;
    struct error error = {0};
    enum ledger_result results[1];
    uint8_t look_up[LEDGER_HASH_BYTES];

    bed_store(bed, 'a', 1, 1, results);
    bed_hash(look_up, 'u', 'z', 1);
    assert_false(ledger_find_receipt(bed->ledger, look_up, &record, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void test_an_id_finds_its_request(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_record record;
    struct error error = {0};
    enum ledger_result results[3];
    uint8_t id[LEDGER_HASH_BYTES];

    bed_store(bed, 'a', 1, 3, results);
    bed_hash(id, 'i', 'a', 2);
    assert_true(ledger_find_request(bed->ledger, id, &record, NULL));
    assert_int_equal(record.sequence, 2);
    bed_hash(id, 'i', 'a', 4);
    assert_false(ledger_find_request(bed->ledger, id, &record, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static size_t count_named(struct ledger_bed *bed, const char *kiosk, uint64_t sequence)
{
    struct bed_walk walk = {0};

    assert_true(ledger_each_named(bed->ledger, kiosk, sequence, bed_take_record, &walk, NULL));
    for (size_t i = 0; i < walk.records; i++)
        assert_int_equal(walk.sequences[i], sequence);
    return walk.records;
}

static void test_a_name_finds_its_requests(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[3];

    bed_store(bed, 'a', 1, 3, results);
    bed_store(bed, 'a', 2, 3, results); /* 2 and 3 came before */
    bed_store(bed, 'b', 2, 1, results);
    assert_int_equal(count_named(bed, "0417", 1), 1);
    assert_int_equal(count_named(bed, "0417", 2), 2);
    assert_int_equal(count_named(bed, "0417", 4), 1);
    assert_int_equal(count_named(bed, "0417", 5), 0);
    assert_int_equal(count_named(bed, "0418", 1), 0);
    assert_int_equal(count_named(bed, "0417", UINT64_MAX), 0);
}

/* Many at once: SQLite's look-ups are brought up to date in between, and those who write go on. */
static void test_names_are_found_however_many_came_since(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[1];

    for (uint64_t i = 1; i <= 70; i++)
        bed_store(bed, 'a', i, 1, results);
    assert_int_equal(count_named(bed, "0417", 1), 1);
    assert_int_equal(count_named(bed, "0417", 70), 1);
    bed_store(bed, 'a', 70, 1, results);
    assert_int_equal(results[0], LEDGER_KNOWN);
    bed_store(bed, 'a', 71, 1, results);
    assert_int_equal(count_named(bed, "0417", 71), 1);
    assert_int_equal(count_named(bed, "0417", 70), 1);
    ledger_close(bed->ledger);
    bed_open(bed, LEDGER_READ);
    assert_int_equal(count_named(bed, "0417", 71), 1);
}

static void test_since_leaves_out_what_came_before(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_intake_record records[1];
    struct ledger_intake intake = bed_make_intake(records, 'a', 2, 1);
    enum ledger_result results[1];
    struct bed_walk walk = {0};

    bed_store(bed, 'a', 1, 1, results);
    intake.batch.received_utc = BED_NOW + 100;
    bed_store_intake(bed, &intake, results);
    assert_true(ledger_each_record(bed->ledger, BED_NOW + 1, bed_take_record, &walk, NULL));
    assert_int_equal(walk.records, 1);
    assert_int_equal(walk.sequences[0], 2);
}

static void test_states_can_be_set_during_a_walk(void **state)
{
    struct ledger_bed *bed = *state;
    struct bed_walk walk = {.change = bed->ledger};
    struct ledger_record record;
    enum ledger_result results[3];
    uint8_t look_up[LEDGER_HASH_BYTES];

    bed_store(bed, 'a', 1, 3, results);
    assert_true(ledger_each_record(bed->ledger, 0, bed_take_record, &walk, NULL));
    bed_hash(look_up, 'u', 'a', 3);
    assert_true(ledger_find_receipt(bed->ledger, look_up, &record, NULL));
    assert_int_equal(record.state, LEDGER_OPENED);
}

static void test_the_state_of_an_unknown_request_is_not_set(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_state_change change = {.state = LEDGER_ENTERED, .utc = BED_NOW};
    struct error error = {0};

    assert_false(ledger_set_state(bed->ledger, &change, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void test_opening_does_not_undo_a_withdrawal(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[2];
    struct ledger_state_change changes[2];

    bed_store(bed, 'a', 1, 2, results);
    changes[0] = bed_change(bed, 1, LEDGER_WITHDRAWN);
    assert_true(ledger_set_state(bed->ledger, changes, NULL));
    for (uint64_t i = 0; i < 2; i++) {
        changes[i] = bed_change(bed, i + 1, LEDGER_OPENED);
        changes[i].if_sealed = true;
    }
    assert_true(ledger_set_states(bed->ledger, changes, 2, NULL));
    assert_int_equal(bed_state(bed, 1), LEDGER_WITHDRAWN);
    assert_int_equal(bed_state(bed, 2), LEDGER_OPENED);
}

static void test_states_are_set_all_or_none(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[1];
    struct ledger_state_change changes[2];
    struct error error = {0};

    bed_store(bed, 'a', 1, 1, results);
    changes[0] = bed_change(bed, 1, LEDGER_ENTERED);
    changes[1] = (struct ledger_state_change){.state = LEDGER_ENTERED, .utc = BED_NOW};
    assert_false(ledger_set_states(bed->ledger, changes, 2, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_int_equal(bed_state(bed, 1), LEDGER_SEALED);
}

static void test_a_reader_changes_nothing(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_intake_record records[1];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 1);
    enum ledger_result results[1];

    ledger_close(bed->ledger);
    bed_open(bed, LEDGER_READ);
    assert_false(ledger_store_batch(bed->ledger, &intake, results, NULL));
    assert_int_equal(bed_count_records(bed), 0);
}

static bool take_health(void *context, const struct ledger_kiosk *kiosk)
{
    assert_string_equal(kiosk->health_json, context);
    assert_int_equal(kiosk->certificate_ends_utc, BED_NOW + 5);
    return true;
}
static void test_the_last_health_report_is_kept(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_health health = {.kiosk = "0417",
                                   .received_utc = BED_NOW,
                                   .json = "{\"waiting\":1}",
                                   .certificate_ends_utc = BED_NOW + 1};
    char last[] = "{\"waiting\":2}";

    assert_true(ledger_store_health(bed->ledger, &health, NULL));
    health.json = last;
    health.certificate_ends_utc = BED_NOW + 5;
    assert_true(ledger_store_health(bed->ledger, &health, NULL));
    assert_true(ledger_each_kiosk(bed->ledger, take_health, last, NULL));
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_a_receipt_finds_its_request),
        IN_BOTH(test_an_unknown_receipt_is_not_found),
        IN_BOTH(test_an_id_finds_its_request),
        IN_BOTH(test_a_name_finds_its_requests),
        IN_BOTH(test_names_are_found_however_many_came_since),
        IN_BOTH(test_since_leaves_out_what_came_before),
        IN_BOTH(test_states_can_be_set_during_a_walk),
        IN_BOTH(test_the_state_of_an_unknown_request_is_not_set),
        IN_BOTH(test_opening_does_not_undo_a_withdrawal),
        IN_BOTH(test_states_are_set_all_or_none),
        IN_BOTH(test_a_reader_changes_nothing),
        IN_BOTH(test_the_last_health_report_is_kept),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
