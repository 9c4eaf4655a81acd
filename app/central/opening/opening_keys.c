#include "app/central/opening/opening_keys.h"

#include "platform/base/file.h"
#include "platform/base/text.h"
#include "platform/token/token.h"

#include <dirent.h>
#include <string.h>

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);
    return length > end && name[0] != '.' && strcmp(name + length - end, ending) == 0;
}

static struct opener *load_token(const char *path, const char *certificate,
                                 const struct passphrase_source *pins, struct error *error)
{
    struct token_place place;
    if (!token_place_load(path, &place, error))
        return NULL;
    struct private_key *key = token_key_load(path, &place, pins, error);
    return key == NULL ? NULL : opener_create(key, path, certificate, error);
}

static bool add(struct opening_keys *keys, const char *folder, const char *name,
                const struct passphrase_source *passphrases, struct error *error)
{
    char key[FILE_PATH_MAX], certificate[FILE_PATH_MAX];
    bool in_token = ends_with(name, ".token");
    if (keys->count == OPENING_KEYS_MAX)
        return error_set(error, ERROR_LIMIT, "%s holds more than %d opening keys", folder,
                         OPENING_KEYS_MAX);
    if (!file_join(key, sizeof key, folder, name) ||
        !text_format(certificate, sizeof certificate, "%.*s.pem", (int)(strrchr(key, '.') - key),
                     key))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", folder);
    keys->openers[keys->count] = in_token ? load_token(key, certificate, passphrases, error)
                                          : opener_load(key, certificate, passphrases, error);
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
        if (ends_with(entry->d_name, ".key") || ends_with(entry->d_name, ".token"))
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
