#include "platform/base/file.h"
#include "platform/crypto/openssl.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* Takes over the list's first `count`. */
static void destroy_all(struct certificate **certificates, size_t *count)
{
    while (*count > 0) {
        certificate_destroy(certificates[--*count]);
        certificates[*count] = NULL;
    }
}

static bool add_x509(X509 *x509, struct certificate **certificates, size_t *count,
                     struct error *error)
{
    if (*count == CERTIFICATES_MAX)
        return error_set(error, ERROR_LIMIT, "there are more than %d certificates",
                         CERTIFICATES_MAX);
    certificates[*count] = certificate_from_x509(x509, error);
    if (certificates[*count] == NULL)
        return false;
    ++*count;
    return true;
}

static bool parse_pem(const void *bytes, size_t length, struct certificate **certificates,
                      size_t *count, struct error *error)
{
    BIO *source = BIO_new_mem_buf(bytes, (int)length);
    if (source == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for certificates");
    bool fine = true;
    while (fine) {
        X509 *x509 = PEM_read_bio_X509(source, NULL, openssl_refuse_password, NULL);
        if (x509 == NULL)
            break;
        fine = add_x509(x509, certificates, count, error);
        X509_free(x509);
    }
    BIO_free(source);
    if (!fine)
        return false;
    unsigned long last = ERR_peek_last_error();
    if (*count == 0 || ERR_GET_REASON(last) != PEM_R_NO_START_LINE)
        return openssl_error(error, ERROR_INPUT, "there is no readable certificate");
    ERR_clear_error();
    return true;
}

static bool parse_der(const void *bytes, size_t length, struct certificate **certificates,
                      size_t *count, struct error *error)
{
    const unsigned char *start = bytes;
    const unsigned char *end = start;
    X509 *x509 = d2i_X509(NULL, &end, (long)length);
    if (x509 == NULL)
        return openssl_error(error, ERROR_INPUT, "there is no readable certificate");
    bool fine = (size_t)(end - start) == length
                    ? add_x509(x509, certificates, count, error)
                    : error_set(error, ERROR_INPUT, "there is something behind the certificate");
    X509_free(x509);
    return fine;
}

bool certificate_parse_all(const void *bytes, size_t length,
                           struct certificate *certificates[static CERTIFICATES_MAX], size_t *count,
                           struct error *error)
{
    static const uint8_t der_sequence = 0x30;
    *count = 0;
    if (length == 0 || length > CERTIFICATE_FILE_MAX)
        return error_set(error, ERROR_INPUT, "%zu bytes are not a certificate", length);
    bool fine = *(const uint8_t *)bytes == der_sequence
                    ? parse_der(bytes, length, certificates, count, error)
                    : parse_pem(bytes, length, certificates, count, error);
    if (!fine)
        destroy_all(certificates, count);
    return fine;
}

struct certificate *certificate_parse(const void *bytes, size_t length, struct error *error)
{
    struct certificate *all[CERTIFICATES_MAX] = {NULL};
    size_t count = 0;
    if (!certificate_parse_all(bytes, length, all, &count, error))
        return NULL;
    if (count != 1) {
        destroy_all(all, &count);
        error_set(error, ERROR_INPUT, "one certificate is expected, here are several");
        return NULL;
    }
    return all[0];
}

static bool load_bytes(const char *path, struct buffer *content, struct error *error)
{
    buffer_init(content, CERTIFICATE_FILE_MAX);
    return file_read(path, content, error);
}

struct certificate *certificate_load(const char *path, struct error *error)
{
    struct certificate *certificate = NULL;
    struct buffer content;
    if (load_bytes(path, &content, error)) {
        certificate = certificate_parse(content.data, content.length, error);
        if (certificate == NULL)
            error_prefix(error, "%s", path);
    }
    buffer_finish(&content);
    return certificate;
}

bool certificate_load_all(const char *path,
                          struct certificate *certificates[static CERTIFICATES_MAX], size_t *count,
                          struct error *error)
{
    struct buffer content;
    *count = 0;
    bool fine = load_bytes(path, &content, error);
    if (fine) {
        fine = certificate_parse_all(content.data, content.length, certificates, count, error);
        if (!fine)
            error_prefix(error, "%s", path);
    }
    buffer_finish(&content);
    return fine;
}
