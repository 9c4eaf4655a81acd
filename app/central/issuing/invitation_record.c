#include "app/central/issuing/invitation_record.h"

#include "platform/base/clock.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RECORD_MAX 4096u

static bool path_of(char path[static FILE_PATH_MAX], const char *folder, const char *kiosk_id)
{
    return text_format(path, FILE_PATH_MAX, "%s/invitations/%s.json", folder, kiosk_id);
}

static json_t *describe(const struct invitation_record *record)
{
    char made[CLOCK_TEXT_SIZE], ends[CLOCK_TEXT_SIZE], used[CLOCK_TEXT_SIZE];
    char code[2 * DIGEST_SIZE + 1], key[2 * DIGEST_SIZE + 1];
    clock_format(record->made_utc, made);
    clock_format(record->ends_utc, ends);
    hex_encode(record->code, DIGEST_SIZE, code);
    json_t *object =
        json_pack("{s:s, s:s, s:s, s:b, s:I}", "code_digest", code, "made_utc", made, "ends_utc",
                  ends, "again", record->again, "wrong", (json_int_t)record->wrong);
    if (record->used_utc == 0)
        return object;
    clock_format(record->used_utc, used);
    hex_encode(record->used_key, DIGEST_SIZE, key);
    if (json_object_set_new(object, "used_utc", json_string(used)) == 0 &&
        json_object_set_new(object, "used_key", json_string(key)) == 0)
        return object;
    json_decref(object);
    return NULL;
}

bool invitation_record_save(const char *folder, const char *kiosk_id,
                            const struct invitation_record *record, struct error *error)
{
    char path[FILE_PATH_MAX], invitations[FILE_PATH_MAX];
    if (!path_of(path, folder, kiosk_id) ||
        !file_join(invitations, sizeof invitations, folder, "invitations"))
        return error_set(error, ERROR_LIMIT, "%.200s… is too long for a path", folder);
    json_t *object = describe(record);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_INDENT(1));
    bool fine = text == NULL ? error_set(error, ERROR_MEMORY, "no memory for %s", path)
                             : file_make_folder(invitations, 0700, error) &&
                                   file_write(path, text, strlen(text), 0600, error) &&
                                   file_give_to_folder(path, error);
    free(text);
    json_decref(object);
    return fine;
}

/* ---- reading --------------------------------------------------------------- */

static bool read_digest(const json_t *object, const char *name, uint8_t digest[static DIGEST_SIZE])
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && hex_decode(text, digest, DIGEST_SIZE);
}

static bool read_time(const json_t *object, const char *name, int64_t *utc)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && clock_parse(text, utc);
}

static bool read_record(const json_t *object, struct invitation_record *record)
{
    const json_t *wrong = json_object_get(object, "wrong");
    record->again = json_is_true(json_object_get(object, "again"));
    record->wrong = json_integer_value(wrong);
    if (!read_digest(object, "code_digest", record->code) ||
        !read_time(object, "made_utc", &record->made_utc) ||
        !read_time(object, "ends_utc", &record->ends_utc) || !json_is_integer(wrong))
        return false;
    return json_object_get(object, "used_utc") == NULL ||
           (read_time(object, "used_utc", &record->used_utc) &&
            read_digest(object, "used_key", record->used_key));
}

bool invitation_record_load(const char *folder, const char *kiosk_id,
                            struct invitation_record *record, struct error *error)
{
    char path[FILE_PATH_MAX];
    struct buffer file;
    struct invitation_record read = {0};
    *record = read;
    if (!path_of(path, folder, kiosk_id))
        return error_set(error, ERROR_LIMIT, "%.200s… is too long for a path", folder);
    buffer_init(&file, RECORD_MAX);
    bool fine = file_read(path, &file, error);
    if (fine) {
        json_t *object = json_loads(buffer_text(&file), JSON_REJECT_DUPLICATES, NULL);
        fine = read_record(object, &read) ||
               error_set(error, ERROR_CORRUPT, "%s is no invitation: invite the kiosk again", path);
        json_decref(object);
    }
    if (fine)
        *record = read;
    buffer_finish(&file);
    return fine;
}

bool invitation_record_remove(const char *folder, const char *kiosk_id)
{
    char path[FILE_PATH_MAX];
    return path_of(path, folder, kiosk_id) && unlink(path) == 0 && file_sync_folder_of(path, NULL);
}
