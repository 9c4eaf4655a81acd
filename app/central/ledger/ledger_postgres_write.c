#include "app/central/ledger/ledger_postgres_write.h"

#include <stdlib.h>
#include <string.h>

/*
 * One transaction in two journeys. There: the outboxes' rows, made where new and locked in order, and the
 * records, in the order of their ids. Back: which of them are new. There: batches, chains, kiosks, commit.
 * Locks are always taken in the same order, so that receivers wait for each other but never in a circle.
 */
static const char *const statements[POSTGRES_STATEMENTS] = {
    [POSTGRES_BEGIN] = "BEGIN",
    [POSTGRES_OUTBOXES] = "INSERT INTO outbox (kiosk, outbox, first_utc)"
                          " SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[])"
                          " ON CONFLICT (kiosk, outbox) DO NOTHING RETURNING number",
    [POSTGRES_LOCK] =
        "SELECT o.number, o.highest, o.claimed, o.head, w.place"
        " FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY w(kiosk, outbox, place)"
        " JOIN outbox o ON o.kiosk = w.kiosk COLLATE \"C\" AND o.outbox = w.outbox"
        " ORDER BY o.kiosk, o.outbox FOR UPDATE OF o",
    [POSTGRES_RECORDS] =
        "INSERT INTO record (id, link, look_up, sequence, batch, state_utc, place, state)"
        " SELECT r.id, r.link, r.look_up, r.sequence,"
        "  ((SELECT array_agg(nextval('batch_number')) FROM generate_series(1, $6::bigint)))"
        "   [r.batch + 1], ($7::bigint[])[r.batch + 1], r.place, 0"
        " FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bigint[],"
        "  $8::bigint[]) r(id, link, look_up, sequence, batch, place)"
        " ON CONFLICT (id) DO NOTHING RETURNING id, batch",
    [POSTGRES_KNOWN] = "SELECT id FROM record WHERE id = ANY ($1::bytea[])",
    [POSTGRES_SPANS] = "SELECT s.outbox, s.first, s.links"
                       " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) w(outbox, low, high)"
                       " CROSS JOIN LATERAL (SELECT outbox, first, links FROM span"
                       "  WHERE span.outbox = w.outbox AND first BETWEEN w.low - 500 AND w.high"
                       "  LIMIT 1024) s",
    [POSTGRES_BATCH] = "INSERT INTO batch (number, kiosk, outbox, received_utc, bytes, certificate,"
                       "  first, last)"
                       " VALUES ($1::bigint, $2, $3, $4::bigint, $5, $6, $7::bigint, $8::bigint)",
    [POSTGRES_KEEP_SPANS] = "INSERT INTO span (outbox, first, links)"
                            " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])",
    [POSTGRES_KEEP_CHAINS] =
        "UPDATE outbox SET highest = c.highest, claimed = c.claimed, head = c.head"
        " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bytea[])"
        "  c(number, highest, claimed, head) WHERE outbox.number = c.number",
    [POSTGRES_EVENTS] =
        "INSERT INTO event (utc, kiosk, outbox, kind, first, last) SELECT * FROM"
        " unnest($1::bigint[], $2::text[], $3::bytea[], $4::text[], $5::bigint[], $6::bigint[])",
    [POSTGRES_SEEN] =
        "INSERT INTO kiosk (id, last_seen_utc, received)"
        " SELECT w.id, max(w.utc), sum(w.received)"
        " FROM unnest($1::text[], $2::bigint[], $3::bigint[]) w(id, utc, received)"
        " GROUP BY w.id ORDER BY w.id COLLATE \"C\""
        " ON CONFLICT (id) DO UPDATE SET received = kiosk.received + excluded.received,"
        "  last_seen_utc = greatest(kiosk.last_seen_utc, excluded.last_seen_utc)",
    [POSTGRES_COMMIT] = "COMMIT",
};

/* Of one history at most 1001 spans touch a batch and the 500 places before it. The limit is each batch's own:
 * a kiosk that tells thousands of histories of one place must not hide another kiosk's spans. */
