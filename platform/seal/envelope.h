/*
 * The outside of a sealed request, judged without any key: the receiver and
 * the opener take only what sealer_seal makes, byte for byte in its shape.
 */
#ifndef PLATFORM_SEAL_ENVELOPE_H
#define PLATFORM_SEAL_ENVELOPE_H

#include "platform/seal/seal.h"

#define ENVELOPE_KEY_ID_SIZE                                                                       \
    20 /* subject key identifier: SHA-1 of the public key (RFC 5280, 4.2.1.2) */
#define ENVELOPE_MAX (SEAL_PLAIN_MAX + SEAL_OVERHEAD_MAX)

struct envelope {
    size_t recipients;
    uint8_t key_ids[SEAL_RECIPIENTS_MAX][ENVELOPE_KEY_ID_SIZE];
    size_t content_length; /* of the plaintext, in bytes: GCM adds none */
};

/*
 * ERROR_INPUT, saying what it is, for anything but one DER AuthEnvelopedData with AES-256-GCM,
 * 12-byte nonce, 16-byte tag, no attributes, and key-agreement recipients as in seal.h; for bytes
 * behind it too.
 */
bool envelope_read(const void *sealed, size_t length, struct envelope *envelope,
                   struct error *error) MUST_USE;

#endif
