#include "app/courier/delivery.h"

#include "app/wire/answer.h"
#include "app/wire/batch.h"
#include "platform/base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void delivery_init(struct delivery *delivery)
{
    *delivery = (struct delivery){0};
    buffer_init(&delivery->batch, BATCH_BYTES_MAX);
}

void delivery_finish(struct delivery *delivery)
{
    buffer_finish(&delivery->batch);
}

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

static bool encode(struct delivery *delivery, const struct outbox_pick *pick,
                   const struct certificate *certificate, const struct private_key *key,
                   struct error *error)
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
    fine = batch_encode(&header, records, pick->count, sign, (void *)(uintptr_t)key,
                        &delivery->batch, error);
    free(records);
    return fine;
}

bool delivery_prepare(struct delivery *delivery, struct outbox *outbox,
                      const struct certificate *certificate, const struct private_key *key,
                      struct error *error)
{
    struct outbox_pick pick = {0};
    bool fine;

    delivery->count = 0;
    buffer_clear(&delivery->batch);
    fine = outbox_pick(
        outbox, &(struct outbox_wish){.count_max = BATCH_RECORDS_MAX, .bytes_max = BATCH_BYTES_MAX},
        &pick, error);
    if (fine && pick.damaged > 0)
        log_error("%zu damaged records set aside, the first is %" PRIu64, pick.damaged,
                  pick.first_damaged);
    if (fine && pick.count > 0)
        fine = encode(delivery, &pick, certificate, key, error);
    if (fine && pick.count > 0) {
        delivery->first = pick.records[0].sequence;
        delivery->last = pick.records[pick.count - 1].sequence;
        delivery->count = pick.count;
    }
    outbox_pick_finish(&pick);
    return fine;
}

static void log_rejected(const struct answer *answer)
{
    for (size_t i = 0; i < answer->count; i++)
        if (answer->records[i].verdict == ANSWER_REJECTED)
            log_warning("record %" PRIu64 " is rejected by the central office and kept here",
                        answer->records[i].sequence);
}

bool delivery_acknowledge(struct delivery *delivery, struct outbox *outbox, const void *body,
                          size_t length, struct outbox_outcome *outcome, struct error *error)
{
    struct answer answer = {0};
    bool fine;

    if (length > ANSWER_BYTES_MAX)
        return error_set(error, ERROR_INPUT, "the answer to a batch is too large");
    if (!answer_parse(body, length, &answer, error))
        return false;
    *outcome = (struct outbox_outcome){0};
    fine = outbox_acknowledge(outbox, delivery->first, delivery->last, answer.records, answer.count,
                              outcome, error);
    if (fine)
        log_rejected(&answer);
    answer_finish(&answer);
    if (fine && outcome->deleted + outcome->set_aside == 0)
        return error_set(error, ERROR_INPUT,
                         "the answer to a batch names none of the %zu records that were sent",
                         delivery->count);
    return fine;
}
