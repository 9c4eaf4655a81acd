#include "app/central/ledger/ledger_postgres.h"
#include "platform/base/text.h"

#include <string.h>

#define BATCHES_AT_ONCE 50

#define UNFINISHED "state IN (0, 2)" /* LEDGER_SEALED, LEDGER_NEEDS_CALL */
_Static_assert(LEDGER_SEALED == 0 && LEDGER_NEEDS_CALL == 2, "the queries mean these states");

static const char next_batches[] =
    "SELECT b.number, octet_length(b.bytes), r.requests FROM batch b"
    " JOIN LATERAL (SELECT count(*) AS requests, bool_or(" UNFINISHED
    "   OR state_utc >= $2::bigint) AS kept FROM record WHERE record.batch = b.number) r ON true"
    " WHERE b.number > $1::bigint AND NOT EXISTS"
    "  (SELECT 1 FROM retired WHERE retired.batch = b.number) AND r.requests > 0 AND NOT r.kept"
    " ORDER BY b.number LIMIT 50";
_Static_assert(BATCHES_AT_ONCE == 50, "the limit of next_batches");

/* Whoever wants to call one of them unfinished waits, or was before. */
static const char lock_records[] =
    "SELECT (" UNFINISHED " OR state_utc >= $2::bigint) FROM record WHERE batch = $1::bigint"
    " ORDER BY id FOR SHARE";

static const char staying[] =
    "SELECT count(*) FILTER (WHERE state = 0 AND received_utc < $1::bigint),"
    " count(*) FILTER (WHERE state = 2 AND state_utc < $1::bigint),"
    " count(*) FILTER (WHERE NOT " UNFINISHED " AND state_utc < $1::bigint AND t.batch IS NULL)"
    " FROM record r JOIN batch b ON b.number = r.batch LEFT JOIN retired t ON t.batch = r.batch";

/* One at a time: what another run has not yet written anew is not called erased by this one. */
#define LOCK "hashtext('custody alert retirement ' || current_schema())"

struct retiring {
    struct postgres_ledger *ledger;
    const struct ledger_retirement *order;
    struct ledger_retired *retired;
    struct error *error;
    int64_t behind;
    bool more;
};

static bool do_for(struct retiring *retiring, const char *sql, int64_t number)
{
    struct postgres_values values = {0};
    PGresult *result;

    postgres_put_number(&values, number);
    if (strstr(sql, "$2") != NULL) {
        postgres_put_number(&values, retiring->order->now_utc);
        postgres_put_word(&values, retiring->order->who);
    }
    result = postgres_ask(retiring->ledger, sql, &values, retiring->error);
    PQclear(result);
    return result != NULL;
}

static bool lock_batch(struct retiring *retiring, int64_t number, bool *finished)
{
    struct postgres_values values = {0};
    PGresult *rows;

    postgres_put_number(&values, number);
    postgres_put_number(&values, retiring->order->before_utc);
    rows = postgres_ask(retiring->ledger, lock_records, &values, retiring->error);
    *finished = rows != NULL;
    for (int i = 0; rows != NULL && i < PQntuples(rows); i++)
        *finished = *finished && postgres_number(rows, i, 0) == 0;
    PQclear(rows);
    return rows != NULL;
}

static bool retire_batch(struct retiring *retiring, int64_t number, bool *finished)
{
    return lock_batch(retiring, number, finished) &&
           (!*finished ||
            (do_for(retiring,
                    "INSERT INTO retired (batch, utc, who) VALUES ($1::bigint, $2::bigint, $3)",
                    number) &&
             do_for(retiring, "UPDATE batch SET bytes = '' WHERE number = $1::bigint", number)));
}

