#include "platform/base/file.h"

#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 16384u

static bool too_large(const char *path, size_t limit, struct error *error)
{
    return error_set(error, ERROR_LIMIT, "%s is larger than the %zu bytes allowed", path, limit);
}

/* Straight into the buffer, so that a secret one leaves no copy behind. */
static bool read_all(int descriptor, const char *path, struct buffer *content, struct error *error)
{
    for (;;) {
        size_t room = content->limit - content->length;
        uint8_t spare = 0;
        size_t chunk = room == 0 ? 1 : room < CHUNK ? room : CHUNK;
        uint8_t *target = room == 0 ? &spare : buffer_extend(content, chunk);
        if (target == NULL) {
            return error_set(error, ERROR_MEMORY, "%s cannot be read: no memory", path);
        }
        ssize_t got = read(descriptor, target, chunk);
        if (room != 0) {
            content->length -= chunk - (got > 0 ? (size_t)got : 0);
        }
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            return error_set_errno(error, "%s cannot be read", path);
        }
        if (got > 0 && room == 0) {
            return too_large(path, content->limit, error);
        }
    }
}

bool file_read(const char *path, struct buffer *content, struct error *error)
{
    bool fine = false;
    struct stat about;
    /* Not blocking: a pipe put in the file's place must not hold the program. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) {
        if (errno == ELOOP) {
            return error_set(error, ERROR_REFUSED,
                             "%s is a symbolic link; put the file itself there", path);
        }
        return error_set_errno(error, "%s cannot be opened", path);
    }
    if (fstat(descriptor, &about) != 0) {
        error_set_errno(error, "%s cannot be read", path);
    } else if (!S_ISREG(about.st_mode)) {
        error_set(error, ERROR_INPUT, "%s is not a regular file", path);
    } else if ((uintmax_t)about.st_size > content->limit - content->length) {
        too_large(path, content->limit, error);
    } else {
        fine = read_all(descriptor, path, content, error);
    }
    (void)close(descriptor);
    return fine;
}

static bool write_all(int descriptor, const uint8_t *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(descriptor, bytes, length);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes += put;
        length -= (size_t)put;
    }
    return true;
}

bool file_folder_of(const char *path, char folder[FILE_PATH_MAX], struct error *error)
{
    char copy[FILE_PATH_MAX];
    return (text_copy(copy, sizeof copy, path) &&
            text_copy(folder, FILE_PATH_MAX, dirname(copy))) ||
           error_set(error, ERROR_LIMIT, "%.100s… is too long for a path", path);
}

bool file_sync_folder_of(const char *path, struct error *error)
{
    char name[FILE_PATH_MAX];
    if (!file_folder_of(path, name, error)) {
        return false;
    }
    int folder = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = folder >= 0 && fsync(folder) == 0;
    if (!fine) {
        error_set_errno(error, "the folder of %s cannot be synchronised", path);
    }
    if (folder >= 0) {
        (void)close(folder);
    }
    return fine;
}

static bool write_new(const char *path, const void *bytes, size_t length, mode_t mode,
                      struct error *error)
{
    /* A leftover of a crash may have the wrong mode or be a link: never reused. */
    if (unlink(path) != 0 && errno != ENOENT) {
        return error_set_errno(error, "%s cannot be replaced", path);
    }
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (descriptor < 0) {
        return error_set_errno(error, "%s cannot be created", path);
    }
    bool fine = fchmod(descriptor, mode) == 0 && write_all(descriptor, bytes, length) &&
                fsync(descriptor) == 0;
    if (!fine) {
        error_set_errno(error, "%s cannot be written", path);
    }
    if (close(descriptor) != 0 && fine) {
        fine = error_set_errno(error, "%s cannot be written", path);
    }
    return fine;
}

bool file_write(const char *path, const void *bytes, size_t length, mode_t mode,
                struct error *error)
{
    char new_path[FILE_PATH_MAX];
    if (!text_format(new_path, sizeof new_path, "%s.new", path)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a path", path);
    }
    if (!write_new(new_path, bytes, length, mode, error)) {
        (void)unlink(new_path);
        return false;
    }
    if (rename(new_path, path) != 0) {
        error_set_errno(error, "%s cannot be replaced", path);
        (void)unlink(new_path);
        return false;
    }
    return file_sync_folder_of(path, error);
}

/* The folder's owner may put something else there at any time: a link to a file of root's must not
 * become his. */
static bool give_file(int descriptor, const struct stat *folder)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0) {
        return false;
    }
    if (!S_ISREG(about.st_mode) || about.st_nlink != 1) {
        errno = EPERM;
        return false;
    }
    return fchown(descriptor, folder->st_uid, folder->st_gid) == 0;
}

/* What root writes must be readable by the program whose folder it is. */
bool file_give_to_folder(const char *path, struct error *error)
{
    char folder[FILE_PATH_MAX];
    struct stat about;
    if (geteuid() != 0) {
        return true;
    }
    (void)text_copy(folder, sizeof folder, path);
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool fine =
        descriptor >= 0 && stat(dirname(folder), &about) == 0 && give_file(descriptor, &about);
    if (!fine) {
        error_set_errno(error, "%s cannot be given to the owner of its folder", path);
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return fine;
}

bool file_exists(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

static bool make_one(const char *path, mode_t mode, struct error *error)
{
    struct stat about;
    if (mkdir(path, mode) == 0) {
        return true;
    }
    if (errno != EEXIST) {
        return error_set_errno(error, "the folder %s cannot be made", path);
    }
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        return true;
    }
    return error_set(error, ERROR_INPUT, "%s is in the way: it is not a folder", path);
}

bool file_make_folder(const char *path, mode_t mode, struct error *error)
{
    char part[FILE_PATH_MAX];
    if (path[0] == '\0' || !text_copy(part, sizeof part, path)) {
        return error_set(error, ERROR_INPUT, "'%s' cannot be the path of a folder", path);
    }
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (!make_one(part, mode, error)) {
            return false;
        }
        *slash = '/';
    }
    return make_one(part, mode, error);
}

bool file_join(char *path, size_t size, const char *folder, const char *name)
{
    return text_format(path, size, "%s/%s", folder, name);
}
