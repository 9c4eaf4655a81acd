/*
 * PINs and passwords kept as scrypt hashes (RFC 7914) in one line of text:
 * "$scrypt$ln=15,r=8,p=1$SALT$HASH", salt and hash in base64 without padding.
 */
#ifndef PLATFORM_CRYPTO_PASSWORD_H
#define PLATFORM_CRYPTO_PASSWORD_H

#include "platform/base/error.h"

#include <stddef.h>

#define PASSWORD_MAX       1024 /* bytes */
#define PASSWORD_HASH_SIZE 128  /* of the text with its NUL */

/* Hashes with a fresh salt; costs 32 MiB and about a tenth of a second. */
bool password_hash(const char *password, size_t length, char text[static PASSWORD_HASH_SIZE],
                   struct error *error) MUST_USE;

/* *matches says whether the password is the one; compared in constant time. False only when the
 * text cannot be used (ERROR_CORRUPT) or hashing failed; *matches is then false. */
bool password_verify(const char *password, size_t length, const char *text, bool *matches,
                     struct error *error) MUST_USE;

#endif
