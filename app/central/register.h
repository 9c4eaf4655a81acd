/*
 * The register of kiosks: a JSON file a kiosk, with every certificate that it
 * ever got. Not the ledger: that stands with the receiver.
 */
#ifndef APP_CENTRAL_REGISTER_H
#define APP_CENTRAL_REGISTER_H

#include "platform/crypto/certificate.h"

#define REGISTER_FILE_MAX 65536u

/* Whether OFFICE/issuing/kiosks/ID.json exists. */
bool register_has(const char *office, const char *kiosk_id);

/* Adds a certificate to the kiosk's entry, which is made when absent. */
bool register_add(const char *office, const struct certificate *certificate,
                  const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc,
                  struct error *error) MUST_USE;

#endif
