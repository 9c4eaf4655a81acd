/*
 * The one thread that asks the ledger, a piece of work at a time: where a
 * database or a disk does not answer, only those wait who asked, and the
 * receiver's loop goes on. Not for what the work is: that is deposits.h.
 */
#ifndef APP_CENTRAL_RECEIVE_LEDGER_THREAD_H
#define APP_CENTRAL_RECEIVE_LEDGER_THREAD_H

#include "platform/base/error.h"

struct ledger_thread; /* opaque */

/* Both run in the thread: a piece of work, and what tells the loop that one is done. */
typedef void ledger_work(void *context);
typedef void ledger_told(void *context);

/* After sandbox_enter. The thread takes no signals. */
struct ledger_thread *ledger_thread_create(ledger_told *told, void *context,
                                           struct error *error) MUST_USE;
/* NULL is fine. Nothing may be with it: see ledger_thread_wait. */
void ledger_thread_destroy(struct ledger_thread *thread);

/* Only after the piece before was taken back. `context` is the thread's until then. */
void ledger_thread_give(struct ledger_thread *thread, ledger_work *work, void *context);
/* Once a piece: true where it is done, and its context the caller's again. */
bool ledger_thread_take(struct ledger_thread *thread) MUST_USE;
/* Until the piece that was given is done; it still has to be taken. */
void ledger_thread_wait(struct ledger_thread *thread);

#endif
