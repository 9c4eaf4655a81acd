#include "platform/crypto/est_body.h"

#include "platform/base/base64.h"
#include "platform/crypto/openssl.h"

#include <openssl/pkcs7.h>
#include <openssl/x509.h>

static bool append_base64(const unsigned char *der, int length, struct buffer *body,
                          struct error *error)
{
    return base64_encode(der, (size_t)length, body) ||
           error_set(error, ERROR_LIMIT, "a body does not fit");
}

/* Appends the DER form, or fails: what is there but too long, and what is no base64. */
static bool decode(const void *body, size_t length, size_t most, struct buffer *der,
                   struct error *error)
{
    if (length > most)
        return error_set(error, ERROR_LIMIT, "the body has more than %zu bytes", most);
    return (base64_decode(body, length, der) && der->length > 0) ||
           error_set(error, ERROR_INPUT, "the body is not base64");
}

bool est_request_encode(const struct certificate_request *request, struct buffer *body,
                        struct error *error)
{
    struct buffer der;
    buffer_init(&der, EST_REQUEST_MAX);
    bool fine = request_encode_der(request, &der, error) &&
                append_base64(der.data, (int)der.length, body, error);
    buffer_finish(&der);
    return fine;
}

struct certificate_request *est_request_decode(const void *body, size_t length, struct error *error)
{
    static const uint8_t der_sequence = 0x30;
    struct certificate_request *request = NULL;
    struct buffer der;
    buffer_init(&der, EST_REQUEST_MAX);
    if (decode(body, length, EST_REQUEST_MAX, &der, error)) {
        if (der.data[0] == der_sequence)
            request = request_parse(der.data, der.length, error);
        else
            error_set(error, ERROR_INPUT, "the body is no certificate request in DER");
    }
    buffer_finish(&der);
    return request;
}

/* ---- certificates ----------------------------------------------------------- */

static PKCS7 *gather(const struct certificate *const *certificates, size_t count)
{
    PKCS7 *set = PKCS7_new();
    bool fine = set != NULL && PKCS7_set_type(set, NID_pkcs7_signed) == 1 &&
                PKCS7_content_new(set, NID_pkcs7_data) == 1 && PKCS7_set_detached(set, 1) >= 0;
    for (size_t i = 0; fine && i < count; i++)
        fine = PKCS7_add_certificate(set, certificate_x509(certificates[i])) == 1;
    if (fine)
        return set;
    PKCS7_free(set);
    return NULL;
}

bool est_certificates_encode(const struct certificate *const *certificates, size_t count,
                             struct buffer *body, struct error *error)
{
    unsigned char *der = NULL;
    if (count == 0)
        return error_set(error, ERROR_INTERNAL, "there is no certificate to send");
    PKCS7 *set = gather(certificates, count);
    int length = set == NULL ? 0 : i2d_PKCS7(set, &der);
    PKCS7_free(set);
    if (length <= 0)
        return openssl_error(error, ERROR_INTERNAL, "certificates could not be encoded");
    bool fine = append_base64(der, length, body, error);
    OPENSSL_free(der);
    return fine;
}

static PKCS7 *parse_set(const struct buffer *der, struct error *error)
{
    const unsigned char *end = der->data;
    PKCS7 *set = d2i_PKCS7(NULL, &end, (long)der->length);
    if (set != NULL && PKCS7_type_is_signed(set) && set->d.sign != NULL &&
        (size_t)(end - der->data) == der->length)
        return set;
    PKCS7_free(set);
    openssl_error(error, ERROR_INPUT, "the body is no set of certificates (PKCS #7, certs-only)");
    return NULL;
}

static bool take_all(PKCS7 *set, struct certificate **certificates, size_t *count,
                     struct error *error)
{
    STACK_OF(X509) *all = set->d.sign->cert;
    int there = all == NULL ? 0 : sk_X509_num(all);
    if (there < 1 || there > CERTIFICATES_MAX)
        return error_set(error, ERROR_INPUT, "the body holds %d certificates: 1 to %d are expected",
                         there, CERTIFICATES_MAX);
    for (int i = 0; i < there; i++) {
        certificates[*count] = certificate_from_x509(sk_X509_value(all, i), error);
        if (certificates[*count] == NULL)
            return false;
        ++*count;
    }
    return true;
}

bool est_certificates_decode(const void *body, size_t length,
                             struct certificate *certificates[static CERTIFICATES_MAX],
                             size_t *count, struct error *error)
{
    struct buffer der;
    PKCS7 *set = NULL;
    bool fine = false;
    *count = 0;
    buffer_init(&der, EST_CERTIFICATES_MAX);
    if (decode(body, length, EST_CERTIFICATES_MAX, &der, error))
        set = parse_set(&der, error);
    if (set != NULL)
        fine = take_all(set, certificates, count, error);
    while (!fine && *count > 0) {
        certificate_destroy(certificates[--*count]);
        certificates[*count] = NULL;
    }
    PKCS7_free(set);
    buffer_finish(&der);
    return fine;
}
