/* A PKCS #11 module and one key pair behind it. For this folder only: keys are used through token.h. */
#ifndef PLATFORM_TOKEN_TOKEN_MODULE_H
#define PLATFORM_TOKEN_TOKEN_MODULE_H

#include "platform/crypto/key_delegate.h"
#include "platform/token/token.h"

struct token; /* opaque */

/* Loads the module, finds token and key; logs in where `pin` is not NULL. `point` is the public half. */
struct token *token_open(const struct token_place *place, const char *pin,
                         uint8_t point[static KEY_POINT_SIZE], struct error *error) MUST_USE;
void token_close(struct token *token); /* NULL is fine */

/* ECDH in the token; false when it refuses. The caller wipes the secret. */
bool token_agree(const struct token *token, const uint8_t point[static KEY_POINT_SIZE],
                 uint8_t secret[static KEY_SECRET_SIZE]) MUST_USE;

#endif
