#include "app/central/ledger/ledger_postgres_write.h"

#include <stdlib.h>
#include <string.h>

/* ---- what was answered ----------------------------------------------------- */

static struct touched *by_number(struct writing *writing, int64_t number)
{
    for (size_t i = 0; i < writing->touched_count; i++)
        if (writing->touched[i].number == number)
            return &writing->touched[i];
    return NULL;
}

static bool read_chains(struct writing *writing, const PGresult *rows)
{
    if (PQntuples(rows) != (int)writing->touched_count)
        return postgres_damaged(writing->ledger, writing->error);
    for (int i = 0; i < PQntuples(rows); i++) {
        const int64_t place = postgres_number(rows, i, 4);
        struct touched *touched;

        if (place < 1 || place > (int64_t)writing->touched_count)
            return postgres_damaged(writing->ledger, writing->error);
        touched = &writing->touched[place - 1];
        touched->number = postgres_number(rows, i, 0);
        touched->course.highest = (uint64_t)postgres_number(rows, i, 1);
        touched->course.claimed = (uint64_t)postgres_number(rows, i, 2);
        if (!postgres_copy(rows, i, 3, touched->course.head, sizeof touched->course.head))
            return postgres_damaged(writing->ledger, writing->error);
    }
    return true;
}

static bool take_outboxes(struct writing *writing)
{
    PGresult *made = postgres_take(writing->ledger, writing->error);
    PGresult *rows = made != NULL ? postgres_take(writing->ledger, writing->error) : NULL;
    const bool fine = rows != NULL && read_chains(writing, rows);

    for (int i = 0; fine && i < PQntuples(made); i++) {
        struct touched *touched = by_number(writing, postgres_number(made, i, 0));

        if (touched != NULL)
            touched->is_new = true;
    }
    PQclear(made);
    PQclear(rows);
    return fine;
}

static int id_to_arriving(const void *id, const void *arriving)
{
    return memcmp(id, ((const struct arriving *)arriving)->record->id, LEDGER_HASH_BYTES);
}

/* The first that came with this id. */
static struct arriving *find(struct writing *writing, const PGresult *rows, int row)
{
    uint8_t id[LEDGER_HASH_BYTES];
    struct arriving *found;

    if (!postgres_copy(rows, row, 0, id, sizeof id))
        return NULL;
    found = bsearch(id, writing->arriving, writing->arriving_count, sizeof *found, id_to_arriving);
    while (found != NULL && found > writing->arriving && id_to_arriving(id, found - 1) == 0)
        found--;
    return found;
}

static enum ledger_result *result_of(struct writing *writing, const struct arriving *arriving)
{
    return &writing->batches[arriving->batch]->results[arriving->place];
}

static bool take_stored(struct writing *writing)
{
    PGresult *rows = postgres_take(writing->ledger, writing->error);
    bool fine = rows != NULL;

    for (size_t i = 0; fine && i < writing->arriving_count; i++)
        *result_of(writing, &writing->arriving[i]) =
            writing->arriving[i].record->rejected ? LEDGER_REJECTED : LEDGER_KNOWN;
    for (int i = 0; fine && i < PQntuples(rows); i++) {
        const struct arriving *arriving = find(writing, rows, i);

        if (arriving == NULL || !arriving->sent) {
            fine = postgres_damaged(writing->ledger, writing->error);
            break;
        }
        *result_of(writing, arriving) = LEDGER_STORED;
        writing->numbers[arriving->batch] = postgres_number(rows, i, 1);
        writing->fresh[arriving->batch]++;
    }
    PQclear(rows);
    return fine;
}

/* Rejected ones that are in the ledger since an earlier time. */
static bool take_known(struct writing *writing)
{
    PGresult *rows = writing->rejected > 0 ? postgres_take(writing->ledger, writing->error) : NULL;
    const bool fine = rows != NULL || writing->rejected == 0;
    const struct arriving *end = writing->arriving + writing->arriving_count;

    for (int i = 0; rows != NULL && i < PQntuples(rows); i++) {
        const struct arriving *first = find(writing, rows, i);

        for (const struct arriving *each = first;
             first != NULL && each < end && id_to_arriving(first->record->id, each) == 0; each++)
            if (each->record->rejected)
                *result_of(writing, each) = LEDGER_KNOWN;
    }
    PQclear(rows);
    return fine;
}

/* ---- judging --------------------------------------------------------------- */

static struct touched *outbox_of(struct writing *writing, size_t batch)
{
    return &writing->touched[writing->touched_of[batch]];
}

