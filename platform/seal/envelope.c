#include "platform/seal/envelope.h"

#include "platform/base/der.h"

#include <string.h>

#define NONCE_SIZE       12
#define TAG_SIZE         16
#define POINT_SIZE       65 /* an uncompressed point on P-256 */
#define WRAPPED_KEY_SIZE 40 /* 32 bytes under RFC 3394 */

/* id-ct-authEnvelopedData, RFC 5083, section 2 */
static const uint8_t auth_enveloped_data[] = {0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                              0x0d, 0x01, 0x09, 0x10, 0x01, 0x17};
/* id-data, RFC 5652, section 4 */
static const uint8_t data[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};
/* id-aes256-GCM, RFC 5084, section 3.2 */
static const uint8_t aes256_gcm[] = {0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                     0x65, 0x03, 0x04, 0x01, 0x2e};
static const uint8_t tag_length[] = {0x02, 0x01, TAG_SIZE};
static const uint8_t version_0[] = {0x02, 0x01, 0x00};
static const uint8_t version_3[] = {0x02, 0x01, 0x03};
/* id-ecPublicKey, RFC 5480, section 2.1.1 */
static const uint8_t ec_public_key[] = {0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01};
/* dhSinglePass-stdDH-sha256kdf-scheme with id-aes256-wrap as its parameter: RFC 5753, section 7.1.4 */
static const uint8_t agreement[] = {0x30, 0x15, 0x06, 0x06, 0x2b, 0x81, 0x04, 0x01,
                                    0x0b, 0x01, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86,
                                    0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2d};

static bool is_octets(struct reader *outer, enum der_tag tag, size_t length)
{
    struct reader octets;
    return der_enter(outer, tag, &octets) && reader_left(&octets) == length;
}

/* OriginatorPublicKey: { algorithm { id-ecPublicKey }, BIT STRING }. */
static bool read_ephemeral_key(struct reader *recipient)
{
    static const uint8_t bit_string_head[] = {0x03, POINT_SIZE + 1, 0x00, 0x04};
    struct reader originator, key, algorithm;
    return der_enter(recipient, DER_CONTEXT_0, &originator) &&
           der_enter(&originator, DER_CONTEXT_1, &key) && der_at_end(&originator) &&
           der_enter(&key, DER_SEQUENCE, &algorithm) &&
           der_expect(&algorithm, ec_public_key, sizeof ec_public_key) && der_at_end(&algorithm) &&
           der_expect(&key, bit_string_head, sizeof bit_string_head) &&
           reader_bytes(&key, POINT_SIZE - 1) != NULL && der_at_end(&key);
}

/* RecipientEncryptedKeys of one key: { [0] { subjectKeyIdentifier }, wrapped key }. */
static bool read_wrapped_key(struct reader *recipient, uint8_t key_id[static ENVELOPE_KEY_ID_SIZE])
{
    struct reader keys, key, identifier, octets;
    if (!der_enter(recipient, DER_SEQUENCE, &keys) || !der_enter(&keys, DER_SEQUENCE, &key) ||
        !der_at_end(&keys) || !der_enter(&key, DER_CONTEXT_0, &identifier) ||
        !der_enter(&identifier, DER_OCTETS, &octets) || !der_at_end(&identifier) ||
        reader_left(&octets) != ENVELOPE_KEY_ID_SIZE)
        return false;
    memcpy(key_id, octets.data, ENVELOPE_KEY_ID_SIZE);
    return is_octets(&key, DER_OCTETS, WRAPPED_KEY_SIZE) && der_at_end(&key);
}

static bool read_recipients(struct reader *content, struct envelope *envelope)
{
    struct reader set, recipient;
    if (!der_enter(content, DER_SET, &set))
        return false;
    while (reader_left(&set) > 0) {
        if (envelope->recipients == SEAL_RECIPIENTS_MAX ||
            !der_enter(&set, DER_CONTEXT_1, &recipient) ||
            !der_expect(&recipient, version_3, sizeof version_3) ||
            !read_ephemeral_key(&recipient) ||
            !der_expect(&recipient, agreement, sizeof agreement) ||
            !read_wrapped_key(&recipient, envelope->key_ids[envelope->recipients]) ||
            !der_at_end(&recipient))
            return false;
        envelope->recipients++;
    }
    return envelope->recipients > 0;
}

static bool read_content(struct reader *content, struct envelope *envelope)
{
    struct reader info, algorithm, parameters, sealed;
    if (!der_enter(content, DER_SEQUENCE, &info) || !der_expect(&info, data, sizeof data) ||
        !der_enter(&info, DER_SEQUENCE, &algorithm) ||
        !der_expect(&algorithm, aes256_gcm, sizeof aes256_gcm) ||
        !der_enter(&algorithm, DER_SEQUENCE, &parameters) || !der_at_end(&algorithm) ||
        !is_octets(&parameters, DER_OCTETS, NONCE_SIZE) ||
        !der_expect(&parameters, tag_length, sizeof tag_length) || !der_at_end(&parameters) ||
        !der_enter(&info, DER_FIELD_0, &sealed) || !der_at_end(&info))
        return false;
    envelope->content_length = reader_left(&sealed);
    return envelope->content_length > 0 && envelope->content_length <= SEAL_PLAIN_MAX;
}

static bool read_all(struct reader *outside, struct envelope *envelope)
{
    struct reader info, explicit_content, content;
    return der_enter(outside, DER_SEQUENCE, &info) && der_at_end(outside) &&
           der_expect(&info, auth_enveloped_data, sizeof auth_enveloped_data) &&
           der_enter(&info, DER_CONTEXT_0, &explicit_content) && der_at_end(&info) &&
           der_enter(&explicit_content, DER_SEQUENCE, &content) && der_at_end(&explicit_content) &&
           der_expect(&content, version_0, sizeof version_0) &&
           read_recipients(&content, envelope) && read_content(&content, envelope) &&
           is_octets(&content, DER_OCTETS, TAG_SIZE) && der_at_end(&content);
}

bool envelope_read(const void *sealed, size_t length, struct envelope *envelope,
                   struct error *error)
{
    struct envelope found = {0};
    struct reader outside;
    *envelope = found;
    if (length == 0 || length > ENVELOPE_MAX)
        return error_set(error, ERROR_INPUT, "%zu bytes are not a sealed request", length);
    reader_init(&outside, sealed, length);
    if (!read_all(&outside, &found))
        return error_set(error, ERROR_INPUT,
                         "it is not a request sealed by a kiosk: only CMS AuthEnvelopedData with "
                         "AES-256-GCM in DER is taken");
    *envelope = found;
    return true;
}
