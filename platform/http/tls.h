/* TLS settings that client and server share. For this folder only. */
#ifndef PLATFORM_HTTP_TLS_H
#define PLATFORM_HTTP_TLS_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

#include <openssl/types.h>

/* TLS 1.3 and nothing older, no session is ever resumed. */
bool tls_restrict(SSL_CTX *context, struct error *error) MUST_USE;

/* A context that proves itself with `certificate` and `key` and demands of every client a
 * certificate signed by `client_root`, with the purpose of a TLS client. The caller frees it. */
SSL_CTX *tls_server_context(const struct certificate *certificate, const struct private_key *key,
                            const struct certificate *client_root, struct error *error) MUST_USE;

#endif
