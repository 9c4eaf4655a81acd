#include "app/central/register.h"

#include "app/central/office.h"
#include "platform/base/clock.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static bool entry_path(char path[static FILE_PATH_MAX], const char *office, const char *kiosk_id)
{
    return text_format(path, FILE_PATH_MAX, "%s/issuing/kiosks/%s.json", office, kiosk_id);
}

bool register_has(const char *office, const char *kiosk_id)
{
    char path[FILE_PATH_MAX];
    return entry_path(path, office, kiosk_id) && file_exists(path);
}

/* A new reference: what the file says, or a new entry. */
static json_t *load_entry(const char *path, const char *kiosk_id, struct error *error)
{
    if (!file_exists(path))
        return json_pack("{s:s, s:[]}", "kiosk", kiosk_id, "certificates");
    json_t *entry = NULL;
    struct buffer content;
    buffer_init(&content, REGISTER_FILE_MAX);
    if (file_read(path, &content, error)) {
        entry = json_loads(buffer_text(&content), JSON_REJECT_DUPLICATES, NULL);
        if (!json_is_array(json_object_get(entry, "certificates"))) {
            json_decref(entry);
            entry = NULL;
            error_set(error, ERROR_CORRUPT, "%s is not an entry of the register: restore it", path);
        }
    }
    buffer_finish(&content);
    return entry;
}

static json_t *describe(const struct certificate *certificate,
                        const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc)
{
    char issued[CLOCK_TEXT_SIZE], ends[CLOCK_TEXT_SIZE];
    char fingerprint[2 * DIGEST_SIZE + 1], key[2 * DIGEST_SIZE + 1];
    clock_format(issued_utc, issued);
    clock_format(certificate_not_after(certificate), ends);
    hex_encode(certificate_fingerprint(certificate), DIGEST_SIZE, fingerprint);
    hex_encode(key_fingerprint, DIGEST_SIZE, key);
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "serial", certificate_serial(certificate),
                     "fingerprint", fingerprint, "key", key, "issued_utc", issued, "ends_utc",
                     ends);
}

static bool save_entry(const char *path, const json_t *entry, struct error *error)
{
    char *text = json_dumps(entry, JSON_INDENT(1));
    bool fine = text != NULL ? file_write(path, text, strlen(text), 0600, error)
                             : error_set(error, ERROR_MEMORY, "no memory for %s", path);
    free(text);
    return fine;
}

bool register_add(const char *office, const struct certificate *certificate,
                  const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc,
                  struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!entry_path(path, office, certificate_name(certificate)))
        return error_set(error, ERROR_LIMIT, "the register's path is too long");
    json_t *entry = load_entry(path, certificate_name(certificate), error);
    if (entry == NULL)
        return false;
    json_t *added = describe(certificate, key_fingerprint, issued_utc);
    bool fine = json_array_append_new(json_object_get(entry, "certificates"), added) == 0 ||
                error_set(error, ERROR_MEMORY, "no memory for %s", path);
    fine = fine && save_entry(path, entry, error);
    json_decref(entry);
    return fine;
}
