#include "app/outbox/database.h"

#include <stdlib.h>
#include <string.h>

/* How the reading of a run came to its end. */
enum run_end { RUN_COMPLETE, RUN_DAMAGED, RUN_FAILED };

static bool fits(const struct outbox_pick *pick, size_t length, size_t bytes_max)
{
    size_t bytes =
        BATCH_OVERHEAD + (pick->count + 1) * BATCH_RECORD_OVERHEAD + pick->sealed.length + length;

    return pick->count == 0 || bytes <= bytes_max;
}

static bool continues(const struct outbox_pick *pick, const struct row *row)
{
    const struct outbox_record *last;

    if (pick->count == 0) {
        return true;
    }
    last = &pick->records[pick->count - 1];
    return row->sequence == last->sequence + 1 &&
           memcmp(row->previous, last->link, sizeof last->link) == 0;
}

static bool add(struct outbox_pick *pick, const struct row *row, struct error *error)
{
    struct outbox_record *record = &pick->records[pick->count];

    if (pick->count == 0) {
        memcpy(pick->previous_link, row->previous, sizeof pick->previous_link);
    }
    *record = (struct outbox_record){
        .sequence = row->sequence, .offset = pick->sealed.length, .length = row->length};
    memcpy(record->lookup, row->lookup, sizeof record->lookup);
    memcpy(record->link, row->link, sizeof record->link);
    if (!buffer_append(&pick->sealed, row->sealed, row->length)) {
        return error_set(error, ERROR_MEMORY, "no memory for the records to send");
    }
    pick->count++;
    return true;
}

static enum run_end read_rows(struct outbox *outbox, sqlite3_stmt *statement,
                              const struct outbox_wish *wish, struct outbox_pick *pick,
                              uint64_t *damaged, struct error *error)
{
    struct row row;
    bool verifies;
    int step = SQLITE_ROW;

    while (pick->count < wish->count_max && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        if (!database_take_row(outbox, statement, &row, &verifies, error)) {
            return RUN_FAILED;
        }
        if (!verifies) {
            *damaged = row.sequence;
            return RUN_DAMAGED;
        }
        if (!continues(pick, &row) || !fits(pick, row.length, wish->bytes_max)) {
            return RUN_COMPLETE;
        }
        if (!add(pick, &row, error)) {
            return RUN_FAILED;
        }
    }
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        database_fail(outbox, "reading what waits", error);
        return RUN_FAILED;
    }
    return RUN_COMPLETE;
}

static enum run_end read_run(struct outbox *outbox, const struct outbox_wish *wish,
                             struct outbox_pick *pick, uint64_t *damaged, struct error *error)
{
    sqlite3_stmt *statement = database_prepare(
        outbox,
        "SELECT " ROW_COLUMNS " FROM record WHERE state = 0 AND sequence > ? ORDER BY sequence",
        error);
    enum run_end end;

    if (statement == NULL) {
        return RUN_FAILED;
    }
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)wish->after);
    end = read_rows(outbox, statement, wish, pick, damaged, error);
    (void)sqlite3_finalize(statement);
    return end;
}

static bool set_aside(struct outbox *outbox, uint64_t sequence, struct outbox_pick *pick,
                      struct error *error)
{
    sqlite3_stmt *statement = NULL;
    bool fine = false;

    if (!database_begin(outbox, error)) {
        return false;
    }
    statement = database_prepare(
        outbox, "UPDATE record SET state = 2 WHERE sequence = ? AND state = 0", error);
    if (statement != NULL) {
        (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)sequence);
        fine = database_finish_step(outbox, statement, error);
        (void)sqlite3_finalize(statement);
    }
    if (!fine || !database_commit(outbox, error)) {
        database_rollback(outbox);
        return false;
    }
    journal_append(
        &outbox->journal,
        &(struct journal_note){.event = JOURNAL_DAMAGED, .first = sequence, .last = sequence}, 1,
        false);
    if (pick->damaged++ == 0) {
        pick->first_damaged = sequence;
    }
    return true;
}

static bool fill(struct outbox *outbox, const struct outbox_wish *wish, struct outbox_pick *pick,
                 struct error *error)
{
    enum run_end end;

    do {
        uint64_t damaged = 0;

        end = read_run(outbox, wish, pick, &damaged, error);
        if (end == RUN_FAILED || (end == RUN_DAMAGED && !set_aside(outbox, damaged, pick, error))) {
            return false;
        }
    } while (end == RUN_DAMAGED && pick->count == 0);
    return true;
}

/*
 * An insert shows in the log file, and wakes who watches it, a moment before readers see it. Nobody
 * else may ever wake them for it, so a pick that found nothing lets a writer finish and looks again.
 */
static bool await_writer(struct outbox *outbox, struct error *error)
{
    if (!database_begin(outbox, error)) {
        return false;
    }
    database_rollback(outbox);
    return true;
}

static bool fill_or_wait(struct outbox *outbox, const struct outbox_wish *wish,
                         struct outbox_pick *pick, struct error *error)
{
    pick->records = calloc(wish->count_max, sizeof *pick->records);
    if (pick->records == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the records to send");
    }
    if (!fill(outbox, wish, pick, error)) {
        return false;
    }
    return pick->count > 0 || (await_writer(outbox, error) && fill(outbox, wish, pick, error));
}

bool outbox_pick(struct outbox *outbox, const struct outbox_wish *wish, struct outbox_pick *pick,
                 struct error *error)
{
    *pick = (struct outbox_pick){.count = 0};
    if (wish->count_max == 0 || wish->count_max > BATCH_RECORDS_MAX) {
        return error_set(error, ERROR_LIMIT, "a batch has 1 to %u records", BATCH_RECORDS_MAX);
    }
    buffer_init(&pick->sealed, (size_t)BATCH_BYTES_MAX + CHAIN_SEALED_MAX);
    memcpy(pick->kiosk_id, outbox->kiosk_id, sizeof pick->kiosk_id);
    memcpy(pick->outbox_id, outbox->outbox_id, sizeof pick->outbox_id);
    if (!fill_or_wait(outbox, wish, pick, error)) {
        outbox_pick_finish(pick);
        return false;
    }
    return true;
}

void outbox_pick_finish(struct outbox_pick *pick)
{
    buffer_finish(&pick->sealed);
    free(pick->records);
    *pick = (struct outbox_pick){.count = 0};
}
