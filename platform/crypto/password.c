#include "platform/crypto/password.h"

#include "platform/base/secret.h"
#include "platform/crypto/openssl.h"
#include "platform/crypto/random.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SALT_SIZE  16
#define HASH_SIZE  32
#define SALT_TEXT  22 /* characters of base64 without padding */
#define HASH_TEXT  43
#define MEMORY_MAX (UINT64_C(256) << 20)

struct cost {
    unsigned log_n, r, p;
};

/* 32 MiB a guess: little enough for a kiosk, dear enough for a farm of graphics cards. */
static const struct cost cost_now = {15, 8, 1};

static bool derive(const char *password, size_t length, const uint8_t salt[static SALT_SIZE],
                   const struct cost *cost, uint8_t hash[static HASH_SIZE], struct error *error)
{
    if (length > PASSWORD_MAX)
        return error_set(error, ERROR_INPUT, "a password has at most %d bytes", PASSWORD_MAX);
    if (EVP_PBE_scrypt(password, length, salt, SALT_SIZE, UINT64_C(1) << cost->log_n, cost->r,
                       cost->p, MEMORY_MAX, hash, HASH_SIZE) != 1)
        return openssl_error(error, ERROR_MEMORY, "a password could not be hashed");
    return true;
}

static void encode(const uint8_t *bytes, int size, char *text, int characters)
{
    unsigned char padded[((HASH_SIZE + 2) / 3) * 4 + 1];
    EVP_EncodeBlock(padded, bytes, size);
    memcpy(text, padded, (size_t)characters);
    text[characters] = '\0';
}

/* Exactly `characters` of base64 without padding, to exactly `size` bytes. */
static bool decode(const char *text, int characters, uint8_t *bytes, size_t size)
{
    unsigned char padded[((HASH_SIZE + 2) / 3) * 4];
    unsigned char decoded[sizeof padded];
    int blocks = (characters + 3) / 4 * 4;
    memset(padded, '=', sizeof padded);
    memcpy(padded, text, (size_t)characters);
    if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") <
            (size_t)characters ||
        EVP_DecodeBlock(decoded, padded, blocks) < 0)
        return false;
    memcpy(bytes, decoded, size);
    return true;
}

bool password_hash(const char *password, size_t length, char text[static PASSWORD_HASH_SIZE],
                   struct error *error)
{
    uint8_t salt[SALT_SIZE], hash[HASH_SIZE];
    char salt_text[SALT_TEXT + 1], hash_text[HASH_TEXT + 1];
    text[0] = '\0';
    if (!random_bytes(salt, sizeof salt, error) ||
        !derive(password, length, salt, &cost_now, hash, error))
        return false;
    encode(salt, SALT_SIZE, salt_text, SALT_TEXT);
    encode(hash, HASH_SIZE, hash_text, HASH_TEXT);
    snprintf(text, PASSWORD_HASH_SIZE, "$scrypt$ln=%u,r=%u,p=%u$%s$%s", cost_now.log_n, cost_now.r,
             cost_now.p, salt_text, hash_text);
    return true;
}

static bool parse(const char *text, struct cost *cost, uint8_t salt[static SALT_SIZE],
                  uint8_t hash[static HASH_SIZE])
{
    char salt_text[SALT_TEXT + 1] = "", hash_text[HASH_TEXT + 1] = "";
    int end = -1;
    if (strnlen(text, PASSWORD_HASH_SIZE) == PASSWORD_HASH_SIZE ||
        sscanf(text, "$scrypt$ln=%2u,r=%2u,p=%1u$%22[^$]$%43[^$]%n", &cost->log_n, &cost->r,
               &cost->p, salt_text, hash_text, &end) != 5 ||
        end < 0 || text[end] != '\0')
        return false;
    return cost->log_n >= 10 && cost->log_n <= 17 && cost->r >= 1 && cost->r <= 16 &&
           cost->p >= 1 && cost->p <= 4 && strlen(salt_text) == SALT_TEXT &&
           strlen(hash_text) == HASH_TEXT && decode(salt_text, SALT_TEXT, salt, SALT_SIZE) &&
           decode(hash_text, HASH_TEXT, hash, HASH_SIZE);
}

bool password_verify(const char *password, size_t length, const char *text, bool *matches,
                     struct error *error)
{
    struct cost cost;
    uint8_t salt[SALT_SIZE], expected[HASH_SIZE], hash[HASH_SIZE];
    *matches = false;
    if (!parse(text, &cost, salt, expected))
        return error_set(error, ERROR_CORRUPT, "a stored password hash cannot be read");
    if (!derive(password, length, salt, &cost, hash, error))
        return false;
    *matches = secret_equal(hash, expected, sizeof hash);
    secret_wipe(hash, sizeof hash);
    return true;
}