#define ARRAY_LIMIT  (16u << 20)
#define LONGEST_SPAN 500
#define SPANS_MAX    1024

_Static_assert(LONGEST_SPAN == LEDGER_RECORDS_MAX, "the look for spans goes back far enough");
_Static_assert(SPANS_MAX > 2 * LONGEST_SPAN + 1, "all spans of one history are looked at");

/* ---- laying out ------------------------------------------------------------ */

static int by_outbox(const void *first, const void *second)
{
    const struct ledger_intake *a = ((const struct touched *)first)->intake;
    const struct ledger_intake *b = ((const struct touched *)second)->intake;
    const int kiosks = strcmp(a->batch.kiosk, b->batch.kiosk);

    return kiosks != 0 ? kiosks : memcmp(a->outbox, b->outbox, LEDGER_OUTBOX_BYTES);
}

static int by_outbox_then_order(const void *first, const void *second)
{
    const size_t a = ((const struct touched *)first)->batch;
    const size_t b = ((const struct touched *)second)->batch;
    const int outboxes = by_outbox(first, second);

    return outboxes != 0 ? outboxes : (a > b) - (a < b);
}

static int by_id(const void *first, const void *second)
{
    const struct arriving *a = first, *b = second;
    const int ids = memcmp(a->record->id, b->record->id, LEDGER_HASH_BYTES);

    return ids != 0               ? ids
           : a->batch != b->batch ? (a->batch < b->batch ? -1 : 1)
                                  : (a->place > b->place) - (a->place < b->place);
}

/* The outboxes in order, each with the first batch that belongs to it. */
static void lay_out_outboxes(struct writing *writing)
{
    struct touched *touched = writing->touched;
    size_t kept = 0;

    for (size_t i = 0; i < writing->count; i++)
        touched[i] = (struct touched){.intake = writing->batches[i]->intake, .batch = i};
    qsort(touched, writing->count, sizeof *touched, by_outbox_then_order);
    for (size_t i = 0; i < writing->count; i++)
        if (kept == 0 || by_outbox(&touched[kept - 1], &touched[i]) != 0)
            touched[kept++] = touched[i];
    writing->touched_count = kept;
    for (size_t i = 0; i < writing->count; i++) {
        const struct touched key = {.intake = writing->batches[i]->intake};
        const struct touched *found = bsearch(&key, touched, kept, sizeof key, by_outbox);

        writing->touched_of[i] = (size_t)(found - touched);
    }
}

static bool lay_out_records(struct writing *writing)
{
    size_t total = 0;

    for (size_t i = 0; i < writing->count; i++)
        total += writing->batches[i]->intake->count;
    writing->arriving = calloc(total, sizeof *writing->arriving);
    if (writing->arriving == NULL)
        return postgres_no_memory(writing);
    for (size_t i = 0; i < writing->count; i++) {
        const struct ledger_intake *intake = writing->batches[i]->intake;

        writing->links[i] = malloc(intake->count * LEDGER_HASH_BYTES);
        if (writing->links[i] == NULL)
            return postgres_no_memory(writing);
        for (size_t place = 0; place < intake->count; place++) {
            memcpy(writing->links[i] + place * LEDGER_HASH_BYTES, intake->records[place].link,
                   LEDGER_HASH_BYTES);
            writing->arriving[writing->arriving_count++] =
                (struct arriving){&intake->records[place], (uint32_t)i, (uint32_t)place, false};
        }
    }
    qsort(writing->arriving, total, sizeof *writing->arriving, by_id);
    return true;
}

/* ---- there ----------------------------------------------------------------- */

bool postgres_send_arrays(struct writing *writing, enum postgres_statement which,
                          struct postgres_array *arrays, size_t count)
{
    struct postgres_values values = {0};
    bool fits = true;

    for (size_t i = 0; i < count; i++)
        fits = fits && postgres_put_array(&values, &arrays[i]);
    fits = fits ? postgres_send(writing->ledger, which, &values, writing->error)
                : postgres_no_memory(writing);
    for (size_t i = 0; i < count; i++)
        postgres_array_finish(&arrays[i]);
    return fits;
}

