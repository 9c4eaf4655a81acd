#include "app/central/ledger/ledger.h"
#include "tests/support/lib/ledger_bed.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_new_records_are_stored(void **state)
{
    enum ledger_result results[3] = {LEDGER_KNOWN, LEDGER_KNOWN, LEDGER_KNOWN};

    bed_store(*state, 'a', 1, 3, results);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(results[i], LEDGER_STORED);
    assert_int_equal(bed_count_records(*state), 3);
}

static void test_a_resend_is_known_and_stored_once(void **state)
{
    enum ledger_result results[3];

    bed_store(*state, 'a', 1, 3, results);
    bed_store(*state, 'a', 1, 3, results);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(results[i], LEDGER_KNOWN);
    assert_int_equal(bed_count_records(*state), 3);
}

static void test_a_longer_resend_adds_only_what_is_new(void **state)
{
    enum ledger_result results[4];
    struct bed_walk walk = {0};
    struct ledger_bed *bed = *state;

    bed_store(bed, 'a', 1, 2, results);
    bed_store(bed, 'a', 1, 4, results);
    assert_int_equal(results[1], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_STORED);
    assert_true(ledger_each_record(bed->ledger, 0, bed_take_record, &walk, NULL));
    assert_int_equal(walk.records, 4);
    assert_int_equal(walk.batches[0], walk.batches[1]);
    assert_true(walk.batches[1] < walk.batches[2]);
    assert_int_equal(walk.sequences[3], 4);
}

static void test_what_is_stored_survives_closing(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[2];

    bed_store(bed, 'a', 1, 2, results);
    ledger_close(bed->ledger);
    bed_open(bed, LEDGER_READ);
    assert_int_equal(bed_count_records(bed), 2);
}

/* Three batches of one transaction: 1..2, 3..4, 5..6. */
struct several {
    struct ledger_intake_record records[3][2];
    struct ledger_intake intakes[3];
    enum ledger_result results[3][2];
    struct ledger_storing batches[3];
};

static void make_several(struct several *several)
{
    for (size_t i = 0; i < 3; i++) {
        several->intakes[i] = bed_make_intake(several->records[i], 'a', 1 + 2 * i, 2);
        several->batches[i] =
            (struct ledger_storing){.intake = &several->intakes[i], .results = several->results[i]};
    }
}

static void store_several(struct ledger_bed *bed, struct several *several)
{
    struct error error = {0};

    if (!ledger_store_batches(bed->ledger, several->batches, 3, &error))
        fail_msg("%s", error.text);
}

static void test_several_batches_are_stored_at_once(void **state)
{
    struct several several;

    make_several(&several);
    store_several(*state, &several);
    for (size_t i = 0; i < 3; i++) {
        assert_true(several.batches[i].stored);
        assert_int_equal(several.results[i][0], LEDGER_STORED);
        assert_int_equal(several.results[i][1], LEDGER_STORED);
    }
    assert_int_equal(bed_count_records(*state), 6);
    assert_int_equal(bed_kiosk(*state).missing, 0);
    assert_int_equal(bed_kiosk(*state).forks, 0);
}

static void test_the_same_batch_twice_at_once_is_stored_once(void **state)
{
    struct several several;

    make_several(&several);
    several.batches[2].intake = &several.intakes[0];
    store_several(*state, &several);
    assert_int_equal(several.results[0][0], LEDGER_STORED);
    assert_int_equal(several.results[2][0], LEDGER_KNOWN);
    assert_int_equal(several.results[2][1], LEDGER_KNOWN);
    assert_int_equal(bed_count_records(*state), 4);
}

static void test_a_batch_that_cannot_be_stored_fails_alone(void **state)
{
    struct several several;

    make_several(&several);
    several.intakes[1].first_sequence = UINT64_MAX - 1;
    store_several(*state, &several);
    assert_true(several.batches[0].stored);
    assert_false(several.batches[1].stored);
    assert_int_equal(several.batches[1].error.kind, ERROR_LIMIT);
    assert_true(several.batches[2].stored);
    assert_int_equal(bed_count_records(*state), 4);
    assert_int_equal(bed_kiosk(*state).missing, 2);
}

static void test_where_a_location_lies(void **state)
{
    (void)state;
    assert_true(ledger_is_database("postgresql://office@db.example/ledger"));
    assert_true(ledger_is_database("service=ledger"));
    assert_true(ledger_is_database("dbname=ledger host=/run/postgresql"));
    assert_false(ledger_is_database("ledger.db"));
    assert_false(ledger_is_database("/srv/year=2026/ledger.db"));
    assert_false(ledger_is_database("./year=2026.db"));
}

static void test_the_same_record_twice_in_a_batch_is_stored_once(void **state)
{
    struct ledger_intake_record records[2];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 2);
    enum ledger_result results[2];

    memcpy(records[1].id, records[0].id, sizeof records[0].id);
    bed_store_intake(*state, &intake, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(results[1], LEDGER_KNOWN);
}

static void test_a_rejected_record_leaves_no_row_and_no_gap(void **state)
{
    struct ledger_intake_record records[3];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 3);
    enum ledger_result results[3];

    records[1].rejected = true;
    bed_store_intake(*state, &intake, results);
    assert_int_equal(results[1], LEDGER_REJECTED);
    assert_int_equal(bed_count_records(*state), 2);
    assert_int_equal(bed_kiosk(*state).missing, 0);
}