static bool retire_rows(struct retiring *retiring, const PGresult *rows)
{
    for (int i = 0; i < PQntuples(rows); i++) {
        bool finished = true;

        retiring->behind = postgres_number(rows, i, 0);
        if (!retiring->order->dry_run && !retire_batch(retiring, retiring->behind, &finished))
            return false;
        if (!finished)
            continue;
        retiring->retired->batches++;
        retiring->retired->bytes += (uint64_t)postgres_number(rows, i, 1);
        retiring->retired->requests += (uint64_t)postgres_number(rows, i, 2);
    }
    retiring->more = PQntuples(rows) == BATCHES_AT_ONCE;
    return true;
}

static bool retire_some(struct retiring *retiring)
{
    struct postgres_values values = {0};
    PGresult *rows;
    bool fine;

    postgres_put_number(&values, retiring->behind);
    postgres_put_number(&values, retiring->order->before_utc);
    if (!postgres_run(retiring->ledger, "BEGIN", retiring->error))
        return false;
    rows = postgres_ask(retiring->ledger, next_batches, &values, retiring->error);
    fine = rows != NULL && retire_rows(retiring, rows);
    PQclear(rows);
    if (fine)
        return postgres_run(retiring->ledger, "COMMIT", retiring->error);
    if (!retiring->ledger->broken && !postgres_run(retiring->ledger, "ROLLBACK", NULL))
        retiring->ledger->broken = true;
    return false;
}

/* An old version of a row stays in its file until that is written anew; the new one has the new rows only. */
static bool write_anew(struct retiring *retiring)
{
    struct postgres_ledger *ledger = retiring->ledger;
    PGresult *names = postgres_ask(ledger,
                                   "SELECT DISTINCT b.tableoid::regclass::text FROM retired r"
                                   " JOIN batch b ON b.number = r.batch WHERE NOT r.erased",
                                   NULL, retiring->error);
    bool fine = names != NULL && postgres_run(ledger, "SET statement_timeout = 0", retiring->error);

    for (int i = 0; fine && i < PQntuples(names); i++) {
        char told[256];

        fine = (text_format(told, sizeof told, "VACUUM (FULL) %s", PQgetvalue(names, i, 0)) ||
                postgres_damaged(ledger, retiring->error)) &&
               postgres_run(ledger, told, retiring->error);
    }
    PQclear(names);
    return fine && postgres_run(ledger, "SET statement_timeout = '20s'", retiring->error) &&
           postgres_run(ledger, "UPDATE retired SET erased = true WHERE NOT erased",
                        retiring->error);
}

static bool count_staying(struct retiring *retiring)
{
    struct ledger_retired *retired = retiring->retired;
    struct postgres_values values = {0};
    PGresult *row;

    postgres_put_number(&values, retiring->order->before_utc);
    row = postgres_ask(retiring->ledger, staying, &values, retiring->error);
    if (row == NULL)
        return false;
    retired->sealed = (uint64_t)postgres_number(row, 0, 0);
    retired->needs_call = (uint64_t)postgres_number(row, 0, 1);
    retired->waiting = (uint64_t)postgres_number(row, 0, 2);
    if (retiring->order->dry_run && retired->waiting >= retired->requests)
        retired->waiting -= retired->requests;
    PQclear(row);
    return true;
}

static bool retire_all(struct retiring *retiring)
{
    for (retiring->more = true; retiring->more;)
        if (!retire_some(retiring))
            return false;
    return retiring->order->dry_run || write_anew(retiring);
}

bool postgres_retire(struct ledger *base, const struct ledger_retirement *order,
                     struct ledger_retired *retired, struct error *error)
{
    struct retiring retiring = {.ledger = (struct postgres_ledger *)base,
                                .order = order,
                                .retired = retired,
                                .error = error};
    bool fine;

    if (!postgres_ready(retiring.ledger, error) ||
        !postgres_run(retiring.ledger, "SELECT pg_advisory_lock(" LOCK ")", error))
        return false;
    fine = retire_all(&retiring) && count_staying(&retiring);
    /* A connection that fails here ends, and its lock with it. */
    if (!retiring.ledger->broken &&
        !postgres_run(retiring.ledger, "SELECT pg_advisory_unlock(" LOCK ")", NULL))
        retiring.ledger->broken = true;
    return fine;
}
