/* Certificate revocation lists (RFC 5280, section 5), signed by the authority of the certificates in them. */
#ifndef PLATFORM_CRYPTO_REVOCATIONS_H
#define PLATFORM_CRYPTO_REVOCATIONS_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"

struct revocation {
    const char *serial; /* as certificate_serial gives it */
    int64_t at_utc;
};

struct revocations_order {
    const struct revocation *list; /* may be NULL with count 0: nothing is revoked */
    size_t count;
    int64_t number;              /* above that of every list before: RFC 5280, 5.2.3 */
    int64_t from_utc, until_utc; /* thisUpdate and nextUpdate */
};

/* Appends the list in PEM. ERROR_REFUSED when the authority and its key do not belong together. */
bool revocations_make(const struct revocations_order *order, const struct certificate *authority,
                      const struct private_key *key, struct buffer *pem,
                      struct error *error) MUST_USE;

#endif
