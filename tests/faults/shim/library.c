/*
 * Functions of OpenSSL that the programs call. They are handed on without a look at their arguments, as ten
 * words: more than any of them has, and on this machine's calling convention what is too much harms nobody.
 */
#include "tests/faults/shim/gate.h"

#include <errno.h>
#include <stddef.h>

typedef long word_function(long, long, long, long, long, long, long, long, long, long);

#define HAND_ON(call_, name_)                                                                      \
    long name_(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j);    \
    long name_(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j)     \
    {                                                                                              \
        static word_function *behind;                                                              \
        if (behind == NULL)                                                                        \
            *(void **)&behind = shim_behind(#name_);                                               \
        return shim_fails(call_) ? 0 : behind(a, b, c, d, e, f, g, h, i, j);                       \
    }

/* In each of these 0, or NULL, is the failure. */
HAND_ON(SHIM_CRYPTO, BIO_new)
HAND_ON(SHIM_CRYPTO, BIO_new_mem_buf)
HAND_ON(SHIM_CRYPTO, CMS_AuthEnvelopedData_create)
HAND_ON(SHIM_CRYPTO, CMS_add1_recipient_cert)
HAND_ON(SHIM_CRYPTO, CMS_dataInit)
HAND_ON(SHIM_CRYPTO, CMS_dataFinal)
HAND_ON(SHIM_CRYPTO, CMS_decrypt_set1_pkey)
HAND_ON(SHIM_CRYPTO, CMS_final)
HAND_ON(SHIM_CRYPTO, CMS_verify)
HAND_ON(SHIM_CRYPTO, EVP_Digest)
HAND_ON(SHIM_CRYPTO, EVP_DigestInit_ex)
HAND_ON(SHIM_CRYPTO, EVP_DigestUpdate)
HAND_ON(SHIM_CRYPTO, EVP_DigestFinal_ex)
HAND_ON(SHIM_CRYPTO, EVP_DigestSignInit)
HAND_ON(SHIM_CRYPTO, EVP_DigestSign)
HAND_ON(SHIM_CRYPTO, EVP_DigestVerifyInit)
HAND_ON(SHIM_CRYPTO, EVP_DigestVerify)
HAND_ON(SHIM_CRYPTO, EVP_MD_CTX_new)
HAND_ON(SHIM_CRYPTO, EVP_PKEY_CTX_set_ecdh_kdf_md)
HAND_ON(SHIM_CRYPTO, PEM_read_bio_PrivateKey)
HAND_ON(SHIM_CRYPTO, PEM_read_bio_X509)
HAND_ON(SHIM_CRYPTO, X509_STORE_new)
HAND_ON(SHIM_CRYPTO, X509_STORE_add_cert)
HAND_ON(SHIM_CRYPTO, X509_STORE_CTX_new)
HAND_ON(SHIM_CRYPTO, X509_STORE_CTX_init)
HAND_ON(SHIM_CRYPTO, X509_verify_cert)
HAND_ON(SHIM_CRYPTO, d2i_CMS_ContentInfo)
HAND_ON(SHIM_CRYPTO, d2i_X509)
HAND_ON(SHIM_CRYPTO, i2d_CMS_ContentInfo)
HAND_ON(SHIM_TLS, SSL_CTX_new)
HAND_ON(SHIM_TLS, SSL_CTX_use_certificate)
HAND_ON(SHIM_TLS, SSL_CTX_use_PrivateKey)
HAND_ON(SHIM_TLS, SSL_new)
HAND_ON(SHIM_TLS, SSL_connect)
HAND_ON(SHIM_TLS, SSL_do_handshake)
HAND_ON(SHIM_TLS, SSL_read)
HAND_ON(SHIM_TLS, SSL_write)
