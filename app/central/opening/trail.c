#include "app/central/opening/trail.h"

#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES 65536u

struct trail {
    int descriptor;
    char path[FILE_PATH_MAX]; /* for messages */
};

/* ---- reading ----------------------------------------------------------------- */

struct walk {
    const char *path;
    trail_visit *visit;
    void *context;
    struct trail_summary *summary;
    struct buffer line; /* what has come of the line at hand */
    struct error *error;
};

static bool hash_line(const char *text, size_t length, char hex[static TRAIL_DIGEST_CHARS + 1],
                      struct error *error)
{
    uint8_t value[DIGEST_SIZE];

    if (!digest_of(text, length, value, error))
        return false;
    hex_encode(value, sizeof value, hex);
    return true;
}

static void judge_line(struct trail_summary *summary, const struct trail_line *line)
{
    const bool follows = line == NULL || (line->number == summary->lines &&
                                          strcmp(line->previous, summary->last) == 0);

    if (line == NULL)
        summary->torn++;
    if (!follows && summary->broken_at == 0)
        summary->broken_at = summary->lines;
}

static bool take_line(struct walk *walk)
{
    const char *text = buffer_text(&walk->line);
    struct trail_line line;
    const bool readable = trail_line_read(text, walk->line.length, &line);
    bool fine;

    walk->summary->lines++;
    judge_line(walk->summary, readable ? &line : NULL);
    fine = hash_line(text, walk->line.length, walk->summary->last, walk->error);
    if (fine && walk->visit != NULL)
        walk->visit(walk->context, text, walk->line.length, readable ? &line : NULL);
    if (readable)
        trail_line_finish(&line);
    buffer_clear(&walk->line);
    return fine;
}

static bool take_bytes(struct walk *walk, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *feed = memchr(bytes, '\n', length);
        const size_t part = feed != NULL ? (size_t)(feed - bytes) : length;

        if (!buffer_append(&walk->line, bytes, part))
            return error_set(walk->error, ERROR_CORRUPT, "line %" PRIu64 " of %s is too long",
                             walk->summary->lines + 1, walk->path);
        if (feed == NULL)
            return true;
        if (!take_line(walk))
            return false;
        bytes = feed + 1;
        length -= part + 1;
    }
    return true;
}

/* What is behind the last line feed is a line that was cut off. */
static bool walk_descriptor(struct walk *walk, int descriptor)
{
    char *bytes = malloc(READ_BYTES);
    ssize_t got = 1;
    bool fine = bytes != NULL || error_set(walk->error, ERROR_MEMORY, "no memory for a line");

    buffer_init(&walk->line, TRAIL_LINE_MAX);
    memset(walk->summary->last, '0', TRAIL_DIGEST_CHARS);
    for (off_t at = 0; fine && got > 0; at += got) {
        got = pread(descriptor, bytes, READ_BYTES, at);
        fine = got >= 0 ? take_bytes(walk, bytes, (size_t)got)
                        : error_set_errno(walk->error, "%s cannot be read", walk->path);
    }
    if (fine && walk->line.length > 0)
        fine = take_line(walk);
    buffer_finish(&walk->line);
    free(bytes);
    return fine;
}

bool trail_walk(const char *path, trail_visit *visit, void *context, struct trail_summary *summary,
                struct error *error)
{
    struct walk walk = {
        .path = path, .visit = visit, .context = context, .summary = summary, .error = error};
    const int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool fine;

    *summary = (struct trail_summary){.lines = 0};
    if (descriptor < 0)
        return error_set_errno(error, "the trail %s cannot be opened", path);
    fine = walk_descriptor(&walk, descriptor);
    (void)close(descriptor);
    return fine;
}

/* ---- appending --------------------------------------------------------------- */

/* What root made belongs to the opening room's user, who could not append otherwise. */
static bool give_new(const struct trail *trail, struct error *error)
{
    struct stat status;

    if (fstat(trail->descriptor, &status) != 0)
        return error_set_errno(error, "the trail %s cannot be looked at", trail->path);
    return status.st_size > 0 || !S_ISREG(status.st_mode) ||
           file_give_to_folder(trail->path, error);
}

struct trail *trail_open(const char *path, struct error *error)
{
    struct trail *trail = calloc(1, sizeof *trail);

    if (trail == NULL || !text_copy(trail->path, sizeof trail->path, path)) {
        free(trail);
        error_set(error, ERROR_LIMIT, "the path of the trail is too long, or memory too short");
        return NULL;
    }
    trail->descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (trail->descriptor >= 0 && give_new(trail, error) && file_sync_folder_of(path, error))
        return trail;
    if (trail->descriptor < 0)
        error_set_errno(
            error,
            "the trail %s cannot be written, and nothing is opened or marked without it; name "
            "another file with --trail",
            path);
    trail_close(trail);
    return NULL;
}

/* A line that was cut off ends here; the new one follows from it. */
static bool begins_new_line(int descriptor, off_t size)
{
    char last = '\n';

    return size == 0 || (pread(descriptor, &last, 1, size - 1) == 1 && last == '\n');
}

/* All of it is on the disk, or as much as can be is taken back. */
static bool write_line(const struct trail *trail, const char *text, struct error *error)
{
    struct stat status;
    struct buffer line;
    ssize_t written = -1;
    bool fine = fstat(trail->descriptor, &status) == 0;

    buffer_init(&line, TRAIL_LINE_MAX + 2);
    if (fine &&
        (begins_new_line(trail->descriptor, status.st_size) || buffer_append_byte(&line, '\n')) &&
        buffer_append_text(&line, text) && buffer_append_byte(&line, '\n'))
        written = write(trail->descriptor, line.data, line.length);
    if (written >= 0 && (size_t)written < line.length)
        errno = ENOSPC;
    fine = written >= 0 && (size_t)written == line.length && fsync(trail->descriptor) == 0;
    if (!fine)
        error_set_errno(
            error, "the trail %s cannot be written, and nothing is opened or marked without it",
            trail->path);
    if (!fine && written > 0 && ftruncate(trail->descriptor, status.st_size) != 0)
        error_prefix(error, "half a line is left");
    buffer_finish(&line);
    return fine;
}

static bool append(struct trail *trail, const struct trail_entry *entry, struct error *error)
{
    struct trail_summary summary = {.lines = 0};
    struct walk walk = {.path = trail->path, .summary = &summary, .error = error};
    char *text;
    bool fine;

    if (!walk_descriptor(&walk, trail->descriptor))
        return false;
    text = trail_line_write(entry, summary.lines + 1, summary.last, error);
    fine = text != NULL && write_line(trail, text, error);
    free(text);
    return fine;
}

bool trail_append(struct trail *trail, const struct trail_entry *entry, struct error *error)
{
    bool fine;

    if (flock(trail->descriptor, LOCK_EX) != 0)
        return error_set_errno(error, "the trail %s cannot be locked", trail->path);
    fine = append(trail, entry, error);
    (void)flock(trail->descriptor, LOCK_UN);
    return fine;
}

void trail_close(struct trail *trail)
{
    if (trail == NULL)
        return;
    if (trail->descriptor >= 0)
        (void)close(trail->descriptor);
    free(trail);
}
