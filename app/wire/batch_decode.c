#include "app/wire/batch.h"
#include "app/wire/cbor.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_ITEMS 6u
#define RECORD_ITEMS 2u

static bool take_header(struct reader *reader, struct batch_header *header, struct error *error)
{
    size_t items = cbor_take_array(reader);
    uint64_t version = cbor_take_number(reader);
    size_t id_length;
    const char *id;

    if (!reader->failed && version != BATCH_VERSION) {
        return error_set(error, ERROR_INPUT,
                         "batch: the header's version is %llu, and only %u is known here",
                         (unsigned long long)version, BATCH_VERSION);
    }
    id = cbor_take_text(reader, &id_length);
    if (items != HEADER_ITEMS || id == NULL || id_length > CHAIN_KIOSK_ID_MAX) {
        return error_set(error, ERROR_INPUT, "batch: the header is not an array of 6 items");
    }
    memcpy(header->kiosk_id, id, id_length);
    header->kiosk_id[id_length] = '\0';
    (void)cbor_take_exact(reader, header->outbox_id, sizeof header->outbox_id);
    header->first_sequence = cbor_take_number(reader);
    (void)cbor_take_exact(reader, header->previous_link, sizeof header->previous_link);
    (void)cbor_take_exact(reader, header->certificate_digest, sizeof header->certificate_digest);
    if (reader->failed || strlen(header->kiosk_id) != id_length ||
        !chain_kiosk_id_is_valid(header->kiosk_id)) {
        return error_set(error, ERROR_INPUT, "batch: an item of the header cannot be used");
    }
    if (header->first_sequence == 0 || header->first_sequence > INT64_MAX - BATCH_RECORDS_MAX) {
        return error_set(error, ERROR_INPUT, "batch: the first sequence number is out of range");
    }
    return true;
}

static bool is_array(const struct reader *reader)
{
    return reader_left(reader) > 0 && reader->data[reader->position] >> 5 == 4;
}

static bool take_record(struct reader *reader, struct batch *batch, struct error *error)
{
    struct batch_record *record = &batch->records[batch->count];
    struct chain_entry entry = {.kiosk_id = batch->header.kiosk_id,
                                .outbox_id = batch->header.outbox_id,
                                .sequence = batch->header.first_sequence + batch->count,
                                .previous = batch->last_link,
                                .lookup = record->lookup};

    if (cbor_take_array(reader) != RECORD_ITEMS) {
        reader->failed = true;
    }
    (void)cbor_take_exact(reader, record->lookup, sizeof record->lookup);
    record->sealed = cbor_take_bytes(reader, &record->sealed_length);
    if (reader->failed || record->sealed_length == 0 || record->sealed_length > CHAIN_SEALED_MAX) {
        return error_set(error, ERROR_INPUT, "batch: record %zu cannot be used", batch->count + 1);
    }
    entry.sealed = record->sealed;
    entry.sealed_length = record->sealed_length;
    if (!chain_link(&entry, record->link, error) ||
        !chain_record_id(entry.kiosk_id, record->sealed, record->sealed_length, record->id,
                         error)) {
        return false;
    }
    memcpy(batch->last_link, record->link, sizeof batch->last_link);
    batch->count++;
    return true;
}

static bool take_records(struct reader *reader, struct batch *batch, struct error *error)
{
    batch->records = calloc(BATCH_RECORDS_MAX, sizeof *batch->records);
    if (batch->records == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for a batch");
    }
    memcpy(batch->last_link, batch->header.previous_link, sizeof batch->last_link);
    while (is_array(reader)) {
        if (batch->count == BATCH_RECORDS_MAX) {
            return error_set(error, ERROR_LIMIT, "batch: more than %u records", BATCH_RECORDS_MAX);
        }
        if (!take_record(reader, batch, error)) {
            return false;
        }
    }
    return batch->count > 0 || error_set(error, ERROR_INPUT, "batch: there is no record in it");
}

static bool take_signature(struct reader *reader, struct batch *batch, struct error *error)
{
    size_t length;
    const uint8_t *signature = cbor_take_bytes(reader, &length);

    if (signature == NULL || length == 0 || length > sizeof batch->signature) {
        return error_set(error, ERROR_INPUT,
                         "batch: the signature behind record %zu cannot be used", batch->count);
    }
    if (reader_left(reader) != 0) {
        return error_set(error, ERROR_INPUT, "batch: there is something behind the signature");
    }
    memcpy(batch->signature, signature, length);
    batch->signature_length = length;
    return true;
}

bool batch_decode(const uint8_t *bytes, size_t length, struct batch *batch, struct error *error)
{
    struct reader reader;

    *batch = (struct batch){.count = 0};
    if (length > BATCH_BYTES_MAX) {
        return error_set(error, ERROR_LIMIT, "batch: more than %u bytes", BATCH_BYTES_MAX);
    }
    reader_init(&reader, bytes, length);
    if (take_header(&reader, &batch->header, error) && take_records(&reader, batch, error) &&
        take_signature(&reader, batch, error)) {
        return true;
    }
    batch_finish(batch);
    return false;
}

void batch_finish(struct batch *batch)
{
    free(batch->records);
    *batch = (struct batch){.count = 0};
}
