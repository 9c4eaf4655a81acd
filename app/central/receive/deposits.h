/*
 * What kiosks have brought and the ledger does not have yet: batches and
 * reports wait here while what came before them is with the ledger, go to it
 * together, and are answered when it is durable. Where the ledger does not
 * come back they are told so, at once and for as long as that lasts. Not for
 * what they are: that is intake.h.
 */
#ifndef APP_CENTRAL_RECEIVE_DEPOSITS_H
#define APP_CENTRAL_RECEIVE_DEPOSITS_H

#include "app/central/receive/intake.h"
#include "platform/http/server.h"

#define DEPOSITS_TOGETHER_MAX 64 /* batches and reports that go to the ledger at once */
/* What is with the ledger longer makes all others refused until it is back. */
#define DEPOSITS_PATIENCE_MILLISECONDS 3000

struct deposits; /* opaque; for the server's thread */

/* Fills the answer of one that is not kept. False: the ledger is not to be believed any more, and
 * nothing more goes to it. */
typedef bool deposits_refuse(void *context, const struct http_request *request,
                             const struct error *error, struct http_answer *answer);

/* Borrows both. After sandbox_enter: starts a thread. */
struct deposits *deposits_create(struct ledger *ledger, struct http_server *server,
                                 deposits_refuse *refuse, void *context,
                                 struct error *error) MUST_USE;
/* Answers what waits that it is not kept; what a database has not confirmed is given up, and the database asked
 * nothing more (ledger_give_up). NULL is fine. */
void deposits_destroy(struct deposits *deposits);

/* One of the two, NULL the other; both are taken over, and answered at a later turn or now. */
void deposits_add(struct deposits *deposits, struct http_kept *kept, struct intake_batch *batch,
                  struct intake_report *report);

/* The turn of the server's loop: what is durable is answered, what waits goes on its way. */
void deposits_turn(struct deposits *deposits);

#endif
