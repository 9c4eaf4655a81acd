#include "app/outbox/outbox.h"

#include "platform/base/file.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct outbox_pick pick(struct outbox_folder *folder, size_t count_max, size_t bytes_max)
{
    struct error error = {.kind = ERROR_NONE};
    struct outbox_pick picked;

    if (!outbox_pick(folder->outbox,
                     &(struct outbox_wish){.count_max = count_max, .bytes_max = bytes_max}, &picked,
                     &error)) {
        fail_msg("%s", error.text);
    }
    return picked;
}

static struct outbox_counts count(struct outbox_folder *folder)
{
    struct outbox_counts counts;

    assert_true(outbox_count(folder->outbox, &counts, NULL));
    return counts;
}

static bool check_is_fine(struct outbox_folder *folder)
{
    struct outbox_report report;

    assert_true(outbox_check(folder->outbox, &report, NULL));
    return outbox_report_is_fine(&report);
}

static void acknowledge(struct outbox_folder *folder, enum answer_verdict verdict)
{
    struct outbox_pick picked = pick(folder, BATCH_RECORDS_MAX, BATCH_BYTES_MAX);
    struct answer_record *answers = calloc(picked.count, sizeof *answers);
    uint64_t first = picked.records[0].sequence;

    assert_non_null(answers);
    outbox_folder_answers(&picked, verdict, answers);
    assert_true(outbox_acknowledge(folder->outbox, first, first + picked.count - 1, answers,
                                   picked.count, NULL, NULL));
    free(answers);
    outbox_pick_finish(&picked);
}

static void what_was_inserted_is_there_after_opening_anew(void **state)
{
    struct outbox_folder *folder = *state;
    uint8_t sealed[OUTBOX_SEALED];
    uint8_t lookup[CHAIN_HASH_SIZE];
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 3);
    outbox_folder_open(folder);
    picked = pick(folder, BATCH_RECORDS_MAX, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 3);
    outbox_folder_request(2, lookup, sealed);
    assert_memory_equal(picked.records[1].lookup, lookup, sizeof lookup);
    assert_int_equal(picked.records[1].length, sizeof sealed);
    assert_memory_equal(picked.sealed.data + picked.records[1].offset, sealed, sizeof sealed);
    outbox_pick_finish(&picked);
}

static void files_can_be_shared_by_the_group(void **state)
{
    static const char *const names[] = {"outbox.db", "outbox.db-wal", "outbox.db-shm"};
    struct outbox_folder *folder = *state;
    char path[FILE_PATH_MAX];
    struct stat status;

    outbox_folder_insert(folder, 1, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(file_join(path, sizeof path, folder->path, names[i]));
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0660);
    }
}

static void another_kiosks_file_is_refused(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};

    assert_null(outbox_open(folder->path, "kiosk-8", &error));
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "outbox.db"));
}

static void an_absent_file_is_not_made_without_a_kiosk(void **state)
{
    struct error error = {.kind = ERROR_NONE};

    (void)state;
    assert_null(outbox_open("/tmp", NULL, &error));
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

static void a_missing_head_says_what_to_do(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};

    outbox_folder_sql(folder, "DELETE FROM outbox");
    assert_null(outbox_open(folder->path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_non_null(strstr(error.text, "kioskctl salvage"));
}

static void who_looks_keeps_no_identity(void **state)
{
    struct outbox_folder *folder = *state;
    char path[FILE_PATH_MAX];

    assert_true(file_join(path, sizeof path, folder->path, "outbox.id"));
    assert_int_equal(unlink(path), 0);
    outbox_close(folder->outbox);
    folder->outbox = outbox_open(folder->path, NULL, NULL);
    assert_non_null(folder->outbox);
    assert_false(file_exists(path));
}

static void the_first_link_begins_the_chain(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 1);
    picked = pick(folder, 1, BATCH_BYTES_MAX);
    assert_memory_equal(picked.previous_link, chain_beginning, CHAIN_HASH_SIZE);
    outbox_pick_finish(&picked);
}

static void a_pick_keeps_the_limit_of_records(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 5);
    picked = pick(folder, 2, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 2);
    outbox_pick_finish(&picked);
}

