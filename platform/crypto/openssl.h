/*
 * The OpenSSL objects behind the types of this folder, for the platform
 * folders that stand on OpenSSL themselves (seal, opening, http). Nothing
 * outside platform includes this header.
 */
#ifndef PLATFORM_CRYPTO_OPENSSL_H
#define PLATFORM_CRYPTO_OPENSSL_H

#include "platform/crypto/certificate.h"
#include "platform/crypto/key.h"
#include "platform/crypto/request.h"

#include <openssl/types.h>

/* Borrowed: lives as long as the argument. */
X509 *certificate_x509(const struct certificate *certificate);
EVP_PKEY *private_key_pkey(const struct private_key *key);
EVP_PKEY *request_pkey(const struct certificate_request *request);

/* What goes into the file of a TPM's key; NULL for any other. Borrowed. */
const char *private_key_wrapped(const struct private_key *key);

/* Takes over `pkey`, on failure too. */
struct private_key *private_key_from_pkey(EVP_PKEY *pkey, struct error *error) MUST_USE;
/* The same with a TPM's: `wrapped` is from malloc, `trouble` lives as long as `pkey`. */
struct private_key *private_key_of_tpm(EVP_PKEY *pkey, char *wrapped, const struct error *trouble,
                                       struct error *error) MUST_USE;

/* True for a private or public key on the curve P-256. NULL is not. */
bool openssl_is_p256(const EVP_PKEY *pkey);

/* Takes a reference of its own. */
struct certificate *certificate_from_x509(X509 *x509, struct error *error) MUST_USE;

/* A pem_password_cb without a password. In its place NULL would have OpenSSL ask the terminal, or read
 * standard input, for whatever file or peer says that it is encrypted. */
int openssl_refuse_password(char *password, int size, int writing, void *context);

/* "…: " and OpenSSL's reason for its oldest queued failure, or what openssl_tell said; empties that queue.
 * Returns false. */
bool openssl_error(struct error *error, enum error_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* From within a call of OpenSSL's: queues `text` as the reason of its failure. */
void openssl_tell(const char *text);

#endif
