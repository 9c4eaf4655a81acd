#include "app/outbox/salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_HEADER   32u
#define FRAME_HEADER 24u

uint32_t pages_word(const uint8_t bytes[4])
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint64_t size_of(int descriptor)
{
    struct stat status;

    return descriptor >= 0 && fstat(descriptor, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* By page, and of one page the latest first. */
static int compare(const void *left, const void *right)
{
    const struct image *one = left, *other = right;

    if (one->page != other->page) {
        return one->page < other->page ? -1 : 1;
    }
    return one->offset > other->offset ? -1 : one->offset < other->offset;
}

static bool list_frames(struct pages *pages, struct error *error)
{
    uint8_t header[4];

    pages->frames = calloc(pages->in_log + 1, sizeof *pages->frames);
    if (pages->frames == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the pages of the log");
    }
    for (uint64_t i = 0; i < pages->in_log; i++) {
        uint64_t offset = LOG_HEADER + i * (FRAME_HEADER + pages->size);
        bool readable = pread(pages->log, header, sizeof header, (off_t)offset) == sizeof header;

        pages->frames[i] = (struct image){.page = readable ? pages_word(header) : 0,
                                          .descriptor = pages->log,
                                          .offset = offset + FRAME_HEADER};
    }
    qsort(pages->frames, pages->in_log, sizeof *pages->frames, compare);
    return true;
}

/* A file that is there and cannot be opened is no empty one: its rows would count as lost. */
static bool open_part(const char *path, int *descriptor, struct error *error)
{
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return *descriptor >= 0 || errno == ENOENT ||
           error_set_errno(error,
                           "%s: cannot be opened; make it a file that this program may read, then "
                           "run 'kioskctl salvage' again",
                           path);
}

bool pages_open(struct pages *pages, const char *database, const char *log, struct error *error)
{
    *pages = (struct pages){.database = -1, .log = -1, .size = DATABASE_PAGE_SIZE};
    if (!open_part(database, &pages->database, error) || !open_part(log, &pages->log, error)) {
        pages_close(pages);
        return false;
    }
    /* The last page of a file that was cut counts with what is left of it. */
    pages->in_database = (size_of(pages->database) + DATABASE_PAGE_SIZE - 1) / DATABASE_PAGE_SIZE;
    if (size_of(pages->log) > LOG_HEADER) {
        pages->in_log = (size_of(pages->log) - LOG_HEADER + DATABASE_PAGE_SIZE + FRAME_HEADER - 1) /
                        (DATABASE_PAGE_SIZE + FRAME_HEADER);
    }
    if (!list_frames(pages, error)) {
        pages_close(pages);
        return false;
    }
    return true;
}

void pages_close(struct pages *pages)
{
    if (pages->database >= 0) {
        (void)close(pages->database);
    }
    if (pages->log >= 0) {
        (void)close(pages->log);
    }
    free(pages->frames);
    *pages = (struct pages){.database = -1, .log = -1};
}
