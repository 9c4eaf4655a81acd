/*
 * The centre's answer to a batch that came on a drive: what answer.h says, with
 * the kiosk and the outbox, signed (CMS SignedData) by the certificate made for
 * acknowledgements. A kiosk deletes by it, so it is taken whole or not at all.
 * Format: docs/wire-format.md.
 */
#ifndef APP_WIRE_ACKNOWLEDGEMENT_H
#define APP_WIRE_ACKNOWLEDGEMENT_H

#include "app/wire/answer.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#define ACKNOWLEDGEMENT_TYPE      "custody-alert/acknowledgement"
#define ACKNOWLEDGEMENT_BYTES_MAX (ANSWER_BYTES_MAX + 16384u) /* with the signature around it */

struct acknowledgement {
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    struct answer answer;
};

/* Appends the signed form of an answer, as answer_encode gives it, for that outbox. */
bool acknowledgement_sign(const char *kiosk_id, const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE],
                          const char *answer, size_t length, const struct certificate *certificate,
                          const struct private_key *key, struct buffer *signed_form,
                          struct error *error) MUST_USE;

/*
 * Reads one whose signer has PURPOSE_ACKNOWLEDGING and chains to `trust` at `at_utc` (or
 * CERTIFICATE_ANY_TIME). ERROR_REFUSED: who signed it may not. ERROR_INPUT: it is none. `name` is what
 * errors call it. On failure *acknowledgement is empty.
 */
bool acknowledgement_verify(const char *name, const void *signed_form, size_t length,
                            const struct trust *trust, int64_t at_utc,
                            struct acknowledgement *acknowledgement, struct error *error) MUST_USE;
/* A zeroed one is fine. */
void acknowledgement_finish(struct acknowledgement *acknowledgement);

#endif
