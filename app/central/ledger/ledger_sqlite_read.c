#include "app/central/ledger/ledger_sqlite.h"

#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define NEXT_BATCH                                                                                 \
    "SELECT number, kiosk, received_utc, bytes, certificate,"                                      \
    " coalesce((SELECT utc FROM retired WHERE retired.batch = number), 0) FROM batch"              \
    " WHERE number > ?1 AND received_utc >= ?2"
#define IN_ORDER " ORDER BY number LIMIT 1"
#define BEHIND   " AND at >= (SELECT up_to + 1 FROM filed) << 9)"
#define RECORDS                                                                                    \
    "SELECT id, outbox, sequence, link, look_up, place, state, state_utc FROM record"              \
    " WHERE at >= ?1 << 9 AND at < (?1 + 1) << 9"

/* The next batch behind number ?1 that came at or after ?2, and the records to visit of batch ?1; their key
 * is in the parameters behind. */
struct queries {
    const char *next, *records;
};
static const struct queries all_of_them = {NEXT_BATCH IN_ORDER, RECORDS " ORDER BY at"};
static const struct queries by_look_up = {
    NEXT_BATCH " AND number IN (SELECT batch FROM record WHERE look_up = ?3 AND at IN"
               "   (SELECT at FROM by_look_up WHERE start = substr(?3, 1, 8))"
               "  UNION ALL SELECT batch FROM record WHERE look_up = ?3" BEHIND IN_ORDER,
    RECORDS " AND look_up = ?2 ORDER BY at"};
static const struct queries by_id = {
    NEXT_BATCH " AND number IN (SELECT batch FROM record WHERE id = ?3 AND at IN"
               "   (SELECT at FROM by_id WHERE start = substr(?3, 1, 8))"
               "  UNION ALL SELECT batch FROM record WHERE id = ?3" BEHIND IN_ORDER,
    RECORDS " AND id = ?2 ORDER BY at"};
static const struct queries by_name = {
    NEXT_BATCH
    " AND number IN (SELECT at >> 9 FROM by_name WHERE kiosk = ?3 AND sequence = ?4"
    "  UNION ALL SELECT batch FROM record WHERE kiosk = ?3 AND sequence = ?4" BEHIND IN_ORDER,
    RECORDS " AND kiosk = ?2 AND sequence = ?3 ORDER BY at"};

static const struct queries *queries_for(const struct ledger_filter *filter)
{
    return filter->look_up != NULL ? &by_look_up
           : filter->id != NULL    ? &by_id
           : filter->kiosk != NULL ? &by_name
                                   : &all_of_them;
}

/* A batch read into memory with its records, so that no transaction is open while they are visited. */
struct loaded {
    struct ledger_batch batch;
    int64_t retired_utc;
    uint8_t *memory; /* bytes, then certificate */
    struct ledger_record records[LEDGER_RECORDS_MAX];
    size_t count;
};

static bool damaged(const struct sqlite_ledger *ledger, struct error *error)
{
    return error_set(error, ERROR_CORRUPT,
                     "the ledger %s holds a row that cannot be; restore it from the last backup",
                     ledger->ledger.name);
}

static bool load_batch(const struct sqlite_ledger *ledger, sqlite3_stmt *statement,
                       struct loaded *loaded, struct error *error)
{
    const char *kiosk = (const char *)sqlite3_column_text(statement, 1);
    size_t length = (size_t)sqlite3_column_bytes(statement, 3);
    size_t certificate_length = (size_t)sqlite3_column_bytes(statement, 4);
    const int64_t retired_utc = sqlite3_column_int64(statement, 5);
    struct ledger_batch *batch = &loaded->batch;

    if (kiosk == NULL || !text_copy(batch->kiosk, sizeof batch->kiosk, kiosk) ||
        (length == 0) != (retired_utc > 0) || length > LEDGER_BATCH_MAX ||
        certificate_length == 0 || certificate_length > LEDGER_BATCH_MAX)
        return damaged(ledger, error);
    free(loaded->memory);
    loaded->memory = malloc(length + certificate_length);
    if (loaded->memory == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a batch");
    if (length > 0)
        memcpy(loaded->memory, sqlite3_column_blob(statement, 3), length);
    loaded->retired_utc = retired_utc;
    memcpy(loaded->memory + length, sqlite3_column_blob(statement, 4), certificate_length);
    batch->number = sqlite3_column_int64(statement, 0);
    batch->received_utc = sqlite3_column_int64(statement, 2);
    batch->bytes = loaded->memory;
    batch->length = length;
    batch->certificate = loaded->memory + length;
    batch->certificate_length = certificate_length;
    return true;
}

static bool load_record(sqlite3_stmt *statement, const struct loaded *loaded,
                        struct ledger_record *record)
{
    const struct ledger_batch *batch = &loaded->batch;
    int64_t state = sqlite3_column_int64(statement, 6);