void postgres_init_arrays(struct postgres_array *arrays, const enum postgres_type *types,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        postgres_array_init(&arrays[i], types[i], ARRAY_LIMIT);
}

static bool send_outboxes(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_TEXT, POSTGRES_BYTEA, POSTGRES_INT8};
    struct postgres_array made[3], locked[2];

    postgres_init_arrays(made, types, 3);
    postgres_init_arrays(locked, types, 2);
    for (size_t i = 0; i < writing->touched_count; i++) {
        const struct ledger_intake *intake = writing->touched[i].intake;

        postgres_array_word(&made[0], intake->batch.kiosk);
        postgres_array_bytes(&made[1], intake->outbox, LEDGER_OUTBOX_BYTES);
        postgres_array_number(&made[2], intake->batch.received_utc);
        postgres_array_word(&locked[0], intake->batch.kiosk);
        postgres_array_bytes(&locked[1], intake->outbox, LEDGER_OUTBOX_BYTES);
    }
    if (postgres_send_arrays(writing, POSTGRES_OUTBOXES, made, 3))
        return postgres_send_arrays(writing, POSTGRES_LOCK, locked, 2);
    for (size_t i = 0; i < 2; i++)
        postgres_array_finish(&locked[i]);
    return false;
}

/* Of a record that came twice, the first is asked to be stored. */
static bool is_first(const struct writing *writing, size_t i)
{
    return i == 0 || memcmp(writing->arriving[i - 1].record->id, writing->arriving[i].record->id,
                            LEDGER_HASH_BYTES) != 0;
}

enum record_array { ID, LINK, LOOK_UP, SEQUENCE, BATCH, TIMES, PLACE, RECORD_ARRAYS };

static void gather_records(struct writing *writing, struct postgres_array *arrays)
{
    for (size_t i = 0; i < writing->arriving_count; i++) {
        struct arriving *arriving = &writing->arriving[i];
        const struct ledger_intake_record *record = arriving->record;

        writing->rejected += record->rejected;
        arriving->sent = is_first(writing, i) && !record->rejected;
        if (!arriving->sent)
            continue;
        postgres_array_bytes(&arrays[ID], record->id, LEDGER_HASH_BYTES);
        postgres_array_bytes(&arrays[LINK], record->link, LEDGER_HASH_BYTES);
        postgres_array_bytes(&arrays[LOOK_UP], record->look_up, LEDGER_HASH_BYTES);
        postgres_array_number(
            &arrays[SEQUENCE],
            (int64_t)(writing->batches[arriving->batch]->intake->first_sequence + arriving->place));
        postgres_array_number(&arrays[BATCH], arriving->batch);
        postgres_array_number(&arrays[PLACE], arriving->place);
    }
    for (size_t i = 0; i < writing->count; i++)
        postgres_array_number(&arrays[TIMES], writing->batches[i]->intake->batch.received_utc);
}

static bool send_records(struct writing *writing)
{
    static const enum postgres_type types[RECORD_ARRAYS] = {
        POSTGRES_BYTEA, POSTGRES_BYTEA, POSTGRES_BYTEA, POSTGRES_INT8,
        POSTGRES_INT8,  POSTGRES_INT8,  POSTGRES_INT8};
    struct postgres_array arrays[RECORD_ARRAYS];
    struct postgres_values values = {0};
    bool fine = true;

    postgres_init_arrays(arrays, types, RECORD_ARRAYS);
    gather_records(writing, arrays);
    for (size_t i = ID; i <= BATCH; i++)
        fine = fine && postgres_put_array(&values, &arrays[i]);
    postgres_put_number(&values, (int64_t)writing->count);
    fine = fine && postgres_put_array(&values, &arrays[TIMES]) &&
           postgres_put_array(&values, &arrays[PLACE]);
    fine = fine ? postgres_send(writing->ledger, POSTGRES_RECORDS, &values, writing->error)
                : postgres_no_memory(writing);
    for (size_t i = 0; i < RECORD_ARRAYS; i++)
        postgres_array_finish(&arrays[i]);
    return fine;
}

