/* What the journal notes, what harms it and is no alarm, how large it gets. */
#include "platform/base/hex.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/journal_bed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 4
#define LINES   150

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
    journal_bed_acknowledge(folder, 2, ANSWER_STORED);
    journal_bed_acknowledge(folder, 1, ANSWER_REJECTED);
    outbox_note_exported(folder->outbox, 4, 5);
    journal_bed_tells(folder, " begun 0 0 0 ");
    journal_bed_tells(folder, " inserted 5 5 5 ");
    journal_bed_tells(folder, " acknowledged 1 2 5 ");
    journal_bed_tells(folder, " set-aside 3 3 5 ");
    journal_bed_tells(folder, " exported 4 5 5 ");
    assert_int_equal(journal_bed_report(folder).lines, 13);
    journal_bed_fine(folder);
    journal_bed_reopen(folder);
    assert_int_equal(journal_bed_report(folder).lines, 13);
    journal_bed_fine(folder);
}

static void test_no_look_up_and_no_sealed_byte_is_in_it(void **state)
{
    struct outbox_folder *folder = *state;
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];
    char hex[2 * CHAIN_HASH_SIZE + 1], *text;

    outbox_folder_insert(folder, 1, 3);
    text = journal_bed_text(folder, JOURNAL_FILE_NAME);
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
    journal_bed_tells(folder, " damaged 1 1 2 ");
    journal_bed_fine(folder); /* the outbox's own check tells of it */
}

/* ---- accidents that are harmless ------------------------------------------------- */

static void test_a_journal_behind_goes_on(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    journal_bed_shell(folder, "cp -p journal kept");
    outbox_folder_insert(folder, 3, 5);
    journal_bed_close(folder);
    journal_bed_shell(folder, "mv kept journal");
    outbox_folder_open(folder);
    journal_bed_tells(folder, " behind 3 5 5 ");
    journal_bed_fine(folder);
    assert_int_equal(journal_bed_rollbacks(folder), 0);
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
        journal_bed_close(folder);
        journal_bed_shell(folder, damages[i]);
        outbox_folder_open(folder);
        outbox_folder_insert(folder, (unsigned)(4 + i), (unsigned)(4 + i));
        assert_int_equal(journal_bed_report(folder).torn, i + 1);
        journal_bed_fine(folder);
    }
    assert_int_equal(journal_bed_rollbacks(folder), 0);
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
        journal_bed_close(folder);
        journal_bed_shell(folder, holes[i]);
        outbox_folder_open(folder);
        journal_bed_fine(folder);
        outbox_folder_insert(folder, number + 20, number + 20);
        journal_bed_acknowledge(folder, 8, ANSWER_STORED);
        journal_bed_reopen(folder);
        assert_int_equal(journal_bed_report(folder).torn, i + 1);
        journal_bed_fine(folder);
    }
    assert_int_equal(journal_bed_rollbacks(folder), 0);
}

static void test_a_torn_tail_of_a_full_file_is_named_in_the_next(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    fill_up(folder, 11);
    journal_bed_close(folder);
    journal_bed_shell(folder, "test ! -f journal.1 && truncate -s -20 journal");
    outbox_folder_open(folder);
    journal_bed_shell(folder, "test -f journal.1");
    assert_int_equal(journal_bed_report(folder).torn, 1);
    journal_bed_fine(folder);
}

static void test_a_torn_tail_is_no_other_outbox(void **state)
{
    struct outbox_folder *folder = *state;
    struct outbox_salvaged salvaged;

    outbox_folder_insert(folder, 1, 3);
    journal_bed_close(folder);
    journal_bed_shell(folder, "truncate -s -20 journal");
    assert_true(outbox_salvage(folder->path, NULL, &salvaged, NULL));
    assert_int_equal(salvaged.taken, 3);
    outbox_folder_open(folder);
    journal_bed_tells(folder, " salvaged 0 0 3 ");
    journal_bed_fine(folder);
}

static void test_a_journal_that_cannot_be_written_stops_no_save(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    journal_bed_shell(folder, "mv journal kept && mkdir journal");
    outbox_folder_insert(folder, 3, 3);
    journal_bed_acknowledge(folder, 2, ANSWER_STORED);
    journal_bed_shell(folder, "rmdir journal && mv kept journal");
    outbox_folder_insert(folder, 4, 4);
    journal_bed_tells(folder, " interrupted 0 0 ");
    journal_bed_fine(folder);
}

static void test_a_lost_journal_is_begun_anew(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    journal_bed_close(folder);
    journal_bed_shell(folder, "rm journal");
    outbox_folder_open(folder);
    journal_bed_tells(folder, "1 2");
    journal_bed_tells(folder, " begun 0 0 3 ");
    journal_bed_fine(folder);
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
        journal_bed_fine(folder);
    }
    journal_bed_shell(folder, "test -f journal.1");
    snprintf(path, sizeof path, "%s/journal", folder->path);
    assert_int_equal(stat(path, &about), 0);
    assert_true(about.st_size < 2 * (off_t)JOURNAL_BYTES_MAX);
    assert_int_equal(about.st_mode & 0777, 0660);
    journal_bed_reopen(folder);
    assert_int_equal(journal_bed_rollbacks(folder), 0);
    journal_bed_fine(folder);
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
    assert_int_equal(journal_bed_report(folder).lines, 2 + WRITERS * LINES);
    journal_bed_fine(folder);
}

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
        WITH_OUTBOX(test_it_goes_over_and_stays_bounded),
        WITH_OUTBOX(test_writers_at_once_keep_the_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
