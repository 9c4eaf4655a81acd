#include "app/outbox/journal_file.h"

#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define TAIL_BYTES             1536u /* some lines, to find the last one that verifies */
#define LOCK_TRIES             400   /* two seconds in all */
#define LOCK_PAUSE_NANOSECONDS 5000000
#define REOPENS_MAX            8

void journal_file_share(int descriptor, const char *path)
{
    char folder[FILE_PATH_MAX];
    char *slash;
    struct stat about;

    (void)fchmod(descriptor, JOURNAL_MODE);
    if (geteuid() != 0 || !text_copy(folder, sizeof folder, path) ||
        (slash = strrchr(folder, '/')) == NULL)
        return;
    *slash = '\0';
    if (stat(folder, &about) == 0)
        (void)!fchown(descriptor, about.st_uid, about.st_gid);
}

static int open_file(const char *path, bool *can_write, bool *is_new)
{
    const int flags = O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    int descriptor = open(path, O_RDWR | flags);

    *can_write = true;
    *is_new = false;
    if (descriptor < 0 && errno == ENOENT) {
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | flags, JOURNAL_MODE);
        *is_new = descriptor >= 0;
        if (*is_new)
            journal_file_share(descriptor, path);
        else if (errno == EEXIST)
            descriptor = open(path, O_RDWR | flags);
    }
    if (descriptor < 0 && (errno == EACCES || errno == EROFS || errno == EPERM)) {
        *can_write = false;
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    }
    return descriptor;
}

bool journal_file_is_still(int descriptor, const char *path, struct stat *about)
{
    struct stat now;

    return fstat(descriptor, about) == 0 && stat(path, &now) == 0 && now.st_ino == about->st_ino &&
           now.st_dev == about->st_dev;
}

static bool read_at(int descriptor, char *bytes, size_t length, off_t from)
{
    while (length > 0) {
        ssize_t got = pread(descriptor, bytes, length, from);

        if (got <= 0)
            return false;
        bytes += got;
        length -= (size_t)got;
        from += got;
    }
    return true;
}

/* From somewhere in the file: the first line there is whole only at the file's beginning. */
static bool walk_tail(struct open_journal *open_journal, size_t length)
{
    char text[TAIL_BYTES];
    const char *begin = text;

    if (!read_at(open_journal->descriptor, text, length, open_journal->size - (off_t)length))
        return false;
    if (length > 0)
        open_journal->ends_in_line = text[length - 1] == '\n';
    if ((off_t)length < open_journal->size) {
        begin = memchr(text, '\n', length);
        begin = begin == NULL ? text + length : begin + 1;
    }
    journal_walk_over(&open_journal->walk, begin, length - (size_t)(begin - text), NULL, NULL);
    return true;
}

static bool walk_whole(struct open_journal *open_journal)
{
    struct buffer whole;
    size_t length = (size_t)open_journal->size;
    uint8_t *bytes;
    bool fine;

    buffer_init(&whole, 2 * JOURNAL_BYTES_MAX);
    bytes = buffer_extend(&whole, length);
    fine = bytes != NULL && read_at(open_journal->descriptor, (char *)bytes, length, 0);
    if (fine) {
        open_journal->walk = (struct journal_walk){.torn = false};
        journal_walk_over(&open_journal->walk, (const char *)whole.data, length, NULL, NULL);
    }
    buffer_finish(&whole);
    return fine;
}

/* A power cut leaves holes before lines that are whole: the tail is enough only for who has read the whole
 * file before. */
static bool find_last(struct open_journal *open_journal, bool is_known)
{
    size_t tail = open_journal->size < (off_t)TAIL_BYTES ? (size_t)open_journal->size : TAIL_BYTES;

    if (!walk_tail(open_journal, tail))
        return false;
    if ((off_t)tail == open_journal->size ||
        (is_known && open_journal->walk.last.number > 0 && !open_journal->walk.torn))
        return true;
    return walk_whole(open_journal);
}

void journal_file_close(struct open_journal *open_journal)
{
    if (open_journal->descriptor >= 0)
        (void)close(open_journal->descriptor);
}

bool journal_file_lock(int descriptor)
{
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NANOSECONDS};

    for (int tries = 0; flock(descriptor, LOCK_EX | LOCK_NB) != 0; tries++) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || tries == LOCK_TRIES)
            return false;
        (void)nanosleep(&pause, NULL);
    }
    return true;
}

static bool is_as_left(const struct journal *journal, const struct stat *about)
{
    return journal->end.size > 0 && about->st_size == journal->end.size &&
           about->st_ino == journal->end.file;
}

bool journal_file_open(const struct journal *journal, struct open_journal *open_journal)
{
    struct stat about;

    *open_journal = (struct open_journal){.descriptor = -1, .ends_in_line = true};
    for (int tries = 0; tries < REOPENS_MAX; tries++) {
        open_journal->descriptor =
            open_file(journal->path, &open_journal->can_write, &open_journal->is_new);
        if (open_journal->descriptor < 0)
            return false;
        if (!journal_file_lock(open_journal->descriptor))
            return false;
        if (journal_file_is_still(open_journal->descriptor, journal->path, &about)) {
            open_journal->size = about.st_size;
            open_journal->file = about.st_ino;
            if (!is_as_left(journal, &about))
                return S_ISREG(about.st_mode) &&
                       find_last(open_journal, journal->end.file == about.st_ino);
            open_journal->walk.last = journal->end.last;
            return true;
        }
        journal_file_close(open_journal); /* it went over while this program waited */
        open_journal->descriptor = -1;
    }
    return false;
}

/* ---- reading it all ---------------------------------------------------------- */

static bool read_older(const struct journal *journal, struct buffer *older, struct error *error)
{
    struct error problem = {0};

    return file_read(journal->older, older, &problem) || problem.kind == ERROR_NOT_FOUND ||
           error_set(error, problem.kind, "%s", problem.text);
}

bool journal_read(struct journal *journal, journal_hold *hold, void *context, struct error *error)
{
    struct buffer older, present;
    struct stat about;
    int descriptor = open(journal->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool fine;

    if (descriptor < 0)
        return error_set_errno(error, "%s cannot be read", journal->path);
    buffer_init(&older, 2 * JOURNAL_BYTES_MAX);
    buffer_init(&present, 2 * JOURNAL_BYTES_MAX);
    journal->held = true;
    fine = ((journal_file_lock(descriptor) &&
             journal_file_is_still(descriptor, journal->path, &about)) ||
            error_set(error, ERROR_UNAVAILABLE, "%s: another program holds it; try again",
                      journal->path)) &&
           read_older(journal, &older, error) && file_read(journal->path, &present, error) &&
           hold(context, &older, &present, error);
    (void)close(descriptor);
    journal->held = false;
    buffer_finish(&older);
    buffer_finish(&present);
    return fine;
}
