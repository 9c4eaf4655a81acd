/* Files of an outbox that are not those that were there: older, absent, empty, another's. */
#include "app/outbox/outbox.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/fault_vfs.h"
#include "tests/support/lib/replaced_bed.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534u

static void insert(struct replaced_bed *bed, unsigned number)
{
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];

    outbox_folder_request(number, lookup, sealed);
    assert_true(outbox_insert(bed->kiosk.outbox, lookup, sealed, sizeof sealed, NULL, NULL));
}

static void an_older_copy_loses_and_doubles_nothing_at_the_centre(void **state)
{
    struct replaced_bed *bed = *state;
    struct buffer older;

    outbox_folder_insert(&bed->kiosk, 1, 10);
    replaced_bed_close_outbox(bed);
    older = replaced_bed_content_of(bed, OUTBOX_FILE_NAME);
    outbox_folder_open(&bed->kiosk);
    replaced_bed_deliver_all(bed);
    outbox_folder_insert(&bed->kiosk, 11, 12);
    replaced_bed_deliver_all(bed);
    replaced_bed_close_outbox(bed);
    replaced_bed_put(bed, OUTBOX_FILE_NAME, older.data, older.length);
    buffer_finish(&older);
    outbox_folder_open(&bed->kiosk);
    insert(bed, 13); /* takes the number that 11 had */
    replaced_bed_deliver_all(bed);
    assert_int_equal(replaced_bed_at_the_centre(bed).received, 13);
    assert_true(replaced_bed_at_the_centre(bed).forks > 0);
}

static void a_salvaged_outbox_loses_and_doubles_nothing_at_the_centre(void **state)
{
    struct replaced_bed *bed = *state;
    struct outbox_salvaged result;

    outbox_folder_insert(&bed->kiosk, 1, 10);
    assert_int_equal(replaced_bed_deliver_batch(bed), BATCH);
    replaced_bed_close_outbox(bed);
    assert_true(outbox_salvage(bed->kiosk.path, NULL, &result, NULL));
    assert_int_equal(result.taken, 10 - BATCH);
    outbox_folder_open(&bed->kiosk);
    insert(bed, 11);
    replaced_bed_deliver_all(bed);
    assert_int_equal(replaced_bed_at_the_centre(bed).received, 11);
    assert_int_equal(replaced_bed_at_the_centre(bed).outboxes, 2);
}

static void without_its_index_the_log_is_read(void **state)
{
    struct replaced_bed *bed = *state;
    struct outbox_counts counts;
    struct buffer database, log;

    outbox_folder_insert(&bed->kiosk, 1, 5);
    database = replaced_bed_content_of(bed, OUTBOX_FILE_NAME);
    log = replaced_bed_content_of(bed, OUTBOX_FILE_NAME "-wal");
    replaced_bed_close_outbox(bed);
    replaced_bed_put(bed, OUTBOX_FILE_NAME, database.data, database.length);
    replaced_bed_put(bed, OUTBOX_FILE_NAME "-wal", log.data, log.length);
    replaced_bed_take_away(bed, OUTBOX_FILE_NAME "-shm");
    outbox_folder_open(&bed->kiosk);
    assert_true(outbox_count(bed->kiosk.outbox, &counts, NULL));
    assert_int_equal(counts.waiting, 5);
    buffer_finish(&database);
    buffer_finish(&log);
}

/* What stood in the log alone is gone with it; what is left is whole and goes on. */
static void without_its_log_the_file_is_whole(void **state)
{
    struct replaced_bed *bed = *state;
    struct outbox_report report;
    struct buffer database;

    outbox_folder_insert(&bed->kiosk, 1, 3);
    replaced_bed_close_outbox(bed);
    outbox_folder_open(&bed->kiosk);
    insert(bed, 4);
    database = replaced_bed_content_of(bed, OUTBOX_FILE_NAME);
    replaced_bed_close_outbox(bed);
    replaced_bed_put(bed, OUTBOX_FILE_NAME, database.data, database.length);
    buffer_finish(&database);
    outbox_folder_open(&bed->kiosk);
    assert_true(outbox_check(bed->kiosk.outbox, &report, NULL));
    assert_true(outbox_report_is_fine(&report));
    assert_int_equal(report.records, 3);
    insert(bed, 5);
}

static void an_empty_file_becomes_another_outbox(void **state)
{
    struct replaced_bed *bed = *state;
    struct outbox_counts before, after;

    assert_true(outbox_count(bed->kiosk.outbox, &before, NULL));
    replaced_bed_close_outbox(bed);
    replaced_bed_put(bed, OUTBOX_FILE_NAME, "", 0);
    outbox_folder_open(&bed->kiosk);
    assert_true(outbox_count(bed->kiosk.outbox, &after, NULL));
    assert_memory_not_equal(before.outbox_id, after.outbox_id, sizeof before.outbox_id);
    insert(bed, 1);
}

static void a_ledger_in_the_outboxs_place_is_refused(void **state)
{
    struct replaced_bed *bed = *state;
    struct error error = {.kind = ERROR_NONE};
    struct buffer ledger;

    replaced_bed_close_outbox(bed);
    ledger_close(bed->ledger);
    bed->ledger = NULL;
    ledger = replaced_bed_content_of(bed, LEDGER_NAME);
    replaced_bed_put(bed, OUTBOX_FILE_NAME, ledger.data, ledger.length);
    assert_null(outbox_open(bed->kiosk.path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    assert_non_null(strstr(error.text, OUTBOX_FILE_NAME));
    buffer_finish(&ledger);
}

/* At each write of an acknowledgement in turn, also those that copy the log into the file. */
static void a_disk_that_fills_up_in_an_acknowledgement_loses_nothing(void **state)
{
    struct replaced_bed *bed = *state;
    struct fault_vfs faults;
    unsigned number = 0, nth = 0;
    bool failed = true;

    while (failed) {
        bool taken = true;

        insert(bed, ++number);
        insert(bed, ++number);
        replaced_bed_close_outbox(bed);
        fault_vfs_install(&faults);
        outbox_folder_open(&bed->kiosk);
        fault_vfs_arm(&faults, FAULT_FULL, ++nth, true);
        assert_int_equal(replaced_bed_exchange(bed, &taken), 2);
        fault_vfs_disarm(&faults);
        failed = faults.failed > 0;
        replaced_bed_close_outbox(bed);
        fault_vfs_remove(&faults);
        outbox_folder_open(&bed->kiosk);
        replaced_bed_deliver_all(bed);
        assert_int_equal(replaced_bed_at_the_centre(bed).received, number);
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
    struct replaced_bed *bed = *state;
    char path[FILE_PATH_MAX];

    outbox_folder_insert(&bed->kiosk, 1, 1);
    replaced_bed_close_outbox(bed);
    replaced_bed_path_in(bed, OUTBOX_FILE_NAME, path);
    assert_int_equal(chmod(path, 0400), 0);
    assert_refused_as_nobody(bed->kiosk.path);
    assert_int_equal(chmod(bed->kiosk.path, 0777), 0);
    assert_refused_as_nobody(bed->kiosk.path);
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(bed->kiosk.path, 0555), 0);
    assert_refused_as_nobody(bed->kiosk.path);
    assert_int_equal(chmod(bed->kiosk.path, 0770), 0);
}

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
