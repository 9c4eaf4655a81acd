/*
 * One batch: what is picked and signed, and what the centre's answer to it
 * means for the outbox. No network, no waiting.
 */
#ifndef APP_COURIER_DELIVERY_H
#define APP_COURIER_DELIVERY_H

#include "app/courier/reach.h"
#include "app/outbox/outbox.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct delivery {
    uint64_t first, last; /* sequence numbers in the batch */
    size_t count;         /* 0: nothing is waiting */
    size_t damaged;       /* rows set aside while it was picked */
    struct buffer batch;  /* what is posted; limit BATCH_BYTES_MAX */
};

void delivery_init(struct delivery *delivery);
void delivery_finish(struct delivery *delivery);

/* Picks the oldest run within `reach` and signs it. count 0 when nothing waits there. Damaged rows are
 * logged. */
bool delivery_prepare(struct delivery *delivery, struct outbox *outbox, const struct reach *reach,
                      const struct certificate *certificate, const struct private_key *key,
                      struct error *error) MUST_USE;

/*
 * Takes the body of a 200 answer strictly: only what was in the batch, named by sequence and id, is deleted
 * or set aside. ERROR_INPUT when it is not an answer, or one that names nothing of the batch: nothing has
 * changed then.
 */
bool delivery_acknowledge(struct delivery *delivery, struct outbox *outbox, const void *body,
                          size_t length, struct outbox_outcome *outcome,
                          struct error *error) MUST_USE;

#endif
