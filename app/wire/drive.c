#include "app/wire/drive.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER_DIGITS 20

static bool too_long(const char *folder, struct error *error)
{
    return error_set(error, ERROR_LIMIT, "%.200s… is too long for a path", folder);
}

bool drive_folder(char path[static FILE_PATH_MAX], const char *drive, const char *kiosk_id,
                  const uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE], struct error *error)
{
    char outbox[2 * CHAIN_OUTBOX_ID_SIZE + 1];

    hex_encode(outbox_id, CHAIN_OUTBOX_ID_SIZE, outbox);
    return text_format(path, FILE_PATH_MAX, "%s/" DRIVE_FOLDER "/%s/%s", drive, kiosk_id, outbox) ||
           too_long(drive, error);
}

bool drive_file(char path[static FILE_PATH_MAX], const char *folder, uint64_t sequence,
                const char *suffix, struct error *error)
{
    return text_format(path, FILE_PATH_MAX, "%s/%" PRIu64 "%s", folder, sequence, suffix) ||
           too_long(folder, error);
}

bool drive_certificate(char path[static FILE_PATH_MAX], const char *folder,
                       const uint8_t digest[CHAIN_HASH_SIZE], struct error *error)
{
    char name[2 * CHAIN_HASH_SIZE + 1];

    hex_encode(digest, CHAIN_HASH_SIZE, name);
    return text_format(path, FILE_PATH_MAX, "%s/%s.pem", folder, name) || too_long(folder, error);
}

bool drive_make_folder(const char *drive, const char *folder, struct error *error)
{
    char part[FILE_PATH_MAX];
    size_t top = strlen(drive);

    if (!file_make_folder(folder, 0755, error) || !text_copy(part, sizeof part, folder))
        return false;
    while (strlen(part) > top) {
        if (!file_sync_folder_of(part, error))
            return false;
        *strrchr(part, '/') = '\0';
    }
    return true;
}

/* ---- walking --------------------------------------------------------------- */

/* The names of one kind in a folder. */
struct names {
    char (*list)[NAME_MAX + 1];
    size_t count, most;
};

static bool is_kind(const char *folder, const char *name, mode_t kind)
{
    char path[FILE_PATH_MAX];
    struct stat about;

    return file_join(path, sizeof path, folder, name) && lstat(path, &about) == 0 &&
           (about.st_mode & S_IFMT) == kind;
}

static bool add_name(struct names *names, const char *folder, const char *name, struct error *error)
{
    if (names->count == names->most)
        return error_set(error, ERROR_LIMIT, "%s holds more than %zu entries", folder, names->most);
    if ((names->count & (names->count - 1)) == 0) { /* room for twice as many */
        size_t room = names->count == 0 ? 1 : 2 * names->count;
        void *larger = realloc(names->list, room * sizeof *names->list);

        if (larger == NULL)
            return error_set(error, ERROR_MEMORY, "no memory for the names in %s", folder);
        names->list = larger;
    }
    return text_copy(names->list[names->count++], sizeof *names->list, name);
}

/* A number without leading zeros, then the suffix. */
static bool is_numbered(const char *name, const char *suffix)
{
    size_t digits = strspn(name, "0123456789");

    return digits > 0 && digits < NUMBER_DIGITS && name[0] != '0' &&
           strcmp(name + digits, suffix) == 0;
}

/* `suffix` NULL: folders. */
static bool read_names(const char *folder, const char *suffix, struct names *names,
                       struct error *error)
{
    DIR *open = opendir(folder);
    const struct dirent *entry;
    bool fine = true;

    if (open == NULL)
        return error_set_errno(error, "%s cannot be read", folder);
    while (fine && (errno = 0, entry = readdir(open)) != NULL) {
        if (suffix == NULL
                ? entry->d_name[0] != '.' && is_kind(folder, entry->d_name, S_IFDIR)
                : is_numbered(entry->d_name, suffix) && is_kind(folder, entry->d_name, S_IFREG))
            fine = add_name(names, folder, entry->d_name, error);
    }
    if (fine && errno != 0)
        fine = error_set_errno(error, "%s cannot be read", folder);
    (void)closedir(open);
    return fine;
}

static int by_number(const void *left, const void *right)
{
    uint64_t a = strtoull(left, NULL, 10), b = strtoull(right, NULL, 10);

    return (a > b) - (a < b);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

bool drive_each_file(const char *folder, const char *suffix, drive_visit *visit, void *context,
                     struct error *error)
{
    struct names names = {.most = DRIVE_FILES_MAX};
    bool fine = read_names(folder, suffix, &names, error);

    if (fine && names.count > 0)
        qsort(names.list, names.count, sizeof *names.list, by_number);
    for (size_t i = 0; fine && i < names.count; i++)
        fine = visit(context, folder, strtoull(names.list[i], NULL, 10), error);
    free(names.list);
    return fine;
}

typedef bool folder_visit(const char *folder, drive_visit *visit, void *context,
                          struct error *error);

static bool each_folder(const char *folder, folder_visit *inner, drive_visit *visit, void *context,
                        struct error *error)
{
    struct names names = {.most = DRIVE_FOLDERS_MAX};
    bool fine = read_names(folder, NULL, &names, error);

    if (fine && names.count > 0)
        qsort(names.list, names.count, sizeof *names.list, by_name);
    for (size_t i = 0; fine && i < names.count; i++) {
        char path[FILE_PATH_MAX];

        fine = (file_join(path, sizeof path, folder, names.list[i]) || too_long(folder, error)) &&
               inner(path, visit, context, error);
    }
    free(names.list);
    return fine;
}

static bool in_outbox(const char *folder, drive_visit *visit, void *context, struct error *error)
{
    return drive_each_file(folder, DRIVE_BATCH, visit, context, error);
}

static bool in_kiosk(const char *folder, drive_visit *visit, void *context, struct error *error)
{
    return each_folder(folder, in_outbox, visit, context, error);
}

bool drive_each_batch(const char *drive, drive_visit *visit, void *context, struct error *error)
{
    char top[FILE_PATH_MAX];

    return (file_join(top, sizeof top, drive, DRIVE_FOLDER) || too_long(drive, error)) &&
           each_folder(top, in_kiosk, visit, context, error);
}
