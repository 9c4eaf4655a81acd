#include "platform/crypto/issue.h"

#include "platform/base/text.h"
#include "platform/crypto/openssl.h"
#include "platform/crypto/random.h"

#include <ctype.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#define SERIAL_SIZE 16
#define DAY_SECONDS INT64_C(86400)
#define HOST_MAX    253 /* RFC 1035, 2.3.4 */

/* The extensions of each purpose; what trust.c demands is what stands here. */
struct usage_row {
    const char *constraints, *key_usage, *extended_usage;
};

static const struct usage_row usages[] = {
    [PURPOSE_AUTHORITY] = {"critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign", NULL},
    [PURPOSE_TLS_SERVER] = {"critical,CA:FALSE", "critical,digitalSignature", "serverAuth"},
    [PURPOSE_TLS_CLIENT] = {"critical,CA:FALSE", "critical,digitalSignature", "clientAuth"},
    [PURPOSE_SEALING] = {"critical,CA:FALSE", "critical,keyAgreement", NULL},
    [PURPOSE_SIGNING] = {"critical,CA:FALSE", "critical,digitalSignature", NULL},
    [PURPOSE_ACKNOWLEDGING] = {"critical,CA:FALSE", "critical,digitalSignature",
                               CERTIFICATE_ACKNOWLEDGING},
    [PURPOSE_RELEASING] = {"critical,CA:FALSE", "critical,digitalSignature", CERTIFICATE_RELEASING},
};

static bool set_serial(X509 *x509)
{
    uint8_t bytes[SERIAL_SIZE];
    if (!random_bytes(bytes, sizeof bytes, NULL))
        return false;
    bytes[0] = (uint8_t)((bytes[0] & 0x7f) | 0x40); /* positive, and always of one length */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool fine = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;
    BN_free(number);
    return fine;
}

static bool set_subject(X509 *x509, const char *name)
{
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(x509), NID_commonName, MBSTRING_UTF8,
                                      (const unsigned char *)name, -1, -1, 0) == 1;
}

static bool set_dates(X509 *x509, const struct certificate_order *order, int64_t latest)
{
    int64_t end = order->not_before + order->days * DAY_SECONDS;
    if (end > latest)
        end = latest;
    return ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)order->not_before) != NULL &&
           ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)end) != NULL;
}

static bool add_extension(X509 *x509, X509V3_CTX *context, int nid, const char *value)
{
    if (value == NULL)
        return true;
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    bool fine = extension != NULL && X509_add_ext(x509, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return fine;
}

static bool is_host_name(const char *host)
{
    size_t length = strlen(host);
    if (length == 0 || length > HOST_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)host[i]) && host[i] != '-' && host[i] != '.')
            return false;
    return true;
}

static GENERAL_NAME *make_host(const char *host)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(host);
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *dns = NULL;
    if (name == NULL)
        goto failed;
    if (address != NULL) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, address);
        return name;
    }
    dns = ASN1_IA5STRING_new();
    if (dns == NULL || ASN1_STRING_set(dns, host, -1) != 1)
        goto failed;
    GENERAL_NAME_set0_value(name, GEN_DNS, dns);
    return name;
failed:
    ASN1_OCTET_STRING_free(address);
    ASN1_IA5STRING_free(dns);
    GENERAL_NAME_free(name);
    return NULL;
}

/* Built by hand: a comma inside a name given to OpenSSL's configuration parser would add names. */
static bool add_hosts(X509 *x509, const char *const *hosts)
{
    if (hosts == NULL)
        return true;
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    bool fine = names != NULL;
    for (size_t i = 0; fine && hosts[i] != NULL; i++) {
        GENERAL_NAME *name = make_host(hosts[i]);
        fine = name != NULL && sk_GENERAL_NAME_push(names, name) > 0;
        if (!fine)
            GENERAL_NAME_free(name);
    }
    fine = fine && X509_add1_ext_i2d(x509, NID_subject_alt_name, names, 0, 0) == 1;
    GENERAL_NAMES_free(names);
    return fine;
}

