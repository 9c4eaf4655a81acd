#include "app/wire/batch.h"
#include "app/wire/cbor.h"
#include "app/wire/fields.h"

#define HEADER_ITEMS     6u
#define RECORD_ITEMS     2u
#define HEADER_BYTES_MAX 256u
#define SIGNATURE_DOMAIN "custody-alert/batch/1"

static bool put_header(const struct batch_header *header, struct buffer *out)
{
    return cbor_put_array(out, HEADER_ITEMS) && cbor_put_number(out, BATCH_VERSION) &&
           cbor_put_text(out, header->kiosk_id) &&
           cbor_put_bytes(out, header->outbox_id, sizeof header->outbox_id) &&
           cbor_put_number(out, header->first_sequence) &&
           cbor_put_bytes(out, header->previous_link, sizeof header->previous_link) &&
           cbor_put_bytes(out, header->certificate_digest, sizeof header->certificate_digest);
}

bool batch_signed_bytes(const struct batch_header *header, size_t count,
                        const uint8_t last_link[CHAIN_HASH_SIZE], struct buffer *out,
                        struct error *error)
{
    struct buffer encoded;
    bool fine;

    buffer_init(&encoded, HEADER_BYTES_MAX);
    fine = put_header(header, &encoded) && fields_put_text(out, SIGNATURE_DOMAIN) &&
           fields_put(out, encoded.data, encoded.length) && fields_put_number(out, count) &&
           fields_put(out, last_link, CHAIN_HASH_SIZE);
    buffer_finish(&encoded);
    return fine || error_set(error, ERROR_MEMORY, "no memory for the signature of a batch");
}

static bool header_is_valid(const struct batch_header *header, size_t count, struct error *error)
{
    if (!chain_kiosk_id_is_valid(header->kiosk_id)) {
        return error_set(error, ERROR_INPUT, "a batch cannot be made: the kiosk's id is not valid");
    }
    if (count == 0 || count > BATCH_RECORDS_MAX) {
        return error_set(error, ERROR_LIMIT, "a batch has 1 to %u records, not %zu",
                         BATCH_RECORDS_MAX, count);
    }
    if (header->first_sequence == 0 || header->first_sequence > UINT64_MAX - count) {
        return error_set(error, ERROR_INPUT, "a batch cannot be made: its sequence is not valid");
    }
    return true;
}

static bool put_records(const struct batch_header *header, const struct batch_record *records,
                        size_t count, struct buffer *out, uint8_t link[CHAIN_HASH_SIZE],
                        struct error *error)
{
    const uint8_t *previous = header->previous_link;

    for (size_t i = 0; i < count; i++) {
        struct chain_entry entry = {.kiosk_id = header->kiosk_id,
                                    .outbox_id = header->outbox_id,
                                    .sequence = header->first_sequence + i,
                                    .previous = previous,
                                    .lookup = records[i].lookup,
                                    .sealed = records[i].sealed,
                                    .sealed_length = records[i].sealed_length};

        if (!chain_link(&entry, link, error)) {
            return false;
        }
        previous = link;
        if (!cbor_put_array(out, RECORD_ITEMS) ||
            !cbor_put_bytes(out, records[i].lookup, sizeof records[i].lookup) ||
            !cbor_put_bytes(out, records[i].sealed, records[i].sealed_length)) {
            return error_set(error, ERROR_LIMIT, "a batch would exceed %u bytes", BATCH_BYTES_MAX);
        }
    }
    return true;
}

static bool put_signature(const struct batch_header *header, size_t count, const uint8_t *link,
                          batch_signer *signer, void *context, struct buffer *out,
                          struct error *error)
{
    struct buffer to_sign;
    struct buffer signature;
    bool fine = false;

    buffer_init(&to_sign, HEADER_BYTES_MAX * 2);
    buffer_init(&signature, BATCH_SIGNATURE_MAX);
    if (!batch_signed_bytes(header, count, link, &to_sign, error) ||
        !signer(context, to_sign.data, to_sign.length, &signature, error)) {
        goto end;
    }
    if (signature.failed || signature.length == 0) {
        error_set(error, ERROR_INTERNAL, "the signature of a batch is empty or too long");
        goto end;
    }
    fine = cbor_put_bytes(out, signature.data, signature.length) ||
           error_set(error, ERROR_LIMIT, "a batch would exceed %u bytes", BATCH_BYTES_MAX);
end:
    buffer_finish(&signature);
    buffer_finish(&to_sign);
    return fine;
}

bool batch_encode(const struct batch_header *header, const struct batch_record *records,
                  size_t count, batch_signer *signer, void *context, struct buffer *out,
                  struct error *error)
{
    struct buffer batch;
    uint8_t link[CHAIN_HASH_SIZE];
    bool fine = false;

    if (!header_is_valid(header, count, error)) {
        return false;
    }
    buffer_init(&batch, BATCH_BYTES_MAX);
    if (!put_header(header, &batch)) {
        error_set(error, ERROR_MEMORY, "no memory for a batch");
        goto end;
    }
    if (!put_records(header, records, count, &batch, link, error) ||
        !put_signature(header, count, link, signer, context, &batch, error)) {
        goto end;
    }
    fine = buffer_append(out, batch.data, batch.length) ||
           error_set(error, ERROR_LIMIT, "a batch of %zu bytes does not fit", batch.length);
end:
    buffer_finish(&batch);
    return fine;
}
