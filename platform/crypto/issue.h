/*
 * Signing certificates. Name, purpose and validity come from the order, the
 * public key from the request, and nothing else from there.
 */
#ifndef PLATFORM_CRYPTO_ISSUE_H
#define PLATFORM_CRYPTO_ISSUE_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"
#include "platform/crypto/request.h"

#define ISSUE_HOSTS_MAX 16
#define ISSUE_DAYS_MAX  11000 /* thirty years */

struct certificate_order {
    enum certificate_purpose purpose;
    const char *name;         /* common name, 1 to CERTIFICATE_NAME_MAX bytes of UTF-8 */
    int64_t not_before;       /* UTC seconds */
    int64_t days;             /* of validity, 1 to ISSUE_DAYS_MAX */
    const char *const *hosts; /* for servers: DNS names and IP addresses, NULL-ended; else NULL */
};

/* A self-signed authority that can sign certificates, but no further authorities. The order's
 * purpose is PURPOSE_AUTHORITY. */
struct certificate *issue_root(const struct private_key *key, const struct certificate_order *order,
                               struct error *error) MUST_USE;

/* A certificate for the request's key. The end is moved to the issuer's where it would be later. */
struct certificate *issue_certificate(const struct certificate_request *request,
                                      const struct certificate_order *order,
                                      const struct certificate *issuer,
                                      const struct private_key *issuer_key,
                                      struct error *error) MUST_USE;

#endif
