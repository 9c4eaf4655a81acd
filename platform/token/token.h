/*
 * An opening key that stays in a PKCS #11 token (OASIS PKCS #11 2.40): to OpenSSL
 * it is a key as any other, and each key agreement is done in the token
 * (CKM_ECDH1_DERIVE). At the central office only. Not for signing.
 *
 * OpenSSL's engine for PKCS #11 is deprecated with all engines, and the provider
 * that follows it is not in Debian 12: the module is spoken to directly.
 */
#ifndef PLATFORM_TOKEN_TOKEN_H
#define PLATFORM_TOKEN_TOKEN_H

#include "platform/crypto/key.h"

#define TOKEN_PATH_MAX  512
#define TOKEN_LABEL_MAX 33 /* of a token, with the NUL (CK_TOKEN_INFO) */
#define KEY_LABEL_MAX   129

/* What a file NAME.token says, in [token]. It holds no secret. */
struct token_place {
    char module[TOKEN_PATH_MAX]; /* the token's PKCS #11 library */
    char token[TOKEN_LABEL_MAX]; /* the token's label */
    char key[KEY_LABEL_MAX];     /* the label of the key pair in it, on the curve P-256 */
};

bool token_place_load(const char *path, struct token_place *place, struct error *error) MUST_USE;

/*
 * Starts a process that loads the module, finds the token, logs in with the PIN that `pins` gives for `path`
 * (NULL: it does not log in, where the public half is enough), and does the key agreements from then on: a
 * module opens files, sockets and devices when it likes, and who uses the key need not. It sees public points
 * and gives shared secrets, no request. The key is used as any private_key for key agreement;
 * private_key_sign fails, and it cannot be saved. Before a sandbox. ERROR_NOT_FOUND where there is no such token or
 * key, ERROR_REFUSED for a wrong PIN, which is tried once.
 */
struct private_key *token_key_load(const char *path, const struct token_place *place,
                                   const struct passphrase_source *pins,
                                   struct error *error) MUST_USE;

#endif