/* A record that is not to be stored may be known all the same. */
static bool send_rejected(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_BYTEA};
    struct postgres_array ids[1];

    if (writing->rejected == 0)
        return true;
    postgres_init_arrays(ids, types, 1);
    for (size_t i = 0; i < writing->arriving_count; i++)
        if (writing->arriving[i].record->rejected)
            postgres_array_bytes(&ids[0], writing->arriving[i].record->id, LEDGER_HASH_BYTES);
    return postgres_send_arrays(writing, POSTGRES_KNOWN, ids, 1);
}

static bool go_there(struct writing *writing)
{
    return postgres_send(writing->ledger, POSTGRES_BEGIN, NULL, writing->error) &&
           send_outboxes(writing) && send_records(writing) && send_rejected(writing) &&
           postgres_sync(writing->ledger, writing->error);
}

/* ---- all of it ------------------------------------------------------------- */

bool postgres_no_memory(struct writing *writing)
{
    return error_set(writing->error, ERROR_MEMORY, "no memory for %zu batches", writing->count);
}

static bool prepare(struct postgres_ledger *ledger, struct error *error)
{
    for (int i = 0; i < POSTGRES_STATEMENTS; i++) {
        const char name[] = {(char)('a' + i), '\0'};

        if (PQsendPrepare(ledger->connection, name, statements[i], 0, NULL) != 1)
            return postgres_failed(ledger, NULL, error);
    }
    if (!postgres_sync(ledger, error))
        return false;
    for (int i = 0; i < POSTGRES_STATEMENTS; i++)
        if (!postgres_take_nothing(ledger, error))
            return false;
    return ledger->prepared = postgres_take_sync(ledger, error);
}

/* Whatever fails leaves a broken connection, whose end takes everything back. */
static bool transact(struct writing *writing)
{
    struct postgres_ledger *ledger = writing->ledger;
    bool fine = PQenterPipelineMode(ledger->connection) == 1 ||
                postgres_failed(ledger, NULL, writing->error);

    lay_out_outboxes(writing);
    fine = fine && (ledger->prepared || prepare(ledger, writing->error)) &&
           lay_out_records(writing) && go_there(writing) && postgres_come_back(writing) &&
           (PQexitPipelineMode(ledger->connection) == 1 ||
            postgres_failed(ledger, NULL, writing->error));
    if (!fine)
        ledger->broken = true;
    return fine;
}

static void finish(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++)
        free(writing->links[i]);
    for (size_t i = 0; i < writing->touched_count; i++)
        ledger_course_finish(&writing->touched[i].course);
    PQclear(writing->spans);
    free(writing->arriving);
    free(writing);
}

static bool store(struct postgres_ledger *ledger, struct ledger_storing *batches, size_t count,
                  struct error *error)
{
    struct writing *writing = calloc(1, sizeof *writing);
    bool fine;

    if (writing == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for %zu batches", count);
    writing->ledger = ledger;
    writing->error = error;
    for (size_t i = 0; i < count; i++)
        if (batches[i].stored)
            writing->batches[writing->count++] = &batches[i];
    fine = writing->count == 0 || (postgres_ready(ledger, error) && transact(writing));
    finish(writing);
    return fine;
}

/* After a failure that some batch among them is to blame for. */
static bool store_each(struct postgres_ledger *ledger, struct ledger_storing *batches, size_t count,
                       struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!batches[i].stored || store(ledger, &batches[i], 1, &batches[i].error))
            continue;
        if (batches[i].error.kind != ERROR_INPUT)
            return error_set(error, batches[i].error.kind, "%s", batches[i].error.text);
        batches[i].stored = false;
    }
    return true;
}

bool postgres_store_batches(struct ledger *base, struct ledger_storing *batches, size_t count,
                            struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;
    struct error reason = {0};

    if (store(ledger, batches, count, &reason))
        return true;
    if (reason.kind == ERROR_INPUT)
        return store_each(ledger, batches, count, error);
    return error_set(error, reason.kind, "%s", reason.text);
}
