#include "platform/base/secret.h"
#include "platform/crypto/key_delegate.h"
#include "platform/crypto/key_parts.h"
#include "platform/crypto/openssl.h"
#include "platform/tpm/tpm_key_file.h"

#include <openssl/ec.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(KEY_POINT_SIZE == TPM_POINT_SIZE, "a point is a point");

struct held {
    struct tpm_key *key;
    struct error trouble; /* of the last signature */
};

/* RFC 3279, section 2.2.3. */
static bool encode(const uint8_t pair[static TPM_SIGNATURE_SIZE], uint8_t *signature,
                   size_t *signature_length)
{
    const int half = TPM_SIGNATURE_SIZE / 2;
    BIGNUM *r = BN_bin2bn(pair, half, NULL), *s = BN_bin2bn(pair + half, half, NULL);
    ECDSA_SIG *encoded = ECDSA_SIG_new();
    int length = 0;

    if (r != NULL && s != NULL && encoded != NULL && ECDSA_SIG_set0(encoded, r, s) == 1) {
        length = i2d_ECDSA_SIG(encoded, &signature);
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(encoded);
    *signature_length = length > 0 ? (size_t)length : 0;
    return length > 0;
}

static bool sign(void *context, const uint8_t *digest, size_t length, uint8_t *signature,
                 size_t *signature_length)
{
    uint8_t pair[TPM_SIGNATURE_SIZE];
    struct held *held = context;

    if (length != TPM_DIGEST_SIZE)
        return false;
    held->trouble = (struct error){.kind = ERROR_NONE};
    if (tpm_key_sign(held->key, digest, pair, &held->trouble))
        return encode(pair, signature, signature_length);
    openssl_tell(held->trouble.text);
    return false;
}

static void finish(void *context)
{
    struct held *held = context;
    tpm_key_destroy(held->key);
    free(held);
}

static char *write_text(const struct tpm_key *key)
{
    struct buffer text;
    buffer_init(&text, TPM_KEY_FILE_MAX);
    char *wrapped = tpm_key_write(key, &text) ? strdup(buffer_text(&text)) : NULL;
    buffer_finish(&text);
    return wrapped;
}

/* Takes over `key`, which may be NULL with *error set. */
static struct private_key *hold(struct tpm_key *key, struct error *error)
{
    static const struct key_holder holder = {.sign = sign, .finish = finish};

    if (key == NULL)
        return NULL;
    char *wrapped = write_text(key);
    struct held *held = calloc(1, sizeof *held);
    if (wrapped == NULL || held == NULL) {
        free(held);
        free(wrapped);
        tpm_key_destroy(key);
        error_set(error, ERROR_MEMORY, "no memory for a TPM's key");
        return NULL;
    }
    held->key = key;
    EVP_PKEY *pkey = key_delegate(&holder, held, tpm_key_point(key), error);
    if (pkey != NULL)
        return private_key_of_tpm(pkey, wrapped, &held->trouble, error);
    free(wrapped);
    return NULL;
}

struct private_key *private_key_create_in_tpm(struct tpm *tpm, struct error *error)
{
    return hold(tpm_key_create(tpm, error), error);
}

struct private_key *private_key_load_in(const char *path, struct tpm *tpm, struct error *error)
{
    struct private_key *key = NULL;
    char pem[PRIVATE_KEY_MAX];
    size_t length = 0;

    if (tpm == NULL)
        return private_key_load(path, error);
    if (!private_key_read(path, pem, &length, error))
        goto done;
    if (!private_key_is_wrapped(pem, length)) {
        key = private_key_load(path, error);
        goto done;
    }
    key = hold(tpm_key_load(tpm, pem, length, error), error);
    if (key == NULL)
        error_prefix(error, "%s", path);
done:
    secret_wipe(pem, sizeof pem);
    return key;
}
