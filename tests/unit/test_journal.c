#include "app/outbox/journal.h"

#include "platform/base/hex.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/outbox_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS  4
#define LINES    150
#define TEXT_MAX (4u << 20)

static void shell(const struct outbox_folder *folder, const char *commands)
{
    char line[512];

    snprintf(line, sizeof line, "cd %s && %s", folder->path, commands);
    assert_int_equal(system(line), 0);
}

static void close_outbox(struct outbox_folder *folder)
{
    outbox_close(folder->outbox);
    folder->outbox = NULL;
}

static void reopen(struct outbox_folder *folder)
{
    close_outbox(folder);
    outbox_folder_open(folder);
}

static struct outbox_journal_report report_of(struct outbox_folder *folder)
{
    struct outbox_journal_report report;
    struct error error = {0};

    if (!outbox_check_journal(folder->outbox, &report, &error))
        fail_msg("%s", error.text);
    return report;
}

static void assert_fine(struct outbox_folder *folder)
{
    assert_string_equal(report_of(folder).problem, "");
}

static void assert_problem(struct outbox_folder *folder, const char *words)
{
    struct outbox_journal_report report = report_of(folder);

    if (strstr(report.problem, words) == NULL)
        fail_msg("'%s' is not '%s'", report.problem, words);
}

static uint64_t rollbacks(struct outbox_folder *folder)
{
    struct outbox_counts counts;

    assert_true(outbox_count(folder->outbox, &counts, NULL));
    return counts.rollbacks;
}

/* Acknowledges the oldest `count`. */
static void acknowledge(struct outbox_folder *folder, size_t count, enum answer_verdict verdict)
{
    const struct outbox_wish wish = {.count_max = count, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick = {0};
    struct answer_record answers[8];

    assert_true(outbox_pick(folder->outbox, &wish, &pick, NULL));
    assert_int_equal(pick.count, count);
    outbox_folder_answers(&pick, verdict, answers);
    assert_true(outbox_acknowledge(folder->outbox, pick.records[0].sequence,
                                   pick.records[count - 1].sequence, answers, count, NULL, NULL));
    outbox_pick_finish(&pick);
}

static char *text_of(struct outbox_folder *folder, const char *name)
{
    struct buffer text;
    char path[128], *copy;

    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    buffer_init(&text, TEXT_MAX);
    assert_true(file_read(path, &text, NULL));
    copy = strdup(buffer_text(&text));
    buffer_finish(&text);
    assert_non_null(copy);
    return copy;
}

static void assert_tells(struct outbox_folder *folder, const char *words)
{
    char *text = text_of(folder, JOURNAL_FILE_NAME);

    if (strstr(text, words) == NULL)
        fail_msg("'%s' is not in:\n%s", words, text);
    free(text);
}

/* Some `calls` times 512 lines of nothing. */
static void fill_up(struct outbox_folder *folder, unsigned calls)
{
    static struct journal_note notes[JOURNAL_NOTES_MAX];
    struct journal *journal = calloc(1, sizeof *journal);
    struct outbox_counts counts;

    for (size_t i = 0; i < JOURNAL_NOTES_MAX; i++)
        notes[i].event = JOURNAL_EXPORTED;
    assert_non_null(journal);
    assert_true(outbox_count(folder->outbox, &counts, NULL));
    assert_true(journal_init(journal, folder->path, counts.outbox_id));
    while (calls-- > 0)
        journal_append(journal, notes, JOURNAL_NOTES_MAX, false);
    free(journal);
}

/* ---- what is written ---------------------------------------------------------- */

static void test_what_happens_is_noted_and_fits(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 5);
    acknowledge(folder, 2, ANSWER_STORED);
    acknowledge(folder, 1, ANSWER_REJECTED);
    outbox_note_exported(folder->outbox, 4, 5);
    assert_tells(folder, " begun 0 0 0 ");
    assert_tells(folder, " inserted 5 5 5 ");
    assert_tells(folder, " acknowledged 1 2 5 ");
    assert_tells(folder, " set-aside 3 3 5 ");
    assert_tells(folder, " exported 4 5 5 ");
    assert_int_equal(report_of(folder).lines, 13);
    assert_fine(folder);
    reopen(folder);
    assert_int_equal(report_of(folder).lines, 13);
    assert_fine(folder);
}

