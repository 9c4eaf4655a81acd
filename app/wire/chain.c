#include "app/wire/chain.h"

#include "platform/crypto/digest.h"

#include <string.h>

#define CHAIN_DOMAIN  "custody-alert/chain/1"
#define RECORD_DOMAIN "custody-alert/record/1"
#define LOOKUP_DOMAIN "custody-alert/lookup/1"

_Static_assert(DIGEST_SIZE == CHAIN_HASH_SIZE, "links are SHA-256");

const uint8_t chain_beginning[CHAIN_HASH_SIZE];

static bool is_id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

bool chain_kiosk_id_is_valid(const char *kiosk_id)
{
    size_t length = 0;

    while (length <= CHAIN_KIOSK_ID_MAX && is_id_character(kiosk_id[length])) {
        length++;
    }
    return length > 0 && length <= CHAIN_KIOSK_ID_MAX && kiosk_id[length] == '\0';
}

static bool sealed_is_valid(const char *kiosk_id, size_t length, struct error *error)
{
    if (!chain_kiosk_id_is_valid(kiosk_id)) {
        return error_set(error, ERROR_INPUT, "a kiosk's id has 1 to %u letters, digits, - _ or .",
                         CHAIN_KIOSK_ID_MAX);
    }
    if (length == 0 || length > CHAIN_SEALED_MAX) {
        return error_set(error, ERROR_LIMIT, "a sealed request has 1 to %u bytes, not %zu",
                         CHAIN_SEALED_MAX, length);
    }
    return true;
}

bool chain_link(const struct chain_entry *entry, uint8_t link[CHAIN_HASH_SIZE], struct error *error)
{
    uint8_t sealed[DIGEST_SIZE];
    uint8_t value[DIGEST_SIZE];
    struct digest *digest;

    if (!sealed_is_valid(entry->kiosk_id, entry->sealed_length, error) ||
        !digest_of(entry->sealed, entry->sealed_length, sealed, error)) {
        return false;
    }
    digest = digest_create(CHAIN_DOMAIN, error);
    if (digest == NULL) {
        return false;
    }
    digest_add_text(digest, entry->kiosk_id);
    digest_add(digest, entry->outbox_id, CHAIN_OUTBOX_ID_SIZE);
    digest_add_number(digest, entry->sequence);
    digest_add(digest, entry->previous, CHAIN_HASH_SIZE);
    digest_add(digest, entry->lookup, CHAIN_HASH_SIZE);
    digest_add(digest, sealed, sizeof sealed);
    if (!digest_finish(digest, value, error)) {
        return false;
    }
    memcpy(link, value, sizeof value);
    return true;
}

bool chain_record_id(const char *kiosk_id, const uint8_t *sealed, size_t sealed_length,
                     uint8_t id[CHAIN_HASH_SIZE], struct error *error)
{
    struct digest *digest;

    if (!sealed_is_valid(kiosk_id, sealed_length, error)) {
        return false;
    }
    digest = digest_create(RECORD_DOMAIN, error);
    if (digest == NULL) {
        return false;
    }
    digest_add_text(digest, kiosk_id);
    digest_add(digest, sealed, sealed_length);
    return digest_finish(digest, id, error);
}

bool chain_lookup(const char *code, uint8_t lookup[CHAIN_HASH_SIZE], struct error *error)
{
    struct digest *digest = digest_create(LOOKUP_DOMAIN, error);

    if (digest == NULL) {
        return false;
    }
    digest_add_text(digest, code);
    return digest_finish(digest, lookup, error);
}