static void a_pick_keeps_the_limit_of_bytes(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 5);
    picked =
        pick(folder, 500, BATCH_OVERHEAD + 3 * (BATCH_RECORD_OVERHEAD + (size_t)OUTBOX_SEALED));
    assert_int_equal(picked.count, 3);
    outbox_pick_finish(&picked);
}

static void a_pick_can_begin_behind_a_record(void **state)
{
    struct outbox_folder *folder = *state;
    const struct outbox_wish wish = {.after = 3, .count_max = 10, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 5);
    assert_true(outbox_pick(folder->outbox, &wish, &picked, NULL));
    assert_int_equal(picked.count, 2);
    assert_int_equal(picked.records[0].sequence, 4);
    outbox_pick_finish(&picked);
}

static void a_record_over_the_limit_of_bytes_goes_alone(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 2);
    picked = pick(folder, 500, 100);
    assert_int_equal(picked.count, 1);
    outbox_pick_finish(&picked);
}

static void what_the_centre_stored_is_deleted_and_the_head_stays(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    acknowledge(folder, ANSWER_STORED);
    assert_int_equal(count(folder).waiting, 0);
    assert_int_equal(count(folder).last_sequence, 3);
    outbox_folder_insert(folder, 4, 4);
    assert_true(check_is_fine(folder));
}

static void a_duplicate_is_deleted_too(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 1);
    acknowledge(folder, ANSWER_DUPLICATE);
    assert_int_equal(count(folder).waiting, 0);
}

static void what_the_centre_rejects_is_kept_and_not_sent_again(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 1);
    acknowledge(folder, ANSWER_REJECTED);
    assert_int_equal(count(folder).waiting, 0);
    assert_int_equal(count(folder).rejected, 1);
    picked = pick(folder, 10, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 0);
    outbox_pick_finish(&picked);
}

static void acknowledge_one(struct outbox_folder *folder, uint64_t first, uint64_t last,
                            struct answer_record answer, size_t deleted)
{
    struct outbox_outcome outcome;

    assert_true(outbox_acknowledge(folder->outbox, first, last, &answer, 1, &outcome, NULL));
    assert_int_equal(outcome.deleted, deleted);
    assert_int_equal(outcome.foreign, 1 - deleted);
}

static void an_answer_for_another_record_deletes_nothing(void **state)
{
    struct outbox_folder *folder = *state;
    struct answer_record answers[2];
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 2);
    picked = pick(folder, 2, BATCH_BYTES_MAX);
    outbox_folder_answers(&picked, ANSWER_STORED, answers);
    outbox_pick_finish(&picked);
    answers[0].sequence = 2; /* its id is that of 1 */
    acknowledge_one(folder, 1, 2, answers[0], 0);
    acknowledge_one(folder, 1, 1, answers[1], 0); /* 2 was not sent */
    assert_int_equal(count(folder).waiting, 2);
    acknowledge_one(folder, 1, 2, answers[1], 1);
}

static bool file_contains(const char *folder, const char *name, const char *text)
{
    char path[FILE_PATH_MAX];
    struct buffer content;
    bool found;

    buffer_init(&content, 16u << 20);
    assert_true(file_join(path, sizeof path, folder, name));
    assert_true(file_read(path, &content, NULL));
    found = content.length > 0 && memmem(content.data, content.length, text, strlen(text)) != NULL;
    buffer_finish(&content);
    return found;
}

static void no_deleted_byte_stays_in_a_file(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 4);
    assert_true(file_contains(folder->path, "outbox.db-wal", "sealed request 3"));
    acknowledge(folder, ANSWER_STORED);
    assert_false(file_contains(folder->path, "outbox.db-wal", "sealed request"));
    assert_false(file_contains(folder->path, "outbox.db", "sealed request"));
}

