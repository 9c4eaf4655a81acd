/*
 * SHA-256 over fields that cannot run into each other: each is preceded by its
 * length, the first is a domain string that says what is being digested. Not
 * for passwords (password.h).
 */
#ifndef PLATFORM_CRYPTO_DIGEST_H
#define PLATFORM_CRYPTO_DIGEST_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define DIGEST_SIZE 32

struct digest; /* opaque */

/* Starts with the field `domain` (for example "custody-alert/chain/1"). */
struct digest *digest_create(const char *domain, struct error *error) MUST_USE;

/* Adds one field: its length as 4 bytes, big-endian, then the bytes. At most UINT32_MAX bytes.
 * A failure is remembered and reported by digest_finish. */
void digest_add(struct digest *digest, const void *bytes, size_t length);
/* As a field of its bytes without the NUL. */
void digest_add_text(struct digest *digest, const char *text);
/* As a field of 8 bytes, big-endian. */
void digest_add_number(struct digest *digest, uint64_t number);

/* Fills `value` and destroys `digest`, on failure too. */
bool digest_finish(struct digest *digest, uint8_t value[static DIGEST_SIZE],
                   struct error *error) MUST_USE;
/* For leaving early. NULL is fine. */
void digest_destroy(struct digest *digest);

/* Plain SHA-256 of bytes that come piece by piece, as sha256sum would say it: digest_add_plain only. */
struct digest *digest_create_plain(struct error *error) MUST_USE;
void digest_add_plain(struct digest *digest, const void *bytes, size_t length);
/* Of what was added so far; more can follow. */
bool digest_so_far(const struct digest *digest, uint8_t value[static DIGEST_SIZE],
                   struct error *error) MUST_USE;

/* Plain SHA-256 of some bytes, without domain or lengths. */
bool digest_of(const void *bytes, size_t length, uint8_t value[static DIGEST_SIZE],
               struct error *error) MUST_USE;

#endif
