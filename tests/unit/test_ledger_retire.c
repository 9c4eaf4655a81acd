#include "app/central/ledger/ledger.h"
#include "tests/support/lib/ledger_bed.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARKED_BYTES 9000u /* in several pages of any file */

static void store_large(struct ledger_bed *bed, const char *mark, uint64_t first, size_t count)
{
    static uint8_t bytes[MARKED_BYTES];
    struct ledger_intake_record records[8];
    struct ledger_intake intake = bed_make_intake(records, 'a', first, count);
    enum ledger_result results[8];

    for (size_t i = 0; i < sizeof bytes; i += 10)
        memcpy(bytes + i, mark, 10);
    intake.batch.bytes = bytes;
    intake.batch.length = sizeof bytes;
    bed_store_intake(bed, &intake, results);
}

static void store_marked(struct ledger_bed *bed, uint64_t first, size_t count)
{
    store_large(bed, "Quorvaxil", first, count);
}

static void set(struct ledger_bed *bed, uint64_t sequence, enum ledger_state state, int64_t utc)
{
    struct ledger_state_change change = {.state = state, .utc = utc, .who = "t", .reason = "t"};
    struct error error = {0};

    bed_hash(change.id, 'i', 'a', sequence);
    if (!ledger_set_state(bed->ledger, &change, &error))
        fail_msg("%s", error.text);
}

static struct ledger_retired retire(struct ledger_bed *bed, int64_t before, bool dry_run)
{
    const struct ledger_retirement order = {
        .before_utc = before, .now_utc = BED_NOW + 900, .who = "t", .dry_run = dry_run};
    struct ledger_retired retired;
    struct error error = {0};

    if (!ledger_retire(bed->ledger, &order, &retired, &error))
        fail_msg("%s", error.text);
    return retired;
}

/* How many files hold the mark: of the ledger's folder, or of the cluster's tables. */
static int files_with_mark(const struct ledger_bed *bed)
{
    char command[256];
    int files = -1;
    FILE *told;

    if (bed->cluster != NULL)
        postgres_cluster_run(bed->cluster, "CHECKPOINT");
    snprintf(command, sizeof command, "grep -rl Quorvaxil %s%s 2>/dev/null | wc -l",
             bed->cluster != NULL ? bed->cluster->folder : bed->folder,
             bed->cluster != NULL ? "/data/base" : "");
    told = popen(command, "r");
    assert_non_null(told);
    assert_int_equal(fscanf(told, "%d", &files), 1);
    assert_int_equal(pclose(told), 0);
    return files;
}

static bool take_any(void *context, const struct ledger_record *record,
                     const struct ledger_batch *batch)
{
    struct bed_walk *walk = context;

    assert_int_equal(batch->length == 0, record->retired_utc > 0);
    walk->records++;
    return true;
}

static void test_a_finished_batch_is_deleted_without_a_trace_of_its_bytes(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_retired retired;

    for (uint64_t i = 0; i < 20; i++)
        store_marked(bed, 1 + 2 * i, 2);
    for (uint64_t i = 0; i < 60; i++) /* what stays, between and behind it */
        store_large(bed, "Threlwing", 41 + i, 1);
    assert_true(files_with_mark(bed) > 0);
    for (uint64_t i = 1; i <= 40; i++)
        set(bed, i, i % 2 == 0 ? LEDGER_OPENED : LEDGER_WITHDRAWN, BED_NOW + 5);
    retired = retire(bed, BED_NOW + 6, false);
    assert_int_equal(retired.batches, 20);
    assert_int_equal(retired.requests, 40);
    assert_int_equal(retired.bytes, 20 * MARKED_BYTES);
    assert_int_equal(retired.sealed, 60);
    assert_int_equal(retired.needs_call + retired.waiting, 0);
    assert_int_equal(files_with_mark(bed), 0);
}

static void test_a_deleted_request_is_still_known(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_intake_record records[3];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 3);
    struct ledger_record found;
    struct bed_walk walk = {0};
    enum ledger_result results[3];

    store_marked(bed, 1, 3);
    for (uint64_t i = 1; i <= 3; i++)
        set(bed, i, LEDGER_OPENED, BED_NOW + 5);
    assert_int_equal(retire(bed, BED_NOW + 6, false).batches, 1);
    bed_store_intake(bed, &intake, results);
    assert_int_equal(results[0], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_KNOWN);
    assert_true(ledger_find_receipt(bed->ledger, records[1].look_up, &found, NULL));
    assert_int_equal(found.retired_utc, BED_NOW + 900);
    assert_int_equal(found.state, LEDGER_OPENED);
    assert_true(ledger_each_record(bed->ledger, 0, take_any, &walk, NULL));
    assert_int_equal(walk.records, 3);
    assert_int_equal(bed_kiosk(bed).missing, 0);
    assert_int_equal(retire(bed, BED_NOW + 6, false).batches, 0);
}

static void test_what_is_not_finished_stays_and_is_counted(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_retired retired;
    struct bed_walk walk = {0};

    store_marked(bed, 1, 2); /* one is sealed */
    store_marked(bed, 3, 2); /* one needs a call */
    store_marked(bed, 5, 1); /* opened too late */
    for (uint64_t i = 1; i <= 3; i++)
        set(bed, i == 2 ? 4 : i, i == 2 ? LEDGER_NEEDS_CALL : LEDGER_OPENED, BED_NOW + 5);
    set(bed, 5, LEDGER_OPENED, BED_NOW + 50);
    retired = retire(bed, BED_NOW + 6, false);
    assert_int_equal(retired.batches, 0);
    assert_int_equal(retired.sealed, 1);
    assert_int_equal(retired.needs_call, 1);
    assert_int_equal(retired.waiting, 2);
    assert_true(ledger_each_record(bed->ledger, 0, take_any, &walk, NULL));
    assert_int_equal(walk.records, 5);
}

static void test_a_dry_run_counts_and_deletes_nothing(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_retired retired;

    store_marked(bed, 1, 2);
    set(bed, 1, LEDGER_ENTERED, BED_NOW + 5);
    set(bed, 2, LEDGER_DUPLICATE, BED_NOW + 5);
    retired = retire(bed, BED_NOW + 6, true);
    assert_int_equal(retired.batches, 1);
    assert_int_equal(retired.waiting, 0);
    assert_true(files_with_mark(bed) > 0);
    assert_int_equal(retire(bed, BED_NOW + 6, false).batches, 1);
}

static void test_a_reader_keeps_the_log_and_is_told_of(void **state)
{
    struct ledger_bed *bed = *state;
    const struct ledger_retirement order = {
        .before_utc = BED_NOW + 6, .now_utc = BED_NOW, .who = "t"};
    struct ledger_retired retired;
    struct error error = {0};
    sqlite3 *reader;

    store_marked(bed, 1, 1);
    set(bed, 1, LEDGER_OPENED, BED_NOW + 5);
    assert_int_equal(sqlite3_open(bed->location, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM batch", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(ledger_retire(bed->ledger, &order, &retired, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    assert_int_equal(retire(bed, BED_NOW + 6, false).batches, 0);
    assert_int_equal(files_with_mark(bed), 0);
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_a_finished_batch_is_deleted_without_a_trace_of_its_bytes),
        IN_BOTH(test_a_deleted_request_is_still_known),
        IN_BOTH(test_what_is_not_finished_stays_and_is_counted),
        IN_BOTH(test_a_dry_run_counts_and_deletes_nothing),
        IN(&file, test_a_reader_keeps_the_log_and_is_told_of),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
