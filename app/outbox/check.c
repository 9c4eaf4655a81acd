#include "app/outbox/database.h"
#include "platform/base/text.h"

#include <stdio.h>
#include <string.h>

static void note(struct outbox_report *report, const char *problem, uint64_t sequence)
{
    if (report->problem[0] != '\0') {
        return;
    }
    if (sequence == 0) {
        (void)snprintf(report->problem, sizeof report->problem, "%s", problem);
    } else {
        (void)snprintf(report->problem, sizeof report->problem, "%s (sequence %llu)", problem,
                       (unsigned long long)sequence);
    }
}

static bool is_damage(int result)
{
    return (result & 0xff) == SQLITE_CORRUPT || (result & 0xff) == SQLITE_NOTADB;
}

static bool check_database(struct outbox *outbox, struct outbox_report *report, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(outbox->db, "PRAGMA integrity_check(1)", -1, &statement, NULL);
    bool fine = true;

    if (result == SQLITE_OK) {
        result = sqlite3_step(statement);
    }
    if (result == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);

        report->database_is_whole = text != NULL && strcmp(text, "ok") == 0;
        if (!report->database_is_whole) {
            note(report, text != NULL ? text : "SQLite's integrity check says nothing", 0);
        }
    } else if (is_damage(result)) {
        note(report, "SQLite cannot read the file", 0);
    } else {
        fine = database_fail(outbox, "the integrity check", error);
    }
    (void)sqlite3_finalize(statement);
    return fine;
}

/* What is known of the row before while walking over all rows. */
struct walk {
    uint64_t sequence;
    uint8_t link[CHAIN_HASH_SIZE];
    bool is_good;
};

static bool follows(const struct walk *before, const struct row *row)
{
    if (row->sequence == before->sequence + 1 && before->is_good) {
        return memcmp(row->previous, before->link, sizeof before->link) == 0;
    }
    return true;
}

static void check_row(const struct row *row, bool verifies, struct walk *walk,
                      struct outbox_report *report)
{
    bool good = verifies && follows(walk, row);

    report->records++;
    if (!good && row->state != ROW_DAMAGED) {
        if (report->broken++ == 0) {
            report->first_broken = row->sequence;
        }
        note(report, "a record does not fit its link", row->sequence);
    }
    walk->sequence = row->sequence;
    walk->is_good = verifies;
    memcpy(walk->link, row->link, sizeof walk->link);
}

static void check_head(const struct journal_head *head, const struct walk *walk,
                       struct outbox_report *report)
{
    report->head_is_right =
        walk->sequence < head->sequence ||
        (walk->sequence == head->sequence &&
         (!walk->is_good || memcmp(walk->link, head->link, sizeof head->link) == 0));
    if (!report->head_is_right) {
        note(report, "the head of the chain does not fit the last record", walk->sequence);
    }
}

static bool walk_rows(struct outbox *outbox, struct outbox_report *report, struct walk *walk,
                      struct error *error)
{
    sqlite3_stmt *statement =
        database_prepare(outbox, "SELECT " ROW_COLUMNS " FROM record ORDER BY sequence", error);
    struct row row;
    bool fine = true, verifies;
    int step = SQLITE_DONE;

    if (statement == NULL) {
        return false;
    }
    while (fine && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        fine = database_take_row(outbox, statement, &row, &verifies, error);
        if (fine) {
            check_row(&row, verifies, walk, report);
        }
    }
    if (fine && is_damage(step)) {
        report->database_is_whole = false;
        note(report, "SQLite cannot read behind a record", walk->sequence);
    } else if (fine && step != SQLITE_DONE) {
        fine = database_fail(outbox, "reading all records", error);
    }
    (void)sqlite3_finalize(statement);
    return fine;
}

/* Rows and head are read in one transaction, so that an insert in between is seen by both or
 * neither. */
static bool check_chain(struct outbox *outbox, struct outbox_report *report, struct error *error)
{
    struct walk walk = {.sequence = 0, .is_good = true};
    struct journal_head head;
    bool fine;

    memcpy(walk.link, chain_beginning, sizeof walk.link);
    if (!database_run(outbox, "BEGIN", error)) {
        return false;
    }
    fine = database_read_head(outbox, &head, error) && walk_rows(outbox, report, &walk, error);
    database_rollback(outbox);
    if (fine) {
        check_head(&head, &walk, report);
    }
    return fine;
}

bool outbox_check(struct outbox *outbox, struct outbox_report *report, struct error *error)
{
    *report = (struct outbox_report){.records = 0};
    if (!check_database(outbox, report, error)) {
        return false;
    }
    if (!report->database_is_whole) {
        outbox->stopped = true;
        return true;
    }
    return check_chain(outbox, report, error);
}

bool outbox_report_is_fine(const struct outbox_report *report)
{
    return report->database_is_whole && report->head_is_right && report->broken == 0;
}
