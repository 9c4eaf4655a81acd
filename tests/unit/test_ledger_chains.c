#include "app/central/ledger/ledger.h"
#include "tests/support/lib/ledger_bed.h"

#include <stdlib.h>
#include <string.h>

static void test_an_unbroken_chain_has_nothing_to_tell(void **state)
{
    enum ledger_result results[3];
    struct ledger_kiosk kiosk;

    bed_store(*state, 'a', 1, 3, results);
    bed_store(*state, 'a', 4, 3, results);
    kiosk = bed_kiosk(*state);
    assert_string_equal(kiosk.kiosk, "0417");
    assert_int_equal(kiosk.chain_to, 6);
    assert_int_equal(kiosk.missing, 0);
    assert_int_equal(kiosk.forks, 0);
    assert_int_equal(kiosk.outboxes, 1);
    assert_int_equal(kiosk.last_seen_utc, BED_NOW);
}

static void test_a_gap_is_stored_and_counted(void **state)
{
    enum ledger_result results[3];

    bed_store(*state, 'a', 1, 2, results);
    bed_store(*state, 'a', 6, 2, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(bed_kiosk(*state).missing, 3);
}

static void test_a_filled_gap_is_no_longer_missing(void **state)
{
    enum ledger_result results[3];

    bed_store(*state, 'a', 1, 2, results);
    bed_store(*state, 'a', 6, 2, results);
    bed_store(*state, 'a', 3, 3, results);
    assert_int_equal(bed_kiosk(*state).missing, 0);
    assert_int_equal(bed_kiosk(*state).forks, 0);
}

static void test_another_record_in_a_known_place_is_a_fork_and_kept(void **state)
{
    enum ledger_result results[3];

    bed_store(*state, 'a', 1, 3, results);
    bed_store(*state, 'b', 1, 3, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(bed_count_records(*state), 6);
    assert_int_equal(bed_kiosk(*state).forks, 1);
}

static void test_a_batch_that_goes_on_from_elsewhere_is_a_fork(void **state)
{
    enum ledger_result results[3];

    bed_store(*state, 'a', 1, 3, results);
    bed_store(*state, 'b', 4, 1, results);
    assert_int_equal(bed_kiosk(*state).forks, 1);
}

static void test_a_first_record_with_a_past_is_a_fork(void **state)
{
    struct ledger_intake_record records[1];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 1);
    enum ledger_result results[1];

    intake.previous_link[0] = 7;
    bed_store_intake(*state, &intake, results);
    assert_int_equal(bed_kiosk(*state).forks, 1);
}

static void test_a_new_outbox_is_counted(void **state)
{
    struct ledger_intake_record records[1];
    struct ledger_intake intake;
    enum ledger_result results[1];

    bed_store(*state, 'a', 1, 1, results);
    intake = bed_make_intake(records, 'b', 1, 1);
    intake.outbox[0] = 2;
    bed_store_intake(*state, &intake, results);
    assert_int_equal(bed_kiosk(*state).outboxes, 2);
    assert_int_equal(bed_kiosk(*state).forks, 0);
}

static enum ledger_place place_of(struct ledger_bed *bed, char mark, uint64_t sequence)
{
    static const uint8_t outbox[LEDGER_OUTBOX_BYTES] = {1};
    uint8_t link[LEDGER_HASH_BYTES];
    enum ledger_place place = LEDGER_OTHER_LINK;

    bed_hash(link, 'l', mark, sequence);
    assert_true(ledger_find_place(bed->ledger, "0417", outbox, sequence, link, &place, NULL));
    return place;
}

static void test_a_chain_names_its_first_hole(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[8];
    struct ledger_chain chain;

    bed_store(bed, 'a', 3, 2, results);
    chain = bed_chain(bed);
    assert_string_equal(chain.kiosk, "0417");
    assert_int_equal(chain.hole_first, 1);
    assert_int_equal(chain.hole_last, 2);
    bed_store(bed, 'a', 1, 2, results);
    bed_store(bed, 'a', 8, 1, results);
    chain = bed_chain(bed);
    assert_int_equal(chain.hole_first, 5);
    assert_int_equal(chain.hole_last, 7);
    assert_int_equal(chain.highest, 8);
    assert_int_equal(chain.places, 5);
    assert_int_equal(chain.requests, 5);
    assert_int_equal(chain.rivals, 0);
}

static void test_a_chain_counts_numbers_with_two_histories(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[8];

    bed_store(bed, 'a', 1, 4, results);
    bed_store(bed, 'b', 3, 2, results);
    assert_int_equal(bed_chain(bed).rivals, 2);
    assert_int_equal(bed_chain(bed).places, 4);
    assert_int_equal(bed_chain(bed).hole_first, 0);
}

#define HISTORIES 4200

/* One kiosk tells thousands of histories of one place, so many that no look at its chain reads them all. */
static void store_histories(struct ledger_bed *bed, struct ledger_intake_record *record,
                            struct ledger_intake *intake)
{
    struct ledger_storing storing[LEDGER_BATCHES_MAX];
    struct ledger_intake_record records[LEDGER_BATCHES_MAX];
    struct ledger_intake intakes[LEDGER_BATCHES_MAX];
    enum ledger_result results[LEDGER_BATCHES_MAX];

    for (uint64_t told = 1; told <= HISTORIES; told += LEDGER_BATCHES_MAX) {
        for (size_t i = 0; i < LEDGER_BATCHES_MAX; i++) {
            intakes[i] = bed_make_intake(&records[i], 'h', told + i, 1);
            intakes[i].first_sequence = 1;
            memset(intakes[i].previous_link, 0, LEDGER_HASH_BYTES);
            storing[i] = (struct ledger_storing){.intake = &intakes[i], .results = &results[i]};
        }
        assert_true(ledger_store_batches(bed->ledger, storing, LEDGER_BATCHES_MAX, NULL));
    }
    *intake = bed_make_intake(record, 'H', 1, 1);
}

static bool take_chain_of_others(void *context, const struct ledger_chain *chain)
{
    if (strcmp(chain->kiosk, "0417") != 0)
        *(struct ledger_chain *)context = *chain;
    return true;
}

static void test_the_histories_of_one_kiosk_do_not_touch_anothers_chain(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_intake_record records[2][4];
    struct ledger_intake intakes[2];
    enum ledger_result results[2][4];
    struct ledger_storing both[2];
    struct ledger_chain chain = {0};

    intakes[1] = bed_make_intake(records[1], 'a', 1, 4);
    strcpy(intakes[1].batch.kiosk, "0418");
    store_histories(bed, records[0], &intakes[0]);
    bed_store_intake(bed, &intakes[1], results[1]);
    for (size_t i = 0; i < 2; i++)
        both[i] = (struct ledger_storing){.intake = &intakes[i], .results = results[i]};
    assert_true(ledger_store_batches(bed->ledger, both, 2, NULL));
    assert_int_equal(results[1][3], LEDGER_KNOWN);
    assert_true(ledger_each_chain(bed->ledger, take_chain_of_others, &chain, NULL));
    assert_int_equal(chain.highest, 4);
    assert_int_equal(chain.places, 4);
}

static void test_a_place_is_known_by_its_link(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[8];

    bed_store(bed, 'a', 1, 2, results);
    bed_store(bed, 'b', 2, 1, results);
    assert_int_equal(place_of(bed, 'a', 2), LEDGER_SAME_LINK);
    assert_int_equal(place_of(bed, 'b', 2), LEDGER_SAME_LINK);
    assert_int_equal(place_of(bed, 'b', 1), LEDGER_OTHER_LINK);
    assert_int_equal(place_of(bed, 'a', 3), LEDGER_NOT_HERE);
}

/* ---- more than a writer remembers ------------------------------------------ */

#define MANY_BATCHES 133u /* of 500: more than 65,536 requests */

static void scatter(struct ledger_intake_record *records, uint64_t first)
{
    for (size_t i = 0; i < LEDGER_RECORDS_MAX; i++) {
        const uint64_t start = (first + i) * 0x9e3779b97f4a7c15u;

        memcpy(records[i].id, &start, sizeof start);
        memcpy(records[i].look_up, &start, sizeof start);
    }
}

static void store_scattered(struct ledger_bed *bed, size_t batch, enum ledger_result expected)
{
    static struct ledger_intake_record records[LEDGER_RECORDS_MAX];
    static enum ledger_result results[LEDGER_RECORDS_MAX];
    const uint64_t first = 1 + batch * LEDGER_RECORDS_MAX;
    struct ledger_intake intake = bed_make_intake(records, 'a', first, LEDGER_RECORDS_MAX);

    scatter(records, first);
    bed_store_intake(bed, &intake, results);
    for (size_t i = 0; i < LEDGER_RECORDS_MAX; i++)
        assert_int_equal(results[i], expected);
}

static void find_scattered(struct ledger_bed *bed, size_t batch)
{
    static struct ledger_intake_record records[LEDGER_RECORDS_MAX];
    const uint64_t first = 1 + batch * LEDGER_RECORDS_MAX;
    struct ledger_record found;
    struct error error = {0};

    (void)bed_make_intake(records, 'a', first, LEDGER_RECORDS_MAX);
    scatter(records, first);
    if (!ledger_find_receipt(bed->ledger, records[7].look_up, &found, &error))
        fail_msg("%s", error.text);
    assert_memory_equal(found.id, records[7].id, sizeof found.id);
    assert_int_equal(found.sequence, first + 7);
}

static void test_the_first_and_the_last_of_many_are_known(void **state)
{
    struct ledger_bed *bed = *state;

    for (size_t batch = 0; batch < MANY_BATCHES; batch++)
        store_scattered(bed, batch, LEDGER_STORED);
    store_scattered(bed, 0, LEDGER_KNOWN);
    store_scattered(bed, MANY_BATCHES - 1, LEDGER_KNOWN);
    find_scattered(bed, 0);
    find_scattered(bed, MANY_BATCHES - 1);
    ledger_close(bed->ledger);
    bed_open(bed, LEDGER_MAKE);
    store_scattered(bed, 1, LEDGER_KNOWN);
    store_scattered(bed, MANY_BATCHES - 2, LEDGER_KNOWN);
    assert_int_equal(bed_kiosk(bed).received, MANY_BATCHES * LEDGER_RECORDS_MAX);
}

/* Receiver and import write in turns, and somebody sets a state between: each knows what the other has
 * stored. */
static void test_what_another_program_stored_is_known(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger *own = bed->ledger;
    struct ledger_state_change change = {.state = LEDGER_OPENED, .utc = BED_NOW, .who = "t"};
    enum ledger_result results[8];

    bed_store(bed, 'a', 1, 2, results);
    bed_open(bed, LEDGER_WRITE);
    bed_store(bed, 'a', 1, 4, results);
    assert_int_equal(results[1], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_STORED);
    bed_hash(change.id, 'i', 'a', 3);
    assert_true(ledger_set_state(bed->ledger, &change, NULL));
    bed_store(bed, 'a', 5, 1, results);
    ledger_close(bed->ledger);
    bed->ledger = own;
    bed_store(bed, 'a', 1, 6, results);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(results[i], LEDGER_KNOWN);
    assert_int_equal(results[5], LEDGER_STORED);
    assert_int_equal(bed_count_records(bed), 6);
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_an_unbroken_chain_has_nothing_to_tell),
        IN_BOTH(test_a_gap_is_stored_and_counted),
        IN_BOTH(test_a_filled_gap_is_no_longer_missing),
        IN_BOTH(test_another_record_in_a_known_place_is_a_fork_and_kept),
        IN_BOTH(test_a_batch_that_goes_on_from_elsewhere_is_a_fork),
        IN_BOTH(test_a_first_record_with_a_past_is_a_fork),
        IN_BOTH(test_a_new_outbox_is_counted),
        IN_BOTH(test_a_chain_names_its_first_hole),
        IN_BOTH(test_a_chain_counts_numbers_with_two_histories),
        IN_BOTH(test_the_histories_of_one_kiosk_do_not_touch_anothers_chain),
        IN_BOTH(test_a_place_is_known_by_its_link),
        IN(&file, test_the_first_and_the_last_of_many_are_known),
        IN_BOTH(test_what_another_program_stored_is_known),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
