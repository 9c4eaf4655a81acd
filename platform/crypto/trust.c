#include "platform/crypto/openssl.h"

#include "platform/base/clock.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

struct trust {
    X509_STORE *store;
};

/* OpenSSL's number for "at least 112 bits of security". */
#define SECURITY_LEVEL 2

/* Absent extensions come back as this from X509_get_key_usage and its sister. */
#define USAGE_ABSENT UINT32_MAX

struct purpose_row {
    const char *name;
    uint32_t key_usage;      /* exactly these bits */
    uint32_t extended_usage; /* exactly these, or USAGE_ABSENT */
    bool authority;
    const char *own_usage; /* exactly this one, which OpenSSL has no bit for; NULL: none */
};

static const struct purpose_row purposes[] = {
    [PURPOSE_AUTHORITY] = {"authority", KU_KEY_CERT_SIGN | KU_CRL_SIGN, USAGE_ABSENT, true, NULL},
    [PURPOSE_TLS_SERVER] = {"TLS server", KU_DIGITAL_SIGNATURE, XKU_SSL_SERVER, false, NULL},
    [PURPOSE_TLS_CLIENT] = {"TLS client", KU_DIGITAL_SIGNATURE, XKU_SSL_CLIENT, false, NULL},
    [PURPOSE_SEALING] = {"sealing", KU_KEY_AGREEMENT, USAGE_ABSENT, false, NULL},
    [PURPOSE_SIGNING] = {"signing files", KU_DIGITAL_SIGNATURE, USAGE_ABSENT, false, NULL},
    [PURPOSE_ACKNOWLEDGING] = {"acknowledgements", KU_DIGITAL_SIGNATURE, 0, false,
                               CERTIFICATE_ACKNOWLEDGING},
    [PURPOSE_RELEASING] = {"releases", KU_DIGITAL_SIGNATURE, 0, false, CERTIFICATE_RELEASING},
};

/* Whether the only extended usage is `usage`, in dotted numbers. */
static bool has_only_usage(X509 *x509, const char *usage)
{
    char text[128] = "";
    EXTENDED_KEY_USAGE *usages = X509_get_ext_d2i(x509, NID_ext_key_usage, NULL, NULL);
    bool fine = usages != NULL && sk_ASN1_OBJECT_num(usages) == 1 &&
                OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(usages, 0), 1) > 0 &&
                strcmp(text, usage) == 0;

    EXTENDED_KEY_USAGE_free(usages);
    return fine;
}

static bool has_purpose(X509 *x509, enum certificate_purpose purpose)
{
    const struct purpose_row *row = &purposes[purpose];
    return X509_get_key_usage(x509) == row->key_usage &&
           X509_get_extended_key_usage(x509) == row->extended_usage &&
           (X509_check_ca(x509) == 1) == row->authority &&
           (row->own_usage == NULL || has_only_usage(x509, row->own_usage));
}

struct trust *trust_create(struct error *error)
{
    struct trust *trust = calloc(1, sizeof *trust);
    if (trust != NULL)
        trust->store = X509_STORE_new();
    if (trust == NULL || trust->store == NULL) {
        trust_destroy(trust);
        error_set(error, ERROR_MEMORY, "no memory for root certificates");
        return NULL;
    }
    return trust;
}

void trust_destroy(struct trust *trust)
{
    if (trust == NULL)
        return;
    X509_STORE_free(trust->store);
    free(trust);
}

bool trust_add(struct trust *trust, const struct certificate *root, struct error *error)
{
    X509 *x509 = certificate_x509(root);
    bool fine = X509_check_ca(x509) == 1 && X509_self_signed(x509, 1) == 1;
    ERR_clear_error();
    if (!fine)
        return error_set(error, ERROR_REFUSED, "the certificate %s is not a self-signed authority",
                         certificate_name(root));
    if (X509_STORE_add_cert(trust->store, x509) != 1)
        return openssl_error(error, ERROR_INTERNAL, "the root %s could not be added",
                             certificate_name(root));
    return true;
}

/* Takes over the certificates. */
static struct trust *trust_of(struct certificate **roots, size_t count, struct error *error)
{
    struct trust *trust = trust_create(error);
    bool fine = trust != NULL;
    for (size_t i = 0; i < count; i++) {
        fine = fine && trust_add(trust, roots[i], error);
        certificate_destroy(roots[i]);
    }
    if (fine)
        return trust;
    trust_destroy(trust);
    return NULL;
}

struct trust *trust_load(const char *path, struct error *error)
{
    struct certificate *roots[CERTIFICATES_MAX] = {NULL};
    size_t count = 0;

    if (!certificate_load_all(path, roots, &count, error))
        return NULL;
    struct trust *trust = trust_of(roots, count, error);
    if (trust == NULL)
        error_prefix(error, "%s", path);
    return trust;
}

struct trust *trust_parse(const char *pem, struct error *error)
{
    struct certificate *roots[CERTIFICATES_MAX] = {NULL};
    size_t count = 0;

    return certificate_parse_all(pem, strlen(pem), roots, &count, error)
               ? trust_of(roots, count, error)
               : NULL;
}

static void set_time(X509_VERIFY_PARAM *rules, int64_t at_utc)
{
    if (at_utc == CERTIFICATE_ANY_TIME)
        X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
    else
        X509_VERIFY_PARAM_set_time(rules, (time_t)at_utc);
}

/* Says why, with the dates where they are the reason: that is what a person can act on. */
static bool refuse(const struct certificate *certificate, int reason, struct error *error)
{
    char since[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];
    clock_format(certificate_not_before(certificate), since);
    clock_format(certificate_not_after(certificate), until);
    ERR_clear_error();
    if (reason == X509_V_ERR_CERT_HAS_EXPIRED || reason == X509_V_ERR_CERT_NOT_YET_VALID)
        return error_set(error, ERROR_REFUSED,
                         "the certificate %s is valid from %s to %s and not now: check the clock, "
                         "then renew the certificate",
                         certificate_name(certificate), since, until);
    return error_set(error, ERROR_REFUSED, "the certificate %s is not trusted: %s",
                     certificate_name(certificate), X509_verify_cert_error_string(reason));
}

bool certificate_verify(const struct certificate *certificate, const struct trust *trust,
                        enum certificate_purpose purpose, int64_t at_utc, struct error *error)
{
    X509 *x509 = certificate_x509(certificate);
    if (!has_purpose(x509, purpose))
        return error_set(error, ERROR_REFUSED, "the certificate %s is not made for %s",
                         certificate_name(certificate), purposes[purpose].name);

    X509_STORE_CTX *context = X509_STORE_CTX_new();
    if (context == NULL || X509_STORE_CTX_init(context, trust->store, x509, NULL) != 1) {
        X509_STORE_CTX_free(context);
        return openssl_error(error, ERROR_INTERNAL, "a certificate could not be judged");
    }
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(context);
    set_time(rules, at_utc);
    X509_VERIFY_PARAM_set_auth_level(rules, SECURITY_LEVEL);
    bool fine = X509_verify_cert(context) == 1;
    if (!fine)
        refuse(certificate, X509_STORE_CTX_get_error(context), error);
    X509_STORE_CTX_free(context);
    return fine;
}
