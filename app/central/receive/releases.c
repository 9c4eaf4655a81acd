#include "app/central/receive/releases.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENDING ".update"

static bool not_found(struct error *error)
{
    return error_set(error, ERROR_NOT_FOUND, "no such release is offered");
}

static bool parse_name(const char *name, struct release_version *version)
{
    size_t length = strlen(name);
    size_t ending = sizeof ENDING - 1;
    return length > ending && strcmp(name + length - ending, ENDING) == 0 &&
           release_version_parse(name, length - ending, version);
}

/* The bundle of `version`, to read from; -1: none, or none of a size that can be offered. */
static int open_bundle(const char *folder, const struct release_version *version, int64_t *size)
{
    char path[FILE_PATH_MAX];
    struct stat status;
    if (!text_format(path, sizeof path, "%s/%s" ENDING, folder, version->text))
        return -1;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > 0 && status.st_size <= UPDATE_BUNDLE_MAX) {
        *size = status.st_size;
        return descriptor;
    }
    if (descriptor >= 0)
        (void)close(descriptor);
    return -1;
}

static bool find_newest(const char *folder, struct release_version *newest)
{
    struct release_version version;
    DIR *names = opendir(folder);
    *newest = (struct release_version){.part = {0}};
    if (names == NULL)
        return false;
    for (const struct dirent *file = readdir(names); file != NULL; file = readdir(names))
        if (parse_name(file->d_name, &version) && release_version_compare(&version, newest) > 0)
            *newest = version;
    (void)closedir(names);
    return newest->text[0] != '\0';
}

static bool answer_offer(const char *folder, struct buffer *out, struct error *error)
{
    struct update_offer offer;
    int descriptor =
        find_newest(folder, &offer.version) ? open_bundle(folder, &offer.version, &offer.size) : -1;
    if (descriptor < 0)
        return not_found(error);
    (void)close(descriptor);
    return update_offer_encode(&offer, out, error);
}

static bool read_piece(int descriptor, int64_t number, size_t length, struct buffer *out,
                       struct error *error)
{
    uint8_t *to = buffer_extend(out, length);
    off_t offset = (off_t)(number * (int64_t)UPDATE_PIECE_SIZE);
    if (to == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for a piece of an update");
    for (size_t done = 0; done < length;) {
        ssize_t got = pread(descriptor, to + done, length - done, offset + (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(error, ERROR_UNAVAILABLE, "an update's bundle cannot be read");
        done += (size_t)got;
    }
    return true;
}

/* "1.4.0/17" */
static bool parse_piece(const char *text, struct release_version *version, int64_t *number)
{
    size_t length = strcspn(text, "/");
    const char *digits = text + length + 1;
    if (text[length] != '/' || !release_version_parse(text, length, version) || digits[0] == '\0' ||
        strlen(digits) > 6 || strspn(digits, "0123456789") != strlen(digits))
        return false;
    *number = 0;
    for (; *digits != '\0'; digits++)
        *number = *number * 10 + (*digits - '0');
    return true;
}

static bool answer_piece(const char *folder, const char *text, struct buffer *out,
                         struct error *error)
{
    struct update_offer offer;
    int64_t number;
    int descriptor = parse_piece(text, &offer.version, &number)
                         ? open_bundle(folder, &offer.version, &offer.size)
                         : -1;
    if (descriptor < 0)
        return not_found(error);
    size_t length = update_offer_piece(&offer, number);
    bool fine = length > 0 ? read_piece(descriptor, number, length, out, error) : not_found(error);
    (void)close(descriptor);
    return fine;
}

bool releases_answer(const char *folder, const char *path, struct buffer *out,
                     const char **content_type, struct error *error)
{
    size_t prefix = sizeof UPDATES_PATH - 1;
    if (folder[0] == '\0' || strncmp(path, UPDATES_PATH, prefix) != 0)
        return not_found(error);
    *content_type = path[prefix] == '\0' ? NULL : UPDATE_PIECE_TYPE;
    if (path[prefix] == '\0')
        return answer_offer(folder, out, error);
    return path[prefix] == '/' ? answer_piece(folder, path + prefix + 1, out, error)
                               : not_found(error);
}
