/*
 * Certificate requests (CSR, RFC 2986): a P-256 public key whose owner has
 * proved to hold the private one. Whatever else a request asks for is ignored
 * when it is signed (issue.h).
 */
#ifndef PLATFORM_CRYPTO_REQUEST_H
#define PLATFORM_CRYPTO_REQUEST_H

#include "platform/base/buffer.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/key.h"

#include <sys/types.h>

struct certificate_request; /* opaque */

/* Signed by `key`; `name` becomes the common name, which an issuer ignores. */
struct certificate_request *request_create(const struct private_key *key, const char *name,
                                           struct error *error) MUST_USE;
/* For a key of our own that does not sign (it is in a token): not signed, so it is good for
 * issue_certificate only, and no file of it is ever read back. */
struct certificate_request *request_create_unsigned(const struct private_key *key, const char *name,
                                                    struct error *error) MUST_USE;
/* PEM or DER. ERROR_INPUT for anything but a P-256 key, ERROR_REFUSED when the request's own
 * signature does not verify. */
struct certificate_request *request_load(const char *path, struct error *error) MUST_USE;
struct certificate_request *request_parse(const void *bytes, size_t length,
                                          struct error *error) MUST_USE;
void request_destroy(struct certificate_request *request);

/* Appends the encoded request. */
bool request_encode_der(const struct certificate_request *request, struct buffer *out,
                        struct error *error) MUST_USE;
/* The common name that is asked for, as text for comparing; "" when there is none, several, or one that
 * cannot be a kiosk's. Issuers ignore it. */
void request_name(const struct certificate_request *request, char *name, size_t size);

/* Writes PEM, by atomic rename. */
bool request_save(const struct certificate_request *request, const char *path, mode_t mode,
                  struct error *error) MUST_USE;
/* SHA-256 of the public key (SubjectPublicKeyInfo), to compare by eye. */
bool request_fingerprint(const struct certificate_request *request,
                         uint8_t value[static DIGEST_SIZE], struct error *error) MUST_USE;

#endif
