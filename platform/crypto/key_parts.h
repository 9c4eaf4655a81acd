/*
 * What loading a key from a file and from a file of a TPM's share. For this
 * folder only.
 */
#ifndef PLATFORM_CRYPTO_KEY_PARTS_H
#define PLATFORM_CRYPTO_KEY_PARTS_H

#include "platform/crypto/key.h"

/* The content of a key's file, which is its owner's alone. The caller wipes it, on failure too. */
bool private_key_read(const char *path, char pem[static PRIVATE_KEY_MAX], size_t *length,
                      struct error *error) MUST_USE;

/* Whether it is the file of a TPM's key, by its first line. */
bool private_key_is_wrapped(const char *pem, size_t length);

#endif
