#include "app/outbox/database.h"

#include <string.h>

static const char counting[] =
    "SELECT (SELECT count(*) FROM record WHERE state = 0),"
    "       (SELECT count(*) FROM record WHERE state = 1 AND state > 0),"
    "       (SELECT count(*) FROM record WHERE state = 2 AND state > 0),"
    "       (SELECT min(sequence) FROM record WHERE state = 0),"
    "       (SELECT inserted_utc FROM record WHERE state = 0 ORDER BY sequence LIMIT 1)";

static bool read_counts(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(outbox, counting, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    fine = sqlite3_step(statement) == SQLITE_ROW || database_fail(outbox, "counting", error);
    if (fine) {
        counts->waiting = (uint64_t)sqlite3_column_int64(statement, 0);
        counts->rejected = (uint64_t)sqlite3_column_int64(statement, 1);
        counts->damaged = (uint64_t)sqlite3_column_int64(statement, 2);
        counts->oldest_waiting = (uint64_t)sqlite3_column_int64(statement, 3);
        counts->oldest_utc = sqlite3_column_int64(statement, 4);
    }
    (void)sqlite3_finalize(statement);
    return fine;
}

bool outbox_count(struct outbox *outbox, struct outbox_counts *counts, struct error *error)
{
    struct head head;
    bool fine;

    *counts = (struct outbox_counts){.waiting = 0};
    memcpy(counts->kiosk_id, outbox->kiosk_id, sizeof counts->kiosk_id);
    memcpy(counts->outbox_id, outbox->outbox_id, sizeof counts->outbox_id);
    if (!database_run(outbox, "BEGIN", error)) {
        return false;
    }
    fine = read_counts(outbox, counts, error) && database_read_head(outbox, &head, error);
    database_rollback(outbox);
    if (fine) {
        counts->last_sequence = head.sequence;
        memcpy(counts->last_link, head.link, sizeof counts->last_link);
    }
    return fine;
}
