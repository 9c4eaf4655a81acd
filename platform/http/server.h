/*
 * A small HTTPS server: TLS 1.3 only, clients prove themselves with a
 * certificate before one byte of HTTP is read (or, where the settings say so,
 * come without), every connection has a deadline that a trickle of bytes does
 * not move, and what all of them send together is bounded (body_room.h). One
 * thread; a handler answers at once or keeps the request and
 * answers later in the same thread, to which another one can give word. Not for browsers and not for anything in
 * the clear: a connection that cannot be given TLS ends the process.
 */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#include <stddef.h>
#include <stdint.h>

#define HTTP_SERVER_BODY_MAX    (1u << 20) /* bytes; more is answered 413 and the connection ends */
#define HTTP_SERVER_HEADERS_MAX 8192u      /* bytes of request line and headers */
#define HTTP_SERVER_ANSWER_MAX  (1u << 20)
#define HTTP_SERVER_PATH_MAX    256u
#define HTTP_SERVER_CONNECTIONS_MAX                                                                \
    512                           /* one more makes the oldest idle or unproven one go, or waits */
#define HTTP_SERVER_CLIENT_MAX  8 /* connections with one and the same client certificate */
#define HTTP_ANSWER_HEADERS_MAX 4
#define HTTP_AUTHORIZATION_MAX  1024u

enum http_clients {
    HTTP_CLIENTS_REQUIRED, /* without a certificate the handshake fails */
    HTTP_CLIENTS_OPTIONAL  /* none is fine; one that does not verify still fails the handshake */
};

/*
 * Whether a client whose certificate TLS has verified may come in. Asked in the handshake, and again
 * before each request, so that a list reloaded in between holds for a kept connection too. false:
 * the handshake fails with the alert "certificate revoked", a request is answered 403 and the
 * connection ends.
 */
typedef bool http_admit(void *context, const struct certificate *client);

/* Runs in the server's thread, between requests. This and http_admit get the handler's context. */
typedef void http_event(void *context);

struct http_server_settings {
    const char *address;                   /* numeric, IPv4 or IPv6 */
    uint16_t port;                         /* 0: any free one, see http_server_port */
    const struct certificate *certificate; /* the server's */
    const struct private_key *key;
    const struct certificate *client_root; /* what clients' certificates are signed by */
    enum http_clients clients;
    int64_t client_expired_seconds; /* a client certificate that ended at most so long ago comes in,
                                       and http_request says so; 0: none that has ended */
    http_admit *admit;              /* NULL: everybody whose certificate verifies */
    http_event *turn;   /* once after the handlers of a loop turn that kept requests: the place to
                           commit what they gathered; NULL: none */
    http_event *reload; /* at SIGHUP; NULL: the signal is not handled */
    http_event *look;   /* every look_seconds, at least 1; NULL: none */
    int look_seconds;
    int connections_max; /* 0: HTTP_SERVER_CONNECTIONS_MAX */
    int client_max;      /* 0: HTTP_SERVER_CLIENT_MAX; the oldest makes room for one more */
    int request_seconds; /* from the accept to the end of the first request; 0: 30 */
    int idle_seconds;    /* from the end of an answer to the end of the next request; 0: 150 */
    int answer_seconds;  /* from the handler to the last byte taken by the client; 0: 30 */
};

enum http_method { HTTP_GET, HTTP_POST };

/* Good during the handler's call only, or, when kept, until it is answered. */
struct http_request {
    enum http_method method;
    const char *path;          /* without the query; at most HTTP_SERVER_PATH_MAX bytes */
    const char *content_type;  /* without parameters, lower case; "" when absent */
    const char *authorization; /* a secret, never for a log; "" when absent or longer than
                                  HTTP_AUTHORIZATION_MAX */
    const uint8_t *body;
    size_t length;
    const struct certificate
        *client;                /* NULL: came without; chain, dates and purpose are verified */
    const uint8_t *certificate; /* the same, DER; NULL: none */
    size_t certificate_length;
    bool certificate_expired; /* its end has passed, by at most client_expired_seconds */
    const char *peer;         /* numeric address, for logs */
};

struct http_header {
    const char *name, *value;
};

/* Filled by the handler; begins as 500 with an empty body. */
struct http_answer {
    int status;
    struct buffer body;                                  /* limit HTTP_SERVER_ANSWER_MAX */
    const char *content_type;                            /* NULL: application/json */
    struct http_header headers[HTTP_ANSWER_HEADERS_MAX]; /* further ones, until a NULL name */
    int retry_after_seconds;                             /* 0: no such header */
    bool close;                                          /* end the connection after this answer */
};

typedef void http_handler(void *context, const struct http_request *request,
                          struct http_answer *answer);

struct http_server; /* opaque */

/* Keeps references of key and certificates. Listens from here on; nothing is accepted before
 * http_server_run. */
struct http_server *http_server_create(const struct http_server_settings *settings,
                                       http_handler *handler, void *context,
                                       struct error *error) MUST_USE;
void http_server_destroy(struct http_server *server);

uint16_t http_server_port(const struct http_server *server);

/*
 * Serves until SIGTERM or SIGINT (caught since the server was made) or http_server_stop from a handler: then takes no
 * new connections, ends the idle ones, lets requests under way finish for at most 10 s, runs the
 * turn hook a last time, and returns true.
 */
bool http_server_run(struct http_server *server, struct error *error) MUST_USE;
void http_server_stop(struct http_server *server);

/*
 * New connections get these from here on; open ones stay, and at its next request each client is
 * judged again, by the new root. On failure everything is as before.
 */
bool http_server_reload(struct http_server *server, const struct certificate *certificate,
                        const struct private_key *key, const struct certificate *client_root,
                        struct error *error) MUST_USE;

/* ---- answering later ------------------------------------------------------- */

struct http_kept; /* opaque: a request whose answer is still to come */

/*
 * For a handler: keeps the request it was called with, in place of answering; what the handler
 * puts into its struct http_answer is then not used. NULL without memory: answer at once. The
 * server keeps no more connections than settings say, so no more requests than that.
 */
struct http_kept *http_server_keep(struct http_server *server,
                                   const struct http_request *request) MUST_USE;

/* The request, with everything it points to. */
const struct http_request *http_kept_request(const struct http_kept *kept);

/* An answer to fill in; begins as 500 with an empty body. */
struct http_answer *http_kept_answer(struct http_kept *kept);

/* From any thread: the turn hook runs soon, in the server's. */
void http_server_wake(struct http_server *server);

/* From the server's thread: the turn hook runs after so long at the latest, in place of what was said before. */
void http_server_turn_in(struct http_server *server, int milliseconds);

/* Sends the answer and releases `kept`: exactly once for each, from the server's thread, its own
 * handler too. Nothing
 * happens when the client has gone meanwhile. http_server_destroy releases those never sent. */
void http_kept_send(struct http_kept *kept);

#endif