static void test_no_look_up_and_no_sealed_byte_is_in_it(void **state)
{
    struct outbox_folder *folder = *state;
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];
    char hex[2 * CHAIN_HASH_SIZE + 1], *text;

    outbox_folder_insert(folder, 1, 3);
    text = text_of(folder, JOURNAL_FILE_NAME);
    for (unsigned number = 1; number <= 3; number++) {
        outbox_folder_request(number, lookup, sealed);
        hex_encode(lookup, sizeof lookup, hex);
        assert_null(strstr(text, hex));
        hex_encode(sealed, 16, hex);
        assert_null(strstr(text, hex));
    }
    free(text);
}

static void test_a_damaged_row_is_noted(void **state)
{
    struct outbox_folder *folder = *state;
    const struct outbox_wish wish = {.count_max = 8, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick = {0};

    outbox_folder_insert(folder, 1, 2);
    outbox_folder_sql(folder, "UPDATE record SET sealed = zeroblob(40) WHERE sequence = 1");
    assert_true(outbox_pick(folder->outbox, &wish, &pick, NULL));
    outbox_pick_finish(&pick);
    assert_tells(folder, " damaged 1 1 2 ");
    assert_fine(folder); /* the outbox's own check tells of it */
}

/* ---- accidents that are harmless ------------------------------------------------- */

static void test_a_journal_behind_goes_on(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    shell(folder, "cp -p journal kept");
    outbox_folder_insert(folder, 3, 5);
    close_outbox(folder);
    shell(folder, "mv kept journal");
    outbox_folder_open(folder);
    assert_tells(folder, " behind 3 5 5 ");
    assert_fine(folder);
    assert_int_equal(rollbacks(folder), 0);
}

static void test_a_torn_tail_stays_and_the_chain_goes_on(void **state)
{
    static const char *const damages[] = {
        "truncate -s -20 journal", "printf '9 2026-11' >> journal",
        "head -c 700 /dev/zero >> journal", "head -c 5000 /dev/zero >> journal",
        "echo nonsense >> journal"};
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        close_outbox(folder);
        shell(folder, damages[i]);
        outbox_folder_open(folder);
        outbox_folder_insert(folder, (unsigned)(4 + i), (unsigned)(4 + i));
        assert_int_equal(report_of(folder).torn, i + 1);
        assert_fine(folder);
    }
    assert_int_equal(rollbacks(folder), 0);
}

/* What a power cut does that forgets some writes and keeps later ones. */
static void test_holes_behind_the_last_sync_are_torn(void **state)
{
    static const char *const holes[] = {
        "sed -i \"$(($(wc -l < journal) - 1))d\" journal",
        "sed -i \"$(($(wc -l < journal) - 17))d\" journal",
        "sed -i \"$(($(wc -l < journal) - 9))s/./0/g\" journal",
        "sed -i \"$(($(wc -l < journal) - 11))s/inserted/exported/\" journal",
        "sed -i \"$(($(wc -l < journal) - 16)),$(($(wc -l < journal) - 2))s/./0/g\" journal"};
    struct outbox_folder *folder = *state;
    unsigned number = 1;

    for (size_t i = 0; i < sizeof holes / sizeof *holes; i++, number += 21) {
        outbox_folder_insert(folder, number, number + 19);
        close_outbox(folder);
        shell(folder, holes[i]);
        outbox_folder_open(folder);
        assert_fine(folder);
        outbox_folder_insert(folder, number + 20, number + 20);
        acknowledge(folder, 8, ANSWER_STORED);
        reopen(folder);
        assert_int_equal(report_of(folder).torn, i + 1);
        assert_fine(folder);
    }
    assert_int_equal(rollbacks(folder), 0);
}

static void test_a_torn_tail_of_a_full_file_is_named_in_the_next(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    fill_up(folder, 11);
    close_outbox(folder);
    shell(folder, "test ! -f journal.1 && truncate -s -20 journal");
    outbox_folder_open(folder);
    shell(folder, "test -f journal.1");
    assert_int_equal(report_of(folder).torn, 1);
    assert_fine(folder);
}

static void test_a_torn_tail_is_no_other_outbox(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_salvaged salvaged;

    outbox_folder_insert(folder, 1, 3);
    close_outbox(folder);
    shell(folder, "truncate -s -20 journal");
    assert_true(outbox_salvage(folder->path, NULL, &salvaged, NULL));
    assert_int_equal(salvaged.taken, 3);
    outbox_folder_open(folder);
    assert_tells(folder, " salvaged 0 0 3 ");
    assert_fine(folder);
}

