/*
 * Private keys on the curve P-256: made, kept as files, used to sign. A key
 * leaves this type only as a file that its owner alone can read.
 */
#ifndef PLATFORM_CRYPTO_KEY_H
#define PLATFORM_CRYPTO_KEY_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct private_key; /* opaque */

/* The longest DER form of an ECDSA signature on P-256 (RFC 3279, section 2.2.3). */
#define SIGNATURE_MAX   72
#define PRIVATE_KEY_MAX 16384u

struct private_key *private_key_create(struct error *error) MUST_USE;

/* PEM, PKCS #8 without a password. ERROR_REFUSED when others than the owner can read or write the
 * file; ERROR_INPUT for anything but a P-256 key. */
struct private_key *private_key_load(const char *path, struct error *error) MUST_USE;

/* Writes a new file of mode 0600, synced; ERROR_INPUT when it exists already. */
bool private_key_save(const struct private_key *key, const char *path,
                      struct error *error) MUST_USE;

/* Wipes and releases. NULL is fine. */
void private_key_destroy(struct private_key *key);

/* ECDSA with SHA-256 over `bytes`, DER. `signature` has room for SIGNATURE_MAX; *signature_length
 * is set last. */
bool private_key_sign(const struct private_key *key, const void *bytes, size_t length,
                      uint8_t signature[static SIGNATURE_MAX], size_t *signature_length,
                      struct error *error) MUST_USE;

#endif
