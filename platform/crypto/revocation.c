#include "platform/crypto/revocation.h"

#include "platform/base/file.h"
#include "platform/crypto/openssl.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <time.h>

struct revocation_list {
    X509_CRL *crl;
    int64_t made, next;
};

static X509_CRL *parse(const struct buffer *content)
{
    const unsigned char *der = content->data;
    BIO *source = BIO_new_mem_buf(content->data, (int)content->length);
    X509_CRL *crl = source != NULL ? PEM_read_bio_X509_CRL(source, NULL, NULL, NULL) : NULL;

    BIO_free(source);
    if (crl == NULL) {
        ERR_clear_error();
        crl = d2i_X509_CRL(NULL, &der, (long)content->length);
    }
    return crl;
}

static bool seconds_of(const ASN1_TIME *time, int64_t *seconds)
{
    struct tm parts;

    if (time == NULL || !ASN1_TIME_to_tm(time, &parts))
        return false;
    *seconds = (int64_t)timegm(&parts);
    return true;
}

static bool is_signed_by(X509_CRL *crl, const struct certificate *authority)
{
    X509 *x509 = certificate_x509(authority);

    return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(x509)) == 0 &&
           X509_CRL_verify(crl, X509_get0_pubkey(x509)) == 1;
}

static bool fill(struct revocation_list *list, const char *path,
                 const struct certificate *authority, struct error *error)
{
    if (list->crl == NULL)
        return openssl_error(error, ERROR_INPUT, "%s is no revocation list", path);
    if (!is_signed_by(list->crl, authority)) {
        ERR_clear_error();
        return error_set(error, ERROR_REFUSED, "%s is not a list signed by %s", path,
                         certificate_name(authority));
    }
    if (!seconds_of(X509_CRL_get0_lastUpdate(list->crl), &list->made))
        return error_set(error, ERROR_INPUT, "%s does not say when it was made", path);
    if (!seconds_of(X509_CRL_get0_nextUpdate(list->crl), &list->next))
        list->next = INT64_MAX;
    return true;
}

struct revocation_list *revocation_list_load(const char *path, const struct certificate *authority,
                                             struct error *error)
{
    struct revocation_list *list = NULL;
    struct buffer content;

    buffer_init(&content, REVOCATION_FILE_MAX);
    if (!file_read(path, &content, error))
        goto done;
    list = calloc(1, sizeof *list);
    if (list == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for %s", path);
        goto done;
    }
    list->crl = parse(&content);
    if (!fill(list, path, authority, error)) {
        revocation_list_destroy(list);
        list = NULL;
    }
done:
    buffer_finish(&content);
    return list;
}

void revocation_list_destroy(struct revocation_list *list)
{
    if (list == NULL)
        return;
    X509_CRL_free(list->crl);
    free(list);
}

bool revocation_list_names(const struct revocation_list *list,
                           const struct certificate *certificate)
{
    X509_REVOKED *entry = NULL;

    return X509_CRL_get0_by_cert(list->crl, &entry, certificate_x509(certificate)) == 1;
}

size_t revocation_list_count(const struct revocation_list *list)
{
    int count = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(list->crl));

    return count > 0 ? (size_t)count : 0;
}

int64_t revocation_list_made(const struct revocation_list *list)
{
    return list->made;
}

int64_t revocation_list_next(const struct revocation_list *list)
{
    return list->next;
}
