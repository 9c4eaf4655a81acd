#include "app/outbox/sign_batch.h"

#include "app/wire/batch.h"

#include <stdlib.h>
#include <string.h>

static bool sign(void *key, const uint8_t *bytes, size_t length, struct buffer *signature,
                 struct error *error)
{
    uint8_t value[SIGNATURE_MAX];
    size_t value_length = 0;

    return private_key_sign(key, bytes, length, value, &value_length, error) &&
           (buffer_append(signature, value, value_length) ||
            error_set(error, ERROR_MEMORY, "no memory for a signature"));
}

static void fill_header(struct batch_header *header, const struct outbox_pick *pick,
                        const struct certificate *certificate)
{
    memcpy(header->kiosk_id, pick->kiosk_id, sizeof header->kiosk_id);
    memcpy(header->outbox_id, pick->outbox_id, sizeof header->outbox_id);
    header->first_sequence = pick->records[0].sequence;
    memcpy(header->previous_link, pick->previous_link, sizeof header->previous_link);
    memcpy(header->certificate_digest, certificate_fingerprint(certificate),
           sizeof header->certificate_digest);
}

bool outbox_sign_batch(const struct outbox_pick *pick, const struct certificate *certificate,
                       const struct private_key *key, struct buffer *batch, struct error *error)
{
    struct batch_header header = {0};
    struct batch_record *records = calloc(pick->count, sizeof *records);
    bool fine;

    if (records == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a batch");
    for (size_t i = 0; i < pick->count; i++) {
        memcpy(records[i].lookup, pick->records[i].lookup, sizeof records[i].lookup);
        records[i].sealed = pick->sealed.data + pick->records[i].offset;
        records[i].sealed_length = pick->records[i].length;
    }
    fill_header(&header, pick, certificate);
    fine = batch_encode(&header, records, pick->count, sign, (void *)(uintptr_t)key, batch, error);
    free(records);
    return fine;
}
