/* Files of an outbox or a ledger that are not those that were there: older, absent, empty, another's. */
#include "app/central/ledger/ledger.h"
#include "app/outbox/outbox.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/fault_vfs.h"
#include "tests/support/lib/outbox_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEDGER_NAME "ledger.db"
#define BATCH       4
#define LOG_HEADER  32u
#define NOBODY      65534u
#define BYTES_MAX   (16u << 20)

struct house {
    struct outbox_folder kiosk;
    char ledger_path[FILE_PATH_MAX];
    struct ledger *ledger;
};

static void open_ledger(struct house *house)
{
    struct error error = {.kind = ERROR_NONE};

    ledger_close(house->ledger);
    house->ledger = ledger_open(house->ledger_path, LEDGER_MAKE, &error);
    if (house->ledger == NULL) {
        fail_msg("%s", error.text);
    }
}

static int set_up(void **state)
{
    struct house *house = test_malloc(sizeof *house);

    memset(house, 0, sizeof *house);
    outbox_folder_create(&house->kiosk, NULL);
    assert_true(
        file_join(house->ledger_path, sizeof house->ledger_path, house->kiosk.path, LEDGER_NAME));
    open_ledger(house);
    *state = house;
    return 0;
}

static int tear_down(void **state)
{
    struct house *house = *state;

    ledger_close(house->ledger);
    outbox_folder_destroy(&house->kiosk);
    test_free(house);
    return 0;
}

static void path_in(const struct house *house, const char *name, char path[FILE_PATH_MAX])
{
    assert_true(file_join(path, FILE_PATH_MAX, house->kiosk.path, name));
}

static struct buffer content_of(const struct house *house, const char *name)
{
    char path[FILE_PATH_MAX];
    struct buffer content;

    path_in(house, name, path);
    buffer_init(&content, BYTES_MAX);
    assert_true(file_read(path, &content, NULL));
    return content;
}

static void put(const struct house *house, const char *name, const void *bytes, size_t length)
{
    char path[FILE_PATH_MAX];

    path_in(house, name, path);
    (void)unlink(path);
    assert_true(file_write(path, bytes, length, 0660, NULL));
}

static void take_away(const struct house *house, const char *name)
{
    char path[FILE_PATH_MAX];

    path_in(house, name, path);
    assert_true(unlink(path) == 0 || !file_exists(path));
}

static void close_outbox(struct house *house)
{
    outbox_close(house->kiosk.outbox);
    house->kiosk.outbox = NULL;
}

/* The centre's side of a batch, without the wire. */
static void store(struct house *house, const struct outbox_pick *pick,
                  const struct answer_record *answers)
{
    static const uint8_t certificate[] = "certificate";
    struct ledger_intake_record records[BATCH];
    enum ledger_result results[BATCH];
    struct ledger_intake intake = {.batch = {.kiosk = OUTBOX_KIOSK,
                                             .received_utc = 1790000000,
                                             .bytes = pick->sealed.data,
                                             .length = pick->sealed.length,
                                             .certificate = certificate,
                                             .certificate_length = sizeof certificate},
                                   .first_sequence = pick->records[0].sequence,
                                   .records = records,
                                   .count = pick->count};

    memset(records, 0, sizeof records);
    memcpy(intake.outbox, pick->outbox_id, sizeof intake.outbox);
    memcpy(intake.previous_link, pick->previous_link, sizeof intake.previous_link);
    for (size_t i = 0; i < pick->count; i++) {
        memcpy(records[i].id, answers[i].id, sizeof records[i].id);
        memcpy(records[i].link, pick->records[i].link, sizeof records[i].link);
        memcpy(records[i].look_up, pick->records[i].lookup, sizeof records[i].look_up);
    }
    assert_true(ledger_store_batch(house->ledger, &intake, results, NULL));
}