    if (!sqlite_blob(statement, 0, record->id, sizeof record->id) ||
        !sqlite_blob(statement, 1, record->outbox, sizeof record->outbox) ||
        !sqlite_blob(statement, 3, record->link, sizeof record->link) ||
        !sqlite_blob(statement, 4, record->look_up, sizeof record->look_up) ||
        state < LEDGER_SEALED || state > LEDGER_WITHDRAWN)
        return false;
    memcpy(record->kiosk, batch->kiosk, sizeof record->kiosk);
    record->sequence = (uint64_t)sqlite3_column_int64(statement, 2);
    record->received_utc = batch->received_utc;
    record->batch = batch->number;
    record->batch_index = (size_t)sqlite3_column_int64(statement, 5);
    record->state = (enum ledger_state)state;
    record->state_utc = sqlite3_column_int64(statement, 7);
    record->retired_utc = loaded->retired_utc;
    return true;
}

static void bind_key(sqlite3_stmt *statement, int first, const struct ledger_filter *filter)
{
    if (filter->look_up != NULL || filter->id != NULL)
        sqlite_bind_hash(statement, first, filter->id != NULL ? filter->id : filter->look_up);
    if (filter->kiosk == NULL)
        return;
    sqlite_bind_word(statement, first, filter->kiosk);
    sqlite3_bind_int64(statement, first + 1, (sqlite3_int64)filter->sequence);
}

static bool load_records(struct sqlite_ledger *ledger, const struct ledger_filter *filter,
                         struct loaded *loaded, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, queries_for(filter)->records, error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, loaded->batch.number);
    bind_key(statement, 2, filter);
    loaded->count = 0;
    while ((fine = sqlite_step(ledger, statement, &row, error)) && row) {
        if (loaded->count == LEDGER_RECORDS_MAX ||
            !load_record(statement, loaded, &loaded->records[loaded->count])) {
            fine = damaged(ledger, error);
            break;
        }
        loaded->count++;
    }
    sqlite3_finalize(statement);
    return fine;
}

/* The next batch behind loaded->batch.number; *found is false at the end. */
static bool load_next(struct sqlite_ledger *ledger, const struct ledger_filter *filter,
                      struct loaded *loaded, bool *found, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, queries_for(filter)->next, error);
    bool fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, loaded->batch.number);
    sqlite3_bind_int64(statement, 2, filter->since_utc);
    bind_key(statement, 3, filter);
    fine = sqlite_step(ledger, statement, found, error) &&
           (!*found || load_batch(ledger, statement, loaded, error));
    sqlite3_finalize(statement);
    return fine && (!*found || load_records(ledger, filter, loaded, error));
}

bool sqlite_each_record(struct ledger *base, const struct ledger_filter *filter,
                        ledger_record_visit *visit, void *context, struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    struct loaded *loaded = calloc(1, sizeof *loaded);
    bool found = true, fine, on = true;

    if (loaded == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a batch");
    fine = queries_for(filter) == &all_of_them || sqlite_file_many(ledger, error);
    while (fine && on && (fine = load_next(ledger, filter, loaded, &found, error)) && found)
        for (size_t i = 0; i < loaded->count && on; i++)
            on = visit(context, &loaded->records[i], &loaded->batch);
    free(loaded->memory);
    free(loaded);
    return fine;
}

/* ---- kiosks ---------------------------------------------------------------- */

static const char all_kiosks[] =
    "SELECT id, last_seen_utc, certificate_ends_utc, health_utc, health,"
    " received,"
    " (SELECT count(*) FROM outbox WHERE outbox.kiosk = kiosk.id),"
    " (SELECT coalesce(max(sequence), 0) FROM position WHERE position.kiosk = kiosk.id AND outbox ="
    "   (SELECT outbox FROM outbox WHERE outbox.kiosk = kiosk.id ORDER BY number DESC LIMIT 1)),"
    " (SELECT coalesce(sum(holes), 0) FROM (SELECT max(sequence) - count(DISTINCT sequence) AS "
    "holes"
    "   FROM position WHERE position.kiosk = kiosk.id GROUP BY outbox)),"
    " (SELECT count(*) FROM event WHERE event.kiosk = kiosk.id AND kind = 'fork'),"
    " (SELECT outbox FROM outbox WHERE outbox.kiosk = kiosk.id ORDER BY number DESC LIMIT 1)"
    " FROM kiosk ORDER BY id";

static bool load_kiosk(sqlite3_stmt *statement, struct ledger_kiosk *kiosk)
{
    const char *id = (const char *)sqlite3_column_text(statement, 0);

    if (id == NULL || !text_copy(kiosk->kiosk, sizeof kiosk->kiosk, id) ||
        (sqlite3_column_type(statement, 10) != SQLITE_NULL &&
         !sqlite_blob(statement, 10, kiosk->outbox, sizeof kiosk->outbox)))
        return false;
    kiosk->last_seen_utc = sqlite3_column_int64(statement, 1);
    kiosk->certificate_ends_utc = sqlite3_column_int64(statement, 2);
    kiosk->health_utc = sqlite3_column_int64(statement, 3);
    kiosk->health_json = (const char *)sqlite3_column_text(statement, 4);
    kiosk->received = (uint64_t)sqlite3_column_int64(statement, 5);
    kiosk->outboxes = (uint64_t)sqlite3_column_int64(statement, 6);
    kiosk->chain_to = (uint64_t)sqlite3_column_int64(statement, 7);
    kiosk->missing = (uint64_t)sqlite3_column_int64(statement, 8);
    kiosk->forks = (uint64_t)sqlite3_column_int64(statement, 9);
    return true;
}

bool sqlite_each_kiosk(struct ledger *base, ledger_kiosk_visit *visit, void *context,
                       struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    sqlite3_stmt *statement = sqlite_prepare(ledger, all_kiosks, error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    while ((fine = sqlite_step(ledger, statement, &row, error)) && row) {
        struct ledger_kiosk kiosk = {0};

        if (!load_kiosk(statement, &kiosk)) {
            fine = damaged(ledger, error);
            break;
        }
        if (!visit(context, &kiosk))
            break;
    }
    sqlite3_finalize(statement);
    return fine;
}
