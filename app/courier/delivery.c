#include "app/courier/delivery.h"

#include "app/outbox/sign_batch.h"
#include "app/wire/answer.h"
#include "app/wire/batch.h"
#include "platform/base/log.h"

#include <inttypes.h>

void delivery_init(struct delivery *delivery)
{
    *delivery = (struct delivery){0};
    buffer_init(&delivery->batch, BATCH_BYTES_MAX);
}

void delivery_finish(struct delivery *delivery)
{
    buffer_finish(&delivery->batch);
}

bool delivery_prepare(struct delivery *delivery, struct outbox *outbox, const struct reach *reach,
                      const struct certificate *certificate, const struct private_key *key,
                      struct error *error)
{
    const struct outbox_wish wish = {
        .after = reach->after, .count_max = reach->most, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick = {0};
    bool fine;

    delivery->count = 0;
    buffer_clear(&delivery->batch);
    fine = outbox_pick(outbox, &wish, &pick, error);
    delivery->damaged = pick.damaged;
    if (fine && pick.damaged > 0)
        log_error("%zu damaged records set aside, the first is %" PRIu64, pick.damaged,
                  pick.first_damaged);
    if (fine && pick.count > 0)
        fine = outbox_sign_batch(&pick, certificate, key, &delivery->batch, error);
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
