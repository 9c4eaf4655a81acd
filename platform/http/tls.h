/* TLS settings that client and server share. For this folder only. */
#ifndef PLATFORM_HTTP_TLS_H
#define PLATFORM_HTTP_TLS_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#include <openssl/types.h>

/* TLS 1.3 and nothing older, no session is ever resumed. */
bool tls_restrict(SSL_CTX *context, struct error *error) MUST_USE;

/* What a client has to show. */
struct tls_clients {
    const struct certificate *root; /* signed its certificate */
    bool required;                  /* else one may come without */
};

/* A context that proves itself with `certificate` and `key` and asks every client for a certificate;
 * `judge` (see SSL_CTX_set_cert_verify_callback(3)) with its context says whether it is good. The
 * caller frees it. */
SSL_CTX *tls_server_context(const struct certificate *certificate, const struct private_key *key,
                            const struct tls_clients *clients,
                            int (*judge)(X509_STORE_CTX *, void *), void *context,
                            struct error *error) MUST_USE;

/* X509_V_OK when `client` is signed by the root of this context, is for TLS clients, and is in its
 * dates or has left them at most `expired_seconds` ago; else what is wrong with it. */
int tls_judge_client(SSL_CTX *context, X509 *client, int64_t expired_seconds);

#endif
