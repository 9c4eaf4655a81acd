#include "platform/http/tls.h"

#include "platform/crypto/openssl.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <time.h>

#define CHAIN_DEPTH    2
#define SECURITY_LEVEL 2 /* of SSL_CTX_set_security_level(3): 112 bits and more */

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
static bool ask_clients(SSL_CTX *context, const struct tls_clients *clients, struct error *error)
{
    X509 *root = certificate_x509(clients->root);
    X509_STORE *store = SSL_CTX_get_cert_store(context);

    if (!X509_STORE_add_cert(store, root) || !SSL_CTX_add_client_CA(context, root))
        return openssl_error(error, ERROR_INTERNAL, "the clients' root cannot be used");
    X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT | X509_V_FLAG_PARTIAL_CHAIN);
    SSL_CTX_set_verify(context,
                       SSL_VERIFY_PEER |
                           (clients->required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE),
                       NULL);
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
                            const struct tls_clients *clients,
                            int (*judge)(X509_STORE_CTX *, void *), void *judge_context,
                            struct error *error)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (context == NULL) {
        openssl_error(error, ERROR_MEMORY, "no TLS context");
        return NULL;
    }
    if (!tls_restrict(context, error) || !prove_server(context, certificate, key, error) ||
        !ask_clients(context, clients, error)) {
        SSL_CTX_free(context);
        return NULL;
    }
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS); /* an idle connection needs none */
    SSL_CTX_set_cert_verify_callback(context, judge, judge_context);
    return context;
}

/* Nothing that the client sent along is believed: the chain is root and client. *depth: of what is
 * wrong, 0 for the client itself. */
static int judge(SSL_CTX *context, X509 *client, unsigned long flags, int *depth)
{
    X509_STORE_CTX *store = X509_STORE_CTX_new();
    int result = X509_V_ERR_OUT_OF_MEM;

    if (store != NULL &&
        X509_STORE_CTX_init(store, SSL_CTX_get_cert_store(context), client, NULL) &&
        X509_STORE_CTX_set_purpose(store, X509_PURPOSE_SSL_CLIENT)) {
        X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(store);

        X509_VERIFY_PARAM_set_depth(param, CHAIN_DEPTH);
        X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
        X509_VERIFY_PARAM_set_flags(param, flags);
        result = X509_verify_cert(store) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(store);
        *depth = X509_STORE_CTX_get_error_depth(store);
        ERR_clear_error();
    }
    X509_STORE_CTX_free(store);
    return result;
}

int tls_judge_client(SSL_CTX *context, X509 *client, int64_t expired_seconds)
{
    int depth = 0;
    int result = judge(context, client, 0, &depth);
    time_t forgiven = time(NULL) - (time_t)expired_seconds;

    if (result != X509_V_ERR_CERT_HAS_EXPIRED || depth != 0 || expired_seconds <= 0 ||
        X509_cmp_time(X509_get0_notAfter(client), &forgiven) <= 0)
        return result;
    return judge(context, client, X509_V_FLAG_NO_CHECK_TIME, &depth);
}
