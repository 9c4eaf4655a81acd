/* What must be seen: older copies, other histories, rows and lines that are gone. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/journal_bed.h"

#include <string.h>

static void assert_problem(struct outbox_folder *folder, const char *words)
{
    struct outbox_journal_report report = journal_bed_report(folder);

    if (strstr(report.problem, words) == NULL)
        fail_msg("'%s' is not '%s'", report.problem, words);
}

static void test_an_older_copy_is_seen_for_ever(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 2);
    journal_bed_close(folder);
    journal_bed_shell(folder, "cp -p outbox.db kept");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 3, 4);
    journal_bed_close(folder);
    journal_bed_shell(folder, "rm -f outbox.db-wal outbox.db-shm; mv kept outbox.db");
    outbox_folder_open(folder);
    assert_int_equal(journal_bed_rollbacks(folder), 1);
    journal_bed_tells(folder, " rolled-back 3 4 2 ");
    assert_problem(folder, "older copy");
    outbox_folder_insert(folder, 3, 7);
    journal_bed_reopen(folder);
    assert_int_equal(journal_bed_rollbacks(folder), 1);
    assert_problem(folder, "older copy");
}

static void test_another_history_of_the_same_length_is_seen(void **state)
{
    struct outbox_folder *folder = *state;
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[OUTBOX_SEALED];

    journal_bed_close(folder);
    journal_bed_shell(folder, "cp -p outbox.db kept");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 1, 2);
    journal_bed_close(folder);
    journal_bed_shell(folder, "mv journal right; mv outbox.db old; mv kept outbox.db");
    outbox_folder_open(folder);
    for (unsigned number = 7; number <= 8; number++) { /* under sequence numbers 1 and 2 */
        outbox_folder_request(number, lookup, sealed);
        assert_true(outbox_insert(folder->outbox, lookup, sealed, sizeof sealed, NULL, NULL));
    }
    journal_bed_close(folder);
    journal_bed_shell(folder, "mv right journal");
    outbox_folder_open(folder);
    assert_int_equal(journal_bed_rollbacks(folder), 1);
}

static void test_a_row_that_was_taken_away_is_missed(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 6);
    journal_bed_acknowledge(folder, 2, ANSWER_DUPLICATE);
    journal_bed_fine(folder);
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
    journal_bed_tells(folder, " synced 0 0 6 ");
    journal_bed_shell(folder, "cp -p journal kept");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        journal_bed_shell(folder, changes[i]);
        assert_problem(folder, "missing or were changed");
        journal_bed_shell(folder, "cp -p kept journal");
    }
    journal_bed_fine(folder);
}

static void test_lines_in_another_order_are_seen(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 6);
    journal_bed_shell(folder, "sed -i '4{h;d};5G' journal");
    assert_problem(folder, "missing or were changed");
}

static void test_an_alarm_stops_nothing_and_stays(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    outbox_note_exported(folder->outbox, 1, 3);
    journal_bed_close(folder);
    journal_bed_shell(folder, "sed -i 4d journal");
    for (unsigned number = 4; number < 6; number++) {
        journal_bed_reopen(folder);
        assert_true(outbox_is_ready(folder->outbox, NULL));
        outbox_folder_insert(folder, number, number);
        journal_bed_acknowledge(folder, 1, ANSWER_STORED);
        assert_problem(folder, "missing or were changed");
    }
}

static void test_an_outbox_that_is_gone_is_missed(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    journal_bed_acknowledge(folder, 1, ANSWER_STORED);
    journal_bed_close(folder);
    journal_bed_shell(folder, "rm -f outbox.db*");
    outbox_folder_open(folder);
    outbox_folder_insert(folder, 1, 1);
    assert_problem(folder, "is gone with a request that was not acknowledged (2)");
}

static void test_a_delivered_outbox_may_go(void **state)
{
    struct outbox_folder *folder = *state;

    outbox_folder_insert(folder, 1, 3);
    journal_bed_acknowledge(folder, 3, ANSWER_STORED);
    journal_bed_close(folder);
    journal_bed_shell(folder, "rm -f outbox.db*");
    outbox_folder_open(folder);
    journal_bed_fine(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OUTBOX(test_an_older_copy_is_seen_for_ever),
        WITH_OUTBOX(test_another_history_of_the_same_length_is_seen),
        WITH_OUTBOX(test_a_row_that_was_taken_away_is_missed),
        WITH_OUTBOX(test_a_row_under_another_link_is_seen),
        WITH_OUTBOX(test_a_changed_or_missing_line_is_seen),
        WITH_OUTBOX(test_lines_in_another_order_are_seen),
        WITH_OUTBOX(test_an_alarm_stops_nothing_and_stays),
        WITH_OUTBOX(test_an_outbox_that_is_gone_is_missed),
        WITH_OUTBOX(test_a_delivered_outbox_may_go),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
