#include "app/central/ledger/ledger_sqlite.h"

#define BATCHES_AT_ONCE 50 /* receivers wait for a transaction of so many */

#define UNFINISHED "state IN (0, 2)" /* LEDGER_SEALED, LEDGER_NEEDS_CALL */
_Static_assert(LEDGER_SEALED == 0 && LEDGER_NEEDS_CALL == 2, "the queries mean these states");

/* The row's head says how long the bytes are: they are not read. */
#define ITS "FROM record WHERE at >= number << 9 AND at < (number + 1) << 9"
static const char next_batches[] =
    "SELECT number, length(bytes), (SELECT count(*) " ITS ") AS requests"
    " FROM batch WHERE number > ?1 AND requests > 0"
    " AND NOT EXISTS (SELECT 1 FROM retired WHERE retired.batch = number)"
    " AND NOT EXISTS (SELECT 1 " ITS "   AND (" UNFINISHED
    " OR state_utc >= ?2)) ORDER BY number LIMIT 50";
_Static_assert(BATCHES_AT_ONCE == 50, "the limit of next_batches");

static const char staying[] =
    "SELECT coalesce(sum(state = 0 AND received_utc < ?1), 0),"
    " coalesce(sum(state = 2 AND state_utc < ?1), 0),"
    " coalesce(sum(NOT " UNFINISHED " AND state_utc < ?1"
    "   AND NOT EXISTS (SELECT 1 FROM retired WHERE retired.batch = number)), 0)"
    " FROM record JOIN batch ON number = record.batch";

struct retiring {
    struct sqlite_ledger *ledger;
    const struct ledger_retirement *order;
    struct ledger_retired *retired;
    struct error *error;
    sqlite3_int64 numbers[BATCHES_AT_ONCE];
    size_t count;
    sqlite3_int64 behind;
};

static bool choose(struct retiring *retiring)
{
    sqlite3_stmt *statement = sqlite_prepare(retiring->ledger, next_batches, retiring->error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, retiring->behind);
    sqlite3_bind_int64(statement, 2, retiring->order->before_utc);
    retiring->count = 0;
    while ((fine = sqlite_step(retiring->ledger, statement, &row, retiring->error)) && row &&
           retiring->count < BATCHES_AT_ONCE) {
        retiring->behind = sqlite3_column_int64(statement, 0);
        retiring->numbers[retiring->count++] = retiring->behind;
        retiring->retired->batches++;
        retiring->retired->bytes += (uint64_t)sqlite3_column_int64(statement, 1);
        retiring->retired->requests += (uint64_t)sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    return fine;
}

static bool run_for(struct retiring *retiring, const char *sql, sqlite3_int64 number)
{
    sqlite3_stmt *statement = sqlite_prepare(retiring->ledger, sql, retiring->error);
    bool fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, number);
    if (sqlite3_bind_parameter_count(statement) > 1) {
        sqlite3_bind_int64(statement, 2, retiring->order->now_utc);
        sqlite_bind_word(statement, 3, retiring->order->who);
    }
    fine = sqlite_finish(retiring->ledger, statement, NULL, retiring->error);
    sqlite3_finalize(statement);
    return fine;
}

static bool retire_chosen(struct retiring *retiring)
{
    for (size_t i = 0; i < retiring->count; i++)
        if (!run_for(retiring, "INSERT INTO retired (batch, utc, who) VALUES (?1, ?2, ?3)",
                     retiring->numbers[i]) ||
            !run_for(retiring, "UPDATE batch SET bytes = x'' WHERE number = ?1",
                     retiring->numbers[i]))
            return false;
    return true;
}

/* Under the lock that also writes: nobody calls a request unfinished in between. */
static bool retire_some(struct retiring *retiring)
{
    if (retiring->order->dry_run)
        return choose(retiring);
    return sqlite_begin(retiring->ledger, retiring->error) &&
           sqlite_end(retiring->ledger, choose(retiring) && retire_chosen(retiring),
                      retiring->error);
}

/* The log still holds pages as they were: all goes into the file, over what was there, and the log is
 * emptied. */
static bool empty_log(struct sqlite_ledger *ledger, struct error *error)
{
    if (sqlite3_wal_checkpoint_v2(ledger->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) ==
        SQLITE_OK)
        return true;
    sqlite_failed(ledger, error);
    return error_prefix(error, "the deleted bytes may still stand in its log; repeat it");
}

static bool count_staying(struct retiring *retiring)
{
    struct ledger_retired *retired = retiring->retired;
    sqlite3_stmt *statement = sqlite_prepare(retiring->ledger, staying, retiring->error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, retiring->order->before_utc);
    fine = sqlite_step(retiring->ledger, statement, &row, retiring->error);
    if (fine && row) {
        retired->sealed = (uint64_t)sqlite3_column_int64(statement, 0);
        retired->needs_call = (uint64_t)sqlite3_column_int64(statement, 1);
        retired->waiting = (uint64_t)sqlite3_column_int64(statement, 2);
    }
    if (retiring->order->dry_run && retired->waiting >= retired->requests)
        retired->waiting -= retired->requests;
    sqlite3_finalize(statement);
    return fine;
}

bool sqlite_retire(struct ledger *base, const struct ledger_retirement *order,
                   struct ledger_retired *retired, struct error *error)
{
    struct retiring retiring = {.ledger = (struct sqlite_ledger *)base,
                                .order = order,
                                .retired = retired,
                                .error = error,
                                .count = BATCHES_AT_ONCE};

    while (retiring.count == BATCHES_AT_ONCE)
        if (!retire_some(&retiring))
            return false;
    return (order->dry_run || empty_log(retiring.ledger, error)) && count_staying(&retiring);
}
