/*
 * A certificate revocation list (RFC 5280, section 5): read, believed only
 * under its authority's signature, asked about certificates. Not for making
 * one.
 */
#ifndef PLATFORM_CRYPTO_REVOCATION_H
#define PLATFORM_CRYPTO_REVOCATION_H

#include "platform/crypto/certificate.h"

#define REVOCATION_FILE_MAX (8u << 20) /* bytes: room for some 100,000 certificates */

struct revocation_list; /* opaque, immutable */

/* PEM or DER. ERROR_NOT_FOUND: there is no such file; ERROR_INPUT: not a list; ERROR_REFUSED: not
 * signed by `authority`. */
struct revocation_list *revocation_list_load(const char *path, const struct certificate *authority,
                                             struct error *error) MUST_USE;
void revocation_list_destroy(struct revocation_list *list); /* NULL is fine */

/* True when the list names this certificate of its authority. */
bool revocation_list_names(const struct revocation_list *list,
                           const struct certificate *certificate);

size_t revocation_list_count(const struct revocation_list *list);
int64_t revocation_list_made(const struct revocation_list *list); /* UTC seconds, thisUpdate */
/* When a newer list was promised (nextUpdate); INT64_MAX: never. */
int64_t revocation_list_next(const struct revocation_list *list);

#endif