static bool read_spans(struct writing *writing)
{
    for (int i = 0; i < PQntuples(writing->spans); i++) {
        struct touched *touched = by_number(writing, postgres_number(writing->spans, i, 0));
        const struct ledger_span span = {
            .first = (uint64_t)postgres_number(writing->spans, i, 1),
            .count = (size_t)PQgetlength(writing->spans, i, 2) / LEDGER_HASH_BYTES,
            .links = (const uint8_t *)PQgetvalue(writing->spans, i, 2)};

        if (touched != NULL && !ledger_course_add_span(&touched->course, &span, writing->error))
            return false;
    }
    return true;
}

/* Only for batches that do not simply go on: resent ones, and what ought to be looked at. */
static bool fetch_spans(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_INT8, POSTGRES_INT8, POSTGRES_INT8};
    struct postgres_array wanted[3];

    postgres_init_arrays(wanted, types, 3);
    for (size_t i = 0; i < writing->count; i++) {
        const struct ledger_intake *intake = writing->batches[i]->intake;
        const struct touched *touched = outbox_of(writing, i);

        if (!ledger_course_needs_spans(&touched->course, intake))
            continue;
        postgres_array_number(&wanted[0], touched->number);
        postgres_array_number(&wanted[1], (int64_t)intake->first_sequence - 1);
        postgres_array_number(&wanted[2], (int64_t)(intake->first_sequence + intake->count - 1));
    }
    if (wanted[0].count == 0) {
        for (size_t i = 0; i < 3; i++)
            postgres_array_finish(&wanted[i]);
        return true;
    }
    return postgres_send_arrays(writing, POSTGRES_SPANS, wanted, 3) &&
           postgres_sync(writing->ledger, writing->error) &&
           (writing->spans = postgres_take(writing->ledger, writing->error)) != NULL &&
           postgres_take_sync(writing->ledger, writing->error) && read_spans(writing);
}

static bool judge(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        struct touched *touched = outbox_of(writing, i);

        if (!ledger_course_add(&touched->course, writing->batches[i]->intake, writing->links[i],
                               &writing->verdicts[i], writing->error))
            return false;
        touched->changed = touched->changed || writing->verdicts[i].adds;
    }
    return true;
}

/* ---- the way back ---------------------------------------------------------- */

/* Sends where there is anything in the arrays, and releases them. */
static bool send_back_arrays(struct writing *writing, enum postgres_statement which,
                             struct postgres_array *arrays, size_t count)
{
    if (arrays[0].count > 0) {
        writing->sent++;
        return postgres_send_arrays(writing, which, arrays, count);
    }
    for (size_t i = 0; i < count; i++)
        postgres_array_finish(&arrays[i]);
    return true;
}

static bool send_batch(struct writing *writing, size_t i)
{
    const struct ledger_intake *intake = writing->batches[i]->intake;
    struct postgres_values values = {0};

    postgres_put_number(&values, writing->numbers[i]);
    postgres_put_word(&values, intake->batch.kiosk);
    postgres_put_bytes(&values, intake->outbox, LEDGER_OUTBOX_BYTES);
    postgres_put_number(&values, intake->batch.received_utc);
    postgres_put_bytes(&values, intake->batch.bytes, intake->batch.length);
    postgres_put_bytes(&values, intake->batch.certificate, intake->batch.certificate_length);
    postgres_put_number(&values, (int64_t)intake->first_sequence);
    postgres_put_number(&values, (int64_t)(intake->first_sequence + intake->count - 1));
    writing->sent++;
    return postgres_send(writing->ledger, POSTGRES_BATCH, &values, writing->error);
}

static bool send_spans(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_INT8, POSTGRES_INT8, POSTGRES_BYTEA};
    struct postgres_array spans[3];

    postgres_init_arrays(spans, types, 3);
    for (size_t i = 0; i < writing->count; i++) {
        const struct ledger_intake *intake = writing->batches[i]->intake;

        if (!writing->verdicts[i].adds)
            continue;
        postgres_array_number(&spans[0], outbox_of(writing, i)->number);
        postgres_array_number(&spans[1], (int64_t)intake->first_sequence);
        postgres_array_bytes(&spans[2], writing->links[i], intake->count * LEDGER_HASH_BYTES);
    }
    return send_back_arrays(writing, POSTGRES_KEEP_SPANS, spans, 3);
}

