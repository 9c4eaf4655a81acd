/*
 * One accepted connection: its TLS, its deadline, the certificate of its
 * client. For this folder only.
 */
#ifndef PLATFORM_HTTP_CONNECTION_H
#define PLATFORM_HTTP_CONNECTION_H

#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"
#include "platform/http/body_room.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <openssl/types.h>
#include <sys/queue.h>

#define CONNECTION_CERTIFICATE_MAX 16384u

LIST_HEAD(connection_list, connection);

/* All connections of a server, how its clients are judged, and what happens when one goes. */
struct connection_pool {
    struct event_base *base;
    SSL_CTX *tls; /* for new connections; owned */
    struct connection_list list;
    int count;
    int request_seconds; /* a new connection's deadline, and that of a large body */
    struct body_room room;
    int client_max;  /* with one certificate; the oldest is cut for one more */
    int ssl_index;   /* where an SSL keeps its struct connection, which goes when the SSL goes */
    uint64_t reload; /* counts the changes of `tls` */
    int64_t client_expired_seconds;
    bool (*admit)(void *context, const struct certificate *client); /* may be NULL */
    void *admit_context;
    void (*gone)(void *context);
    void *context;
};

struct connection {
    LIST_ENTRY(connection) entry;
    TAILQ_ENTRY(connection) waiting; /* in the pool's room, while BODY_WAITS */
    struct connection_pool *pool;
    struct event *deadline;
    struct bufferevent *stream;
    SSL *ssl;
    struct certificate *client; /* proven in the handshake; NULL before it and for one without */
    struct buffer der;          /* the same */
    uint64_t judged;            /* the pool's `reload` when the chain was last verified */
    enum body_state body;
    bool proven;             /* the handshake is done */
    bool cut;                /* its socket is shut; libevent will let it go */
    uint64_t read_at_answer; /* bytes received when the last answer was taken; 0: no answer yet */
};

/* Takes `tls` over. */
bool connection_pool_init(struct connection_pool *pool, SSL_CTX *tls, struct error *error) MUST_USE;
void connection_pool_finish(struct connection_pool *pool);

/* New connections use `tls` from here on (taken over); the clients of open ones are judged by it at
 * their next request. */
void connection_pool_reload(struct connection_pool *pool, SSL_CTX *tls);

/* Makes the TLS layer of a connection that libevent has just accepted, with the pool's first
 * deadline. NULL without memory: the caller must not let the connection live, libevent would go on
 * in the clear. */
struct bufferevent *connection_accept(struct connection_pool *pool);

/* The record behind a request of this server; NULL when its client has gone. */
struct connection *connection_of(const struct connection_pool *pool,
                                 struct evhttp_request *request);

/* Whether both have shown the same certificate. */
bool connection_is_same_client(const struct connection *one, const struct connection *other);

/* Shuts its socket: to libevent that is as if the client had gone, and it cleans up as always. */
void connection_cut(struct connection *connection);

/* Cuts one for somebody who waits: the oldest that has no request under way; where there is none, or
 * where more than a quarter have not proven themselves yet, the oldest of those. */
void connection_make_way(struct connection_pool *pool);

/* Puts the one absolute deadline `seconds` from now; when it comes the connection is cut. */
void connection_deadline(struct connection *connection, int seconds);

/* Notes that an answer was taken: until more bytes come the connection is idle. */
void connection_answered(struct connection *connection);

/* For SSL_CTX_set_cert_verify_callback, with the pool: the root, the purpose, the dates, `admit`. */
int connection_judge_handshake(X509_STORE_CTX *store, void *pool);

/* Stops reading while an answer is awaited: libevent 2.1 ends the process when bytes come to a
 * request whose handler has returned without an answer. Its sending of the answer reads on. */
void connection_hold(struct connection *connection);

/* Whether its client may still make a request: dates now, the root since the last reload, `admit`.
 * ERROR_REFUSED says why not. */
bool connection_judge(struct connection *connection, struct error *error) MUST_USE;

/* Shuts the sockets of all (or only those between two requests); libevent then lets them go. */
void connection_cut_all(struct connection_pool *pool, bool idle_only);

#endif
