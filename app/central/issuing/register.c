#include "app/central/issuing/register.h"

#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* What revoking adds to a row, and more: a kiosk that got certificates until none fitted in any more must
 * still be revoked. */
#define REVOKED_BYTES 64u

struct register_entry {
    json_t *content;
    char path[FILE_PATH_MAX];
};

/* ---- the lock ---------------------------------------------------------------- */

int register_lock(const char *folder, struct error *error)
{
    char path[FILE_PATH_MAX];
    int locked;
    if (!file_join(path, sizeof path, folder, REGISTER_LOCK_FILE)) {
        error_set(error, ERROR_LIMIT, "%.200s… is too long for a path", folder);
        return -1;
    }
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) {
        error_set_errno(error, "%s cannot be opened", path);
        return -1;
    }
    if (!file_give_to_folder(path, error)) {
        close(lock);
        return -1;
    }
    do
        locked = flock(lock, LOCK_EX);
    while (locked != 0 && errno == EINTR);
    if (locked == 0)
        return lock;
    error_set_errno(error, "%s cannot be locked", path);
    close(lock);
    return -1;
}

void register_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

/* ---- files ------------------------------------------------------------------- */

static bool entry_path(char path[static FILE_PATH_MAX], const char *folder, const char *kiosk_id)
{
    return text_format(path, FILE_PATH_MAX, "%s/kiosks/%s.json", folder, kiosk_id);
}

bool register_has(const char *folder, const char *kiosk_id)
{
    char path[FILE_PATH_MAX];
    return entry_path(path, folder, kiosk_id) && file_exists(path);
}

static json_t *read_content(const char *path, struct error *error)
{
    json_t *content = NULL;
    struct buffer file;
    buffer_init(&file, REGISTER_FILE_MAX);
    if (file_read(path, &file, error)) {
        content = json_loads(buffer_text(&file), JSON_REJECT_DUPLICATES, NULL);
        if (!json_is_array(json_object_get(content, "certificates"))) {
            json_decref(content);
            content = NULL;
            error_set(error, ERROR_CORRUPT, "%s is not an entry of the register: restore it", path);
        }
    }
    buffer_finish(&file);
    return content;
}

static struct register_entry *load(const char *folder, const char *kiosk_id, bool make,
                                   struct error *error)
{
    struct register_entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for an entry of the register");
        return NULL;
    }
    if (!entry_path(entry->path, folder, kiosk_id))
        error_set(error, ERROR_LIMIT, "the register's path is too long");
    else if (make && !file_exists(entry->path))
        entry->content = json_pack("{s:s, s:[]}", "kiosk", kiosk_id, "certificates");
    else
        entry->content = read_content(entry->path, error);
    if (entry->content != NULL)
        return entry;
    free(entry);
    return NULL;
}

struct register_entry *register_load(const char *folder, const char *kiosk_id, struct error *error)
{
    return load(folder, kiosk_id, false, error);
}

void register_release(struct register_entry *entry)
{
    if (entry == NULL)
        return;
    json_decref(entry->content);
    free(entry);
}

/* `spare`: bytes that are to stay free. */
static bool save(const struct register_entry *entry, size_t spare, struct error *error)
{
    char *text = json_dumps(entry->content, JSON_INDENT(1));
    bool fine = text != NULL && strlen(text) + spare <= REGISTER_FILE_MAX
                    ? file_write(entry->path, text, strlen(text), 0600, error) &&
                          file_give_to_folder(entry->path, error)
                    : error_set(error, ERROR_LIMIT, "%s has grown too large", entry->path);
    free(text);
    return fine;
}

/* ---- what stands in an entry --------------------------------------------------- */

static json_t *certificates_of(const struct register_entry *entry)
{
    return json_object_get(entry->content, "certificates");
}

static bool has_digest(const json_t *row, const char *name,
                       const uint8_t digest[static DIGEST_SIZE])
{
    char text[2 * DIGEST_SIZE + 1];
    const char *there = json_string_value(json_object_get(row, name));
    hex_encode(digest, DIGEST_SIZE, text);
    return there != NULL && strcmp(there, text) == 0;
}

/* The time that stands there; 0 without one. */
static int64_t time_of(const json_t *row, const char *name)
{
    int64_t utc = 0;
    const char *text = json_string_value(json_object_get(row, name));
    return text != NULL && clock_parse(text, &utc) ? utc : 0;
}

static bool is_revoked(const json_t *row)
{
    return json_object_get(row, "revoked_utc") != NULL;
}

enum register_standing register_standing(const struct register_entry *entry,
                                         const uint8_t fingerprint[static DIGEST_SIZE])
{
    size_t i;
    json_t *row;
    json_array_foreach(certificates_of(entry), i, row)
    {
        if (has_digest(row, "fingerprint", fingerprint))
            return is_revoked(row) ? REGISTER_REVOKED : REGISTER_GOOD;
    }
    return REGISTER_UNKNOWN;
}

bool register_key_is_revoked(const struct register_entry *entry,
                             const uint8_t key_fingerprint[static DIGEST_SIZE])
{
    size_t i;
    json_t *row;
    json_array_foreach(certificates_of(entry), i, row)
    {
        if (is_revoked(row) && has_digest(row, "key", key_fingerprint))
            return true;
    }
    return false;
}

