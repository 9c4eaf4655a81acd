#include "app/central/ledger/ledger.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/postgres.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOW 1795300000

/* Where a test's ledger is: a file of its own, or the program's database, emptied. */
struct place {
    const struct postgres_cluster *cluster; /* NULL: a file */
};

struct fixture {
    const struct postgres_cluster *cluster;
    char folder[64];
    char location[POSTGRES_LOCATION_SIZE];
    struct ledger *ledger;
};

static void open_ledger(struct fixture *fixture, enum ledger_access access)
{
    struct error error = {0};

    fixture->ledger = ledger_open(fixture->location, access, &error);
    if (fixture->ledger == NULL)
        fail_msg("%s", error.text);
}

/* Quicker than other tables for each test: those are three dozen files. */
static void empty_database(const struct postgres_cluster *cluster)
{
    postgres_cluster_run(cluster,
                         "DO $$ DECLARE name text; BEGIN FOR name IN SELECT relname FROM pg_class"
                         " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
                         " AND NOT relispartition AND relname <> 'ledger_version'"
                         " LOOP EXECUTE 'DELETE FROM ' || name; END LOOP; END $$");
}

static int set_up(void **state)
{
    const struct place *place = *state;
    struct fixture *fixture = calloc(1, sizeof *fixture);

    strcpy(fixture->folder, "/tmp/ledger-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->cluster = place->cluster;
    if (place->cluster != NULL)
        postgres_cluster_location(place->cluster, "", fixture->location);
    else
        snprintf(fixture->location, sizeof fixture->location, "%s/ledger.db", fixture->folder);
    open_ledger(fixture, LEDGER_MAKE);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];

    ledger_close(fixture->ledger);
    if (fixture->cluster != NULL)
        empty_database(fixture->cluster);
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    assert_int_equal(system(command), 0);
    free(fixture);
    return 0;
}

/* ---- made-up batches: `mark` tells records of two histories apart ---------- */

static void hash_of(uint8_t *hash, char kind, char mark, uint64_t sequence)
{
    memset(hash, 0, LEDGER_HASH_BYTES);
    if (sequence == 0)
        return;
    /* What differs comes first, as in any hash: the ledger looks by the first bytes. */
    memcpy(hash, &sequence, sizeof sequence);
    hash[6] = (uint8_t)kind;
    hash[7] = (uint8_t)mark;
}

static void make_records(struct ledger_intake_record *records, char mark, uint64_t first,
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hash_of(records[i].id, 'i', mark, first + i);
        hash_of(records[i].link, 'l', mark, first + i);
        hash_of(records[i].look_up, 'u', mark, first + i);
        records[i].rejected = false;
    }
}

static struct ledger_intake make_intake(struct ledger_intake_record *records, char mark,
                                        uint64_t first, size_t count)
{
    static const uint8_t bytes[] = "batch bytes", certificate[] = "certificate";
    struct ledger_intake intake = {
        .batch = {.kiosk = "0417",
                  .received_utc = NOW,
                  .bytes = bytes,
                  .length = sizeof bytes,
                  .certificate = certificate,
                  .certificate_length = sizeof certificate},
        .outbox = {1},
        .first_sequence = first,
        .records = records,
        .count = count,
    };

    make_records(records, mark, first, count);
    hash_of(intake.previous_link, 'l', mark, first - 1);
    return intake;
}

static void store_intake(struct fixture *fixture, const struct ledger_intake *intake,
                         enum ledger_result *results)
{
    struct error error = {0};

    if (!ledger_store_batch(fixture->ledger, intake, results, &error))
        fail_msg("%s", error.text);
}

static void store(struct fixture *fixture, char mark, uint64_t first, size_t count,
                  enum ledger_result *results)
{
    struct ledger_intake_record records[8];
    struct ledger_intake intake = make_intake(records, mark, first, count);

    store_intake(fixture, &intake, results);
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    *(struct ledger_kiosk *)context = *kiosk;
    return true;
}

static struct ledger_kiosk the_kiosk(struct fixture *fixture)
{
    struct ledger_kiosk kiosk = {0};

    assert_true(ledger_each_kiosk(fixture->ledger, take_kiosk, &kiosk, NULL));
    return kiosk;
}

struct walk {
    size_t records;
    int64_t batches[16];
    uint64_t sequences[16];
    struct ledger *change; /* set each record's state during the walk */
};

static bool take_record(void *context, const struct ledger_record *record,
                        const struct ledger_batch *batch)
{
    struct walk *walk = context;

    assert_string_equal((const char *)batch->bytes, "batch bytes");
    assert_string_equal((const char *)batch->certificate, "certificate");
    walk->batches[walk->records] = batch->number;
    walk->sequences[walk->records++] = record->sequence;
    if (walk->change != NULL) {
        struct ledger_state_change change = {.state = LEDGER_OPENED, .utc = NOW, .who = "t"};

        memcpy(change.id, record->id, sizeof change.id);
        assert_true(ledger_set_state(walk->change, &change, NULL));
    }
    return true;
}

static size_t count_records(struct fixture *fixture)
{
    struct walk walk = {0};

    assert_true(ledger_each_record(fixture->ledger, 0, take_record, &walk, NULL));
    return walk.records;
}

/* ---- what must hold -------------------------------------------------------- */

static void test_new_records_are_stored(void **state)
{
    enum ledger_result results[3] = {LEDGER_KNOWN, LEDGER_KNOWN, LEDGER_KNOWN};

    store(*state, 'a', 1, 3, results);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(results[i], LEDGER_STORED);
    assert_int_equal(count_records(*state), 3);
}

static void test_a_resend_is_known_and_stored_once(void **state)
{
    enum ledger_result results[3];

    store(*state, 'a', 1, 3, results);
    store(*state, 'a', 1, 3, results);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(results[i], LEDGER_KNOWN);
    assert_int_equal(count_records(*state), 3);
}

