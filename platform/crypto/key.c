#include "platform/crypto/key.h"

#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/crypto/openssl.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct private_key {
    EVP_PKEY *pkey;
};

EVP_PKEY *private_key_pkey(const struct private_key *key)
{
    return key->pkey;
}

/* Takes over `pkey`, on failure too. */
static struct private_key *wrap(EVP_PKEY *pkey, struct error *error)
{
    struct private_key *key = malloc(sizeof *key);
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        error_set(error, ERROR_MEMORY, "no memory for a key");
        return NULL;
    }
    key->pkey = pkey;
    return key;
}

struct private_key *private_key_create(struct error *error)
{
    EVP_PKEY *pkey = EVP_EC_gen("P-256");
    if (pkey == NULL) {
        openssl_error(error, ERROR_INTERNAL, "a P-256 key could not be made");
        return NULL;
    }
    return wrap(pkey, error);
}

void private_key_destroy(struct private_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->pkey);
    free(key);
}

/* A terminal prompt in a service would hang it: a key with a password is refused. */
static int no_password(char *password, int size, int writing, void *context)
{
    (void)password, (void)size, (void)writing, (void)context;
    return -1;
}

static bool read_all(int descriptor, char *bytes, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(descriptor, bytes + *length, size - *length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            return true;
        *length += (size_t)got;
    }
    errno = EFBIG;
    return false;
}

static bool is_own_file(int descriptor, const char *path, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set_errno(error, "%s cannot be read", path);
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_INPUT, "%s is not a file", path);
    if ((status.st_mode & 077) != 0)
        return error_set(error, ERROR_REFUSED,
                         "%s can be read by others than its owner: set its mode to 0600", path);
    return true;
}

static struct private_key *parse(const char *path, const char *pem, size_t length,
                                 struct error *error)
{
    BIO *source = BIO_new_mem_buf(pem, (int)length);
    EVP_PKEY *pkey =
        source == NULL ? NULL : PEM_read_bio_PrivateKey(source, NULL, no_password, NULL);
    BIO_free(source);
    if (pkey == NULL) {
        openssl_error(error, ERROR_INPUT, "%s is not a private key in PEM form", path);
        return NULL;
    }
    if (!openssl_is_p256(pkey)) {
        EVP_PKEY_free(pkey);
        error_set(error, ERROR_INPUT, "%s is not a key on the curve P-256", path);
        return NULL;
    }
    return wrap(pkey, error);
}

struct private_key *private_key_load(const char *path, struct error *error)
{
    struct private_key *key = NULL;
    char pem[PRIVATE_KEY_MAX];
    size_t length = 0;

    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        error_set_errno(error, "%s cannot be read", path);
        return NULL;
    }
    if (!is_own_file(descriptor, path, error))
        goto done;
    if (!read_all(descriptor, pem, sizeof pem, &length)) {
        error_set_errno(error, "%s cannot be read", path);
        goto done;
    }
    key = parse(path, pem, length, error);
done:
    secret_wipe(pem, sizeof pem);
    close(descriptor);
    return key;
}

static bool write_all(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(descriptor, bytes, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        length -= (size_t)put;
    }
    return fsync(descriptor) == 0;
}

static bool write_new(const char *path, const char *bytes, size_t length, struct error *error)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0 && errno == EEXIST)
        return error_set(error, ERROR_INPUT, "%s exists already and is not overwritten", path);
    if (descriptor < 0)
        return error_set_errno(error, "%s cannot be written", path);
    bool fine = fchmod(descriptor, 0600) == 0 && write_all(descriptor, bytes, length);
    if (!fine)
        error_set_errno(error, "%s cannot be written", path);
    if (close(descriptor) != 0 && fine)
        fine = error_set_errno(error, "%s cannot be written", path);
    fine = fine && file_sync_folder_of(path, error);
    if (!fine)
        unlink(path);
    return fine;
}

bool private_key_save(const struct private_key *key, const char *path, struct error *error)
{
    bool fine = false;
    char *pem = NULL;
    long length = 0;

    BIO *target = BIO_new(BIO_s_mem());
    if (target == NULL ||
        PEM_write_bio_PKCS8PrivateKey(target, key->pkey, NULL, NULL, 0, NULL, NULL) != 1) {
        openssl_error(error, ERROR_INTERNAL, "a key could not be encoded for %s", path);
        goto done;
    }
    length = BIO_get_mem_data(target, &pem);
    fine = write_new(path, pem, (size_t)length, error);
done:
    if (pem != NULL)
        secret_wipe(pem, (size_t)length);
    BIO_free(target);
    return fine;
}

bool private_key_sign(const struct private_key *key, const void *bytes, size_t length,
                      uint8_t signature[static SIGNATURE_MAX], size_t *signature_length,
                      struct error *error)
{
    size_t size = SIGNATURE_MAX;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool fine = context != NULL &&
                EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key->pkey) == 1 &&
                EVP_DigestSign(context, signature, &size, bytes, length) == 1;
    EVP_MD_CTX_free(context);
    *signature_length = fine ? size : 0;
    return fine || openssl_error(error, ERROR_INTERNAL, "a signature could not be made");
}
