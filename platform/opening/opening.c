#include "platform/opening/opening.h"

#include "platform/base/secret.h"
#include "platform/crypto/openssl.h"
#include "platform/seal/envelope.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

struct opener {
    struct private_key *key;
    struct certificate *certificate;
};

void opener_destroy(struct opener *opener)
{
    if (opener == NULL)
        return;
    private_key_destroy(opener->key);
    certificate_destroy(opener->certificate);
    free(opener);
}

static bool check_pair(const struct opener *opener, const char *key_path,
                       const char *certificate_path, struct error *error)
{
    X509 *x509 = certificate_x509(opener->certificate);
    const ASN1_OCTET_STRING *key_id = X509_get0_subject_key_id(x509);
    if (X509_get_key_usage(x509) != KU_KEY_AGREEMENT || key_id == NULL ||
        ASN1_STRING_length(key_id) != ENVELOPE_KEY_ID_SIZE)
        return error_set(error, ERROR_REFUSED, "%s is not a sealing certificate", certificate_path);
    if (!certificate_matches_key(opener->certificate, opener->key))
        return error_set(error, ERROR_REFUSED, "%s does not belong to the key %s", certificate_path,
                         key_path);
    return true;
}

struct opener *opener_create(struct private_key *key, const char *key_name,
                             const char *certificate_path, struct error *error)
{
    struct opener *opener = calloc(1, sizeof *opener);
    if (opener == NULL) {
        private_key_destroy(key);
        error_set(error, ERROR_MEMORY, "no memory for an opening key");
        return NULL;
    }
    opener->key = key;
    opener->certificate = certificate_load(certificate_path, error);
    if (opener->certificate != NULL && check_pair(opener, key_name, certificate_path, error))
        return opener;
    opener_destroy(opener);
    return NULL;
}

struct opener *opener_load(const char *key_path, const char *certificate_path,
                           const struct passphrase_source *passphrases, struct error *error)
{
    struct private_key *key = private_key_load_with(key_path, passphrases, error);
    return key == NULL ? NULL : opener_create(key, key_path, certificate_path, error);
}

static bool is_recipient(const struct opener *opener, const struct envelope *envelope)
{
    const uint8_t *own =
        ASN1_STRING_get0_data(X509_get0_subject_key_id(certificate_x509(opener->certificate)));
    for (size_t i = 0; i < envelope->recipients; i++)
        if (memcmp(envelope->key_ids[i], own, ENVELOPE_KEY_ID_SIZE) == 0)
            return true;
    return false;
}

/*
 * Reads one byte more than there should be, so that the cipher meets its end and judges the tag;
 * only its status says that the bytes may be believed.
 */
static bool decrypt(CMS_ContentInfo *cms, uint8_t *plain, size_t length)
{
    size_t filled = 0;
    uint8_t beyond = 0;
    BIO *cipher = CMS_dataInit(cms, NULL);
    if (cipher == NULL)
        return false;
    while (filled < length) {
        int got = BIO_read(cipher, plain + filled, (int)(length - filled));
        if (got <= 0)
            break;
        filled += (size_t)got;
    }
    bool fine = filled == length && BIO_read(cipher, &beyond, 1) <= 0 &&
                BIO_method_type(cipher) == BIO_TYPE_CIPHER && BIO_get_cipher_status(cipher) == 1;
    secret_wipe(&beyond, sizeof beyond);
    BIO_free_all(cipher);
    return fine;
}

static bool open_into(const struct opener *opener, CMS_ContentInfo *cms, size_t length,
                      struct buffer *plain, struct error *error)
{
    size_t before = plain->length;
    uint8_t *room = buffer_extend(plain, length);
    if (room == NULL)
        return error_set(error, ERROR_LIMIT, "the opened request does not fit");
    if (CMS_decrypt_set1_pkey(cms, private_key_pkey(opener->key),
                              certificate_x509(opener->certificate)) == 1 &&
        decrypt(cms, room, length))
        return true;
    secret_wipe(room, length);
    plain->length = before;
    return openssl_error(error, ERROR_CORRUPT,
                         "the sealed request was changed since it was sealed");
}

bool opener_open(const struct opener *opener, const void *sealed, size_t length,
                 struct buffer *plain, struct error *error)
{
    struct envelope envelope;
    if (!plain->secret)
        return error_set(error, ERROR_INTERNAL, "a request is opened into secret memory only");
    if (!envelope_read(sealed, length, &envelope, error))
        return false;
    if (!is_recipient(opener, &envelope))
        return error_set(error, ERROR_NOT_FOUND, "it was sealed to other keys than %s",
                         certificate_name(opener->certificate));

    const unsigned char *next = sealed;
    CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &next, (long)length);
    bool fine = cms != NULL ? open_into(opener, cms, envelope.content_length, plain, error)
                            : openssl_error(error, ERROR_INPUT, "it is not a sealed request");
    CMS_ContentInfo_free(cms);
    return fine;
}