static void a_damaged_row_ends_a_batch_and_the_next_starts_after_it(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;
    struct answer_record answers[2];

    outbox_folder_insert(folder, 1, 5);
    outbox_folder_sql(folder, "UPDATE record SET sealed = zeroblob(2200) WHERE sequence = 3");
    picked = pick(folder, 10, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 2);
    assert_int_equal(picked.damaged, 1);
    assert_int_equal(picked.first_damaged, 3);
    outbox_folder_answers(&picked, ANSWER_STORED, answers);
    assert_true(outbox_acknowledge(folder->outbox, 1, 2, answers, 2, NULL, NULL));
    outbox_pick_finish(&picked);
    picked = pick(folder, 10, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 2);
    assert_int_equal(picked.records[0].sequence, 4);
    outbox_pick_finish(&picked);
    assert_int_equal(count(folder).damaged, 1);
}

static void a_damaged_first_row_does_not_hold_up_the_rest(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 3);
    outbox_folder_sql(folder, "UPDATE record SET link = x'00' WHERE sequence < 3");
    picked = pick(folder, 10, BATCH_BYTES_MAX);
    assert_int_equal(picked.damaged, 2);
    assert_int_equal(picked.count, 1);
    assert_int_equal(picked.records[0].sequence, 3);
    outbox_pick_finish(&picked);
}

static void a_set_aside_row_in_the_middle_ends_a_batch(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 3);
    outbox_folder_sql(folder, "UPDATE record SET state = 1 WHERE sequence = 2");
    picked = pick(folder, 10, BATCH_BYTES_MAX);
    assert_int_equal(picked.count, 1);
    outbox_pick_finish(&picked);
}

static void the_check_finds_a_changed_row(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_report report;

    outbox_folder_insert(folder, 1, 3);
    assert_true(check_is_fine(folder));
    outbox_folder_sql(folder, "UPDATE record SET lookup = zeroblob(32) WHERE sequence = 2");
    assert_true(outbox_check(folder->outbox, &report, NULL));
    assert_false(outbox_report_is_fine(&report));
    assert_int_equal(report.first_broken, 2);
}

static void the_check_finds_a_head_that_was_set_back(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_report report;

    outbox_folder_insert(folder, 1, 3);
    outbox_folder_sql(folder, "UPDATE outbox SET last_sequence = 2");
    assert_true(outbox_check(folder->outbox, &report, NULL));
    assert_false(report.head_is_right);
}

static void counts_name_the_oldest(void **state)
{
    struct outbox_folder *folder = *state;

    assert_int_equal(count(folder).oldest_waiting, 0);
    outbox_folder_insert(folder, 1, 2);
    acknowledge(folder, ANSWER_STORED);
    outbox_folder_insert(folder, 3, 4);
    assert_int_equal(count(folder).oldest_waiting, 3);
    assert_true(count(folder).oldest_utc > 0);
}

static void counting_on_gives_what_counting_gives(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_counts on = count(folder), anew;
    struct outbox_wish wish = {.count_max = 3, .bytes_max = BATCH_BYTES_MAX};
    struct answer_record answers[3];
    struct outbox_outcome outcome;
    struct outbox_pick picked;

    outbox_folder_insert(folder, 1, 8);
    assert_true(outbox_pick(folder->outbox, &wish, &picked, NULL));
    outbox_folder_answers(&picked, ANSWER_STORED, answers);
    answers[1].verdict = ANSWER_REJECTED;
    assert_true(outbox_acknowledge(folder->outbox, 1, 3, answers, 3, &outcome, NULL));
    outbox_pick_finish(&picked);
    outbox_folder_insert(folder, 9, 9);
    assert_true(outbox_count_on(folder->outbox, &outcome, &on, NULL));
    anew = count(folder);
    assert_memory_equal(&on, &anew, sizeof on);
    assert_int_equal(on.waiting, 6);
    assert_int_equal(on.rejected, 1);
    assert_int_equal(on.oldest_waiting, 4);
    assert_int_equal(on.last_sequence, 9);
}

