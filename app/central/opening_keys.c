#include "app/central/opening_keys.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <string.h>

static bool has_key_ending(const char *name)
{
    size_t length = strlen(name);
    return length > 4 && name[0] != '.' && strcmp(name + length - 4, ".key") == 0;
}

static bool add(struct opening_keys *keys, const char *folder, const char *name,
                const struct passphrase_source *passphrases, struct error *error)
{
    char key[FILE_PATH_MAX], certificate[FILE_PATH_MAX];
    if (keys->count == OPENING_KEYS_MAX)
        return error_set(error, ERROR_LIMIT, "%s holds more than %d opening keys", folder,
                         OPENING_KEYS_MAX);
    if (!file_join(key, sizeof key, folder, name) ||
        !text_format(certificate, sizeof certificate, "%.*s.pem", (int)strlen(key) - 4, key))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    keys->openers[keys->count] = opener_load(key, certificate, passphrases, error);
    if (keys->openers[keys->count] == NULL)
        return false;
    keys->count++;
    return true;
}

static bool load_all(struct opening_keys *keys, const char *folder,
                     const struct passphrase_source *passphrases, struct error *error)
{
    DIR *list = opendir(folder);
    if (list == NULL)
        return error_set_errno(error, "%s cannot be read", folder);
    bool fine = true;
    for (struct dirent *entry = readdir(list); fine && entry != NULL; entry = readdir(list))
        if (has_key_ending(entry->d_name))
            fine = add(keys, folder, entry->d_name, passphrases, error);
    closedir(list);
    if (fine && keys->count == 0)
        fine = error_set(error, ERROR_NOT_FOUND, "%s holds no opening key", folder);
    return fine;
}

bool opening_keys_load(struct opening_keys *keys, const char *folder,
                       const struct passphrase_source *passphrases, struct error *error)
{
    char authority[FILE_PATH_MAX];
    *keys = (struct opening_keys){0};
    if (!file_join(authority, sizeof authority, folder, "issuing.pem"))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    keys->kiosks = trust_load(authority, error);
    if (keys->kiosks != NULL && load_all(keys, folder, passphrases, error))
        return true;
    opening_keys_finish(keys);
    return false;
}

void opening_keys_finish(struct opening_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        opener_destroy(keys->openers[i]);
    trust_destroy(keys->kiosks);
    *keys = (struct opening_keys){0};
}

bool opening_keys_open(const struct opening_keys *keys, const void *sealed, size_t length,
                       struct buffer *plain, struct error *error)
{
    struct error reason = {0};
    for (size_t i = 0; i < keys->count; i++) {
        if (opener_open(keys->openers[i], sealed, length, plain, &reason))
            return true;
        if (reason.kind != ERROR_NOT_FOUND)
            break;
    }
    return error_set(error, reason.kind, "%s", reason.text);
}
