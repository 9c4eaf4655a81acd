#include "app/staff/update/entries.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PREFIX  "custody-kiosk_"
#define ENDING  ".efi"
#define NEW     "custody-kiosk.new" /* not ending in .efi: no boot loader looks at it */
#define HIDDEN  ".old"              /* after ENDING: the same */
#define RESERVE (1 << 20)           /* bytes of the boot partition that stay free */

struct entry {
    struct release_version version;
    bool counted; /* it has a counter: on trial, or found bad */
};

/* False for what is not a release of this product. */
static bool parse_name(const char *name, struct entry *entry)
{
    size_t length = strlen(name);
    size_t ends = sizeof PREFIX - 1 + sizeof ENDING - 1;
    if (length <= ends || strncmp(name, PREFIX, sizeof PREFIX - 1) != 0 ||
        strcmp(name + length - (sizeof ENDING - 1), ENDING) != 0)
        return false;
    const char *text = name + sizeof PREFIX - 1;
    size_t middle = length - ends;
    size_t version = strcspn(text, "+");
    entry->counted = version < middle;
    return release_version_parse(text, entry->counted ? version : middle, &entry->version);
}

static DIR *open_folder(const char *boot, char path[static FILE_PATH_MAX], struct error *error)
{
    DIR *folder = file_join(path, FILE_PATH_MAX, boot, ENTRIES_FOLDER) ? opendir(path) : NULL;
    if (folder == NULL)
        error_set_errno(error, "%s/%s cannot be opened", boot, ENTRIES_FOLDER);
    return folder;
}

bool entries_check_running(const char *boot, const struct release_version *running,
                           struct error *error)
{
    char path[FILE_PATH_MAX];
    struct entry entry;
    bool good = false;
    DIR *folder = open_folder(boot, path, error);
    if (folder == NULL)
        return false;
    for (const struct dirent *file = readdir(folder); file != NULL; file = readdir(folder))
        good = good || (parse_name(file->d_name, &entry) && !entry.counted &&
                        release_version_compare(&entry.version, running) == 0);
    (void)closedir(folder);
    return good || error_set(error, ERROR_REFUSED,
                             "release %s, which runs, has not been found good yet", running->text);
}

/* The folder is this product's: whatever is not what runs is another release, half a one, or what a power
 * cut made of a name. */
static bool is_other(const char *name, const struct release_version *running)
{
    struct entry entry;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
           (!parse_name(name, &entry) || release_version_compare(&entry.version, running) != 0);
}

bool entries_check_room(const char *boot, const struct release_version *running, int64_t size,
                        struct error *error)
{
    char path[FILE_PATH_MAX];
    struct statvfs space;
    struct stat status;
    DIR *folder = open_folder(boot, path, error);
    if (folder == NULL)
        return false;
    int64_t room = -RESERVE;
    for (const struct dirent *file = readdir(folder); file != NULL; file = readdir(folder))
        if (is_other(file->d_name, running) &&
            fstatat(dirfd(folder), file->d_name, &status, 0) == 0)
            room += status.st_size;
    (void)closedir(folder);
    if (statvfs(path, &space) != 0)
        return error_set_errno(error, "%s cannot be looked at", path);
    room += (int64_t)(space.f_bavail * space.f_frsize);
    return size <= room ||
           error_set(error, ERROR_LIMIT, "the boot partition has no room for %lld bytes",
                     (long long)size);
}

/* The whole first: FAT gives a file that was renamed an empty entry, and its size and place only when the file is
 * written. Were the folder synced alone, the empty entry would be on the disk for a moment. */
static bool sync_folder(const char *path, struct error *error)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = descriptor >= 0 && syncfs(descriptor) == 0 && fsync(descriptor) == 0;
    if (!fine)
        error_set_errno(error, "%s cannot be synced", path);
    if (descriptor >= 0)
        (void)close(descriptor);
    return fine;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name);
    return length > strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0;
}

/* Out of the boot loader's sight. */
static bool hide(DIR *folder, const char *path, const char *name, struct error *error)
{
    char hidden[FILE_PATH_MAX];
    return (text_format(hidden, sizeof hidden, "%s" HIDDEN, name) &&
            renameat(dirfd(folder), name, dirfd(folder), hidden) == 0) ||
           error_set_errno(error, "%s/%s cannot be renamed", path, name);
}

static bool take_away(DIR *folder, const char *path, const char *name, struct error *error)
{
    return unlinkat(dirfd(folder), name, 0) == 0 ||
           error_set_errno(error, "%s/%s cannot be removed", path, name);
}

/* Hides the others, or takes away what is not in sight. */
static bool for_others(const char *boot, const struct release_version *running, bool in_sight,
                       struct error *error)
{
    char path[FILE_PATH_MAX];
    bool fine = true;
    DIR *folder = open_folder(boot, path, error);
    if (folder == NULL)
        return false;
    for (const struct dirent *file = readdir(folder); file != NULL && fine; file = readdir(folder))
        if (is_other(file->d_name, running) && ends_with(file->d_name, ENDING) == in_sight)
            fine = in_sight ? hide(folder, path, file->d_name, error)
                            : take_away(folder, path, file->d_name, error);
    (void)closedir(folder);
    return fine && sync_folder(path, error);
}

bool entries_retire_others(const char *boot, const struct release_version *running,
                           struct error *error)
{
    return for_others(boot, running, true, error) && for_others(boot, running, false, error);
}

static bool fill_new(const char *path, int from, const struct update_part *part,
                     const struct copy_progress *progress, struct error *error)
{
    int to = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (to < 0)
        return error_set_errno(error, "%s cannot be made", path);
    bool fine = copy_part(update_part_text(UPDATE_UKI), from, part, to, 0, progress, error);
    if (close(to) != 0 && fine)
        fine = error_set_errno(error, "%s cannot be written", path);
    return fine;
}

bool entries_place(const char *boot, const struct release_version *version, int from,
                   const struct update_part *part, const struct copy_progress *progress,
                   struct error *error)
{
    char folder[FILE_PATH_MAX];
    char new_path[FILE_PATH_MAX];
    char path[FILE_PATH_MAX];
    if (!file_join(folder, sizeof folder, boot, ENTRIES_FOLDER) ||
        !file_join(new_path, sizeof new_path, folder, NEW) ||
        !text_format(path, sizeof path, "%s/" PREFIX "%s+%d" ENDING, folder, version->text,
                     ENTRIES_TRIES))
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", boot);
    if (!fill_new(new_path, from, part, progress, error) || !sync_folder(folder, error))
        return false;
    if (rename(new_path, path) != 0)
        return error_set_errno(error, "%s cannot be named", path);
    return sync_folder(folder, error);
}