/* Returns how many were sent; *taken says whether the acknowledgement was. */
static size_t exchange(struct house *house, bool *taken)
{
    const struct outbox_wish wish = {.count_max = BATCH, .bytes_max = BATCH_BYTES_MAX};
    struct answer_record answers[BATCH];
    struct outbox_pick picked;
    size_t count;

    assert_true(outbox_pick(house->kiosk.outbox, &wish, &picked, NULL));
    count = picked.count;
    if (count > 0) {
        uint64_t first = picked.records[0].sequence;

        outbox_folder_answers(&picked, ANSWER_STORED, answers);
        store(house, &picked, answers);
        *taken = outbox_acknowledge(house->kiosk.outbox, first, first + count - 1, answers, count,
                                    NULL, NULL);
    }
    outbox_pick_finish(&picked);
    return count;
}

static size_t deliver_batch(struct house *house)
{
    bool taken = true;
    size_t count = exchange(house, &taken);

    assert_true(taken);
    return count;
}

static void deliver_all(struct house *house)
{
    while (deliver_batch(house) > 0) {
        continue;
    }
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    *(struct ledger_kiosk *)context = *kiosk;
    return true;
}

static struct ledger_kiosk at_the_centre(struct house *house)
{
    struct ledger_kiosk kiosk = {.received = 0};

    assert_true(ledger_each_kiosk(house->ledger, take_kiosk, &kiosk, NULL));
    return kiosk;
}

static void insert(struct house *house, unsigned number)
{
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];

    outbox_folder_request(number, lookup, sealed);
    assert_true(outbox_insert(house->kiosk.outbox, lookup, sealed, sizeof sealed, NULL, NULL));
}

static void an_older_copy_loses_and_doubles_nothing_at_the_centre(void **state)
{
    struct house *house = *state;
    struct buffer older;

    outbox_folder_insert(&house->kiosk, 1, 10);
    close_outbox(house);
    older = content_of(house, OUTBOX_FILE_NAME);
    outbox_folder_open(&house->kiosk);
    deliver_all(house);
    outbox_folder_insert(&house->kiosk, 11, 12);
    deliver_all(house);
    close_outbox(house);
    put(house, OUTBOX_FILE_NAME, older.data, older.length);
    buffer_finish(&older);
    outbox_folder_open(&house->kiosk);
    insert(house, 13); /* takes the number that 11 had */
    deliver_all(house);
    assert_int_equal(at_the_centre(house).received, 13);
    assert_true(at_the_centre(house).forks > 0);
}

static void a_salvaged_outbox_loses_and_doubles_nothing_at_the_centre(void **state)
{
    struct house *house = *state;
    struct outbox_salvaged result;

    outbox_folder_insert(&house->kiosk, 1, 10);
    assert_int_equal(deliver_batch(house), BATCH);
    close_outbox(house);
    assert_true(outbox_salvage(house->kiosk.path, NULL, &result, NULL));
    assert_int_equal(result.taken, 10 - BATCH);
    outbox_folder_open(&house->kiosk);
    insert(house, 11);
    deliver_all(house);
    assert_int_equal(at_the_centre(house).received, 11);
    assert_int_equal(at_the_centre(house).outboxes, 2);
}

static void without_its_index_the_log_is_read(void **state)
{
    struct house *house = *state;
    struct outbox_counts counts;
    struct buffer database, log;

    outbox_folder_insert(&house->kiosk, 1, 5);
    database = content_of(house, OUTBOX_FILE_NAME);
    log = content_of(house, OUTBOX_FILE_NAME "-wal");
    close_outbox(house);
    put(house, OUTBOX_FILE_NAME, database.data, database.length);
    put(house, OUTBOX_FILE_NAME "-wal", log.data, log.length);
    take_away(house, OUTBOX_FILE_NAME "-shm");
    outbox_folder_open(&house->kiosk);
    assert_true(outbox_count(house->kiosk.outbox, &counts, NULL));
    assert_int_equal(counts.waiting, 5);
    buffer_finish(&database);
    buffer_finish(&log);
}

