#include "platform/crypto/signed_file.h"

#include "platform/crypto/openssl.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

bool signed_file_make(const void *content, size_t length, const struct certificate *certificate,
                      const struct private_key *key, struct buffer *signed_form,
                      struct error *error)
{
    const unsigned flags = CMS_BINARY | CMS_NOSMIMECAP;
    bool fine = false;
    unsigned char *der = NULL;
    int der_length = 0;
    CMS_ContentInfo *cms = NULL;

    if (length > SIGNED_FILE_MAX)
        return error_set(error, ERROR_LIMIT, "at most %u bytes can be signed", SIGNED_FILE_MAX);
    BIO *source = BIO_new_mem_buf(content, (int)length);
    cms = source == NULL ? NULL : CMS_sign(NULL, NULL, NULL, source, flags | CMS_PARTIAL);
    if (cms == NULL ||
        CMS_add1_signer(cms, certificate_x509(certificate), private_key_pkey(key), EVP_sha256(),
                        flags) == NULL ||
        CMS_final(cms, source, NULL, flags) != 1) {
        openssl_error(error, ERROR_INTERNAL, "a file could not be signed by %s",
                      certificate_name(certificate));
        goto done;
    }
    der_length = i2d_CMS_ContentInfo(cms, &der);
    if (der_length <= 0) {
        openssl_error(error, ERROR_INTERNAL, "a signed file could not be encoded");
        goto done;
    }
    fine = buffer_append(signed_form, der, (size_t)der_length) ||
           error_set(error, ERROR_LIMIT, "the signed file does not fit");
done:
    OPENSSL_free(der);
    CMS_ContentInfo_free(cms);
    BIO_free(source);
    return fine;
}

static CMS_ContentInfo *parse(const void *bytes, size_t length, struct error *error)
{
    const unsigned char *start = bytes;
    const unsigned char *end = start;
    if (length == 0 || length > SIGNED_FILE_MAX) {
        error_set(error, ERROR_INPUT, "%zu bytes are not a signed file", length);
        return NULL;
    }
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &end, (long)length);
    if (cms != NULL && (size_t)(end - start) == length &&
        OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_signed &&
        OBJ_obj2nid(CMS_get0_eContentType(cms)) == NID_pkcs7_data && CMS_is_detached(cms) == 0)
        return cms;
    CMS_ContentInfo_free(cms);
    openssl_error(error, ERROR_INPUT, "it is not a signed file");
    return NULL;
}

/* One signer with SHA-256: what signed_file_make writes, and nothing that would need a choice. */
static bool has_one_signer(CMS_ContentInfo *cms)
{
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    if (sk_CMS_SignerInfo_num(signers) != 1)
        return false;
    X509_ALGOR *digest = NULL;
    const ASN1_OBJECT *name = NULL;
    CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), NULL, NULL, &digest, NULL);
    X509_ALGOR_get0(&name, NULL, NULL, digest);
    return OBJ_obj2nid(name) == NID_sha256;
}

static bool verify_signer(CMS_ContentInfo *cms, enum certificate_purpose purpose,
                          const struct trust *trust, int64_t at_utc, struct error *error)
{
    STACK_OF(X509) *signers = CMS_get0_signers(cms);
    if (signers == NULL || sk_X509_num(signers) != 1) {
        sk_X509_free(signers);
        return openssl_error(error, ERROR_REFUSED, "its signer is not named");
    }
    struct certificate *signer = certificate_from_x509(sk_X509_value(signers, 0), error);
    bool fine = signer != NULL && certificate_verify(signer, trust, purpose, at_utc, error);
    certificate_destroy(signer);
    sk_X509_free(signers);
    return fine;
}

static bool append_content(CMS_ContentInfo *cms, struct buffer *content, struct error *error)
{
    ASN1_OCTET_STRING **octets = CMS_get0_content(cms);
    if (octets == NULL || *octets == NULL)
        return error_set(error, ERROR_INPUT, "it has no content");
    return buffer_append(content, ASN1_STRING_get0_data(*octets),
                         (size_t)ASN1_STRING_length(*octets)) ||
           error_set(error, ERROR_LIMIT, "its content does not fit");
}

static bool verify(enum certificate_purpose purpose, const void *signed_form, size_t length,
                   const struct trust *trust, int64_t at_utc, struct buffer *content,
                   struct error *error)
{
    CMS_ContentInfo *cms = parse(signed_form, length, error);
    if (cms == NULL)
        return false;
    bool fine = false;
    if (!has_one_signer(cms)) {
        openssl_error(error, ERROR_INPUT, "it is not signed by one signer with SHA-256");
        goto done;
    }
    if (CMS_verify(cms, NULL, NULL, NULL, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1) {
        openssl_error(error, ERROR_REFUSED, "its signature does not verify");
        goto done;
    }
    fine = verify_signer(cms, purpose, trust, at_utc, error) && append_content(cms, content, error);
done:
    CMS_ContentInfo_free(cms);
    return fine;
}

bool signed_file_verify(const char *name, const void *signed_form, size_t length,
                        const struct trust *trust, int64_t at_utc, struct buffer *content,
                        struct error *error)
{
    return signed_file_verify_for(PURPOSE_SIGNING, name, signed_form, length, trust, at_utc,
                                  content, error);
}

bool signed_file_verify_for(enum certificate_purpose purpose, const char *name,
                            const void *signed_form, size_t length, const struct trust *trust,
                            int64_t at_utc, struct buffer *content, struct error *error)
{
    return verify(purpose, signed_form, length, trust, at_utc, content, error) ||
           error_prefix(error, "%s", name);
}
