/*
 * The TLS of a client: which roots it believes, what it proves itself with. For this folder only.
 */
#ifndef PLATFORM_HTTP_CLIENT_TLS_H
#define PLATFORM_HTTP_CLIENT_TLS_H

#include "platform/http/client.h"

#include <curl/curl.h>
#include <openssl/types.h>

struct client_identity {
    struct certificate *certificate; /* NULL, as the key: none */
    EVP_PKEY *key;
};

/* Copies the certificate and a reference of the key; stays without where the settings name none. False
 * without memory. */
bool client_identity_take(struct client_identity *identity,
                          const struct http_client_settings *settings) MUST_USE;
void client_identity_finish(struct client_identity *identity);

/* `identity` is used by every connection of the handle and of its copies. */
bool client_tls_set(CURL *easy, const char *root_pem,
                    const struct client_identity *identity) MUST_USE;

#endif
