/*
 * Making certificates: requests (CSR, RFC 2986) and their signing. Whatever a
 * request asks for but its public key is ignored: name, purpose and validity
 * come from the order.
 */
#ifndef PLATFORM_CRYPTO_ISSUE_H
#define PLATFORM_CRYPTO_ISSUE_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct certificate_request; /* opaque: a P-256 public key whose owner has proved to hold the private
                               one */

/* Signed by `key`; `name` becomes the common name, which an issuer ignores. */
struct certificate_request *request_create(const struct private_key *key, const char *name,
                                           struct error *error) MUST_USE;
/* PEM or DER. ERROR_REFUSED when its own signature does not verify. */
struct certificate_request *request_load(const char *path, struct error *error) MUST_USE;
struct certificate_request *request_parse(const void *bytes, size_t length,
                                          struct error *error) MUST_USE;
void request_destroy(struct certificate_request *request);

/* Writes PEM, by atomic rename. */
bool request_save(const struct certificate_request *request, const char *path, mode_t mode,
                  struct error *error) MUST_USE;
/* SHA-256 of the request's public key (SubjectPublicKeyInfo), to compare by eye. */
bool request_fingerprint(const struct certificate_request *request,
                         uint8_t value[static DIGEST_SIZE], struct error *error) MUST_USE;

#define ISSUE_HOSTS_MAX 16

struct certificate_order {
    enum certificate_purpose purpose;
    const char *name;         /* common name, 1 to CERTIFICATE_NAME_MAX bytes of UTF-8 */
    int64_t not_before;       /* UTC seconds */
    int64_t days;             /* of validity, 1 to 11000 */
    const char *const *hosts; /* for servers: DNS names and IP addresses; NULL-ended, else NULL */
};

/* A self-signed authority that can sign certificates, but no further authorities. */
struct certificate *issue_root(const struct private_key *key, const struct certificate_order *order,
                               struct error *error) MUST_USE;

/* A certificate for the request's key. The end is moved to the issuer's where it would be later. */
struct certificate *issue_certificate(const struct certificate_request *request,
                                      const struct certificate_order *order,
                                      const struct certificate *issuer,
                                      const struct private_key *issuer_key,
                                      struct error *error) MUST_USE;

#endif