static bool send_chains(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_INT8, POSTGRES_INT8, POSTGRES_INT8,
                                               POSTGRES_BYTEA};
    struct postgres_array chains[4];

    postgres_init_arrays(chains, types, 4);
    for (size_t i = 0; i < writing->touched_count; i++) {
        const struct touched *touched = &writing->touched[i];

        if (!touched->changed)
            continue;
        postgres_array_number(&chains[0], touched->number);
        postgres_array_number(&chains[1], (int64_t)touched->course.highest);
        postgres_array_number(&chains[2], (int64_t)touched->course.claimed);
        postgres_array_bytes(&chains[3], touched->course.head, sizeof touched->course.head);
    }
    return send_back_arrays(writing, POSTGRES_KEEP_CHAINS, chains, 4);
}

static void add_event(struct postgres_array *events, const struct ledger_intake *intake,
                      const char *kind, uint64_t first, uint64_t last)
{
    postgres_array_number(&events[0], intake->batch.received_utc);
    postgres_array_word(&events[1], intake->batch.kiosk);
    postgres_array_bytes(&events[2], intake->outbox, LEDGER_OUTBOX_BYTES);
    postgres_array_word(&events[3], kind);
    postgres_array_number(&events[4], (int64_t)first);
    postgres_array_number(&events[5], (int64_t)last);
}

static bool send_events(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_INT8, POSTGRES_TEXT, POSTGRES_BYTEA,
                                               POSTGRES_TEXT, POSTGRES_INT8, POSTGRES_INT8};
    struct postgres_array events[6];

    postgres_init_arrays(events, types, 6);
    for (size_t i = 0; i < writing->count; i++) {
        const struct ledger_intake *intake = writing->batches[i]->intake;
        const struct touched *touched = outbox_of(writing, i);
        const struct ledger_verdict *verdict = &writing->verdicts[i];
        const uint64_t first = intake->first_sequence;

        if (touched->is_new && touched->batch == i)
            add_event(events, intake, "outbox", first, first);
        if (verdict->gap_first > 0)
            add_event(events, intake, "gap", verdict->gap_first, verdict->gap_last);
        if (verdict->fork && writing->fresh[i] > 0)
            add_event(events, intake, "fork", first, first + intake->count - 1);
    }
    return send_back_arrays(writing, POSTGRES_EVENTS, events, 6);
}

static bool send_seen(struct writing *writing)
{
    static const enum postgres_type types[] = {POSTGRES_TEXT, POSTGRES_INT8, POSTGRES_INT8};
    struct postgres_array seen[3];

    postgres_init_arrays(seen, types, 3);
    for (size_t i = 0; i < writing->count; i++) {
        postgres_array_word(&seen[0], writing->batches[i]->intake->batch.kiosk);
        postgres_array_number(&seen[1], writing->batches[i]->intake->batch.received_utc);
        postgres_array_number(&seen[2], writing->fresh[i]);
    }
    return send_back_arrays(writing, POSTGRES_SEEN, seen, 3);
}

static bool send_back(struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++)
        if (writing->fresh[i] > 0 && !send_batch(writing, i))
            return false;
    return send_spans(writing) && send_chains(writing) && send_events(writing) &&
           send_seen(writing) &&
           postgres_send(writing->ledger, POSTGRES_COMMIT, NULL, writing->error) &&
           postgres_sync(writing->ledger, writing->error);
}

/* A commit that the server warns of may not be where it should be: nothing is acknowledged. */
static bool take_commit(struct writing *writing)
{
    struct postgres_ledger *ledger = writing->ledger;
    PGresult *result = postgres_take(ledger, writing->error);
    const bool committed = result != NULL && strcmp(PQcmdStatus(result), "COMMIT") == 0;

    if (result != NULL && !committed)
        error_set(writing->error, ERROR_UNAVAILABLE, "the ledger %s took a batch back",
                  ledger->ledger.name);
    PQclear(result);
    if (committed && ledger->warned)
        return error_set(writing->error, ERROR_UNAVAILABLE,
                         "the ledger %s committed with a warning: is the standby there?",
                         ledger->ledger.name);
    return committed && postgres_take_sync(ledger, writing->error);
}

static bool take_back(struct writing *writing)
{
    for (size_t i = 0; i < writing->sent; i++)
        if (!postgres_take_nothing(writing->ledger, writing->error))
            return false;
    return take_commit(writing);
}

bool postgres_come_back(struct writing *writing)
{
    writing->ledger->warned = false;
    return postgres_take_nothing(writing->ledger, writing->error) && take_outboxes(writing) &&
           take_stored(writing) && take_known(writing) &&
           postgres_take_sync(writing->ledger, writing->error) && fetch_spans(writing) &&
           judge(writing) && send_back(writing) && take_back(writing);
}