/* What stood in the log alone is gone with it; what is left is whole and goes on. */
static void without_its_log_the_file_is_whole(void **state)
{
    struct house *house = *state;
    struct outbox_report report;
    struct buffer database;

    outbox_folder_insert(&house->kiosk, 1, 3);
    close_outbox(house);
    outbox_folder_open(&house->kiosk);
    insert(house, 4);
    database = content_of(house, OUTBOX_FILE_NAME);
    close_outbox(house);
    put(house, OUTBOX_FILE_NAME, database.data, database.length);
    buffer_finish(&database);
    outbox_folder_open(&house->kiosk);
    assert_true(outbox_check(house->kiosk.outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
    assert_int_equal(report.records, 3);
    insert(house, 5);
}

static void an_empty_file_becomes_another_outbox(void **state)
{
    struct house *house = *state;
    struct outbox_counts before, after;

    assert_true(outbox_count(house->kiosk.outbox, &before, NULL));
    close_outbox(house);
    put(house, OUTBOX_FILE_NAME, "", 0);
    outbox_folder_open(&house->kiosk);
    assert_true(outbox_count(house->kiosk.outbox, &after, NULL));
    assert_memory_not_equal(before.outbox_id, after.outbox_id, sizeof before.outbox_id);
    insert(house, 1);
}

static void a_ledger_in_the_outboxs_place_is_refused(void **state)
{
    struct house *house = *state;
    struct error error = {.kind = ERROR_NONE};
    struct buffer ledger;

    close_outbox(house);
    ledger_close(house->ledger);
    house->ledger = NULL;
    ledger = content_of(house, LEDGER_NAME);
    put(house, OUTBOX_FILE_NAME, ledger.data, ledger.length);
    assert_null(outbox_open(house->kiosk.path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, OUTBOX_FILE_NAME));
    buffer_finish(&ledger);
}

/* At each write of an acknowledgement in turn, also those that copy the log into the file. */
static void a_disk_that_fills_up_in_an_acknowledgement_loses_nothing(void **state)
{
    struct house *house = *state;
    struct fault_vfs faults;
    unsigned number = 0, nth = 0;
    bool failed = true;

    while (failed) {
        bool taken = true;

        insert(house, ++number);
        insert(house, ++number);
        close_outbox(house);
        fault_vfs_install(&faults);
        outbox_folder_open(&house->kiosk);
        fault_vfs_arm(&faults, FAULT_FULL, ++nth, true);
        assert_int_equal(exchange(house, &taken), 2);
        fault_vfs_disarm(&faults);
        failed = faults.failed > 0;
        close_outbox(house);
        fault_vfs_remove(&faults);
        outbox_folder_open(&house->kiosk);
        deliver_all(house);
        assert_int_equal(at_the_centre(house).received, number);
    }
    assert_true(nth > 3);
}

/* As another user, in a process of its own; exits with 0 where it was refused by name. */
static int open_as_nobody(const char *folder)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox *outbox;

    if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) != 0) {
        return 2;
    }
    outbox = outbox_open(folder, OUTBOX_KIOSK, &error);
    if (outbox != NULL && outbox_is_ready(outbox, &error)) {
        return 1;
    }
    outbox_close(outbox);
    return strstr(error.text, folder) != NULL ? 0 : 3;
}

static void assert_refused_as_nobody(const char *folder)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        _exit(open_as_nobody(folder));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_wrong_owner_or_mode_is_refused_by_name(void **state)
{
    struct house *house = *state;
    char path[FILE_PATH_MAX];

    outbox_folder_insert(&house->kiosk, 1, 1);
    close_outbox(house);
    path_in(house, OUTBOX_FILE_NAME, path);
    assert_int_equal(chmod(path, 0400), 0);
    assert_refused_as_nobody(house->kiosk.path);
    assert_int_equal(chmod(house->kiosk.path, 0777), 0);
    assert_refused_as_nobody(house->kiosk.path);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(house->kiosk.path, 0555), 0);
    assert_refused_as_nobody(house->kiosk.path);
    assert_int_equal(chmod(house->kiosk.path, 0770), 0);
}

/* ---- the ledger ---------------------------------------------------------------- */

static void fill_ledger(struct house *house)
{
    outbox_folder_insert(&house->kiosk, 1, 3 * BATCH);
    deliver_all(house);
}

/* Database and log as a power cut leaves them. */
static void cut_ledger(struct house *house, struct buffer *database, struct buffer *log)
{
    *database = content_of(house, LEDGER_NAME);
    *log = content_of(house, LEDGER_NAME "-wal");
    ledger_close(house->ledger);
    house->ledger = NULL;
    put(house, LEDGER_NAME, database->data, database->length);
}

