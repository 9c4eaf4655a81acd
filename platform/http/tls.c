#include "platform/http/tls.h"

#include "platform/crypto/openssl.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

bool tls_restrict(SSL_CTX *context, struct error *error)
{
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    if (!SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) ||
        !SSL_CTX_set_num_tickets(context, 0))
        return openssl_error(error, ERROR_INTERNAL, "TLS 1.3 cannot be set up");
    return true;
}

/* The clients' root is the only thing trusted, whatever the system trusts. */
static bool demand_client(SSL_CTX *context, const struct certificate *client_root,
                          struct error *error)
{
    X509 *root = certificate_x509(client_root);
    X509_STORE *store = SSL_CTX_get_cert_store(context);

    if (!X509_STORE_add_cert(store, root) || !SSL_CTX_add_client_CA(context, root))
        return openssl_error(error, ERROR_INTERNAL, "the clients' root cannot be used");
    X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_verify_depth(context, 2);
    return true;
}

static bool prove_server(SSL_CTX *context, const struct certificate *certificate,
                         const struct private_key *key, struct error *error)
{
    if (SSL_CTX_use_certificate(context, certificate_x509(certificate)) != 1 ||
        SSL_CTX_use_PrivateKey(context, private_key_pkey(key)) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
        return openssl_error(error, ERROR_INPUT,
                             "the server's certificate and key do not belong together");
    return true;
}

SSL_CTX *tls_server_context(const struct certificate *certificate, const struct private_key *key,
                            const struct certificate *client_root, struct error *error)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (context == NULL) {
        openssl_error(error, ERROR_MEMORY, "no TLS context");
        return NULL;
    }
    if (!tls_restrict(context, error) || !prove_server(context, certificate, key, error) ||
        !demand_client(context, client_root, error)) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}
