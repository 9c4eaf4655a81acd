/*
 * Fetches update bundles from the central office, piece by piece, beside the
 * deliveries: over a connection of its own, only while nothing waits to be
 * delivered, going on where it was. Believes nothing of it: kiosk-update
 * checks. Puts one whole file where that program's unit watches for it.
 */
#ifndef APP_COURIER_FETCH_H
#define APP_COURIER_FETCH_H

#include "app/courier/contact.h"
#include "platform/base/loop.h"

/* Everything borrowed, and to outlive the fetching. */
struct fetch_settings {
    struct contact office; /* answer_seconds: for one piece */
    struct identity *identity;
    const char *folder;          /* where the bundle is put; "" or absent: nothing is fetched */
    const char *kept;            /* what kiosk-update keeps: the release that was tried last */
    const char *os_release;      /* of what runs */
    const char *state;           /* folder of the state files */
    bool (*idle)(void *context); /* whether a piece may be asked for now */
    void *context;
};

struct fetch; /* opaque */

/* Room that is left on the disk besides a bundle. */
#define FETCH_LEAST_FREE (INT64_C(64) << 20)

struct fetch *fetch_create(struct loop *loop, const struct fetch_settings *settings,
                           struct error *error) MUST_USE;
void fetch_destroy(struct fetch *fetch); /* NULL is fine */

/* Asks what is offered, or goes on. Does nothing while it is under way, where the release does not name itself, and while not idle.
 * A failure is logged, and it is tried again at the next call. */
void fetch_look(struct fetch *fetch);

#endif
