#include "app/outbox/database.h"

#include <string.h>

static const char oldest[] =
    "SELECT sequence, inserted_utc FROM record WHERE state = 0 ORDER BY sequence LIMIT 1";

static const char all[] = "SELECT (SELECT count(*) FROM record WHERE state = 0),"
                          "       (SELECT count(*) FROM record WHERE state = 1 AND state > 0),"
                          "       (SELECT count(*) FROM record WHERE state = 2 AND state > 0)";

static bool read_oldest(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(outbox, oldest, error);
    int step;

    if (statement == NULL) {
        return false;
    }
    step = sqlite3_step(statement);
    counts->oldest_waiting = (uint64_t)sqlite3_column_int64(statement, 0);
    counts->oldest_utc = sqlite3_column_int64(statement, 1);
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        database_fail(outbox, "counting", error);
    }
    (void)sqlite3_finalize(statement);
    return step == SQLITE_ROW || step == SQLITE_DONE;
}

static bool read_all(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(outbox, all, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    fine = sqlite3_step(statement) == SQLITE_ROW || database_fail(outbox, "counting", error);
    if (fine) {
        counts->waiting = (uint64_t)sqlite3_column_int64(statement, 0);
        counts->rejected = (uint64_t)sqlite3_column_int64(statement, 1);
        counts->damaged = (uint64_t)sqlite3_column_int64(statement, 2);
    }
    (void)sqlite3_finalize(statement);
    return fine;
}

static void take_head(struct outbox_counts *counts, const struct journal_head *head)
{
    counts->last_sequence = head->sequence;
    memcpy(counts->last_link, head->link, sizeof counts->last_link);
}

bool outbox_count(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    struct journal_head head;
    bool fine;

    *counts = (struct outbox_counts){.waiting = 0};
    memcpy(counts->kiosk_id, outbox->kiosk_id, sizeof counts->kiosk_id);
    memcpy(counts->outbox_id, outbox->outbox_id, sizeof counts->outbox_id);
    if (!database_run(outbox, "BEGIN", error)) {
        return false;
    }
    fine = read_all(outbox, counts, error) && read_oldest(outbox, counts, error) &&
           database_read_head(outbox, &head, error);
    database_rollback(outbox);
    if (fine) {
        counts->rollbacks = outbox->journal.rollbacks;
        take_head(counts, &head);
    }
    return fine;
}

bool outbox_count_on(struct outbox *outbox, const struct outbox_outcome *done,
                     struct outbox_counts *counts, struct error *error)
{
    const size_t gone = done != NULL ? done->deleted + done->set_aside : 0;
    struct journal_head head;
    bool fine;

    if (!database_run(outbox, "BEGIN", error)) {
        return false;
    }
    fine = read_oldest(outbox, counts, error) && database_read_head(outbox, &head, error);
    database_rollback(outbox);
    if (!fine) {
        return false;
    }
    counts->waiting += head.sequence - counts->last_sequence;
    counts->waiting -= gone < counts->waiting ? gone : counts->waiting;
    counts->rejected += done != NULL ? done->set_aside : 0;
    take_head(counts, &head);
    return true;
}

bool outbox_hold(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    *counts = (struct outbox_counts){.waiting = 0};
    return database_begin(outbox, error) && read_all(outbox, counts, error);
}

bool outbox_end(struct outbox *outbox, struct error *error)
{
    return database_run(outbox, "DROP TABLE record", error) && database_commit(outbox, error);
}
