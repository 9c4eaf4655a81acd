#include "platform/crypto/key.h"

#include "platform/base/file.h"
#include "platform/base/secret.h"
#include "platform/crypto/key_parts.h"
#include "platform/crypto/openssl.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* scrypt as far as OpenSSL reads it back: 16 MiB, 8 times over (RFC 7914). */
#define SCRYPT_N 16384
#define SCRYPT_R 8
#define SCRYPT_P 8

/* ---- reading ---------------------------------------------------------------- */

struct question {
    const struct passphrase_source *source; /* NULL: nobody is asked */
    const char *path;
    bool is_encrypted;
    bool asked;
    struct error answer; /* of the source, when it had none */
};

/* A terminal prompt in a service would hang it: without a source there is no passphrase. */
static int give_passphrase(char *passphrase, int size, int writing, void *context)
{
    struct question *question = context;
    char answer[PASSPHRASE_MAX] = "";
    int length = -1;

    (void)writing;
    if (!question->is_encrypted) /* OpenSSL asks about a file that is only broken, too */
        return -1;
    question->asked = true;
    if (question->source == NULL)
        return -1;
    if (question->source->ask(question->source->context, question->path, answer,
                              &question->answer)) {
        length = (int)strlen(answer);
        if (length <= size)
            memcpy(passphrase, answer, (size_t)length);
    }
    secret_wipe(answer, sizeof answer);
    return length <= size ? length : -1;
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

static bool is_encrypted(const char *pem, size_t length)
{
    static const char mark[] = "ENCRYPTED"; /* PRIVATE KEY-----, or behind Proc-Type: 4, */
    return memmem(pem, length, mark, sizeof mark - 1) != NULL;
}

bool private_key_is_wrapped(const char *pem, size_t length)
{
    static const char mark[] = "-----BEGIN TSS2 PRIVATE KEY-----";
    return length >= sizeof mark - 1 && memcmp(pem, mark, sizeof mark - 1) == 0;
}

static void explain(const struct question *question, const char *pem, size_t length,
                    struct error *error)
{
    if (question->answer.kind != ERROR_NONE)
        error_set(error, question->answer.kind, "%s", question->answer.text);
    else if (question->source != NULL && question->asked)
        error_set(error, ERROR_REFUSED, "the passphrase does not open %s", question->path);
    else if (question->asked)
        error_set(error, ERROR_REFUSED, "%s is encrypted, and nobody can be asked here",
                  question->path);
    else if (private_key_is_wrapped(pem, length))
        error_set(error, ERROR_UNAVAILABLE, "%s is a key of a TPM that is not in use here",
                  question->path);
    else
        openssl_error(error, ERROR_INPUT, "%s is not a private key in PEM form", question->path);
    ERR_clear_error();
}

static struct private_key *parse(struct question *question, const char *pem, size_t length,
                                 struct error *error)
{
    question->is_encrypted = is_encrypted(pem, length);
    BIO *source = BIO_new_mem_buf(pem, (int)length);
    EVP_PKEY *pkey =
        source == NULL ? NULL : PEM_read_bio_PrivateKey(source, NULL, give_passphrase, question);
    BIO_free(source);
    if (pkey == NULL) {
        explain(question, pem, length, error);
        return NULL;
    }
    if (!openssl_is_p256(pkey)) {
        EVP_PKEY_free(pkey);
        error_set(error, ERROR_INPUT, "%s is not a key on the curve P-256", question->path);
        return NULL;
    }
    return private_key_from_pkey(pkey, error);
}

bool private_key_read(const char *path, char pem[static PRIVATE_KEY_MAX], size_t *length,
                      struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return error_set_errno(error, "%s cannot be read", path);
    bool fine = is_own_file(descriptor, path, error);
    if (fine && !read_all(descriptor, pem, PRIVATE_KEY_MAX, length))
        fine = error_set_errno(error, "%s cannot be read", path);
    close(descriptor);
    return fine;
}

struct private_key *private_key_load_with(const char *path, const struct passphrase_source *source,
                                          struct error *error)
{
    struct private_key *key = NULL;
    struct question question = {.source = source, .path = path};
    char pem[PRIVATE_KEY_MAX];
    size_t length = 0;

    if (private_key_read(path, pem, &length, error))
        key = parse(&question, pem, length, error);
    secret_wipe(pem, sizeof pem);
    return key;
}

struct private_key *private_key_load(const char *path, struct error *error)
{
    return private_key_load_with(path, NULL, error);
}

/* ---- writing ---------------------------------------------------------------- */

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

static bool encrypt(BIO *target, EVP_PKEY *pkey, const char *passphrase)
{
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(pkey);
    X509_ALGOR *algorithm =
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
    X509_SIG *sealed = plain == NULL || algorithm == NULL
                           ? NULL
                           : PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), plain, algorithm);
    bool fine = sealed != NULL && PEM_write_bio_PKCS8(target, sealed) == 1;
    if (sealed == NULL)
        X509_ALGOR_free(algorithm);
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(plain);
    return fine;
}

/* `passphrase` NULL: as it is. */
static bool save(const struct private_key *key, const char *path, const char *passphrase,
                 struct error *error)
{
    bool fine = false;
    char *pem = NULL;
    long length = 0;
    EVP_PKEY *pkey = private_key_pkey(key);

    BIO *target = BIO_new(BIO_s_mem());
    if (target == NULL ||
        !(passphrase != NULL
              ? encrypt(target, pkey, passphrase)
              : PEM_write_bio_PKCS8PrivateKey(target, pkey, NULL, NULL, 0, NULL, NULL) == 1)) {
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

bool private_key_save(const struct private_key *key, const char *path, struct error *error)
{
    const char *wrapped = private_key_wrapped(key);
    return wrapped != NULL ? write_new(path, wrapped, strlen(wrapped), error)
                           : save(key, path, NULL, error);
}

bool private_key_save_encrypted(const struct private_key *key, const char *path,
                                const char *passphrase, struct error *error)
{
    size_t length = strlen(passphrase);
    if (length < PASSPHRASE_LEAST || length >= PASSPHRASE_MAX)
        return error_set(error, ERROR_INPUT, "a passphrase has %d to %d bytes", PASSPHRASE_LEAST,
                         PASSPHRASE_MAX - 1);
    if (private_key_is_in_tpm(key))
        return error_set(error, ERROR_REFUSED, "%s: a key does not leave its TPM", path);
    return save(key, path, passphrase, error);
}
