/*
 * The courier's work inside a loop: whenever something may be waiting it
 * delivers batch after batch, then reports health; after a failure it waits
 * (backoff.h) and tries again, for ever. Between all that it sleeps. It
 * deletes nothing but by a proper answer (delivery.h). Beside that it has the
 * kiosk's certificate renewed in time (renew.h).
 */
#ifndef APP_COURIER_COURIER_H
#define APP_COURIER_COURIER_H

#include "app/courier/contact.h"
#include "app/outbox/outbox.h"
#include "platform/base/loop.h"
#include "platform/base/state.h"

/* Everything borrowed, and to outlive the courier. */
struct courier_settings {
    struct contact office;
    const char *enrol_url; /* "": the certificate is not renewed; else as `office` is reached */
    const char *kiosk_id;
    const char *outbox_folder, *state_folder;
    struct identity *identity;
    const struct clock_source *clock;
    struct state_file *state;
    int64_t health_seconds;
    int64_t retry_least, retry_most; /* seconds */
    int64_t earliest_utc;            /* no time before this can be right */
    const char *update_folder;       /* see fetch.h; NULL: no update is fetched */
    const char *update_kept, *os_release;
};

struct courier; /* opaque */

/* Opens the outbox, publishes the first state, plans the first look at once. */
struct courier *courier_create(struct loop *loop, const struct courier_settings *settings,
                               struct error *error) MUST_USE;
/* Leaves what is waiting where it is. NULL is fine. */
void courier_destroy(struct courier *courier);

/* Something may be waiting: looks now, unless a request is under way (then after it) or the centre has asked
 * for time. */
void courier_poke(struct courier *courier);

#endif
