#include "platform/seal/seal.h"

#include "platform/crypto/openssl.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct sealer {
    struct certificate *recipients[SEAL_RECIPIENTS_MAX]; /* owned */
    size_t count;
};

void sealer_destroy(struct sealer *sealer)
{
    if (sealer == NULL)
        return;
    for (size_t i = 0; i < sealer->count; i++)
        certificate_destroy(sealer->recipients[i]);
    free(sealer);
}

size_t sealer_recipients(const struct sealer *sealer)
{
    return sealer->count;
}

static bool is_in_date(const struct certificate *certificate, int64_t at_utc)
{
    return at_utc == CERTIFICATE_ANY_TIME || (certificate_not_before(certificate) <= at_utc &&
                                              at_utc <= certificate_not_after(certificate));
}

static bool add_recipient(struct sealer *sealer, const struct certificate *certificate,
                          const struct trust *roots, int64_t at_utc, struct error *error)
{
    X509 *x509 = certificate_x509(certificate);
    if (!certificate_verify(certificate, roots, PURPOSE_SEALING, CERTIFICATE_ANY_TIME, error))
        return false;
    if (!openssl_is_p256(X509_get0_pubkey(x509)) || X509_get0_subject_key_id(x509) == NULL)
        return error_set(error, ERROR_REFUSED,
                         "the sealing certificate %s is not for a P-256 key with an identifier",
                         certificate_name(certificate));
    if (!is_in_date(certificate, at_utc))
        return true;
    sealer->recipients[sealer->count] = certificate_copy(certificate);
    if (sealer->recipients[sealer->count] == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a sealing certificate");
    sealer->count++;
    return true;
}

struct sealer *sealer_create(struct certificate *const *certificates, size_t count,
                             const struct trust *sealing_roots, int64_t at_utc, struct error *error)
{
    if (count > SEAL_RECIPIENTS_MAX) {
        error_set(error, ERROR_LIMIT, "at most %d sealing certificates can be used",
                  SEAL_RECIPIENTS_MAX);
        return NULL;
    }
    struct sealer *sealer = calloc(1, sizeof *sealer);
    if (sealer == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for sealing");
        return NULL;
    }
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++)
        fine = add_recipient(sealer, certificates[i], sealing_roots, at_utc, error);
    if (fine && sealer->count == 0)
        fine =
            error_set(error, ERROR_REFUSED,
                      "no sealing certificate is valid now: check the clock, then get a new site "
                      "bundle from the central office");
    if (fine)
        return sealer;
    sealer_destroy(sealer);
    return NULL;
}

/*
 * OpenSSL's default for the derivation is SHA-1 (RFC 5753 leaves the choice to the sender). The kind of
 * derivation, X9.63, it sets itself, and fails when that was done before.
 */
static bool add_to_envelope(CMS_ContentInfo *cms, const struct certificate *recipient)
{
    CMS_RecipientInfo *info =
        CMS_add1_recipient_cert(cms, certificate_x509(recipient), CMS_USE_KEYID | CMS_KEY_PARAM);
    EVP_PKEY_CTX *agreement = info == NULL ? NULL : CMS_RecipientInfo_get0_pkey_ctx(info);
    return agreement != NULL && EVP_PKEY_CTX_set_ecdh_kdf_md(agreement, EVP_sha256()) == 1;
}

/* Straight into the cipher: CMS_final would copy the plaintext through buffers that nobody wipes. */
static bool encrypt(CMS_ContentInfo *cms, const void *plain, size_t length)
{
    BIO *cipher = CMS_dataInit(cms, NULL);
    bool fine = cipher != NULL && BIO_write(cipher, plain, (int)length) == (int)length &&
                BIO_flush(cipher) == 1 && CMS_dataFinal(cms, cipher) == 1;
    BIO_free_all(cipher);
    return fine;
}

static CMS_ContentInfo *make_envelope(const struct sealer *sealer, const void *plain, size_t length)
{
    CMS_ContentInfo *cms = CMS_AuthEnvelopedData_create(EVP_aes_256_gcm());
    bool fine = cms != NULL && CMS_set_detached(cms, 0) == 1;
    for (size_t i = 0; fine && i < sealer->count; i++)
        fine = add_to_envelope(cms, sealer->recipients[i]);
    if (fine && encrypt(cms, plain, length))
        return cms;
    CMS_ContentInfo_free(cms);
    return NULL;
}

bool sealer_seal(const struct sealer *sealer, const void *plain, size_t length,
                 struct buffer *sealed, struct error *error)
{
    if (length == 0 || length > SEAL_PLAIN_MAX)
        return error_set(error, ERROR_LIMIT, "%zu bytes cannot be sealed: 1 to %u can", length,
                         SEAL_PLAIN_MAX);
    unsigned char *der = NULL;
    int der_length = 0;
    CMS_ContentInfo *cms = make_envelope(sealer, plain, length);
    if (cms != NULL)
        der_length = i2d_CMS_ContentInfo(cms, &der);
    bool fine = der_length > 0 || openssl_error(error, ERROR_INTERNAL, "sealing failed");
    if (fine && !buffer_append(sealed, der, (size_t)der_length))
        fine = error_set(error, ERROR_LIMIT, "the sealed request does not fit");
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    return fine;
}