static bool add_extensions(X509 *x509, X509 *issuer, const struct certificate_order *order)
{
    const struct usage_row *row = &usages[order->purpose];
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    return add_extension(x509, &context, NID_basic_constraints, row->constraints) &&
           add_extension(x509, &context, NID_key_usage, row->key_usage) &&
           add_extension(x509, &context, NID_ext_key_usage, row->extended_usage) &&
           add_extension(x509, &context, NID_subject_key_identifier, "hash") &&
           add_extension(x509, &context, NID_authority_key_identifier, "keyid:always") &&
           add_hosts(x509, order->hosts);
}

static bool check_hosts(const struct certificate_order *order, struct error *error)
{
    size_t count = 0;
    if ((order->purpose == PURPOSE_TLS_SERVER) != (order->hosts != NULL))
        return error_set(error, ERROR_INPUT, "host names belong to a server's certificate");
    for (; order->hosts != NULL && order->hosts[count] != NULL; count++) {
        ASN1_OCTET_STRING *address = a2i_IPADDRESS(order->hosts[count]);
        bool fine = address != NULL || is_host_name(order->hosts[count]);
        ASN1_OCTET_STRING_free(address);
        if (!fine)
            return error_set(error, ERROR_INPUT, "'%.64s' is not a host name or an address",
                             order->hosts[count]);
    }
    if (order->hosts != NULL && (count == 0 || count > ISSUE_HOSTS_MAX))
        return error_set(error, ERROR_INPUT, "a server's certificate has 1 to %d host names",
                         ISSUE_HOSTS_MAX);
    return true;
}

static bool check_order(const struct certificate_order *order, struct error *error)
{
    size_t length = strlen(order->name);
    if (length == 0 || length > CERTIFICATE_NAME_MAX || !text_is_utf8(order->name, length))
        return error_set(error, ERROR_INPUT,
                         "'%.64s' cannot be a certificate's name: 1 to %d bytes", order->name,
                         CERTIFICATE_NAME_MAX);
    if (order->days < 1 || order->days > ISSUE_DAYS_MAX)
        return error_set(error, ERROR_INPUT, "a certificate is valid for 1 to %d days",
                         ISSUE_DAYS_MAX);
    return check_hosts(order, error);
}

/* `issuer` NULL: self-signed. */
static struct certificate *make(EVP_PKEY *subject_key, const struct certificate_order *order,
                                X509 *issuer, int64_t latest, EVP_PKEY *issuer_key,
                                struct error *error)
{
    struct certificate *certificate = NULL;
    X509 *x509 = X509_new();
    bool fine = x509 != NULL && X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509) &&
                set_subject(x509, order->name) && set_dates(x509, order, latest) &&
                X509_set_pubkey(x509, subject_key) == 1;
    X509 *signer = issuer == NULL ? x509 : issuer;
    fine = fine && X509_set_issuer_name(x509, X509_get_subject_name(signer)) == 1 &&
           add_extensions(x509, signer, order) && X509_sign(x509, issuer_key, EVP_sha256()) > 0;
    if (fine)
        certificate = certificate_from_x509(x509, error);
    else
        openssl_error(error, ERROR_INTERNAL, "the certificate %s could not be made", order->name);
    X509_free(x509);
    return certificate;
}

struct certificate *issue_root(const struct private_key *key, const struct certificate_order *order,
                               struct error *error)
{
    if (!check_order(order, error))
        return NULL;
    if (order->purpose != PURPOSE_AUTHORITY) {
        error_set(error, ERROR_INTERNAL, "only authorities are self-signed");
        return NULL;
    }
    EVP_PKEY *pkey = private_key_pkey(key);
    return make(pkey, order, NULL, INT64_MAX, pkey, error);
}

struct certificate *issue_certificate(const struct certificate_request *request,
                                      const struct certificate_order *order,
                                      const struct certificate *issuer,
                                      const struct private_key *issuer_key, struct error *error)
{
    if (!check_order(order, error))
        return NULL;
    X509 *issuer_x509 = certificate_x509(issuer);
    if (X509_check_ca(issuer_x509) != 1 || !certificate_matches_key(issuer, issuer_key)) {
        error_set(error, ERROR_REFUSED, "%s is not an authority with its own key",
                  certificate_name(issuer));
        return NULL;
    }
    if (certificate_not_after(issuer) <= order->not_before) {
        error_set(error, ERROR_REFUSED, "the authority %s has ended: renew it first",
                  certificate_name(issuer));
        return NULL;
    }
    return make(request_pkey(request), order, issuer_x509, certificate_not_after(issuer),
                private_key_pkey(issuer_key), error);
}
