#include "platform/http/client_tls.h"

#include "platform/crypto/openssl.h"
#include "platform/http/tls.h"

#include <openssl/ssl.h>
#include <string.h>

bool client_identity_take(struct client_identity *identity,
                          const struct http_client_settings *settings)
{
    if (settings->certificate == NULL)
        return true;
    identity->certificate = certificate_copy(settings->certificate);
    identity->key = private_key_pkey(settings->key);
    if (!EVP_PKEY_up_ref(identity->key))
        identity->key = NULL;
    return identity->certificate != NULL && identity->key != NULL;
}

void client_identity_finish(struct client_identity *identity)
{
    certificate_destroy(identity->certificate);
    EVP_PKEY_free(identity->key);
}

static CURLcode curl_made_tls(CURL *easy, void *ssl_context, void *context)
{
    const struct client_identity *identity = context;
    SSL_CTX *tls = ssl_context;

    (void)easy;
    if (!tls_restrict(tls, NULL))
        return CURLE_SSL_CERTPROBLEM;
    if (identity->certificate == NULL)
        return CURLE_OK;
    if (SSL_CTX_use_certificate(tls, certificate_x509(identity->certificate)) != 1 ||
        SSL_CTX_use_PrivateKey(tls, identity->key) != 1)
        return CURLE_SSL_CERTPROBLEM;
    return CURLE_OK;
}

bool client_tls_set(CURL *easy, const char *root_pem, const struct client_identity *identity)
{
    struct curl_blob roots = {
        .data = (void *)(uintptr_t)root_pem, .len = strlen(root_pem), .flags = CURL_BLOB_COPY};

    return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &roots) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAINFO, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_3) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, curl_made_tls) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, identity) == CURLE_OK;
}
