#include "platform/crypto/key.h"

#include "platform/crypto/key_delegate.h"
#include "platform/crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* Only the key's own operations are the TPM's: digests and ciphers there would take minutes. */
#define PREFER_TPM "?provider=tpm2,tpm2.digest!=yes,tpm2.cipher!=yes"

bool private_key_use_tpm(const char *tcti, struct error *error)
{
    /* The provider takes its device from the environment and from nowhere else, and its libraries
     * write to standard error unless told. */
    if (setenv("TPM2OPENSSL_TCTI", tcti, 1) != 0 || setenv("TSS2_LOG", "all+none", 0) != 0)
        return error_set(error, ERROR_MEMORY, "no memory for the name of the TPM");
    /* In this order: of two that can do the same, OpenSSL takes the one that came first. */
    if (OSSL_PROVIDER_load(NULL, "default") == NULL)
        return openssl_error(error, ERROR_INTERNAL, "OpenSSL's own provider cannot be loaded");
    return OSSL_PROVIDER_load(NULL, "tpm2") != NULL ||
           openssl_error(error, ERROR_UNAVAILABLE,
                         "the TPM %s cannot be used (is tpm2-openssl installed, may this user open "
                         "the device?)",
                         tcti);
}

bool private_key_tpm_in_use(void)
{
    return OSSL_PROVIDER_available(NULL, "tpm2") == 1;
}

static bool sign(void *context, const uint8_t *digest, size_t length, uint8_t *signature,
                 size_t *signature_length)
{
    EVP_PKEY_CTX *work = EVP_PKEY_CTX_new_from_pkey(NULL, context, PREFER_TPM);
    bool fine = work != NULL && EVP_PKEY_sign_init(work) == 1 &&
                EVP_PKEY_CTX_set_signature_md(work, EVP_sha256()) == 1 &&
                EVP_PKEY_sign(work, signature, signature_length, digest, length) == 1;
    EVP_PKEY_CTX_free(work);
    return fine;
}

static void finish(void *context)
{
    EVP_PKEY_free(context);
}

/* By way of its encoded form: the provider tells the point of a key that it loaded, and not of one that it
 * has just made. */
static bool read_point(EVP_PKEY *inner, uint8_t point[static KEY_POINT_SIZE], struct error *error)
{
    unsigned char *der = NULL;
    size_t filled = 0;
    int length = i2d_PUBKEY(inner, &der);
    const unsigned char *next = der;
    EVP_PKEY *pkey = length > 0 ? d2i_PUBKEY(NULL, &next, length) : NULL;
    bool fine = openssl_is_p256(pkey) &&
                EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point,
                                                KEY_POINT_SIZE, &filled) == 1 &&
                filled == KEY_POINT_SIZE;
    EVP_PKEY_free(pkey);
    OPENSSL_free(der);
    return fine || openssl_error(error, ERROR_INPUT, "the TPM's key is not on the curve P-256");
}

struct private_key *private_key_of_tpm(EVP_PKEY *inner, struct error *error)
{
    static const struct key_holder holder = {.sign = sign, .finish = finish};
    uint8_t point[KEY_POINT_SIZE];

    if (!read_point(inner, point, error)) {
        EVP_PKEY_free(inner);
        return NULL;
    }
    EVP_PKEY *pkey = key_delegate(&holder, inner, point, error);
    return pkey == NULL ? NULL : private_key_from_pkey(pkey, inner, error);
}

struct private_key *private_key_create_in_tpm(struct error *error)
{
    EVP_PKEY *inner = EVP_PKEY_Q_keygen(NULL, "provider=tpm2", "EC", "P-256");
    if (inner == NULL) {
        openssl_error(error, ERROR_UNAVAILABLE, "a P-256 key could not be made in the TPM");
        return NULL;
    }
    return private_key_of_tpm(inner, error);
}
