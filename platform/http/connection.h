/*
 * One accepted connection: its TLS, its deadline, the certificate of its
 * client. For this folder only.
 */
#ifndef PLATFORM_HTTP_CONNECTION_H
#define PLATFORM_HTTP_CONNECTION_H

#include "platform/base/buffer.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <openssl/types.h>
#include <sys/queue.h>

#define CONNECTION_CERTIFICATE_MAX 16384u

LIST_HEAD(connection_list, connection);

/* All connections of a server and what happens when one goes. */
struct connection_pool {
    struct event_base *base;
    SSL_CTX *tls;
    struct connection_list list;
    int count;
    int ssl_index; /* where an SSL keeps its struct connection, which goes when the SSL goes */
    void (*gone)(void *context);
    void *context;
};

struct connection {
    LIST_ENTRY(connection) entry;
    struct connection_pool *pool;
    struct event *deadline;
    struct bufferevent *stream;
    SSL *ssl;
    struct buffer certificate; /* the client's, DER; empty before the first request */
    uint64_t read_at_answer;   /* bytes received when the last answer was taken; 0: no answer yet */
};

bool connection_pool_init(struct connection_pool *pool, SSL_CTX *tls, struct error *error) MUST_USE;

/* Makes the TLS layer of a connection that libevent has just accepted, with a deadline in
 * `seconds`. NULL without memory: the caller must not let the connection live, libevent would go on
 * in the clear. */
struct bufferevent *connection_accept(struct connection_pool *pool, int seconds);

/* The record behind a request of this server. */
struct connection *connection_of(const struct connection_pool *pool,
                                 struct evhttp_request *request);

/* Puts the one absolute deadline `seconds` from now; when it comes the connection is cut. */
void connection_deadline(struct connection *connection, int seconds);

/* Notes that an answer was taken: until more bytes come the connection is idle. */
void connection_answered(struct connection *connection);

/* Fills connection->certificate once. */
bool connection_identify(struct connection *connection, struct error *error) MUST_USE;

/* Shuts the sockets of all (or only those between two requests); libevent then lets them go. */
void connection_cut_all(struct connection_pool *pool, bool idle_only);

#endif
