#include "platform/crypto/digest.h"

#include "platform/crypto/openssl.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

struct digest {
    EVP_MD_CTX *context;
    bool failed;
};

struct digest *digest_create_plain(struct error *error)
{
    struct digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for a digest");
        return NULL;
    }
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        openssl_error(error, ERROR_INTERNAL, "SHA-256 could not be started");
        digest_destroy(digest);
        return NULL;
    }
    return digest;
}

struct digest *digest_create(const char *domain, struct error *error)
{
    struct digest *digest = digest_create_plain(error);
    if (digest != NULL)
        digest_add_text(digest, domain);
    return digest;
}

void digest_add_plain(struct digest *digest, const void *bytes, size_t length)
{
    if (!digest->failed && length > 0 && EVP_DigestUpdate(digest->context, bytes, length) != 1)
        digest->failed = true;
}

bool digest_so_far(const struct digest *digest, uint8_t value[static DIGEST_SIZE],
                   struct error *error)
{
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    bool fine = !digest->failed && copy != NULL && EVP_MD_CTX_copy_ex(copy, digest->context) == 1 &&
                EVP_DigestFinal_ex(copy, value, NULL) == 1;
    EVP_MD_CTX_free(copy);
    return fine || openssl_error(error, ERROR_INTERNAL, "a SHA-256 digest could not be computed");
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    if (digest->failed)
        return;
    const uint8_t prefix[4] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16),
                               (uint8_t)(length >> 8), (uint8_t)length};
    if (length > UINT32_MAX || EVP_DigestUpdate(digest->context, prefix, sizeof prefix) != 1 ||
        (length > 0 && EVP_DigestUpdate(digest->context, bytes, length) != 1))
        digest->failed = true;
}

void digest_add_text(struct digest *digest, const char *text)
{
    digest_add(digest, text, strlen(text));
}

void digest_add_number(struct digest *digest, uint64_t number)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    digest_add(digest, bytes, sizeof bytes);
}

bool digest_finish(struct digest *digest, uint8_t value[static DIGEST_SIZE], struct error *error)
{
    memset(value, 0, DIGEST_SIZE);
    bool fine = !digest->failed && EVP_DigestFinal_ex(digest->context, value, NULL) == 1;
    if (!fine)
        openssl_error(error, ERROR_INTERNAL, "a SHA-256 digest could not be computed");
    digest_destroy(digest);
    return fine;
}

void digest_destroy(struct digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

bool digest_of(const void *bytes, size_t length, uint8_t value[static DIGEST_SIZE],
               struct error *error)
{
    memset(value, 0, DIGEST_SIZE);
    if (EVP_Digest(bytes, length, value, NULL, EVP_sha256(), NULL) != 1)
        return openssl_error(error, ERROR_INTERNAL, "a SHA-256 digest could not be computed");
    return true;
}
