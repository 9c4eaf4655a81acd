#include "app/central/books/audit_parts.h"

#include "platform/seal/envelope.h"

#include <inttypes.h>
#include <string.h>

/* The batch whose rows are coming. */
struct walk {
    struct audit *audit;
    int64_t number; /* 0: none yet */
    char kiosk[LEDGER_KIOSK_SIZE];
    struct buffer bytes; /* of the batch: records point into them */
    struct batch batch;  /* empty where it does not verify */
    bool verified;
    bool has_row[BATCH_RECORDS_MAX];
    struct audit_untold untold;
    bool fine;
    struct error *error;
};

static bool verify(const struct audit *audit, const struct ledger_batch *from, struct batch *batch,
                   const struct buffer *bytes, struct error *error)
{
    struct certificate *signer =
        certificate_parse(from->certificate, from->certificate_length, error);
    bool fine = signer != NULL &&
                certificate_verify(signer, audit->order->kiosks, PURPOSE_TLS_CLIENT,
                                   from->received_utc, error) &&
                batch_decode(bytes->data, bytes->length, batch, error) &&
                batch_verify(batch, signer, error);

    if (fine && (strcmp(certificate_name(signer), batch->header.kiosk_id) != 0 ||
                 strcmp(from->kiosk, batch->header.kiosk_id) != 0))
        fine = error_set(error, ERROR_REFUSED, "it is stored as kiosk %s's and signed by %s",
                         from->kiosk, certificate_name(signer));
    certificate_destroy(signer);
    return fine;
}

/* A record of a batch has a row here or with another batch, unless it could not be read by anybody. */
static void look_for_rows(struct walk *walk)
{
    const struct batch *batch = &walk->batch;

    for (size_t i = 0; walk->fine && walk->verified && i < batch->count; i++) {
        struct ledger_record record;
        struct envelope envelope;
        struct error problem = {0};

        if (walk->has_row[i] || !envelope_read(batch->records[i].sealed,
                                               batch->records[i].sealed_length, &envelope, NULL))
            continue;
        if (ledger_find_receipt(walk->audit->order->ledger, batch->records[i].lookup, &record,
                                &problem))
            continue;
        walk->fine = problem.kind == ERROR_NOT_FOUND ||
                     error_set(walk->error, problem.kind, "%s", problem.text);
        if (walk->fine)
            audit_tell(walk->audit, AUDIT_ROW, walk->kiosk, batch->header.outbox_id,
                       batch->header.first_sequence + i, batch->header.first_sequence + i,
                       "its row is missing; batch %" PRId64 " holds it", walk->number);
    }
}

static void end_batch(struct walk *walk)
{
    look_for_rows(walk);
    batch_finish(&walk->batch);
    walk->verified = false;
    memset(walk->has_row, 0, sizeof walk->has_row);
}

static bool begin_batch(struct walk *walk, const struct ledger_batch *batch)
{
    struct error reason = {0};

    end_batch(walk);
    walk->number = batch->number;
    memcpy(walk->kiosk, batch->kiosk, sizeof walk->kiosk);
    buffer_clear(&walk->bytes);
    if (!buffer_append(&walk->bytes, batch->bytes, batch->length))
        return error_set(walk->error, ERROR_MEMORY, "no memory for a batch");
    walk->audit->summary->batches++;
    if (batch->length == 0)
        return walk->fine;
    walk->verified = verify(walk->audit, batch, &walk->batch, &walk->bytes, &reason);
    if (!walk->verified) {
        audit_tell(walk->audit, AUDIT_BATCH, batch->kiosk, NULL, 0, 0, "batch %" PRId64 ": %s",
                   batch->number, reason.text);
        batch_finish(&walk->batch);
    }
    return walk->fine;
}

static bool matches(const struct batch *batch, const struct ledger_record *row)
{
    const struct batch_record *record;

    if (row->batch_index >= batch->count)
        return false;
    record = &batch->records[row->batch_index];
    return row->sequence == batch->header.first_sequence + row->batch_index &&
           memcmp(row->id, record->id, sizeof row->id) == 0 &&
           memcmp(row->link, record->link, sizeof row->link) == 0 &&
           memcmp(row->look_up, record->lookup, sizeof row->look_up) == 0 &&
           memcmp(row->outbox, batch->header.outbox_id, sizeof row->outbox) == 0;
}

static void note_received(struct audit *audit, const struct ledger_record *row)
{
    struct audit_report *report = audit_find_report(audit, row->kiosk);

    if (report != NULL && report->usable && row->received_utc < report->utc &&
        row->sequence > report->received_till &&
        memcmp(report->outbox, row->outbox, sizeof report->outbox) == 0)
        report->received_till = row->sequence;
}

static void look_at_trail(struct walk *walk, const struct ledger_record *row)
{
    const struct audit_trail *trail = walk->audit->order->trail;

    if (trail != NULL && !audit_trail_tells(trail, row))
        audit_tell_untold(walk->audit, &walk->untold, row);
}

static bool take_retired(struct walk *walk, const struct ledger_record *row)
{
    walk->audit->summary->retired++;
    note_received(walk->audit, row);
    if (row->state == LEDGER_SEALED || row->state == LEDGER_NEEDS_CALL)
        audit_tell(walk->audit, AUDIT_ROW, row->kiosk, row->outbox, row->sequence, row->sequence,
                   "its bytes were deleted while it was '%s'", ledger_state_name(row->state));
    return true;
}

static bool take_row(void *context, const struct ledger_record *row,
                     const struct ledger_batch *batch)
{
    struct walk *walk = context;

    if (batch->number != walk->number)
        walk->fine = begin_batch(walk, batch);
    if (!walk->fine)
        return false;
    walk->audit->summary->requests++;
    look_at_trail(walk, row);
    if (row->retired_utc > 0)
        return take_retired(walk, row);
    if (!walk->verified)
        return true; /* the batch was told of */
    if (row->batch_index < BATCH_RECORDS_MAX)
        walk->has_row[row->batch_index] = true;
    if (matches(&walk->batch, row))
        note_received(walk->audit, row);
    else
        audit_tell(walk->audit, AUDIT_ROW, row->kiosk, row->outbox, row->sequence, row->sequence,
                   "the row is not what the kiosk signed in batch %" PRId64, batch->number);
    return true;
}

bool audit_rows(struct audit *audit, struct error *error)
{
    struct walk walk = {.audit = audit, .fine = true, .error = error};
    bool fine;

    buffer_init(&walk.bytes, LEDGER_BATCH_MAX);
    fine = ledger_each_record(audit->order->ledger, 0, take_row, &walk, error) && walk.fine;
    walk.fine = fine;
    end_batch(&walk);
    audit_tell_untold(audit, &walk.untold, NULL);
    buffer_finish(&walk.bytes);
    return walk.fine;
}
