#include "app/central/ledger/ledger_postgres.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define NEXT_BATCH                                                                                 \
    "SELECT number, kiosk, received_utc, bytes, certificate, outbox,"                              \
    " coalesce((SELECT utc FROM retired WHERE retired.batch = number), 0) FROM batch"              \
    " WHERE received_utc >= $2::bigint AND number"
#define RECORDS                                                                                    \
    "SELECT id, sequence, link, look_up, place, state, state_utc FROM record"                      \
    " WHERE batch = $1::bigint"

/* The next batch behind number $1 that came at or after $2, and the records to visit of batch $1; their key
 * is in the parameters behind. */
struct queries {
    const char *next, *records;
};
static const struct queries all_of_them = {NEXT_BATCH " > $1::bigint ORDER BY number LIMIT 1",
                                           RECORDS " ORDER BY place"};
static const struct queries by_look_up = {
    NEXT_BATCH " = (SELECT min(batch) FROM record WHERE look_up = $3 AND batch > $1::bigint)",
    RECORDS " AND look_up = $2 ORDER BY place"};
static const struct queries by_id = {
    NEXT_BATCH " = (SELECT batch FROM record WHERE id = $3 AND batch > $1::bigint)",
    RECORDS " AND id = $2"};
/* A batch has at most 500 numbers; one of them may have come in another batch before. What the index leads to
 * comes first: the planner would rather go through all numbers of batches in order. */
static const struct queries by_name = {
    NEXT_BATCH " = (WITH named AS MATERIALIZED (SELECT number FROM batch WHERE kiosk = $3"
               "   AND first BETWEEN $4::bigint - 499 AND $4::bigint AND last >= $4::bigint)"
               "  SELECT min(number) FROM named WHERE number > $1::bigint)",
    RECORDS " AND sequence = $2::bigint ORDER BY place"};
_Static_assert(LEDGER_RECORDS_MAX == 500, "the look for batches goes back far enough");

static const struct queries *queries_for(const struct ledger_filter *filter)
{
    return filter->look_up != NULL ? &by_look_up
           : filter->id != NULL    ? &by_id
           : filter->kiosk != NULL ? &by_name
                                   : &all_of_them;
}

static void put_hash(struct postgres_values *values, const struct ledger_filter *filter)
{
    const uint8_t *hash = filter->id != NULL ? filter->id : filter->look_up;

    if (hash != NULL)
        postgres_put_bytes(values, hash, LEDGER_HASH_BYTES);
}

static bool is_size(const PGresult *rows, int column, size_t most)
{
    return PQgetlength(rows, 0, column) > 0 && (size_t)PQgetlength(rows, 0, column) <= most;
}

/* Borrows from the row. */
static bool read_batch(const PGresult *rows, struct ledger_batch *batch)
{
    if (!text_copy(batch->kiosk, sizeof batch->kiosk, PQgetvalue(rows, 0, 1)) ||
        (postgres_number(rows, 0, 6) > 0 ? PQgetlength(rows, 0, 3) != 0
                                         : !is_size(rows, 3, LEDGER_BATCH_MAX)) ||
        !is_size(rows, 4, LEDGER_BATCH_MAX) || PQgetlength(rows, 0, 5) != LEDGER_OUTBOX_BYTES)
        return false;
    batch->number = postgres_number(rows, 0, 0);
    batch->received_utc = postgres_number(rows, 0, 2);
    batch->bytes = (const uint8_t *)PQgetvalue(rows, 0, 3);
    batch->length = (size_t)PQgetlength(rows, 0, 3);
    batch->certificate = (const uint8_t *)PQgetvalue(rows, 0, 4);
    batch->certificate_length = (size_t)PQgetlength(rows, 0, 4);
    return true;
}

static bool read_record(const PGresult *rows, int row, struct ledger_record *record)
{
    const int64_t state = postgres_number(rows, row, 5);

    if (!postgres_copy(rows, row, 0, record->id, sizeof record->id) ||
        !postgres_copy(rows, row, 2, record->link, sizeof record->link) ||
        !postgres_copy(rows, row, 3, record->look_up, sizeof record->look_up) ||
        state < LEDGER_SEALED || state > LEDGER_WITHDRAWN)
        return false;
    record->sequence = (uint64_t)postgres_number(rows, row, 1);
    record->batch_index = (size_t)postgres_number(rows, row, 4);
    record->state = (enum ledger_state)state;
    record->state_utc = postgres_number(rows, row, 6);
    return true;
}

static PGresult *ask_records(struct postgres_ledger *ledger, const struct ledger_filter *filter,
                             int64_t number, struct error *error)
{
    struct postgres_values values = {0};

    postgres_put_number(&values, number);
    put_hash(&values, filter);
    if (filter->kiosk != NULL)
        postgres_put_number(&values, (int64_t)filter->sequence);
    return postgres_ask(ledger, queries_for(filter)->records, &values, error);
}

static PGresult *ask_next(struct postgres_ledger *ledger, const struct ledger_filter *filter,
                          int64_t behind, struct error *error)
{
    struct postgres_values values = {0};

    postgres_put_number(&values, behind);
    postgres_put_number(&values, filter->since_utc);
    put_hash(&values, filter);
    if (filter->kiosk != NULL) {
        postgres_put_word(&values, filter->kiosk);
        postgres_put_number(&values, (int64_t)filter->sequence);
    }
    return postgres_ask(ledger, queries_for(filter)->next, &values, error);
}

