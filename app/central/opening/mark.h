/*
 * Saying what became of requests: their states in the ledger, with a line in
 * the trail before. Reads no answer and opens nothing.
 */
#ifndef APP_CENTRAL_OPENING_MARK_H
#define APP_CENTRAL_OPENING_MARK_H

#include "app/central/ledger/ledger.h"
#include "app/central/opening/trail.h"

#define MARK_MOST LEDGER_CHANGES_MAX /* requests at once */

struct mark_order {
    const char *const *names; /* each "KIOSK-NUMBER", or an id in hexadecimal; at most MARK_MOST */
    size_t count;
    enum ledger_state state; /* any but 'sealed' */
    const char *reason;      /* at most LEDGER_REASON_SIZE - 1; never an answer; NULL: none */
    const char *who;         /* for the ledger's history */
    const struct trail_person *person;
    int64_t now_utc;
};

struct mark_result {
    size_t marked, already; /* were in that state before: nothing is written about them */
};

/*
 * All of them or none. A request that nobody opened can be 'withdrawn' and nothing else: as finished it would
 * be deleted unread. One whose bytes are deleted stays as it is. ERROR_NOT_FOUND, ERROR_INPUT (a name
 * that several requests have, or one named twice), ERROR_REFUSED, ERROR_UNAVAILABLE (somebody else
 * changed one meanwhile: the trail has a line then, the ledger nothing).
 */
bool mark_requests(struct ledger *ledger, struct trail *trail, const struct mark_order *order,
                   struct mark_result *result, struct error *error) MUST_USE;

#endif
