/*
 * What the receiver makes of one request from a kiosk that TLS has let in:
 * who it is, whether the batch is its own and whole, what is kept, what it is
 * told. Nothing about sockets here; sealed bytes only.
 */
#ifndef APP_CENTRAL_INTAKE_H
#define APP_CENTRAL_INTAKE_H

#include "app/central/ledger.h"
#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"

#define INTAKE_HEALTH_MAX LEDGER_HEALTH_MAX

/* One request. Everything borrowed. */
struct intake {
    struct ledger *ledger;
    const struct certificate *peer; /* its common name is the kiosk's id */
    const uint8_t *peer_der;
    size_t peer_der_length;
    int64_t now_utc;
};

/*
 * Keeps a batch and appends the JSON answer. Failures, with nothing stored: ERROR_INPUT or ERROR_LIMIT (not a
 * batch), ERROR_REFUSED (not this kiosk's, or the signature is wrong), ERROR_UNAVAILABLE (the ledger is
 * busy), ERROR_IO, ERROR_CORRUPT and others (the ledger cannot be trusted any more).
 */
bool intake_batch(const struct intake *intake, const uint8_t *body, size_t length,
                  struct buffer *answer, struct error *error) MUST_USE;

/* Keeps a health report and appends {"version":1,"utc":"…"}. Failures as above. */
bool intake_health(const struct intake *intake, const uint8_t *body, size_t length,
                   struct buffer *answer, struct error *error) MUST_USE;

#endif
