/*
 * A client of one server, over one kept connection: TLS 1.3, mutual where it has
 * a certificate, our own root and no other, one request at a time, inside the program's poll loop.
 * Nothing wakes while no request is under way. Not a general HTTP client: no
 * redirects, no proxies, no cookies, no other scheme than https.
 */
#ifndef PLATFORM_HTTP_CLIENT_H
#define PLATFORM_HTTP_CLIENT_H

#include "platform/base/loop.h"
#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#include <stddef.h>
#include <stdint.h>

#define HTTP_CLIENT_ANSWER_MAX       (1u << 20) /* bytes of an answer's body */
#define HTTP_CLIENT_HEADERS_MAX      16384u     /* bytes of all its header lines together */
#define HTTP_CLIENT_RETRY_AFTER_MOST 86400      /* seconds; longer wishes are cut to this */

struct http_client_settings {
    const char *url; /* "https://host:port", no path; the server's certificate names the host */
    const char *root_pem;                  /* the only roots the server's chain may end in, PEM */
    const struct certificate *certificate; /* the client's; NULL with key NULL: it has none */
    const struct private_key *key;         /* its private half */
    int connect_seconds;                   /* name, TCP and TLS together; 0: 15 */
    int total_seconds;                     /* from the call to the last byte of the answer; 0: 60 */
    int stall_seconds; /* less than 64 bytes a second for that long ends it; 0: 20 */
};

/* What the server said, whatever its status. Good during the call of http_client_done only. */
struct http_reply {
    int status;                  /* 200 … 599 */
    const char *content_type;    /* without parameters; "" when absent */
    int64_t retry_after_seconds; /* -1 when not given */
    const uint8_t *body;         /* never NULL */
    size_t length;
};

/*
 * Exactly one of the two is not NULL. An error is one of transport: ERROR_UNAVAILABLE (nobody
 * there, too slow, cut off: nothing is known about what the server did), ERROR_REFUSED (one side
 * does not accept the other's certificate; a server's refusal may also show as ERROR_UNAVAILABLE), ERROR_LIMIT (the answer is too large), ERROR_INPUT
 * (what came is not HTTP).
 */
typedef void http_client_done(void *context, const struct http_reply *reply,
                              const struct error *error);

struct http_client; /* opaque */

/* Copies what the settings point to (a reference of the key). No connection yet. SIGPIPE is ignored
 * in the whole process from here on. ERROR_INPUT when the URL or the roots cannot be used. */
struct http_client *http_client_create(struct loop *loop,
                                       const struct http_client_settings *settings,
                                       struct error *error) MUST_USE;
/* Cancels what is under way (its `done` is not called), closes the connection. */
void http_client_destroy(struct http_client *client);

/* The caller keeps `body` until `done`; the rest is copied. */
struct http_client_request {
    const char *path;         /* "/v1/batches" */
    const char *content_type; /* of the body; NULL: a GET, which has none */
    const void *body;
    size_t length;
    const char *user, *password; /* HTTP Basic (RFC 7617); NULL: none is sent */
};

/*
 * `done` is called exactly once, from the loop, never from inside this call; it may ask the next.
 * ERROR_UNAVAILABLE while another request is under way.
 */
bool http_client_ask(struct http_client *client, const struct http_client_request *request,
                     http_client_done *done, void *context, struct error *error) MUST_USE;

/* The same for a POST without a password. */
bool http_client_post(struct http_client *client, const char *path, const char *content_type,
                      const void *body, size_t length, http_client_done *done, void *context,
                      struct error *error) MUST_USE;

/* Whether the last request took a quarter of `total_seconds` or more, with some of its body sent: the line may be
 * too slow for so much. */
bool http_client_was_slow(const struct http_client *client);

bool http_client_is_busy(const struct http_client *client);

#endif