static void a_request_of_no_bytes_or_too_many_is_refused(void **state)
{
    struct outbox_folder *folder = *state;
    static const uint8_t sealed[CHAIN_SEALED_MAX + 1];
    uint8_t lookup[CHAIN_HASH_SIZE] = {0};

    assert_false(outbox_insert(folder->outbox, lookup, sealed, 0, NULL, NULL));
    assert_false(outbox_insert(folder->outbox, lookup, sealed, sizeof sealed, NULL, NULL));
    outbox_folder_insert(folder, 1, 1);
}

static void the_watch_wakes_at_an_insert(void **state)
{
    struct outbox_folder *folder = *state;
    struct pollfd watched = {.fd = outbox_watch(folder->path, NULL), .events = POLLIN};

    assert_true(watched.fd >= 0);
    assert_int_equal(poll(&watched, 1, 0), 0);
    outbox_folder_insert(folder, 1, 1);
    assert_int_equal(poll(&watched, 1, 0), 1);
    outbox_watch_drain(watched.fd);
    assert_int_equal(poll(&watched, 1, 0), 0);
    (void)close(watched.fd);
}

static void a_newer_schema_is_refused(void **state)
{
    struct outbox_folder *folder = *state;
    struct error error = {.kind = ERROR_NONE};

    outbox_folder_sql(folder, "PRAGMA user_version = 9");
    assert_null(outbox_open(folder->path, OUTBOX_KIOSK, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

#define OUTBOX_TEST(name)                                                                          \
    cmocka_unit_test_setup_teardown(name, outbox_folder_set_up, outbox_folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OUTBOX_TEST(what_was_inserted_is_there_after_opening_anew),
        OUTBOX_TEST(files_can_be_shared_by_the_group),
        OUTBOX_TEST(another_kiosks_file_is_refused),
        OUTBOX_TEST(an_absent_file_is_not_made_without_a_kiosk),
        OUTBOX_TEST(a_missing_head_says_what_to_do),
        OUTBOX_TEST(who_looks_keeps_no_identity),
        OUTBOX_TEST(the_first_link_begins_the_chain),
        OUTBOX_TEST(a_pick_keeps_the_limit_of_records),
        OUTBOX_TEST(a_pick_keeps_the_limit_of_bytes),
        OUTBOX_TEST(a_pick_can_begin_behind_a_record),
        OUTBOX_TEST(a_record_over_the_limit_of_bytes_goes_alone),
        OUTBOX_TEST(what_the_centre_stored_is_deleted_and_the_head_stays),
        OUTBOX_TEST(a_duplicate_is_deleted_too),
        OUTBOX_TEST(what_the_centre_rejects_is_kept_and_not_sent_again),
        OUTBOX_TEST(an_answer_for_another_record_deletes_nothing),
        OUTBOX_TEST(no_deleted_byte_stays_in_a_file),
        OUTBOX_TEST(a_damaged_row_ends_a_batch_and_the_next_starts_after_it),
        OUTBOX_TEST(a_damaged_first_row_does_not_hold_up_the_rest),
        OUTBOX_TEST(a_set_aside_row_in_the_middle_ends_a_batch),
        OUTBOX_TEST(the_check_finds_a_changed_row),
        OUTBOX_TEST(the_check_finds_a_head_that_was_set_back),
        OUTBOX_TEST(counts_name_the_oldest),
        OUTBOX_TEST(counting_on_gives_what_counting_gives),
        OUTBOX_TEST(a_request_of_no_bytes_or_too_many_is_refused),
        OUTBOX_TEST(the_watch_wakes_at_an_insert),
        OUTBOX_TEST(a_newer_schema_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