static void test_writers_at_once_store_a_batch_once(void **state)
{
    struct ledger_bed *bed = *state;
    int stored = 0, known = 0;
    pid_t writers[8];

    ledger_close(bed->ledger);
    for (size_t w = 0; w < 8; w++) {
        writers[w] = fork();
        if (writers[w] == 0) {
            enum ledger_result results[3];

            bed_open(bed, LEDGER_WRITE);
            bed_store(bed, 'a', 1, 3, results);
            ledger_close(bed->ledger);
            _exit(results[0] == LEDGER_STORED ? 10 : results[0] == LEDGER_KNOWN ? 11 : 1);
        }
    }
    for (size_t w = 0; w < 8; w++) {
        int status = 0;

        assert_int_equal(waitpid(writers[w], &status, 0), writers[w]);
        stored += WEXITSTATUS(status) == 10;
        known += WEXITSTATUS(status) == 11;
    }
    bed_open(bed, LEDGER_WRITE);
    assert_int_equal(stored, 1);
    assert_int_equal(known, 7);
    assert_int_equal(bed_count_records(bed), 3);
}

/* In a process of its own, whose files may not grow: as if the disk were full. 0: refused as it should. */
static int store_without_room(struct ledger_bed *bed)
{
    static uint8_t large[LEDGER_BATCH_MAX];
    struct ledger_intake_record records[3];
    struct ledger_intake intake = bed_make_intake(records, 'a', 3, 3);
    const struct rlimit limit = {.rlim_cur = 65536, .rlim_max = 65536};
    enum ledger_result results[3];
    struct error error = {0};
    bool stored;

    intake.batch.bytes = large;
    intake.batch.length = sizeof large;
    signal(SIGXFSZ, SIG_IGN);
    bed_open(bed, LEDGER_WRITE);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    stored = ledger_store_batch(bed->ledger, &intake, results, &error);
    return !stored && error.kind == ERROR_IO ? 0 : 2;
}

static void test_a_full_disk_stores_nothing_and_says_so(void **state)
{
    struct ledger_bed *bed = *state;
    enum ledger_result results[2];
    int status = 1;
    pid_t writer;

    bed_store(bed, 'a', 1, 2, results);
    ledger_close(bed->ledger);
    writer = fork();
    if (writer == 0)
        _exit(store_without_room(bed));
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_int_equal(status, 0);
    bed_open(bed, LEDGER_MAKE);
    assert_int_equal(bed_count_records(bed), 2);
    assert_int_equal(bed_kiosk(bed).chain_to, 2);
}

/* SQLite goes on writing into the file that it opened, wherever that is. */
static void test_a_ledger_that_was_moved_away_is_not_to_be_trusted(void **state)
{
    struct ledger_bed *bed = *state;
    struct ledger_intake_record records[2];
    struct ledger_intake intake = bed_make_intake(records, 'a', 1, 2);
    enum ledger_result results[2];
    struct error error = {0};
    char moved[POSTGRES_LOCATION_SIZE + 8];

    snprintf(moved, sizeof moved, "%s.moved", bed->location);
    assert_int_equal(rename(bed->location, moved), 0);
    assert_false(ledger_store_batch(bed->ledger, &intake, results, &error));
    assert_int_equal(error.kind, ERROR_IO);
}

static void test_a_file_that_is_no_ledger_is_refused_by_name(void **state)
{
    struct ledger_bed *bed = *state;
    struct error error = {0};
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/other.db", bed->folder);
    file = fopen(path, "w");
    fputs("this has never been a database, and it is longer than a header of one hundred bytes, "
          "so that it is looked at",
          file);
    fclose(file);
    assert_null(ledger_open(path, LEDGER_WRITE, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_non_null(strstr(error.text, path));
}

static void test_an_absent_ledger_is_not_made_by_a_reader(void **state)
{
    struct ledger_bed *bed = *state;
    struct error error = {0};
    char path[128];

    snprintf(path, sizeof path, "%s/absent.db", bed->folder);
    assert_null(ledger_open(path, LEDGER_READ, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void test_state_names_come_back(void **state)
{
    (void)state;
    for (int i = LEDGER_SEALED; i <= LEDGER_WITHDRAWN; i++) {
        enum ledger_state parsed;

        assert_true(ledger_state_parse(ledger_state_name((enum ledger_state)i), &parsed));
        assert_int_equal((int)parsed, i);
    }
}

int main(void)
{
    struct postgres_cluster cluster;
    struct bed_place file = {NULL}, database = {&cluster};
    const struct CMUnitTest tests[] = {
        IN_BOTH(test_new_records_are_stored),
        IN_BOTH(test_a_resend_is_known_and_stored_once),
        IN_BOTH(test_a_longer_resend_adds_only_what_is_new),
        IN_BOTH(test_what_is_stored_survives_closing),
        IN_BOTH(test_several_batches_are_stored_at_once),
        IN_BOTH(test_the_same_batch_twice_at_once_is_stored_once),
        IN_BOTH(test_a_batch_that_cannot_be_stored_fails_alone),
        IN_BOTH(test_the_same_record_twice_in_a_batch_is_stored_once),
        IN_BOTH(test_a_rejected_record_leaves_no_row_and_no_gap),
        IN_BOTH(test_writers_at_once_store_a_batch_once),
        IN(&file, test_a_full_disk_stores_nothing_and_says_so),
        IN(&file, test_a_ledger_that_was_moved_away_is_not_to_be_trusted),
        IN(&file, test_a_file_that_is_no_ledger_is_refused_by_name),
        IN(&file, test_an_absent_ledger_is_not_made_by_a_reader),
        cmocka_unit_test(test_state_names_come_back),
        cmocka_unit_test(test_where_a_location_lies),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
