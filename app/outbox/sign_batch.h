/* From what was picked to the batch that leaves the kiosk, over the network or on a drive. */
#ifndef APP_OUTBOX_SIGN_BATCH_H
#define APP_OUTBOX_SIGN_BATCH_H

#include "app/outbox/outbox.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

/* Appends the batch of a pick with at least one record, signed by the kiosk's client key. */
bool outbox_sign_batch(const struct outbox_pick *pick, const struct certificate *certificate,
                       const struct private_key *key, struct buffer *batch,
                       struct error *error) MUST_USE;

#endif