static void test_a_journal_that_cannot_be_written_stops_no_save(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    shell(folder, "mv journal kept && mkdir journal");
    outbox_folder_insert(folder, 3, 3);
    acknowledge(folder, 2, ANSWER_STORED);
    shell(folder, "rmdir journal && mv kept journal");
    outbox_folder_insert(folder, 4, 4);
    assert_tells(folder, " interrupted 0 0 ");
    assert_fine(folder);
}

static void test_a_lost_journal_is_begun_anew(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    close_outbox(folder);
    shell(folder, "rm journal");
    outbox_folder_open(folder);
    assert_tells(folder, "1 2");
    assert_tells(folder, " begun 0 0 3 ");
    assert_fine(folder);
}

/* ---- what must be seen ------------------------------------------------------------- */

static void test_an_older_copy_is_seen_for_ever(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    close_outbox(folder);
    shell(folder, "cp -p outbox.db kept");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 3, 4);
    close_outbox(folder);
    shell(folder, "rm -f outbox.db-wal outbox.db-shm; mv kept outbox.db");
    outbox_folder_open(folder);
    assert_int_equal(rollbacks(folder), 1);
    assert_tells(folder, " rolled-back 3 4 2 ");
    assert_problem(folder, "older copy");
    outbox_folder_insert(folder, 3, 7);
    reopen(folder);
    assert_int_equal(rollbacks(folder), 1);
    assert_problem(folder, "older copy");
}

static void test_another_history_of_the_same_length_is_seen(void **state)
{
    struct outbox_folder *folder = *state;
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];

    close_outbox(folder);
    shell(folder, "cp -p outbox.db kept");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 1, 2);
    close_outbox(folder);
    shell(folder, "mv journal right; mv outbox.db old; mv kept outbox.db");
    outbox_folder_open(folder);
    for (unsigned number = 7; number <= 8; number++) { /* under sequence numbers 1 and 2 */
        outbox_folder_request(number, lookup, sealed);
        assert_true(outbox_insert(folder->outbox, lookup, sealed, sizeof sealed, NULL, NULL));
    }
    close_outbox(folder);
    shell(folder, "mv right journal");
    outbox_folder_open(folder);
    assert_int_equal(rollbacks(folder), 1);
}

static void test_a_row_that_was_taken_away_is_missed(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 6);
    acknowledge(folder, 2, ANSWER_DUPLICATE);
    assert_fine(folder);
    outbox_folder_sql(folder, "DELETE FROM record WHERE sequence = 4");
    assert_problem(folder, "neither here nor was it acknowledged (4)");
    outbox_folder_sql(folder, "DELETE FROM record");
    assert_problem(folder, "neither here nor was it acknowledged (3)");
}

static void test_a_row_under_another_link_is_seen(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    outbox_folder_sql(folder, "UPDATE record SET link = zeroblob(32) WHERE sequence = 2");
    assert_problem(folder, "not the one that was saved (2)");
}

/* Before the line 'synced', which a power cut cannot do. */
static void test_a_changed_or_missing_line_is_seen(void **state)
{
    static const char *const changes[] = {"sed -i 4d journal",
                                          "sed -i '4s/inserted/exported/' journal",
                                          "sed -i '4s/ inserted 2 2 2/ inserted 2 2 7/' journal",
                                          "sed -i '4s/./0/g' journal", "sed -i 4,8d journal"};
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 6);
    outbox_note_exported(folder->outbox, 1, 6);
    assert_tells(folder, " synced 0 0 6 ");
    shell(folder, "cp -p journal kept");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        shell(folder, changes[i]);
        assert_problem(folder, "missing or were changed");
        shell(folder, "cp -p kept journal");
    }
    assert_fine(folder);
}

static void test_lines_in_another_order_are_seen(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 6);
    shell(folder, "sed -i '4{h;d};5G' journal");
    assert_problem(folder, "missing or were changed");
}

static void test_an_alarm_stops_nothing_and_stays(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    outbox_note_exported(folder->outbox, 1, 3);
    close_outbox(folder);
    shell(folder, "sed -i 4d journal");
    for (unsigned number = 4; number < 6; number++) {
        reopen(folder);
        assert_true(outbox_is_ready(folder->outbox, NULL));
        outbox_folder_insert(folder, number, number);
        acknowledge(folder, 1, ANSWER_STORED);
        assert_problem(folder, "missing or were changed");
    }
}

