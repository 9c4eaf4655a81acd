/*
 * A client of a server under test that sends what it likes over TLS and reads
 * the answers as text. It believes every server. Failures end the test.
 */
#ifndef TESTS_SUPPORT_LIB_TLS_CLIENT_H
#define TESTS_SUPPORT_LIB_TLS_CLIENT_H

#include "platform/crypto/openssl.h"
#include "tests/support/lib/pki.h"

#include <stdbool.h>
#include <stdint.h>

#define GET(path)        "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define POST(path, body) "POST " path " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n" body

struct tls_client {
    SSL_CTX *tls;
    SSL *ssl;
    int socket;
    char got[4096]; /* the last answer */
};

/* To 127.0.0.1, without TLS; reads and writes end after 20 s. The caller closes it. */
int tls_client_connect(uint16_t port);

/* `identity` may be NULL. False when the handshake fails; a refusal shows at the first read. */
bool tls_client_open(struct tls_client *client, uint16_t port, const struct pki_pair *identity);
void tls_client_close(struct tls_client *client);

bool tls_client_send(struct tls_client *client, const char *text);
/* The next answer, as text, the client's until the one after; "" when the connection ended. */
const char *tls_client_read(struct tls_client *client);
/* That the next answer has this status, as "200", and these words. */
void tls_client_expect(struct tls_client *client, const char *status, const char *words);
void tls_client_ask(struct tls_client *client, const char *request, const char *status,
                    const char *words);

#endif
