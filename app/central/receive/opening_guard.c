#include "app/central/receive/opening_guard.h"

#include "platform/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOOKED_AT_MAX 65536u

/* Follows links, other than file_read: a link to a key is as good as the key. */
static bool holds_key(const char *path)
{
    static const char mark[] = "PRIVATE KEY-----";
    char content[LOOKED_AT_MAX];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t length;
    bool found;

    if (descriptor < 0)
        return false;
    length = read(descriptor, content, sizeof content);
    (void)close(descriptor);
    found = length > 0 && memmem(content, (size_t)length, mark, sizeof mark - 1) != NULL;
    explicit_bzero(content, sizeof content);
    return found;
}

static bool refuse(const char *path, struct error *error)
{
    return error_set(
        error, ERROR_REFUSED,
        "%s is an opening key and this user can read it: the receiver must not; run it "
        "as another user or move the key to the computer that opens",
        path);
}

static bool check_folder(const char *path, DIR *folder, struct error *error)
{
    const struct dirent *entry;

    while ((entry = readdir(folder)) != NULL) {
        char file[FILE_PATH_MAX];

        if (file_join(file, sizeof file, path, entry->d_name) && holds_key(file))
            return refuse(file, error);
    }
    return true;
}

bool opening_guard_check(const char *path, struct error *error)
{
    DIR *folder = opendir(path);
    bool fine;

    if (folder != NULL) {
        fine = check_folder(path, folder, error);
        (void)closedir(folder);
        return fine;
    }
    return !holds_key(path) || refuse(path, error);
}