static void test_a_longer_resend_adds_only_what_is_new(void **state)
{
    enum ledger_result results[4];
    struct walk walk = {0};
    struct fixture *fixture = *state;

    store(fixture, 'a', 1, 2, results);
    store(fixture, 'a', 1, 4, results);
    assert_int_equal(results[1], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_STORED);
    assert_true(ledger_each_record(fixture->ledger, 0, take_record, &walk, NULL));
    assert_int_equal(walk.records, 4);
    assert_int_equal(walk.batches[0], walk.batches[1]);
    assert_true(walk.batches[1] < walk.batches[2]);
    assert_int_equal(walk.sequences[3], 4);
}

static void test_what_is_stored_survives_closing(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[2];

    store(fixture, 'a', 1, 2, results);
    ledger_close(fixture->ledger);
    open_ledger(fixture, LEDGER_READ);
    assert_int_equal(count_records(fixture), 2);
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
        several->intakes[i] = make_intake(several->records[i], 'a', 1 + 2 * i, 2);
        several->batches[i] =
            (struct ledger_storing){.intake = &several->intakes[i], .results = several->results[i]};
    }
}

static void store_several(struct fixture *fixture, struct several *several)
{
    struct error error = {0};

    if (!ledger_store_batches(fixture->ledger, several->batches, 3, &error))
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
    assert_int_equal(count_records(*state), 6);
    assert_int_equal(the_kiosk(*state).missing, 0);
    assert_int_equal(the_kiosk(*state).forks, 0);
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
    assert_int_equal(count_records(*state), 4);
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
    assert_int_equal(count_records(*state), 4);
    assert_int_equal(the_kiosk(*state).missing, 2);
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
    struct ledger_intake intake = make_intake(records, 'a', 1, 2);
    enum ledger_result results[2];

    memcpy(records[1].id, records[0].id, sizeof records[0].id);
    store_intake(*state, &intake, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(results[1], LEDGER_KNOWN);
}

static void test_a_rejected_record_leaves_no_row_and_no_gap(void **state)
{
    struct ledger_intake_record records[3];
    struct ledger_intake intake = make_intake(records, 'a', 1, 3);
    enum ledger_result results[3];

    records[1].rejected = true;
    store_intake(*state, &intake, results);
    assert_int_equal(results[1], LEDGER_REJECTED);
    assert_int_equal(count_records(*state), 2);
    assert_int_equal(the_kiosk(*state).missing, 0);
}

static void test_an_unbroken_chain_has_nothing_to_tell(void **state)
{
    enum ledger_result results[3];
    struct ledger_kiosk kiosk;

    store(*state, 'a', 1, 3, results);
    store(*state, 'a', 4, 3, results);
    kiosk = the_kiosk(*state);
    assert_string_equal(kiosk.kiosk, "0417");
    assert_int_equal(kiosk.chain_to, 6);
    assert_int_equal(kiosk.missing, 0);
    assert_int_equal(kiosk.forks, 0);
    assert_int_equal(kiosk.outboxes, 1);
    assert_int_equal(kiosk.last_seen_utc, NOW);
}

static void test_a_gap_is_stored_and_counted(void **state)
{
    enum ledger_result results[3];

    store(*state, 'a', 1, 2, results);
    store(*state, 'a', 6, 2, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(the_kiosk(*state).missing, 3);
}

static void test_a_filled_gap_is_no_longer_missing(void **state)
{
    enum ledger_result results[3];

    store(*state, 'a', 1, 2, results);
    store(*state, 'a', 6, 2, results);
    store(*state, 'a', 3, 3, results);
    assert_int_equal(the_kiosk(*state).missing, 0);
    assert_int_equal(the_kiosk(*state).forks, 0);
}

static void test_another_record_in_a_known_place_is_a_fork_and_kept(void **state)
{
    enum ledger_result results[3];

    store(*state, 'a', 1, 3, results);
    store(*state, 'b', 1, 3, results);
    assert_int_equal(results[0], LEDGER_STORED);
    assert_int_equal(count_records(*state), 6);
    assert_int_equal(the_kiosk(*state).forks, 1);
}

static void test_a_batch_that_goes_on_from_elsewhere_is_a_fork(void **state)
{
    enum ledger_result results[3];

    store(*state, 'a', 1, 3, results);
    store(*state, 'b', 4, 1, results);
    assert_int_equal(the_kiosk(*state).forks, 1);
}

static void test_a_first_record_with_a_past_is_a_fork(void **state)
{
    struct ledger_intake_record records[1];
    struct ledger_intake intake = make_intake(records, 'a', 1, 1);
    enum ledger_result results[1];

    intake.previous_link[0] = 7;
    store_intake(*state, &intake, results);
    assert_int_equal(the_kiosk(*state).forks, 1);
}

static void test_a_new_outbox_is_counted(void **state)
{
    struct ledger_intake_record records[1];
    struct ledger_intake intake;
    enum ledger_result results[1];

    store(*state, 'a', 1, 1, results);
    intake = make_intake(records, 'b', 1, 1);
    intake.outbox[0] = 2;
    store_intake(*state, &intake, results);
    assert_int_equal(the_kiosk(*state).outboxes, 2);
    assert_int_equal(the_kiosk(*state).forks, 0);
}

static void test_a_receipt_finds_its_request(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_record record;
    enum ledger_result results[3];
    uint8_t look_up[LEDGER_HASH_BYTES];

    store(fixture, 'a', 1, 3, results);
    hash_of(look_up, 'u', 'a', 2);
    assert_true(ledger_find_receipt(fixture->ledger, look_up, &record, NULL));
    assert_int_equal(record.sequence, 2);
    assert_int_equal(record.state, LEDGER_SEALED);
    assert_int_equal(record.received_utc, NOW);
}

static void test_an_unknown_receipt_is_not_found(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_record record;
    struct error error = {0};
    enum ledger_result results[1];
    uint8_t look_up[LEDGER_HASH_BYTES];

    store(fixture, 'a', 1, 1, results);
    hash_of(look_up, 'u', 'z', 1);
    assert_false(ledger_find_receipt(fixture->ledger, look_up, &record, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void test_since_leaves_out_what_came_before(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_intake_record records[1];
    struct ledger_intake intake = make_intake(records, 'a', 2, 1);
    enum ledger_result results[1];
    struct walk walk = {0};

    store(fixture, 'a', 1, 1, results);
    intake.batch.received_utc = NOW + 100;
    store_intake(fixture, &intake, results);
    assert_true(ledger_each_record(fixture->ledger, NOW + 1, take_record, &walk, NULL));
    assert_int_equal(walk.records, 1);
    assert_int_equal(walk.sequences[0], 2);
}

static void test_states_can_be_set_during_a_walk(void **state)
{
    struct fixture *fixture = *state;
    struct walk walk = {.change = fixture->ledger};
    struct ledger_record record;
    enum ledger_result results[3];
    uint8_t look_up[LEDGER_HASH_BYTES];

    store(fixture, 'a', 1, 3, results);
    assert_true(ledger_each_record(fixture->ledger, 0, take_record, &walk, NULL));
    hash_of(look_up, 'u', 'a', 3);
    assert_true(ledger_find_receipt(fixture->ledger, look_up, &record, NULL));
    assert_int_equal(record.state, LEDGER_OPENED);
}

static void test_the_state_of_an_unknown_request_is_not_set(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_state_change change = {.state = LEDGER_ENTERED, .utc = NOW};
    struct error error = {0};

    assert_false(ledger_set_state(fixture->ledger, &change, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static enum ledger_state state_of(struct fixture *fixture, uint64_t sequence)
{
    uint8_t look_up[LEDGER_HASH_BYTES];
    struct ledger_record record;

    hash_of(look_up, 'u', 'a', sequence);
    assert_true(ledger_find_receipt(fixture->ledger, look_up, &record, NULL));
    return record.state;
}

static struct ledger_state_change change_of(struct fixture *fixture, uint64_t sequence,
                                            enum ledger_state state)
{
    uint8_t look_up[LEDGER_HASH_BYTES];
    struct ledger_record record;
    struct ledger_state_change change = {.state = state, .utc = NOW, .who = "t"};

    hash_of(look_up, 'u', 'a', sequence);
    assert_true(ledger_find_receipt(fixture->ledger, look_up, &record, NULL));
    memcpy(change.id, record.id, sizeof change.id);
    return change;
}

static void test_opening_does_not_undo_a_withdrawal(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[2];
    struct ledger_state_change changes[2];

    store(fixture, 'a', 1, 2, results);
    changes[0] = change_of(fixture, 1, LEDGER_WITHDRAWN);
    assert_true(ledger_set_state(fixture->ledger, changes, NULL));
    for (uint64_t i = 0; i < 2; i++) {
        changes[i] = change_of(fixture, i + 1, LEDGER_OPENED);
        changes[i].if_sealed = true;
    }
    assert_true(ledger_set_states(fixture->ledger, changes, 2, NULL));
    assert_int_equal(state_of(fixture, 1), LEDGER_WITHDRAWN);
    assert_int_equal(state_of(fixture, 2), LEDGER_OPENED);
}

static void test_states_are_set_all_or_none(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[1];
    struct ledger_state_change changes[2];
    struct error error = {0};

    store(fixture, 'a', 1, 1, results);
    changes[0] = change_of(fixture, 1, LEDGER_ENTERED);
    changes[1] = (struct ledger_state_change){.state = LEDGER_ENTERED, .utc = NOW};
    assert_false(ledger_set_states(fixture->ledger, changes, 2, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
    assert_int_equal(state_of(fixture, 1), LEDGER_SEALED);
}

static void test_a_reader_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_intake_record records[1];
    struct ledger_intake intake = make_intake(records, 'a', 1, 1);
    enum ledger_result results[1];

    ledger_close(fixture->ledger);
    open_ledger(fixture, LEDGER_READ);
    assert_false(ledger_store_batch(fixture->ledger, &intake, results, NULL));
    assert_int_equal(count_records(fixture), 0);
}

static bool take_health(void *context, const struct ledger_kiosk *kiosk)
{
    assert_string_equal(kiosk->health_json, context);
    assert_int_equal(kiosk->certificate_ends_utc, NOW + 5);
    return true;
}

/* ---- retirement: marked bytes, and where they may still stand ---------------- */

#define MARKED_BYTES 9000u /* in several pages of any file */

static void store_large(struct fixture *fixture, const char *mark, uint64_t first, size_t count)
{
    static uint8_t bytes[MARKED_BYTES];
    struct ledger_intake_record records[8];
    struct ledger_intake intake = make_intake(records, 'a', first, count);
    enum ledger_result results[8];

    for (size_t i = 0; i < sizeof bytes; i += 10)
        memcpy(bytes + i, mark, 10);
    intake.batch.bytes = bytes;
    intake.batch.length = sizeof bytes;
    store_intake(fixture, &intake, results);
}

static void store_marked(struct fixture *fixture, uint64_t first, size_t count)
{
    store_large(fixture, "Quorvaxil", first, count);
}

static void set(struct fixture *fixture, uint64_t sequence, enum ledger_state state, int64_t utc)
{
    struct ledger_state_change change = {.state = state, .utc = utc, .who = "t", .reason = "t"};
    struct error error = {0};

    hash_of(change.id, 'i', 'a', sequence);
    if (!ledger_set_state(fixture->ledger, &change, &error))
        fail_msg("%s", error.text);
}

static struct ledger_retired retire(struct fixture *fixture, int64_t before, bool dry_run)
{
    const struct ledger_retirement order = {
        .before_utc = before, .now_utc = NOW + 900, .who = "t", .dry_run = dry_run};
    struct ledger_retired retired;
    struct error error = {0};

    if (!ledger_retire(fixture->ledger, &order, &retired, &error))
        fail_msg("%s", error.text);
    return retired;
}

/* How many files hold the mark: of the ledger's folder, or of the cluster's tables. */
static int files_with_mark(const struct fixture *fixture)
{
    char command[256];
    int files = -1;
    FILE *told;

    if (fixture->cluster != NULL)
        postgres_cluster_run(fixture->cluster, "CHECKPOINT");
    snprintf(command, sizeof command, "grep -rl Quorvaxil %s%s 2>/dev/null | wc -l",
             fixture->cluster != NULL ? fixture->cluster->folder : fixture->folder,
             fixture->cluster != NULL ? "/data/base" : "");
    told = popen(command, "r");
    assert_non_null(told);
    assert_int_equal(fscanf(told, "%d", &files), 1);
    assert_int_equal(pclose(told), 0);
    return files;
}

static bool take_any(void *context, const struct ledger_record *record,
                     const struct ledger_batch *batch)
{
    struct walk *walk = context;

    assert_int_equal(batch->length == 0, record->retired_utc > 0);
    walk->records++;
    return true;
}

static void test_a_finished_batch_is_deleted_without_a_trace_of_its_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_retired retired;

    for (uint64_t i = 0; i < 20; i++)
        store_marked(fixture, 1 + 2 * i, 2);
    for (uint64_t i = 0; i < 60; i++) /* what stays, between and behind it */
        store_large(fixture, "Threlwing", 41 + i, 1);
    assert_true(files_with_mark(fixture) > 0);
    for (uint64_t i = 1; i <= 40; i++)
        set(fixture, i, i % 2 == 0 ? LEDGER_OPENED : LEDGER_WITHDRAWN, NOW + 5);
    retired = retire(fixture, NOW + 6, false);
    assert_int_equal(retired.batches, 20);
    assert_int_equal(retired.requests, 40);
    assert_int_equal(retired.bytes, 20 * MARKED_BYTES);
    assert_int_equal(retired.sealed, 60);
    assert_int_equal(retired.needs_call + retired.waiting, 0);
    assert_int_equal(files_with_mark(fixture), 0);
}

static void test_a_deleted_request_is_still_known(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_intake_record records[3];
    struct ledger_intake intake = make_intake(records, 'a', 1, 3);
    struct ledger_record found;
    struct walk walk = {0};
    enum ledger_result results[3];

    store_marked(fixture, 1, 3);
    for (uint64_t i = 1; i <= 3; i++)
        set(fixture, i, LEDGER_OPENED, NOW + 5);
    assert_int_equal(retire(fixture, NOW + 6, false).batches, 1);
    store_intake(fixture, &intake, results);
    assert_int_equal(results[0], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_KNOWN);
    assert_true(ledger_find_receipt(fixture->ledger, records[1].look_up, &found, NULL));
    assert_int_equal(found.retired_utc, NOW + 900);
    assert_int_equal(found.state, LEDGER_OPENED);
    assert_true(ledger_each_record(fixture->ledger, 0, take_any, &walk, NULL));
    assert_int_equal(walk.records, 3);
    assert_int_equal(the_kiosk(fixture).missing, 0);
    assert_int_equal(retire(fixture, NOW + 6, false).batches, 0);
}

static void test_what_is_not_finished_stays_and_is_counted(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_retired retired;
    struct walk walk = {0};

    store_marked(fixture, 1, 2); /* one is sealed */
    store_marked(fixture, 3, 2); /* one needs a call */
    store_marked(fixture, 5, 1); /* opened too late */
    for (uint64_t i = 1; i <= 3; i++)
        set(fixture, i == 2 ? 4 : i, i == 2 ? LEDGER_NEEDS_CALL : LEDGER_OPENED, NOW + 5);
    set(fixture, 5, LEDGER_OPENED, NOW + 50);
    retired = retire(fixture, NOW + 6, false);
    assert_int_equal(retired.batches, 0);
    assert_int_equal(retired.sealed, 1);
    assert_int_equal(retired.needs_call, 1);
    assert_int_equal(retired.waiting, 2);
    assert_true(ledger_each_record(fixture->ledger, 0, take_any, &walk, NULL));
    assert_int_equal(walk.records, 5);
}

static void test_a_dry_run_counts_and_deletes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_retired retired;

    store_marked(fixture, 1, 2);
    set(fixture, 1, LEDGER_ENTERED, NOW + 5);
    set(fixture, 2, LEDGER_DUPLICATE, NOW + 5);
    retired = retire(fixture, NOW + 6, true);
    assert_int_equal(retired.batches, 1);
    assert_int_equal(retired.waiting, 0);
    assert_true(files_with_mark(fixture) > 0);
    assert_int_equal(retire(fixture, NOW + 6, false).batches, 1);
}

static void test_a_reader_keeps_the_log_and_is_told_of(void **state)
{
    struct fixture *fixture = *state;
    const struct ledger_retirement order = {.before_utc = NOW + 6, .now_utc = NOW, .who = "t"};
    struct ledger_retired retired;
    struct error error = {0};
    sqlite3 *reader;

    store_marked(fixture, 1, 1);
    set(fixture, 1, LEDGER_OPENED, NOW + 5);
    assert_int_equal(sqlite3_open(fixture->location, &reader), SQLITE_OK);
    assert_int_equal(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM batch", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_false(ledger_retire(fixture->ledger, &order, &retired, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_int_equal(sqlite3_close(reader), SQLITE_OK);
    assert_int_equal(retire(fixture, NOW + 6, false).batches, 0);
    assert_int_equal(files_with_mark(fixture), 0);
}

static void test_the_last_health_report_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_health health = {.kiosk = "0417",
                                   .received_utc = NOW,
                                   .json = "{\"waiting\":1}",
                                   .certificate_ends_utc = NOW + 1};
    char last[] = "{\"waiting\":2}";

    assert_true(ledger_store_health(fixture->ledger, &health, NULL));
    health.json = last;
    health.certificate_ends_utc = NOW + 5;
    assert_true(ledger_store_health(fixture->ledger, &health, NULL));
    assert_true(ledger_each_kiosk(fixture->ledger, take_health, last, NULL));
}

static void test_writers_at_once_store_a_batch_once(void **state)
{
    struct fixture *fixture = *state;
    int stored = 0, known = 0;
    pid_t writers[8];

    ledger_close(fixture->ledger);
    for (size_t w = 0; w < 8; w++) {
        writers[w] = fork();
        if (writers[w] == 0) {
            enum ledger_result results[3];

            open_ledger(fixture, LEDGER_WRITE);
            store(fixture, 'a', 1, 3, results);
            ledger_close(fixture->ledger);
            _exit(results[0] == LEDGER_STORED ? 10 : results[0] == LEDGER_KNOWN ? 11 : 1);
        }
    }
    for (size_t w = 0; w < 8; w++) {
        int status = 0;

        assert_int_equal(waitpid(writers[w], &status, 0), writers[w]);
        stored += WEXITSTATUS(status) == 10;
        known += WEXITSTATUS(status) == 11;
    }
    open_ledger(fixture, LEDGER_WRITE);
    assert_int_equal(stored, 1);
    assert_int_equal(known, 7);
    assert_int_equal(count_records(fixture), 3);
}

/* In a process of its own, whose files may not grow: as if the disk were full. 0: refused as it should. */
static int store_without_room(struct fixture *fixture)
{
    static uint8_t large[LEDGER_BATCH_MAX];
    struct ledger_intake_record records[3];
    struct ledger_intake intake = make_intake(records, 'a', 3, 3);
    const struct rlimit limit = {.rlim_cur = 65536, .rlim_max = 65536};
    enum ledger_result results[3];
    struct error error = {0};
    bool stored;

    intake.batch.bytes = large;
    intake.batch.length = sizeof large;
    signal(SIGXFSZ, SIG_IGN);
    open_ledger(fixture, LEDGER_WRITE);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 1;
    stored = ledger_store_batch(fixture->ledger, &intake, results, &error);
    return !stored && error.kind == ERROR_IO ? 0 : 2;
}

static void test_a_full_disk_stores_nothing_and_says_so(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[2];
    int status = 1;
    pid_t writer;

    store(fixture, 'a', 1, 2, results);
    ledger_close(fixture->ledger);
    writer = fork();
    if (writer == 0)
        _exit(store_without_room(fixture));
    assert_int_equal(waitpid(writer, &status, 0), writer);
    assert_int_equal(status, 0);
    open_ledger(fixture, LEDGER_MAKE);
    assert_int_equal(count_records(fixture), 2);
    assert_int_equal(the_kiosk(fixture).chain_to, 2);
}

/* SQLite goes on writing into the file that it opened, wherever that is. */
static void test_a_ledger_that_was_moved_away_is_not_to_be_trusted(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_intake_record records[2];
    struct ledger_intake intake = make_intake(records, 'a', 1, 2);
    enum ledger_result results[2];
    struct error error = {0};
    char moved[POSTGRES_LOCATION_SIZE + 8];

    snprintf(moved, sizeof moved, "%s.moved", fixture->location);
    assert_int_equal(rename(fixture->location, moved), 0);
    assert_false(ledger_store_batch(fixture->ledger, &intake, results, &error));
    assert_int_equal(error.kind, ERROR_IO);
}

static void test_a_file_that_is_no_ledger_is_refused_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/other.db", fixture->folder);
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
    struct fixture *fixture = *state;
    struct error error = {0};
    char path[128];

    snprintf(path, sizeof path, "%s/absent.db", fixture->folder);
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

/* ---- chains ---------------------------------------------------------------- */

static bool take_chain(void *context, const struct ledger_chain *chain)
{
    *(struct ledger_chain *)context = *chain;
    return true;
}

static struct ledger_chain the_chain(struct fixture *fixture)
{
    struct ledger_chain chain = {0};

    assert_true(ledger_each_chain(fixture->ledger, take_chain, &chain, NULL));
    return chain;
}

static enum ledger_place place_of(struct fixture *fixture, char mark, uint64_t sequence)
{
    static const uint8_t outbox[LEDGER_OUTBOX_BYTES] = {1};
    uint8_t link[LEDGER_HASH_BYTES];
    enum ledger_place place = LEDGER_OTHER_LINK;

    hash_of(link, 'l', mark, sequence);
    assert_true(ledger_find_place(fixture->ledger, "0417", outbox, sequence, link, &place, NULL));
    return place;
}

static void test_a_chain_names_its_first_hole(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[8];
    struct ledger_chain chain;

    store(fixture, 'a', 3, 2, results);
    chain = the_chain(fixture);
    assert_string_equal(chain.kiosk, "0417");
    assert_int_equal(chain.hole_first, 1);
    assert_int_equal(chain.hole_last, 2);
    store(fixture, 'a', 1, 2, results);
    store(fixture, 'a', 8, 1, results);
    chain = the_chain(fixture);
    assert_int_equal(chain.hole_first, 5);
    assert_int_equal(chain.hole_last, 7);
    assert_int_equal(chain.highest, 8);
    assert_int_equal(chain.places, 5);
    assert_int_equal(chain.requests, 5);
    assert_int_equal(chain.rivals, 0);
}

static void test_a_chain_counts_numbers_with_two_histories(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[8];

    store(fixture, 'a', 1, 4, results);
    store(fixture, 'b', 3, 2, results);
    assert_int_equal(the_chain(fixture).rivals, 2);
    assert_int_equal(the_chain(fixture).places, 4);
    assert_int_equal(the_chain(fixture).hole_first, 0);
}

#define HISTORIES 4200

/* One kiosk tells thousands of histories of one place, so many that no look at its chain reads them all. */
static void store_histories(struct fixture *fixture, struct ledger_intake_record *record,
                            struct ledger_intake *intake)
{
    struct ledger_storing storing[LEDGER_BATCHES_MAX];
    struct ledger_intake_record records[LEDGER_BATCHES_MAX];
    struct ledger_intake intakes[LEDGER_BATCHES_MAX];
    enum ledger_result results[LEDGER_BATCHES_MAX];

    for (uint64_t told = 1; told <= HISTORIES; told += LEDGER_BATCHES_MAX) {
        for (size_t i = 0; i < LEDGER_BATCHES_MAX; i++) {
            intakes[i] = make_intake(&records[i], 'h', told + i, 1);
            intakes[i].first_sequence = 1;
            memset(intakes[i].previous_link, 0, LEDGER_HASH_BYTES);
            storing[i] = (struct ledger_storing){.intake = &intakes[i], .results = &results[i]};
        }
        assert_true(ledger_store_batches(fixture->ledger, storing, LEDGER_BATCHES_MAX, NULL));
    }
    *intake = make_intake(record, 'H', 1, 1);
}

static bool take_chain_of_others(void *context, const struct ledger_chain *chain)
{
    if (strcmp(chain->kiosk, "0417") != 0)
        *(struct ledger_chain *)context = *chain;
    return true;
}

static void test_the_histories_of_one_kiosk_do_not_touch_anothers_chain(void **state)
{
    struct fixture *fixture = *state;
    struct ledger_intake_record records[2][4];
    struct ledger_intake intakes[2];
    enum ledger_result results[2][4];
    struct ledger_storing both[2];
    struct ledger_chain chain = {0};

    intakes[1] = make_intake(records[1], 'a', 1, 4);
    strcpy(intakes[1].batch.kiosk, "0418");
    store_histories(fixture, records[0], &intakes[0]);
    store_intake(fixture, &intakes[1], results[1]);
    for (size_t i = 0; i < 2; i++)
        both[i] = (struct ledger_storing){.intake = &intakes[i], .results = results[i]};
    assert_true(ledger_store_batches(fixture->ledger, both, 2, NULL));
    assert_int_equal(results[1][3], LEDGER_KNOWN);
    assert_true(ledger_each_chain(fixture->ledger, take_chain_of_others, &chain, NULL));
    assert_int_equal(chain.highest, 4);
    assert_int_equal(chain.places, 4);
}

static void test_a_place_is_known_by_its_link(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[8];

    store(fixture, 'a', 1, 2, results);
    store(fixture, 'b', 2, 1, results);
    assert_int_equal(place_of(fixture, 'a', 2), LEDGER_SAME_LINK);
    assert_int_equal(place_of(fixture, 'b', 2), LEDGER_SAME_LINK);
    assert_int_equal(place_of(fixture, 'b', 1), LEDGER_OTHER_LINK);
    assert_int_equal(place_of(fixture, 'a', 3), LEDGER_NOT_HERE);
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

static void store_scattered(struct fixture *fixture, size_t batch, enum ledger_result expected)
{
    static struct ledger_intake_record records[LEDGER_RECORDS_MAX];
    static enum ledger_result results[LEDGER_RECORDS_MAX];
    const uint64_t first = 1 + batch * LEDGER_RECORDS_MAX;
    struct ledger_intake intake = make_intake(records, 'a', first, LEDGER_RECORDS_MAX);

    scatter(records, first);
    store_intake(fixture, &intake, results);
    for (size_t i = 0; i < LEDGER_RECORDS_MAX; i++)
        assert_int_equal(results[i], expected);
}

static void find_scattered(struct fixture *fixture, size_t batch)
{
    static struct ledger_intake_record records[LEDGER_RECORDS_MAX];
    const uint64_t first = 1 + batch * LEDGER_RECORDS_MAX;
    struct ledger_record found;
    struct error error = {0};

    (void)make_intake(records, 'a', first, LEDGER_RECORDS_MAX);
    scatter(records, first);
    if (!ledger_find_receipt(fixture->ledger, records[7].look_up, &found, &error))
        fail_msg("%s", error.text);
    assert_memory_equal(found.id, records[7].id, sizeof found.id);
    assert_int_equal(found.sequence, first + 7);
}

static void test_the_first_and_the_last_of_many_are_known(void **state)
{
    struct fixture *fixture = *state;

    for (size_t batch = 0; batch < MANY_BATCHES; batch++)
        store_scattered(fixture, batch, LEDGER_STORED);
    store_scattered(fixture, 0, LEDGER_KNOWN);
    store_scattered(fixture, MANY_BATCHES - 1, LEDGER_KNOWN);
    find_scattered(fixture, 0);
    find_scattered(fixture, MANY_BATCHES - 1);
    ledger_close(fixture->ledger);
    open_ledger(fixture, LEDGER_MAKE);
    store_scattered(fixture, 1, LEDGER_KNOWN);
    store_scattered(fixture, MANY_BATCHES - 2, LEDGER_KNOWN);
    assert_int_equal(the_kiosk(fixture).received, MANY_BATCHES * LEDGER_RECORDS_MAX);
}

/* Receiver and import write in turns, and somebody sets a state between: each knows what the other has
 * stored. */
static void test_what_another_program_stored_is_known(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *own = fixture->ledger;
    struct ledger_state_change change = {.state = LEDGER_OPENED, .utc = NOW, .who = "t"};
    enum ledger_result results[8];

    store(fixture, 'a', 1, 2, results);
    open_ledger(fixture, LEDGER_WRITE);
    store(fixture, 'a', 1, 4, results);
    assert_int_equal(results[1], LEDGER_KNOWN);
    assert_int_equal(results[2], LEDGER_STORED);
    hash_of(change.id, 'i', 'a', 3);
    assert_true(ledger_set_state(fixture->ledger, &change, NULL));
    store(fixture, 'a', 5, 1, results);
    ledger_close(fixture->ledger);
    fixture->ledger = own;
    store(fixture, 'a', 1, 6, results);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(results[i], LEDGER_KNOWN);
    assert_int_equal(results[5], LEDGER_STORED);
    assert_int_equal(count_records(fixture), 6);
}

/* ---- versions -------------------------------------------------------------- */

static void change_file(const struct fixture *fixture, const char *sql)
{
    sqlite3 *database;

    assert_int_equal(sqlite3_open(fixture->location, &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

/* Tables as they were, with the rows of today. */
static const char to_the_first_version[] =
    "DROP TABLE retired; DROP TRIGGER batch_in_use; DROP TABLE by_id; DROP TABLE by_look_up;"
    "DROP TABLE filed;"
    "CREATE TABLE old (id BLOB PRIMARY KEY NOT NULL, kiosk TEXT NOT NULL, outbox BLOB NOT NULL,"
    "  sequence INTEGER NOT NULL, link BLOB NOT NULL, look_up BLOB NOT NULL,"
    "  batch INTEGER NOT NULL REFERENCES batch(number), place INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, state_utc INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO old SELECT id, kiosk, outbox, sequence, link, look_up, batch, place, state,"
    "  state_utc FROM record;"
    "DROP TRIGGER record_gone; DROP TABLE record; ALTER TABLE old RENAME TO record;"
    "CREATE UNIQUE INDEX record_place ON record(batch, place);"
    "CREATE INDEX record_look_up ON record(look_up); CREATE INDEX record_kiosk ON record(kiosk);"
    "CREATE TABLE change (number INTEGER PRIMARY KEY, record BLOB NOT NULL REFERENCES record(id),"
    "  state INTEGER NOT NULL, utc INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL);"
    "INSERT INTO change SELECT * FROM state_change; DROP TABLE state_change;"
    "ALTER TABLE change RENAME TO state_change;"
    "ALTER TABLE kiosk DROP COLUMN received; PRAGMA user_version = 1";

static void test_an_older_ledger_opens_with_what_it_has(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[3];

    store(fixture, 'a', 1, 3, results);
    ledger_close(fixture->ledger);
    change_file(fixture, to_the_first_version);
    open_ledger(fixture, LEDGER_READ);
    assert_int_equal(the_kiosk(fixture).received, 3);
    assert_int_equal(count_records(fixture), 3);
    ledger_close(fixture->ledger);
    open_ledger(fixture, LEDGER_MAKE);
    store(fixture, 'a', 4, 2, results);
    assert_int_equal(the_kiosk(fixture).received, 5);
}

static void test_a_newer_ledger_is_refused_in_a_sentence(void **state)
{
    struct fixture *fixture = *state;
    struct error error = {0};

    ledger_close(fixture->ledger);
    if (fixture->cluster != NULL)
        postgres_cluster_run(fixture->cluster, "UPDATE ledger_version SET version = version + 90");
    else
        change_file(fixture, "PRAGMA user_version = 92");
    fixture->ledger = ledger_open(fixture->location, LEDGER_MAKE, &error);
    if (fixture->cluster != NULL)
        postgres_cluster_run(fixture->cluster, "UPDATE ledger_version SET version = version - 90");
    assert_null(fixture->ledger);
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, "use the newer program"));
}

/* ---- a database and its server --------------------------------------------- */

static void test_a_failure_tells_no_password(void **state)
{
    struct error error = {0};

    (void)state;
    assert_null(ledger_open("postgresql://office:geheim@%2Fnowhere/ledger", LEDGER_READ, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    assert_null(strstr(error.text, "geheim"));
    assert_null(ledger_open("dbname=ledger password='geheim", LEDGER_READ, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_null(strstr(error.text, "geheim"));
}

static void test_a_password_in_a_location_is_seen(void **state)
{
    (void)state;
    assert_true(ledger_tells_password("postgresql://office:geheim@host/ledger"));
    assert_true(ledger_tells_password("dbname=ledger password=geheim"));
    assert_true(ledger_tells_password("postgresql://host/ledger?password=geheim"));
    assert_true(ledger_tells_password("dbname=ledger sslpassword=geheim"));
    assert_false(ledger_tells_password("postgresql://office@host/ledger"));
    assert_false(ledger_tells_password("service=ledger"));
    assert_false(ledger_tells_password("/srv/password=geheim"));
}

/* The server is tried again once a second at most. */
static void store_when_it_is_back(struct fixture *fixture, const struct ledger_intake *intake,
                                  enum ledger_result *results)
{
    const struct timespec nap = {.tv_nsec = 50000000};
    struct error error = {0};

    for (int i = 0; i < 400; i++) {
        if (ledger_store_batch(fixture->ledger, intake, results, &error))
            return;
        assert_int_equal(error.kind, ERROR_UNAVAILABLE);
        nanosleep(&nap, NULL);
    }
    fail_msg("%s", error.text);
}

static void test_a_server_that_went_away_is_found_again(void **state)
{
    struct fixture *fixture = *state;
    struct postgres_cluster *cluster = (struct postgres_cluster *)(uintptr_t)fixture->cluster;
    struct ledger_intake_record records[3];
    struct ledger_intake intake = make_intake(records, 'a', 1, 3);
    enum ledger_result results[3];
    struct error error = {0};

    store_intake(fixture, &intake, results);
    postgres_cluster_kill(cluster);
    assert_false(ledger_store_batch(fixture->ledger, &intake, results, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    postgres_cluster_restart(cluster);
    store_when_it_is_back(fixture, &intake, results);
    assert_int_equal(results[0], LEDGER_KNOWN);
    assert_int_equal(count_records(fixture), 3);
}

/* A listener in the server's place that answers nothing. */
static int listen_silently(const struct postgres_cluster *cluster)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", cluster->folder);
    (void)unlink(address.sun_path);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 8), 0);
    return listener;
}

static int count_callers(int listener)
{
    int count = 0, caller;

    while ((caller = accept(listener, NULL, NULL)) >= 0) {
        close(caller);
        count++;
    }
    return count;
}

static void open_impatiently(struct fixture *fixture)
{
    ledger_close(fixture->ledger);
    strcat(fixture->location, " connect_timeout=2"); /* the least that libpq takes */
    open_ledger(fixture, LEDGER_MAKE);
}

/* Trying takes time that the receiver's other connections wait. */
static void test_a_silent_server_is_left_alone_for_longer_than_it_was_tried(void **state)
{
    const struct timespec longer_than_usual = {.tv_sec = 1, .tv_nsec = 200000000};
    struct fixture *fixture = *state;
    struct postgres_cluster *cluster = (struct postgres_cluster *)(uintptr_t)fixture->cluster;
    const struct ledger_health health = {.kiosk = "0417", .received_utc = NOW, .json = "{}"};
    int listener, callers;

    open_impatiently(fixture);
    postgres_cluster_kill(cluster);
    listener = listen_silently(cluster);
    for (int i = 0; i < 3; i++)
        assert_false(ledger_store_health(fixture->ledger, &health, NULL));
    nanosleep(&longer_than_usual, NULL);
    assert_false(ledger_store_health(fixture->ledger, &health, NULL));
    callers = count_callers(listener);
    close(listener);
    postgres_cluster_restart(cluster);
    assert_int_equal(callers, 1);
}

/* libpq takes roots and client certificate from there where the connection string names none. */
static void test_who_connects_again_may_read_its_users_certificates(void **state)
{
    struct fixture *fixture = *state;
    const char *home = getenv("HOME");
    char before[256] = "", wanted[128];
    struct ledger_needs needs;
    size_t i = 0;

    snprintf(before, sizeof before, "%s", home != NULL ? home : "");
    snprintf(wanted, sizeof wanted, "%s/.postgresql", fixture->folder);
    ledger_close(fixture->ledger);
    assert_int_equal(setenv("HOME", fixture->folder, 1), 0);
    open_ledger(fixture, LEDGER_MAKE);
    ledger_needs(fixture->ledger, &needs);
    while (needs.read[i] != NULL && strcmp(needs.read[i], wanted) != 0)
        i++;
    assert_non_null(needs.read[i]);
    assert_int_equal(home != NULL ? setenv("HOME", before, 1) : unsetenv("HOME"), 0);
}

static void grant_roles(const struct fixture *fixture)
{
    char grants[4096] = "";
    FILE *file = fopen("docs/examples/ledger-roles.sql", "r");

    assert_non_null(file);
    assert_true(fread(grants, 1, sizeof grants - 1, file) > 0);
    fclose(file);
    postgres_cluster_run(fixture->cluster, "CREATE ROLE ledger_receive LOGIN;"
                                           "CREATE ROLE ledger_open LOGIN;"
                                           "CREATE ROLE ledger_read LOGIN");
    postgres_cluster_run(fixture->cluster, grants);
}

static void open_as(struct fixture *fixture, const char *role, enum ledger_access access)
{
    ledger_close(fixture->ledger);
    snprintf(fixture->location, sizeof fixture->location, "host=%s user=%s dbname=postgres",
             fixture->cluster->folder, role);
    open_ledger(fixture, access);
}

static void test_each_role_can_do_its_work_and_no_more(void **state)
{
    struct fixture *fixture = *state;
    enum ledger_result results[4];
    struct ledger_state_change change;
    struct error error = {0};

    grant_roles(fixture);
    open_as(fixture, "ledger_receive", LEDGER_MAKE);
    store(fixture, 'a', 1, 2, results);
    store(fixture, 'a', 1, 4, results);
    change = change_of(fixture, 1, LEDGER_OPENED);
    assert_false(ledger_set_state(fixture->ledger, &change, &error));
    assert_non_null(strstr(error.text, "permission denied"));
    open_as(fixture, "ledger_open", LEDGER_WRITE);
    assert_true(ledger_set_state(fixture->ledger, &change, NULL));
    assert_int_equal(count_records(fixture), 4);
    open_as(fixture, "ledger_read", LEDGER_READ);
    assert_int_equal(the_kiosk(fixture).received, 4);
    assert_int_equal(the_chain(fixture).requests, 4);
}

#define IN(place, test) cmocka_unit_test_prestate_setup_teardown(test, set_up, tear_down, place)
#define IN_BOTH(test)                                                                              \
    {"file: " #test, test, set_up, tear_down, &file},                                              \
    {                                                                                              \
        "database: " #test, test, set_up, tear_down, &database                                     \
    }

int main(void)
{
    struct postgres_cluster cluster;
    struct place file = {NULL}, database = {&cluster};
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
        IN_BOTH(test_a_receipt_finds_its_request),
        IN_BOTH(test_an_unknown_receipt_is_not_found),
        IN_BOTH(test_since_leaves_out_what_came_before),
        IN_BOTH(test_states_can_be_set_during_a_walk),
        IN_BOTH(test_the_state_of_an_unknown_request_is_not_set),
        IN_BOTH(test_opening_does_not_undo_a_withdrawal),
        IN_BOTH(test_states_are_set_all_or_none),
        IN_BOTH(test_a_reader_changes_nothing),
        IN_BOTH(test_a_finished_batch_is_deleted_without_a_trace_of_its_bytes),
        IN_BOTH(test_a_deleted_request_is_still_known),
        IN_BOTH(test_what_is_not_finished_stays_and_is_counted),
        IN_BOTH(test_a_dry_run_counts_and_deletes_nothing),
        IN(&file, test_a_reader_keeps_the_log_and_is_told_of),
        IN_BOTH(test_the_last_health_report_is_kept),
        IN_BOTH(test_writers_at_once_store_a_batch_once),
        IN_BOTH(test_a_newer_ledger_is_refused_in_a_sentence),
        IN(&file, test_the_first_and_the_last_of_many_are_known),
        IN_BOTH(test_what_another_program_stored_is_known),
        IN(&file, test_an_older_ledger_opens_with_what_it_has),
        IN(&database, test_a_server_that_went_away_is_found_again),
        IN(&database, test_a_silent_server_is_left_alone_for_longer_than_it_was_tried),
        IN(&database, test_who_connects_again_may_read_its_users_certificates),
        IN(&database, test_each_role_can_do_its_work_and_no_more),
        IN(&file, test_a_full_disk_stores_nothing_and_says_so),
        IN(&file, test_a_ledger_that_was_moved_away_is_not_to_be_trusted),
        IN(&file, test_a_file_that_is_no_ledger_is_refused_by_name),
        IN(&file, test_an_absent_ledger_is_not_made_by_a_reader),
        cmocka_unit_test(test_state_names_come_back),
        cmocka_unit_test(test_where_a_location_lies),
        cmocka_unit_test(test_a_failure_tells_no_password),
        cmocka_unit_test(test_a_password_in_a_location_is_seen),
    };
    int failed;

    postgres_cluster_start(&cluster);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    postgres_cluster_stop(&cluster);
    return failed;
}
