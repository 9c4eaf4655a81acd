/*
 * What the receiver makes of one request from a kiosk that TLS has let in:
 * who it is, whether the batch is its own and whole, what is kept, what it is
 * told. Nothing about sockets here; sealed bytes only.
 */
#ifndef APP_CENTRAL_RECEIVE_INTAKE_H
#define APP_CENTRAL_RECEIVE_INTAKE_H

#include "app/central/ledger/ledger.h"
#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"

#define INTAKE_HEALTH_MAX LEDGER_HEALTH_MAX

/* One request. Everything borrowed. */
struct intake {
    const struct certificate *peer; /* its common name is the kiosk's id */
    const uint8_t *peer_der;
    size_t peer_der_length;
    int64_t now_utc;
};

/* A verified batch on its way into the ledger. */
struct intake_batch; /* opaque */

/*
 * Reads and judges a batch; nothing is stored yet. `body` and what `intake` points to must outlive it.
 * Failures: ERROR_INPUT or ERROR_LIMIT (not a batch), ERROR_REFUSED (not this kiosk's, or the
 * signature is wrong), ERROR_MEMORY.
 */
struct intake_batch *intake_batch_read(const struct intake *intake, const uint8_t *body,
                                       size_t length, struct error *error) MUST_USE;
void intake_batch_destroy(struct intake_batch *batch); /* NULL is fine */

/* For ledger_store_batches, which fills the results. */
const struct ledger_intake *intake_batch_entry(const struct intake_batch *batch);
enum ledger_result *intake_batch_results(struct intake_batch *batch);

/* Appends the JSON answer of a batch that is stored, from its results. */
bool intake_batch_answer(struct intake_batch *batch, struct buffer *answer,
                         struct error *error) MUST_USE;

/* A health report on its way into the ledger. */
struct intake_report; /* opaque */

/* Failures as above. Nothing of `body` or `intake` is needed afterwards. */
struct intake_report *intake_report_read(const struct intake *intake, const uint8_t *body,
                                         size_t length, struct error *error) MUST_USE;
void intake_report_destroy(struct intake_report *report); /* NULL is fine */

/* For ledger_store_health. */
const struct ledger_health *intake_report_entry(const struct intake_report *report);

/* Appends {"version":1,"utc":"…"} for one that is stored. */
bool intake_report_answer(const struct intake_report *report, struct buffer *answer,
                          struct error *error) MUST_USE;

#endif
