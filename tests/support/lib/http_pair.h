/*
 * The product's HTTP client and its server, each with its keys, and what one
 * makes of the other. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_HTTP_PAIR_H
#define TESTS_SUPPORT_LIB_HTTP_PAIR_H

#include "platform/http/client.h"
#include "platform/http/server.h"
#include "tests/support/lib/hostile_server.h"

#include <sys/types.h>

struct http_pair {
    struct pki pki;
    char *root_pem; /* what the client believes */
    struct loop *loop;
};

/* For a group of tests: *state becomes a struct http_pair. */
int http_pair_set_up(void **state);
int http_pair_tear_down(void **state);

/* The caller frees it. */
char *http_pair_pem(const struct pki_pair *pair);

/* ---- the server, in a process of its own ---- */

struct http_running {
    pid_t process;
    uint16_t port;
};

/* Address and keys are filled in here. "/echo" gives the body back; "/who" the kiosk's name; "/type" the
 * content's type; "/how" method, client and authorization; "/busy" 503 with Retry-After; "/last" ends the
 * connection. */
struct http_running http_pair_serve(const struct http_pair *pair,
                                    struct http_server_settings settings);
/* SIGTERM, and the exit code. */
int http_pair_end(const struct http_running *running);

/* ---- the client ---- */

struct http_outcome {
    struct loop *loop;
    int calls;
    int status;
    int64_t retry_after;
    char body[256];
    size_t length;
    struct error error;
};

/* For http_client_ask, with a struct http_outcome: notes what came and stops the loop. */
void http_pair_take(void *context, const struct http_reply *reply, const struct error *error);

struct http_client *http_pair_client(struct http_pair *pair, uint16_t port,
                                     const struct pki_pair *identity, const char *root_pem);
struct http_outcome http_pair_ask(struct http_pair *pair, struct http_client *client,
                                  const char *path, const void *body, size_t length);
/* "hello" to "/echo", by a client of its own. */
struct http_outcome http_pair_ask_once(struct http_pair *pair, uint16_t port,
                                       const struct pki_pair *identity, const char *root_pem);
/* The answer of the hostile server to a proper request. */
struct http_outcome http_pair_ask_hostile(struct http_pair *pair, enum hostile_manner manner,
                                          const char *answer);
/* Who has no certificate, and how the request arrived. */
struct http_outcome http_pair_ask_as_guest(struct http_pair *pair, uint16_t port,
                                           const char *content_type, const char *user,
                                           const char *password);

#endif
