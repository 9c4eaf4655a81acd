#include "platform/crypto/request.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/crypto/openssl.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct certificate_request {
    X509_REQ *request;
};

#define REQUEST_FILE_MAX 16384u

EVP_PKEY *request_pkey(const struct certificate_request *request)
{
    return X509_REQ_get0_pubkey(request->request);
}

void request_destroy(struct certificate_request *request)
{
    if (request == NULL)
        return;
    X509_REQ_free(request->request);
    free(request);
}

/* Takes over `raw`, on failure too. */
static struct certificate_request *wrap(X509_REQ *raw, struct error *error)
{
    struct certificate_request *request = malloc(sizeof *request);
    if (request == NULL) {
        X509_REQ_free(raw);
        error_set(error, ERROR_MEMORY, "no memory for a certificate request");
        return NULL;
    }
    request->request = raw;
    return request;
}

static struct certificate_request *create(const struct private_key *key, const char *name,
                                          bool is_signed, struct error *error)
{
    EVP_PKEY *pkey = private_key_pkey(key);
    X509_REQ *raw = X509_REQ_new();
    X509_NAME *subject = X509_NAME_new();
    bool fine = raw != NULL && subject != NULL &&
                X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                           (const unsigned char *)name, -1, -1, 0) == 1 &&
                X509_REQ_set_subject_name(raw, subject) == 1 &&
                X509_REQ_set_pubkey(raw, pkey) == 1 &&
                (!is_signed || X509_REQ_sign(raw, pkey, EVP_sha256()) > 0);
    X509_NAME_free(subject);
    if (!fine) {
        X509_REQ_free(raw);
        openssl_error(error, ERROR_INTERNAL, "a certificate request for %s could not be made",
                      name);
        return NULL;
    }
    return wrap(raw, error);
}

struct certificate_request *request_create(const struct private_key *key, const char *name,
                                           struct error *error)
{
    return create(key, name, true, error);
}

struct certificate_request *request_create_unsigned(const struct private_key *key, const char *name,
                                                    struct error *error)
{
    return create(key, name, false, error);
}

static X509_REQ *decode(const void *bytes, size_t length)
{
    static const uint8_t der_sequence = 0x30;
    const unsigned char *next = bytes;
    if (length > 0 && *next == der_sequence) {
        X509_REQ *raw = d2i_X509_REQ(NULL, &next, (long)length);
        if (next == (const unsigned char *)bytes + length)
            return raw;
        X509_REQ_free(raw);
        return NULL;
    }
    BIO *source = BIO_new_mem_buf(bytes, (int)length);
    X509_REQ *raw =
        source == NULL ? NULL : PEM_read_bio_X509_REQ(source, NULL, openssl_refuse_password, NULL);
    BIO_free(source);
    return raw;
}

struct certificate_request *request_parse(const void *bytes, size_t length, struct error *error)
{
    if (length == 0 || length > REQUEST_FILE_MAX) {
        error_set(error, ERROR_INPUT, "%zu bytes are not a certificate request", length);
        return NULL;
    }
    X509_REQ *raw = decode(bytes, length);
    if (raw == NULL) {
        openssl_error(error, ERROR_INPUT, "there is no readable certificate request");
        return NULL;
    }
    EVP_PKEY *pkey = X509_REQ_get0_pubkey(raw);
    if (!openssl_is_p256(pkey)) {
        error_set(error, ERROR_INPUT, "the certificate request is not for a key on P-256");
        goto failed;
    }
    if (X509_REQ_verify(raw, pkey) != 1) {
        openssl_error(error, ERROR_REFUSED,
                      "the certificate request is not signed by the key it names");
        goto failed;
    }
    return wrap(raw, error);
failed:
    X509_REQ_free(raw);
    return NULL;
}

struct certificate_request *request_load(const char *path, struct error *error)
{
    struct certificate_request *request = NULL;
    struct buffer content;
    buffer_init(&content, REQUEST_FILE_MAX);
    if (file_read(path, &content, error)) {
        request = request_parse(content.data, content.length, error);
        if (request == NULL)
            error_prefix(error, "%s", path);
    }
    buffer_finish(&content);
    return request;
}

bool request_encode_der(const struct certificate_request *request, struct buffer *out,
                        struct error *error)
{
    unsigned char *der = NULL;
    int length = i2d_X509_REQ(request->request, &der);
    if (length <= 0)
        return openssl_error(error, ERROR_INTERNAL, "a certificate request could not be encoded");
    bool fine = buffer_append(out, der, (size_t)length);
    OPENSSL_free(der);
    return fine || error_set(error, ERROR_LIMIT, "a certificate request does not fit");
}

void request_name(const struct certificate_request *request, char *name, size_t size)
{
    const X509_NAME *subject = X509_REQ_get_subject_name(request->request);
    int first = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    name[0] = '\0';
    if (first < 0 || X509_NAME_entry_count(subject) != 1)
        return;
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, first));
    int length = ASN1_STRING_length(value);
    const char *bytes = (const char *)ASN1_STRING_get0_data(value);
    if (length > 0 && (size_t)length < size && memchr(bytes, '\0', (size_t)length) == NULL)
        (void)text_format(name, size, "%.*s", length, bytes);
}

bool request_save(const struct certificate_request *request, const char *path, mode_t mode,
                  struct error *error)
{
    bool fine = false;
    BIO *target = BIO_new(BIO_s_mem());
    if (target == NULL || PEM_write_bio_X509_REQ(target, request->request) != 1) {
        openssl_error(error, ERROR_INTERNAL, "a certificate request could not be encoded");
        goto done;
    }
    char *pem = NULL;
    long length = BIO_get_mem_data(target, &pem);
    fine = file_write(path, pem, (size_t)length, mode, error);
done:
    BIO_free(target);
    return fine;
}

bool request_fingerprint(const struct certificate_request *request,
                         uint8_t value[static DIGEST_SIZE], struct error *error)
{
    unsigned char *der = NULL;
    int length = i2d_PUBKEY(request_pkey(request), &der);
    memset(value, 0, DIGEST_SIZE);
    if (length <= 0)
        return openssl_error(error, ERROR_INTERNAL, "a public key could not be encoded");
    bool fine = digest_of(der, (size_t)length, value, error);
    OPENSSL_free(der);
    return fine;
}
