#include "platform/crypto/revocations.h"

#include "platform/crypto/openssl.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

static ASN1_INTEGER *parse_serial(const char *serial)
{
    BIGNUM *number = NULL;
    ASN1_INTEGER *integer =
        BN_hex2bn(&number, serial) > 0 ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    BN_free(number);
    return integer;
}

static bool add(X509_CRL *crl, const struct revocation *revocation)
{
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_INTEGER *serial = parse_serial(revocation->serial);
    ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)revocation->at_utc);
    bool fine = entry != NULL && serial != NULL && at != NULL &&
                X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
                X509_REVOKED_set_revocationDate(entry, at) == 1 &&
                X509_CRL_add0_revoked(crl, entry) == 1;
    if (!fine)
        X509_REVOKED_free(entry);
    ASN1_INTEGER_free(serial);
    ASN1_TIME_free(at);
    return fine;
}

static bool set_times(X509_CRL *crl, const struct revocations_order *order)
{
    ASN1_TIME *from = ASN1_TIME_set(NULL, (time_t)order->from_utc);
    ASN1_TIME *until = ASN1_TIME_set(NULL, (time_t)order->until_utc);
    bool fine = from != NULL && until != NULL && X509_CRL_set1_lastUpdate(crl, from) == 1 &&
                X509_CRL_set1_nextUpdate(crl, until) == 1;
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
    return fine;
}

/* Number and authority key identifier: both are demanded of every list (RFC 5280, 5.2). */
static bool add_extensions(X509_CRL *crl, X509 *authority, int64_t number)
{
    X509V3_CTX context;
    ASN1_INTEGER *value = ASN1_INTEGER_new();
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, authority, NULL, NULL, crl, 0);
    X509_EXTENSION *identifier =
        X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    bool fine = value != NULL && ASN1_INTEGER_set_int64(value, number) == 1 && identifier != NULL &&
                X509_CRL_add_ext(crl, identifier, -1) == 1 &&
                X509_CRL_add1_ext_i2d(crl, NID_crl_number, value, 0, 0) == 1;
    X509_EXTENSION_free(identifier);
    ASN1_INTEGER_free(value);
    return fine;
}

static bool fill(X509_CRL *crl, const struct revocations_order *order, X509 *authority)
{
    if (X509_CRL_set_version(crl, X509_CRL_VERSION_2) != 1 ||
        X509_CRL_set_issuer_name(crl, X509_get_subject_name(authority)) != 1 ||
        !set_times(crl, order) || !add_extensions(crl, authority, order->number))
        return false;
    for (size_t i = 0; i < order->count; i++)
        if (!add(crl, &order->list[i]))
            return false;
    return X509_CRL_sort(crl) == 1;
}

static bool write_pem(X509_CRL *crl, struct buffer *pem, struct error *error)
{
    char *text = NULL;
    BIO *target = BIO_new(BIO_s_mem());
    bool fine = target != NULL && PEM_write_bio_X509_CRL(target, crl) == 1;
    if (fine) {
        long length = BIO_get_mem_data(target, &text);
        fine = buffer_append(pem, text, (size_t)length);
    }
    BIO_free(target);
    return fine || openssl_error(error, ERROR_LIMIT, "a revocation list does not fit");
}

bool revocations_make(const struct revocations_order *order, const struct certificate *authority,
                      const struct private_key *key, struct buffer *pem, struct error *error)
{
    X509 *issuer = certificate_x509(authority);
    if (X509_check_ca(issuer) != 1 || !certificate_matches_key(authority, key))
        return error_set(error, ERROR_REFUSED, "%s is not an authority with its own key",
                         certificate_name(authority));
    X509_CRL *crl = X509_CRL_new();
    bool fine = crl != NULL && fill(crl, order, issuer) &&
                X509_CRL_sign(crl, private_key_pkey(key), EVP_sha256()) > 0;
    fine = fine ? write_pem(crl, pem, error)
                : openssl_error(error, ERROR_INTERNAL, "a revocation list could not be made");
    X509_CRL_free(crl);
    return fine;
}
