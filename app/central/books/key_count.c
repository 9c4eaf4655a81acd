#include "app/central/books/key_count.h"

#include "app/wire/batch.h"

#include <string.h>

struct walk {
    struct key_counts *counts;
    int64_t number; /* of the batch below; 0: none */
    struct buffer bytes;
    struct batch batch; /* empty where it cannot be read */
    bool fine;
    struct error *error;
};

static struct key_count *find_key(struct walk *walk, const uint8_t *id)
{
    struct key_counts *counts = walk->counts;

    for (size_t i = 0; i < counts->count; i++)
        if (memcmp(counts->keys[i].id, id, ENVELOPE_KEY_ID_SIZE) == 0)
            return &counts->keys[i];
    if (counts->count == KEY_COUNTS_MAX) {
        error_set(walk->error, ERROR_LIMIT, "requests are sealed to more than %d keys",
                  KEY_COUNTS_MAX);
        return NULL;
    }
    counts->keys[counts->count] = (struct key_count){.requests = 0};
    memcpy(counts->keys[counts->count].id, id, ENVELOPE_KEY_ID_SIZE);
    return &counts->keys[counts->count++];
}

static bool count_envelope(struct walk *walk, const struct envelope *envelope, bool unopened)
{
    for (size_t i = 0; i < envelope->recipients; i++) {
        struct key_count *key = find_key(walk, envelope->key_ids[i]);

        if (key == NULL)
            return false;
        key->requests++;
        key->alone += envelope->recipients == 1;
        key->unopened += envelope->recipients == 1 && unopened;
    }
    return true;
}

/* Records point into the bytes that the ledger lends only for the visit. */
static bool begin_batch(struct walk *walk, const struct ledger_batch *batch)
{
    batch_finish(&walk->batch);
    buffer_clear(&walk->bytes);
    walk->number = batch->number;
    if (!buffer_append(&walk->bytes, batch->bytes, batch->length))
        return error_set(walk->error, ERROR_MEMORY, "no memory for a batch");
    if (!batch_decode(walk->bytes.data, walk->bytes.length, &walk->batch, NULL))
        walk->batch = (struct batch){.count = 0};
    return true;
}

static bool take_row(void *context, const struct ledger_record *row,
                     const struct ledger_batch *batch)
{
    struct walk *walk = context;
    struct envelope envelope;
    const struct batch_record *record;

    if (row->retired_utc > 0) {
        walk->counts->retired++;
        return true;
    }
    if (batch->number != walk->number)
        walk->fine = begin_batch(walk, batch);
    if (!walk->fine)
        return false;
    record = row->batch_index < walk->batch.count ? &walk->batch.records[row->batch_index] : NULL;
    if (record != NULL && envelope_read(record->sealed, record->sealed_length, &envelope, NULL))
        walk->fine = count_envelope(walk, &envelope, row->state == LEDGER_SEALED);
    else
        walk->counts->unreadable++;
    return walk->fine;
}

bool key_counts_gather(struct ledger *ledger, struct key_counts *counts, struct error *error)
{
    struct walk walk = {.counts = counts, .fine = true, .error = error};
    bool fine;

    *counts = (struct key_counts){.count = 0};
    buffer_init(&walk.bytes, LEDGER_BATCH_MAX);
    fine = ledger_each_record(ledger, 0, take_row, &walk, error) && walk.fine;
    batch_finish(&walk.batch);
    buffer_finish(&walk.bytes);
    return fine;
}

struct key_count key_counts_of(const struct key_counts *counts,
                               const uint8_t id[ENVELOPE_KEY_ID_SIZE])
{
    struct key_count none = {.requests = 0};

    for (size_t i = 0; i < counts->count; i++)
        if (memcmp(counts->keys[i].id, id, ENVELOPE_KEY_ID_SIZE) == 0)
            return counts->keys[i];
    memcpy(none.id, id, ENVELOPE_KEY_ID_SIZE);
    return none;
}
