/*
 * Renewing the kiosk's certificate in time and by itself: at half to two thirds
 * of its life a new key is made, EST (RFC 7030) is asked for its certificate,
 * and identity.h puts it in place once it has delivered. After the end it is
 * asked for at the address for that, where the office says for how long.
 */
#ifndef APP_COURIER_RENEW_H
#define APP_COURIER_RENEW_H

#include "app/courier/contact.h"
#include "platform/base/loop.h"

/* When a certificate's renewal begins, UTC seconds: between half and two thirds of its life, the same
 * moment for the same certificate, and spread over that time for those of many kiosks. */
int64_t renewal_begins(const struct certificate *certificate);

/* Everything borrowed, and to outlive the renewal. */
struct renewal_settings {
    struct contact server; /* the enrol-server; url "": nothing is renewed */
    const char *kiosk_id;
    struct identity *identity;
    const struct clock_source *clock;
    int64_t earliest_utc;            /* no time before this can be right */
    int64_t retry_least, retry_most; /* seconds between two tries */
    void (*changed)(
        void *context); /* what is told is another, or the pair to try is; from the loop */
    void *context;
};

enum renewal_stage {
    RENEWAL_OFF,     /* no enrol-server is configured */
    RENEWAL_PLANNED, /* for the time that is told */
    RENEWAL_ASKING,  /* due, asked for, or failed and to be asked again */
    RENEWAL_TRYING   /* the new certificate is here and has not delivered yet */
};

struct renewal; /* opaque */

struct renewal *renewal_create(struct loop *loop, const struct renewal_settings *settings,
                               struct error *error) MUST_USE;
void renewal_destroy(struct renewal *renewal); /* NULL is fine */

/* The pair in use may be another: plans anew. */
void renewal_look(struct renewal *renewal);

enum renewal_stage renewal_stage(const struct renewal *renewal);
const char *
renewal_stage_name(const struct renewal *renewal);        /* "off", "planned", "asking", "trying" */
int64_t renewal_next_utc(const struct renewal *renewal);  /* 0: none is planned */
const char *renewal_error(const struct renewal *renewal); /* of the last try; "": none */

#endif