size_t register_issued_since(const struct register_entry *entry, int64_t utc)
{
    size_t i, count = 0;
    json_t *row;
    json_array_foreach(certificates_of(entry), i, row)
    {
        count += time_of(row, "issued_utc") >= utc;
    }
    return count;
}

struct certificate *register_issued_to(const struct register_entry *entry,
                                       const uint8_t key_fingerprint[static DIGEST_SIZE],
                                       int64_t since_utc)
{
    json_t *rows = certificates_of(entry);
    for (size_t i = json_array_size(rows); i > 0; i--) {
        const json_t *row = json_array_get(rows, i - 1);
        const json_t *pem = json_object_get(row, "pem");
        if (pem != NULL && !is_revoked(row) && time_of(row, "issued_utc") >= since_utc &&
            has_digest(row, "key", key_fingerprint))
            return certificate_parse(json_string_value(pem), json_string_length(pem), NULL);
    }
    return NULL;
}

/* ---- changing ------------------------------------------------------------------ */

static json_t *describe(const struct certificate *certificate,
                        const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc)
{
    char issued[CLOCK_TEXT_SIZE], ends[CLOCK_TEXT_SIZE];
    char fingerprint[2 * DIGEST_SIZE + 1], key[2 * DIGEST_SIZE + 1];
    struct buffer pem;
    json_t *row = NULL;
    clock_format(issued_utc, issued);
    clock_format(certificate_not_after(certificate), ends);
    hex_encode(certificate_fingerprint(certificate), DIGEST_SIZE, fingerprint);
    hex_encode(key_fingerprint, DIGEST_SIZE, key);
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    if (certificate_encode_pem(certificate, &pem, NULL))
        row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "serial", certificate_serial(certificate),
                        "fingerprint", fingerprint, "key", key, "issued_utc", issued, "ends_utc",
                        ends, "pem", buffer_text(&pem));
    buffer_finish(&pem);
    return row;
}

bool register_add(const char *folder, const struct certificate *certificate,
                  const uint8_t key_fingerprint[static DIGEST_SIZE], int64_t issued_utc,
                  struct error *error)
{
    struct register_entry *entry = load(folder, certificate_name(certificate), true, error);
    if (entry == NULL)
        return false;
    json_t *row = describe(certificate, key_fingerprint, issued_utc);
    bool fine = json_array_append_new(certificates_of(entry), row) == 0
                    ? save(entry, json_array_size(certificates_of(entry)) * REVOKED_BYTES, error)
                    : error_set(error, ERROR_MEMORY, "no memory for %s", entry->path);
    register_release(entry);
    return fine;
}

bool register_revoke(const char *folder, const char *kiosk_id, const uint8_t *fingerprint,
                     int64_t now_utc, size_t *count, struct error *error)
{
    char now[CLOCK_TEXT_SIZE];
    size_t i, named = 0;
    json_t *row;
    *count = 0;
    clock_format(now_utc, now);
    struct register_entry *entry = register_load(folder, kiosk_id, error);
    if (entry == NULL)
        return false;
    json_array_foreach(certificates_of(entry), i, row)
    {
        if (fingerprint != NULL && !has_digest(row, "fingerprint", fingerprint))
            continue;
        named++;
        if (!is_revoked(row) && json_object_set_new(row, "revoked_utc", json_string(now)) == 0)
            ++*count;
    }
    bool fine =
        named > 0 ? save(entry, 0, error)
                  : error_set(error, ERROR_NOT_FOUND, "kiosk %s never had that certificate: see %s",
                              kiosk_id, entry->path);
    register_release(entry);
    return fine;
}

/* ---- all of them ------------------------------------------------------------- */

static bool visit_entry(const struct register_entry *entry, register_visitor *visit, void *context,
                        struct error *error)
{
    size_t i;
    json_t *row;
    json_array_foreach(certificates_of(entry), i, row)
    {
        const char *serial = json_string_value(json_object_get(row, "serial"));
        if (is_revoked(row) && serial != NULL &&
            !visit(context, serial, time_of(row, "revoked_utc"), error))
            return false;
    }
    return true;
}

static bool visit_file(const char *folder, const char *name, register_visitor *visit, void *context,
                       struct error *error)
{
    static const char ending[] = ".json";
    char kiosk_id[256];
    size_t length = strlen(name), tail = sizeof ending - 1;
    if (name[0] == '.' || length <= tail || strcmp(name + length - tail, ending) != 0 ||
        !text_format(kiosk_id, sizeof kiosk_id, "%.*s", (int)(length - tail), name))
        return true;
    struct register_entry *entry = register_load(folder, kiosk_id, error);
    bool fine = entry != NULL && visit_entry(entry, visit, context, error);
    register_release(entry);
    return fine;
}

bool register_each_revoked(const char *folder, register_visitor *visit, void *context,
                           struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!file_join(path, sizeof path, folder, "kiosks"))
        return error_set(error, ERROR_LIMIT, "%.200s… is too long for a path", folder);
    DIR *list = opendir(path);
    if (list == NULL)
        return error_set_errno(error, "%s cannot be read", path);
    bool fine = true;
    for (struct dirent *each = readdir(list); fine && each != NULL; each = readdir(list))
        fine = visit_file(folder, each->d_name, visit, context, error);
    closedir(list);
    return fine;
}