static void test_an_outbox_that_is_gone_is_missed(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    acknowledge(folder, 1, ANSWER_STORED);
    close_outbox(folder);
    shell(folder, "rm -f outbox.db*");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 1, 1);
    assert_problem(folder, "is gone with a request that was not acknowledged (2)");
}

static void test_a_delivered_outbox_may_go(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    acknowledge(folder, 3, ANSWER_STORED);
    close_outbox(folder);
    shell(folder, "rm -f outbox.db*");
    outbox_folder_open(folder);
    assert_fine(folder);
}

/* ---- size and company ----------------------------------------------------------------- */

static void test_it_goes_over_and_stays_bounded(void **state)
{
    struct outbox_folder *folder = *state;
    struct stat about;
    char path[128];

    outbox_folder_insert(folder, 1, 2);
    for (int round = 0; round < 3; round++) {
        fill_up(folder, 9);
        outbox_folder_insert(folder, (unsigned)(3 + round), (unsigned)(3 + round));
        assert_fine(folder);
    }
    shell(folder, "test -f journal.1");
    snprintf(path, sizeof path, "%s/journal", folder->path);
    assert_int_equal(stat(path, &about), 0);
    assert_true(about.st_size < 2 * (off_t)JOURNAL_BYTES_MAX);
    assert_int_equal(about.st_mode & 0777, 0660);
    reopen(folder);
    assert_int_equal(rollbacks(folder), 0);
    assert_fine(folder);
}

static void write_lines(const char *folder, const uint8_t *outbox_id)
{
    const struct journal_note note = {.event = JOURNAL_EXPORTED, .first = 1, .last = 1};
    struct journal journal;

    if (!journal_init(&journal, folder, outbox_id))
        _exit(1);
    for (int i = 0; i < LINES; i++)
        journal_append(&journal, &note, 1, false);
    _exit(journal.interrupted);
}

static void test_writers_at_once_keep_the_chain(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_counts counts;
    int status;

    assert_true(outbox_count(folder->outbox, &counts, NULL));
    for (int i = 0; i < WRITERS; i++)
        if (fork() == 0)
            write_lines(folder->path, counts.outbox_id);
    for (int i = 0; i < WRITERS; i++) {
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    assert_int_equal(report_of(folder).lines, 2 + WRITERS * LINES);
    assert_fine(folder);
}

#define WITH_OUTBOX(test)                                                                          \
    cmocka_unit_test_setup_teardown(test, outbox_folder_set_up, outbox_folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OUTBOX(test_what_happens_is_noted_and_fits),
        WITH_OUTBOX(test_no_look_up_and_no_sealed_byte_is_in_it),
        WITH_OUTBOX(test_a_damaged_row_is_noted),
        WITH_OUTBOX(test_a_journal_behind_goes_on),
        WITH_OUTBOX(test_a_torn_tail_stays_and_the_chain_goes_on),
        WITH_OUTBOX(test_holes_behind_the_last_sync_are_torn),
        WITH_OUTBOX(test_a_torn_tail_of_a_full_file_is_named_in_the_next),
        WITH_OUTBOX(test_a_torn_tail_is_no_other_outbox),
        WITH_OUTBOX(test_a_journal_that_cannot_be_written_stops_no_save),
        WITH_OUTBOX(test_a_lost_journal_is_begun_anew),
        WITH_OUTBOX(test_an_older_copy_is_seen_for_ever),
        WITH_OUTBOX(test_another_history_of_the_same_length_is_seen),
        WITH_OUTBOX(test_a_row_that_was_taken_away_is_missed),
        WITH_OUTBOX(test_a_row_under_another_link_is_seen),
        WITH_OUTBOX(test_a_changed_or_missing_line_is_seen),
        WITH_OUTBOX(test_lines_in_another_order_are_seen),
        WITH_OUTBOX(test_an_alarm_stops_nothing_and_stays),
        WITH_OUTBOX(test_an_outbox_that_is_gone_is_missed),
        WITH_OUTBOX(test_a_delivered_outbox_may_go),
        WITH_OUTBOX(test_it_goes_over_and_stays_bounded),
        WITH_OUTBOX(test_writers_at_once_keep_the_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
