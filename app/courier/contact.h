/*
 * A connection to one of the central office's servers, by what the kiosk proves itself with.
 */
#ifndef APP_COURIER_CONTACT_H
#define APP_COURIER_CONTACT_H

#include "app/courier/identity.h"
#include "platform/base/loop.h"
#include "platform/http/client.h"

/* Borrowed. */
struct contact {
    const char *url;       /* https://host[:port] */
    const char *roots_pem; /* the only roots that the server's chain may end in */
    int answer_seconds;    /* for one request in all; 0: the client's own limit */
};

/* Connects at the first request. Errors as http_client_create has them. */
struct http_client *contact_open(const struct contact *contact, struct loop *loop,
                                 const struct identity_pair *pair, struct error *error) MUST_USE;

#endif
