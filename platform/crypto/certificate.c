#include "platform/crypto/certificate.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/openssl.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct certificate {
    X509 *x509;
    uint8_t fingerprint[DIGEST_SIZE];
    char name[CERTIFICATE_NAME_MAX + 1];
    char serial[2 * 32 + 1];
    int64_t not_before, not_after;
};

X509 *certificate_x509(const struct certificate *certificate)
{
    return certificate->x509;
}

/* ---- what is read out once ------------------------------------------------- */

static bool read_time(const ASN1_TIME *time, int64_t *utc_seconds)
{
    struct tm parts;
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return false;
    *utc_seconds = (int64_t)timegm(&parts);
    return true;
}

/* Names go into logs and onto screens: a control character or a NUL in one is somebody's trick. */
static bool is_plain(const char *text, size_t length)
{
    if (!text_is_utf8(text, length))
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
            return false;
    return true;
}

static bool read_name(X509 *x509, char name[static CERTIFICATE_NAME_MAX + 1])
{
    const X509_NAME *subject = X509_get_subject_name(x509);
    int first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    name[0] = '\0';
    if (first < 0)
        return true;
    if (X509_NAME_get_index_by_NID(subject, NID_commonName, first) >= 0)
        return false;

    unsigned char *text = NULL;
    int length =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first)));
    bool fine = length >= 0 && length <= CERTIFICATE_NAME_MAX &&
                is_plain((const char *)text, (size_t)length);
    if (fine) {
        memcpy(name, text, (size_t)length);
        name[length] = '\0';
    }
    OPENSSL_free(text);
    return fine;
}

static bool read_serial(X509 *x509, char *serial, size_t size)
{
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(x509), NULL);
    char *text = number == NULL ? NULL : BN_bn2hex(number);
    bool fine = text != NULL && text_copy(serial, size, text);
    OPENSSL_free(text);
    BN_free(number);
    return fine;
}

static bool read_facts(struct certificate *certificate, struct error *error)
{
    X509 *x509 = certificate->x509;
    if (X509_digest(x509, EVP_sha256(), certificate->fingerprint, NULL) != 1 ||
        !read_serial(x509, certificate->serial, sizeof certificate->serial))
        return openssl_error(error, ERROR_INPUT, "the certificate cannot be read");
    if (!read_name(x509, certificate->name))
        return error_set(error, ERROR_INPUT, "the certificate's common name cannot be used");
    if (!read_time(X509_get0_notBefore(x509), &certificate->not_before) ||
        !read_time(X509_get0_notAfter(x509), &certificate->not_after))
        return error_set(error, ERROR_INPUT, "the certificate's dates cannot be read");
    return true;
}

struct certificate *certificate_from_x509(X509 *x509, struct error *error)
{
    struct certificate *certificate = calloc(1, sizeof *certificate);
    if (certificate == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a certificate");
        return NULL;
    }
    X509_up_ref(x509);
    certificate->x509 = x509;
    if (!read_facts(certificate, error)) {
        certificate_destroy(certificate);
        return NULL;
    }
    return certificate;
}

struct certificate *certificate_copy(const struct certificate *certificate)
{
    struct certificate *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return NULL;
    *copy = *certificate;
    X509_up_ref(copy->x509);
    return copy;
}

void certificate_destroy(struct certificate *certificate)
{
    if (certificate == NULL)
        return;
    X509_free(certificate->x509);
    free(certificate);
}

const uint8_t *certificate_fingerprint(const struct certificate *certificate)
{
    return certificate->fingerprint;
}

const char *certificate_name(const struct certificate *certificate)
{
    return certificate->name;
}

const uint8_t *certificate_key_id(const struct certificate *certificate)
{
    const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(certificate->x509);

    return id != NULL && ASN1_STRING_length(id) == CERTIFICATE_KEY_ID_SIZE
               ? ASN1_STRING_get0_data(id)
               : NULL;
}

const char *certificate_serial(const struct certificate *certificate)
{
    return certificate->serial;
}

int64_t certificate_not_before(const struct certificate *certificate)
{
    return certificate->not_before;
}

int64_t certificate_not_after(const struct certificate *certificate)
{
    return certificate->not_after;
}

/* ---- writing --------------------------------------------------------------- */

bool certificate_encode_der(const struct certificate *certificate, struct buffer *out,
                            struct error *error)
{
    unsigned char *der = NULL;
    int length = i2d_X509(certificate->x509, &der);
    if (length <= 0)
        return openssl_error(error, ERROR_INTERNAL, "a certificate could not be encoded");
    bool fine = buffer_append(out, der, (size_t)length);
    OPENSSL_free(der);
    return fine || error_set(error, ERROR_LIMIT, "a certificate does not fit");
}

bool certificate_encode_pem(const struct certificate *certificate, struct buffer *out,
                            struct error *error)
{
    bool fine = false;
    BIO *target = BIO_new(BIO_s_mem());
    if (target == NULL || PEM_write_bio_X509(target, certificate->x509) != 1) {
        openssl_error(error, ERROR_INTERNAL, "a certificate could not be encoded");
        goto done;
    }
    char *pem = NULL;
    long length = BIO_get_mem_data(target, &pem);
    fine = buffer_append(out, pem, (size_t)length) ||
           error_set(error, ERROR_LIMIT, "a certificate does not fit");
done:
    BIO_free(target);
    return fine;
}

bool certificate_save(const struct certificate *certificate, const char *path, mode_t mode,
                      struct error *error)
{
    struct buffer pem;
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    bool fine = certificate_encode_pem(certificate, &pem, error) &&
                file_write(path, pem.data, pem.length, mode, error);
    buffer_finish(&pem);
    return fine;
}

/* ---- using the key --------------------------------------------------------- */

bool certificate_verify_signature(const struct certificate *certificate, const void *bytes,
                                  size_t length, const uint8_t *signature, size_t signature_length,
                                  struct error *error)
{
    EVP_PKEY *pkey = X509_get0_pubkey(certificate->x509);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context != NULL && pkey != NULL && EVP_PKEY_is_a(pkey, "EC") &&
                EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, pkey) == 1 &&
                EVP_DigestVerify(context, signature, signature_length, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return fine || error_set(error, ERROR_REFUSED, "the signature is not by the key of %s",
                             certificate->name);
}

bool certificate_matches_key(const struct certificate *certificate, const struct private_key *key)
{
    bool same = X509_check_private_key(certificate->x509, private_key_pkey(key)) == 1;
    ERR_clear_error();
    return same;
}