struct walk {
    struct postgres_ledger *ledger;
    const struct ledger_filter *filter;
    ledger_record_visit *visit;
    void *context;
    bool on; /* nobody wants to end it */
};

static bool visit_records(struct walk *walk, const PGresult *rows, const PGresult *batch_row,
                          const struct ledger_batch *batch)
{
    struct ledger_record record = {.received_utc = batch->received_utc,
                                   .batch = batch->number,
                                   .retired_utc = postgres_number(batch_row, 0, 6)};

    memcpy(record.kiosk, batch->kiosk, sizeof record.kiosk);
    memcpy(record.outbox, PQgetvalue(batch_row, 0, 5), sizeof record.outbox);
    for (int i = 0; i < PQntuples(rows) && walk->on; i++) {
        if (!read_record(rows, i, &record))
            return false;
        walk->on = walk->visit(walk->context, &record, batch);
    }
    return true;
}

/* One batch in memory at a time, and no transaction open while it is visited. */
static bool visit_batch(struct walk *walk, const PGresult *row, int64_t *number,
                        struct error *error)
{
    struct ledger_batch batch = {0};
    PGresult *rows;
    bool fine;

    if (!read_batch(row, &batch))
        return postgres_damaged(walk->ledger, error);
    *number = batch.number;
    rows = ask_records(walk->ledger, walk->filter, batch.number, error);
    if (rows == NULL)
        return false;
    fine = visit_records(walk, rows, row, &batch) || postgres_damaged(walk->ledger, error);
    PQclear(rows);
    return fine;
}

bool postgres_each_record(struct ledger *base, const struct ledger_filter *filter,
                          ledger_record_visit *visit, void *context, struct error *error)
{
    struct walk walk = {(struct postgres_ledger *)base, filter, visit, context, true};
    int64_t number = 0;
    bool more = true, fine = postgres_ready(walk.ledger, error);

    while (fine && more && walk.on) {
        PGresult *row = ask_next(walk.ledger, filter, number, error);

        more = row != NULL && PQntuples(row) > 0;
        fine = row != NULL && (!more || visit_batch(&walk, row, &number, error));
        PQclear(row);
    }
    return fine;
}

/* ---- kiosks ---------------------------------------------------------------- */

static const char some_kiosks[] =
    "SELECT k.id, k.last_seen_utc, k.certificate_ends_utc, k.health_utc, k.health, k.received,"
    " (SELECT count(*) FROM outbox o WHERE o.kiosk = k.id),"
    " coalesce(newest.highest, 0),"
    " (SELECT coalesce(sum(o.highest - o.claimed), 0)::bigint FROM outbox o WHERE o.kiosk = k.id),"
    " (SELECT count(*) FROM event e WHERE e.kiosk = k.id AND e.kind = 'fork'), newest.outbox"
    " FROM kiosk k LEFT JOIN LATERAL (SELECT highest, outbox FROM outbox o WHERE o.kiosk = k.id"
    "  ORDER BY number DESC LIMIT 1) newest ON true"
    " WHERE k.id > $1 COLLATE \"C\" ORDER BY k.id LIMIT 500";

static bool read_kiosk(const PGresult *rows, int i, struct ledger_kiosk *kiosk)
{
    *kiosk = (struct ledger_kiosk){0};
    if (!text_copy(kiosk->kiosk, sizeof kiosk->kiosk, PQgetvalue(rows, i, 0)) ||
        (PQgetisnull(rows, i, 10) == 0 &&
         !postgres_copy(rows, i, 10, kiosk->outbox, sizeof kiosk->outbox)))
        return false;
    kiosk->last_seen_utc = postgres_number(rows, i, 1);
    kiosk->certificate_ends_utc = postgres_number(rows, i, 2);
    kiosk->health_utc = postgres_number(rows, i, 3);
    kiosk->health_json = PQgetisnull(rows, i, 4) == 0 ? PQgetvalue(rows, i, 4) : NULL;
    kiosk->received = (uint64_t)postgres_number(rows, i, 5);
    kiosk->outboxes = (uint64_t)postgres_number(rows, i, 6);
    kiosk->chain_to = (uint64_t)postgres_number(rows, i, 7);
    kiosk->missing = (uint64_t)postgres_number(rows, i, 8);
    kiosk->forks = (uint64_t)postgres_number(rows, i, 9);
    return true;
}

/* Some hundred at a time: the last reports of a whole country do not go into memory at once. */
bool postgres_each_kiosk(struct ledger *base, ledger_kiosk_visit *visit, void *context,
                         struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;
    struct ledger_kiosk kiosk = {0};
    bool on = true, more = true, fine = postgres_ready(ledger, error);

    while (fine && on && more) {
        struct postgres_values behind = {0};
        PGresult *rows;

        postgres_put_word(&behind, kiosk.kiosk);
        rows = postgres_ask(ledger, some_kiosks, &behind, error);
        fine = rows != NULL;
        more = fine && PQntuples(rows) > 0;
        for (int i = 0; on && more && fine && i < PQntuples(rows); i++) {
            fine = read_kiosk(rows, i, &kiosk) || postgres_damaged(ledger, error);
            on = fine && visit(context, &kiosk);
        }
        PQclear(rows);
    }
    return fine;
}
