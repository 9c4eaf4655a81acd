/*
 * A P-256 key whose private half is somewhere else: to OpenSSL it is a key as
 * any other, for TLS, CMS and certificates alike, and what needs the private
 * half is handed on. For this folder and platform/token.
 *
 * OpenSSL would export a provider's key to another provider, public half only,
 * and then fail to sign; a key with a method of its own (EC_KEY_METHOD,
 * deprecated since 3.0 and present in 3.5) it leaves where it is.
 */
#ifndef PLATFORM_CRYPTO_KEY_DELEGATE_H
#define PLATFORM_CRYPTO_KEY_DELEGATE_H

#include "platform/crypto/key.h"

#include <openssl/types.h>

#define KEY_POINT_SIZE  65 /* 0x04, x, y */
#define KEY_SECRET_SIZE 32 /* what ECDH gives on P-256: an x coordinate */

struct key_holder {
    /* ECDSA over a digest, DER into signature[0..SIGNATURE_MAX). NULL: the key does not sign. */
    bool (*sign)(void *context, const uint8_t *digest, size_t length, uint8_t *signature,
                 size_t *signature_length);
    /* ECDH with the point of another. NULL: the key does not agree. The caller wipes the secret. */
    bool (*agree)(void *context, const uint8_t point[KEY_POINT_SIZE],
                  uint8_t secret[KEY_SECRET_SIZE]);
    void (*finish)(void *context);
};

/* `point` is the public half. `context` is the key's from here on, also on failure (`finish`). NULL with
 * *error when the point is not on the curve. */
EVP_PKEY *key_delegate(const struct key_holder *holder, void *context,
                       const uint8_t point[static KEY_POINT_SIZE], struct error *error) MUST_USE;

#endif
