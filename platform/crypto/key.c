#include "platform/crypto/key.h"

#include "platform/crypto/openssl.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>

struct private_key {
    EVP_PKEY *pkey;
    char *wrapped;               /* what the file of a TPM's key holds; else NULL */
    const struct error *trouble; /* a TPM's key: why it did not sign the last time; else NULL */
};

EVP_PKEY *private_key_pkey(const struct private_key *key)
{
    return key->pkey;
}

const char *private_key_wrapped(const struct private_key *key)
{
    return key->wrapped;
}

struct private_key *private_key_of_tpm(EVP_PKEY *pkey, char *wrapped, const struct error *trouble,
                                       struct error *error)
{
    struct private_key *key = malloc(sizeof *key);
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        free(wrapped);
        error_set(error, ERROR_MEMORY, "no memory for a key");
        return NULL;
    }
    *key = (struct private_key){pkey, wrapped, trouble};
    return key;
}

struct private_key *private_key_from_pkey(EVP_PKEY *pkey, struct error *error)
{
    return private_key_of_tpm(pkey, NULL, NULL, error);
}

struct private_key *private_key_create(struct error *error)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    if (pkey == NULL) {
        openssl_error(error, ERROR_INTERNAL, "a P-256 key could not be made");
        return NULL;
    }
    return private_key_from_pkey(pkey, error);
}

bool private_key_is_in_tpm(const struct private_key *key)
{
    return key->wrapped != NULL;
}

const char *private_key_trouble(const struct private_key *key)
{
    return key->trouble != NULL ? key->trouble->text : "";
}

void private_key_destroy(struct private_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pkey);
    free(key->wrapped);
    free(key);
}

bool private_key_sign(const struct private_key *key, const void *bytes, size_t length,
                      uint8_t signature[static SIGNATURE_MAX], size_t *signature_length,
                      struct error *error)
{
    size_t size = SIGNATURE_MAX;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context != NULL &&
                EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->pkey) == 1 &&
                EVP_DigestSign(context, signature, &size, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    *signature_length = fine ? size : 0;
    return fine || openssl_error(error, ERROR_INTERNAL, "a signature could not be made");
}
