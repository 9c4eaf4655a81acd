#include "platform/tpm/tpm_key_file.h"

#include "platform/base/base64.h"
#include "platform/base/der.h"

#include <string.h>

#define BEGIN       "-----BEGIN TSS2 PRIVATE KEY-----\n"
#define END         "-----END TSS2 PRIVATE KEY-----\n"
#define LINE_LENGTH 64u /* RFC 7468, section 2 */
#define LONG_FORM   0x80u

/* id-loadablekey, 2.23.133.10.1.3 */
static const uint8_t loadable_key[] = {DER_OBJECT, 6, 0x67, 0x81, 0x05, 0x0a, 0x01, 0x03};
/* emptyAuth. What is true is written as 0xff, and by tpm2-openssl as 0x01. */
static const uint8_t empty_auth[] = {DER_CONTEXT_0, 3, DER_BOOLEAN, 1, 0xff};
/* parent: TPM_RH_OWNER */
static const uint8_t owner[] = {DER_INTEGER, 4, 0x40, 0x00, 0x00, 0x01};

/* ---- reading ---------------------------------------------------------------- */

static bool has_empty_auth(struct reader *key)
{
    struct reader field, value;
    return der_enter(key, DER_CONTEXT_0, &field) && der_enter(&field, DER_BOOLEAN, &value) &&
           der_at_end(&field) && reader_left(&value) == 1 && reader_byte(&value) != 0;
}

static bool take_octets(struct reader *key, uint8_t *bytes, size_t size, size_t *length)
{
    struct reader value;
    if (!der_enter(key, DER_OCTETS, &value) || reader_left(&value) > size)
        return false;
    *length = reader_left(&value);
    memcpy(bytes, reader_bytes(&value, *length), *length);
    return *length > 0;
}

static bool parse_der(const struct buffer *der, struct tpm_key_parts *parts)
{
    struct reader file, key;
    reader_init(&file, der->data, der->length);
    return der_enter(&file, DER_SEQUENCE, &key) && der_at_end(&file) &&
           der_expect(&key, loadable_key, sizeof loadable_key) && has_empty_auth(&key) &&
           der_expect(&key, owner, sizeof owner) &&
           take_octets(&key, parts->public_half, sizeof parts->public_half,
                       &parts->public_length) &&
           take_octets(&key, parts->private_half, sizeof parts->private_half,
                       &parts->private_length) &&
           der_at_end(&key);
}

/* What is between BEGIN, the first line, and END, the last. */
static bool find_body(const char *text, size_t length, size_t *body, size_t *body_length)
{
    size_t begin = sizeof BEGIN - 1, end = sizeof END - 1;
    if (length < begin + end || memcmp(text, BEGIN, begin) != 0 ||
        memcmp(text + length - end, END, end) != 0)
        return false;
    *body = begin;
    *body_length = length - begin - end;
    return true;
}

bool tpm_key_file_parse(const char *text, size_t length, struct tpm_key_parts *parts,
                        struct error *error)
{
    struct buffer der;
    size_t body = 0, body_length = 0;

    if (length > TPM_KEY_FILE_MAX)
        return error_set(error, ERROR_LIMIT, "a TPM's key has %u bytes at most", TPM_KEY_FILE_MAX);
    buffer_init(&der, TPM_KEY_FILE_MAX);
    bool fine = find_body(text, length, &body, &body_length) &&
                base64_decode(text + body, body_length, &der) && parse_der(&der, parts);
    buffer_finish(&der);
    return fine || error_set(error, ERROR_INPUT,
                             "it is cut, or not a TPM's loadable key without a password");
}

/* ---- writing ---------------------------------------------------------------- */

static void put_head(struct buffer *der, enum der_tag tag, size_t length)
{
    buffer_append_byte(der, (uint8_t)tag);
    if (length > 0xff) {
        buffer_append_byte(der, LONG_FORM | 2);
        buffer_append_byte(der, (uint8_t)(length >> 8));
    } else if (length >= LONG_FORM) {
        buffer_append_byte(der, LONG_FORM | 1);
    }
    buffer_append_byte(der, (uint8_t)length);
}

static void put_octets(struct buffer *der, const uint8_t *bytes, size_t length)
{
    put_head(der, DER_OCTETS, length);
    buffer_append(der, bytes, length);
}

static bool write_der(const struct tpm_key_parts *parts, struct buffer *der)
{
    struct buffer inside;
    buffer_init(&inside, TPM_KEY_FILE_MAX);
    buffer_append(&inside, loadable_key, sizeof loadable_key);
    buffer_append(&inside, empty_auth, sizeof empty_auth);
    buffer_append(&inside, owner, sizeof owner);
    put_octets(&inside, parts->public_half, parts->public_length);
    put_octets(&inside, parts->private_half, parts->private_length);
    put_head(der, DER_SEQUENCE, inside.length);
    buffer_append(der, inside.data, inside.length);
    bool fine = !inside.failed && !der->failed;
    buffer_finish(&inside);
    return fine;
}

bool tpm_key_file_write(const struct tpm_key_parts *parts, struct buffer *text)
{
    struct buffer der, body;
    buffer_init(&der, TPM_KEY_FILE_MAX);
    buffer_init(&body, TPM_KEY_FILE_MAX);
    bool fine = write_der(parts, &der) && base64_encode(der.data, der.length, &body);

    buffer_append_text(text, BEGIN);
    for (size_t at = 0; fine && at < body.length; at += LINE_LENGTH) {
        size_t left = body.length - at;
        buffer_append(text, body.data + at, left < LINE_LENGTH ? left : LINE_LENGTH);
        buffer_append_byte(text, '\n');
    }
    buffer_append_text(text, END);
    buffer_finish(&body);
    buffer_finish(&der);
    return fine && !text->failed;
}
