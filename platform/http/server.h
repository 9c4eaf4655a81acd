/*
 * A small HTTPS server: TLS 1.3 only, every client proves itself with a
 * certificate before one byte of HTTP is read, every connection has a deadline
 * that a trickle of bytes does not move. One thread; handlers answer at once.
 * Not for browsers and not for anything in the clear: a connection that cannot
 * be given TLS ends the process.
 */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "platform/base/buffer.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#include <stddef.h>
#include <stdint.h>

#define HTTP_SERVER_BODY_MAX        (1u << 20) /* bytes; more is answered 413 and the connection ends */
#define HTTP_SERVER_HEADERS_MAX     8192u      /* bytes of request line and headers */
#define HTTP_SERVER_ANSWER_MAX      (1u << 20)
#define HTTP_SERVER_PATH_MAX        256u
#define HTTP_SERVER_CONNECTIONS_MAX 512 /* further ones wait in the kernel's queue */

struct http_server_settings {
    const char *address;                   /* numeric, IPv4 or IPv6 */
    uint16_t port;                         /* 0: any free one, see http_server_port */
    const struct certificate *certificate; /* the server's */
    const struct private_key *key;
    const struct certificate *client_root; /* what clients' certificates are signed by */
    int connections_max;                   /* 0: HTTP_SERVER_CONNECTIONS_MAX */
    int request_seconds; /* from the accept to the end of the first request; 0: 30 */
    int idle_seconds;    /* from the end of an answer to the end of the next request; 0: 150 */
    int answer_seconds;  /* from the handler to the last byte taken by the client; 0: 30 */
};

enum http_method { HTTP_GET, HTTP_POST };

/* Good during the handler's call only. */
struct http_request {
    enum http_method method;
    const char *path;         /* without the query; at most HTTP_SERVER_PATH_MAX bytes */
    const char *content_type; /* without parameters, lower case; "" when absent */
    const uint8_t *body;
    size_t length;
    const uint8_t *certificate; /* the client's, DER; chain, dates and purpose are verified */
    size_t certificate_length;
    const char *peer; /* numeric address, for logs */
};

/* Filled by the handler; begins as 500 with an empty body. */
struct http_answer {
    int status;
    struct buffer body;      /* JSON; limit HTTP_SERVER_ANSWER_MAX */
    int retry_after_seconds; /* 0: no such header */
    bool close;              /* end the connection after this answer */
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
 * Serves until SIGTERM or SIGINT (handled here) or http_server_stop from a handler: then takes no
 * new connections, ends the idle ones, lets requests under way finish for at most 10 s, and returns
 * true.
 */
bool http_server_run(struct http_server *server, struct error *error) MUST_USE;
void http_server_stop(struct http_server *server);

#endif
