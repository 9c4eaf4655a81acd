/*
 * The receiver between the HTTP server and the ledger: takes what kiosks send,
 * has it stored (deposits.h), answers each; and changes its certificates and
 * lists while it runs. Not for what a batch must be: that is intake.h.
 */
#ifndef APP_CENTRAL_RECEIVE_RECEIVER_H
#define APP_CENTRAL_RECEIVE_RECEIVER_H

#include "app/central/receive/intake.h"
#include "app/central/receive/receive_config.h"
#include "platform/http/server.h"

struct receiver; /* opaque */

/* Reads certificates, key and lists and listens; nothing is taken before receiver_run. `folder`, whose
 * receive.ini `config` is, must outlive it. */
struct receiver *receiver_create(const char *folder, const struct receive_config *config,
                                 struct error *error) MUST_USE;
void receiver_destroy(struct receiver *receiver); /* NULL is fine; leaves the ledger open */

uint16_t receiver_port(const struct receiver *receiver);

/*
 * Serves until SIGTERM. SIGHUP reads receive.ini's [tls] anew, and the certificates, key and lists that it
 * names; where one of them is not good, all stay as they were and the log says why. false when the ledger failed: nothing of it may be
 * believed before it was opened anew.
 * Starts a thread: after sandbox_enter.
 */
bool receiver_run(struct receiver *receiver, struct ledger *ledger, struct error *error) MUST_USE;

#endif