static void assert_ledger_is_refused(const struct house *house, const char *word)
{
    struct error error = {.kind = ERROR_NONE};
    struct ledger *ledger = ledger_open(house->ledger_path, LEDGER_MAKE, &error);

    if (ledger != NULL) {
        ledger_close(ledger);
        fail_msg("the ledger was opened");
    }
    assert_non_null(strstr(error.text, LEDGER_NAME));
    assert_non_null(strstr(error.text, word));
}

static void a_ledger_whose_log_is_damaged_forgets_nothing(void **state)
{
    struct house *house = *state;
    struct buffer database, log;

    fill_ledger(house);
    cut_ledger(house, &database, &log);
    put(house, LEDGER_NAME "-wal", log.data, log.length);
    open_ledger(house);
    assert_int_equal(at_the_centre(house).received, 3 * BATCH);
    ledger_close(house->ledger);
    house->ledger = NULL;
    put(house, LEDGER_NAME, database.data, database.length);
    log.data[LOG_HEADER + 24 + 100] ^= 1;
    put(house, LEDGER_NAME "-wal", log.data, log.length);
    assert_ledger_is_refused(house, "safe place");
    buffer_finish(&database);
    buffer_finish(&log);
}

static void an_empty_ledger_beside_a_log_is_refused(void **state)
{
    struct house *house = *state;
    struct buffer database, log;

    fill_ledger(house);
    cut_ledger(house, &database, &log);
    put(house, LEDGER_NAME "-wal", log.data, log.length);
    put(house, LEDGER_NAME, "", 0);
    assert_ledger_is_refused(house, "safe place");
    buffer_finish(&database);
    buffer_finish(&log);
}

static void an_outbox_in_the_ledgers_place_is_refused(void **state)
{
    struct house *house = *state;
    struct buffer outbox;

    close_outbox(house);
    ledger_close(house->ledger);
    house->ledger = NULL;
    outbox = content_of(house, OUTBOX_FILE_NAME);
    put(house, LEDGER_NAME, outbox.data, outbox.length);
    assert_ledger_is_refused(house, "not a ledger");
    buffer_finish(&outbox);
}

/* Each page in turn: it opens, or says which file and what to do. */
static void a_ledger_with_a_damaged_page_opens_or_says_why(void **state)
{
    const size_t page = 4096;
    struct house *house = *state;
    struct buffer database;
    unsigned refused = 0;

    fill_ledger(house);
    ledger_close(house->ledger);
    house->ledger = NULL;
    database = content_of(house, LEDGER_NAME);
    for (size_t at = 0; at < database.length; at += page) {
        struct error error = {.kind = ERROR_NONE};
        struct ledger *ledger;

        memset(database.data + at, 0xa5, 64);
        take_away(house, LEDGER_NAME "-wal");
        put(house, LEDGER_NAME, database.data, database.length);
        ledger = ledger_open(house->ledger_path, LEDGER_MAKE, &error);
        refused += ledger == NULL;
        assert_true(ledger != NULL || strstr(error.text, LEDGER_NAME) != NULL);
        ledger_close(ledger);
    }
    assert_true(refused > 0);
    buffer_finish(&database);
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOUSE_TEST(an_older_copy_loses_and_doubles_nothing_at_the_centre),
        HOUSE_TEST(a_salvaged_outbox_loses_and_doubles_nothing_at_the_centre),
        HOUSE_TEST(without_its_index_the_log_is_read),
        HOUSE_TEST(without_its_log_the_file_is_whole),
        HOUSE_TEST(an_empty_file_becomes_another_outbox),
        HOUSE_TEST(a_ledger_in_the_outboxs_place_is_refused),
        HOUSE_TEST(a_disk_that_fills_up_in_an_acknowledgement_loses_nothing),
        HOUSE_TEST(a_wrong_owner_or_mode_is_refused_by_name),
        HOUSE_TEST(a_ledger_whose_log_is_damaged_forgets_nothing),
        HOUSE_TEST(an_empty_ledger_beside_a_log_is_refused),
        HOUSE_TEST(an_outbox_in_the_ledgers_place_is_refused),
        HOUSE_TEST(a_ledger_with_a_damaged_page_opens_or_says_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
