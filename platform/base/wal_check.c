#include "platform/base/wal_check.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Format: sqlite.org/fileformat2.html, 4.1. */
#define HEADER_SIZE  32u
#define FRAME_HEADER 24u
#define MAGIC        0x377f0682u /* the lowest bit: the sums are over big-endian words */
#define LOG_PAGE_MAX 65536u
#define COMMITS_TORN 1 /* behind a misfit: what a power cut can leave */

struct log_file {
    int descriptor;
    uint8_t frame[FRAME_HEADER + LOG_PAGE_MAX];
    uint32_t page_size;
    bool big_endian;
    uint32_t sums[2];
    uint8_t salts[8];
};

static uint32_t word(const uint8_t *bytes, bool big_endian)
{
    uint32_t big =
        (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];

    return big_endian ? big : __builtin_bswap32(big);
}

static void add_sums(struct log_file *log, const uint8_t *bytes, size_t length)
{
    for (size_t at = 0; at + 8 <= length; at += 8) {
        log->sums[0] += word(bytes + at, log->big_endian) + log->sums[1];
        log->sums[1] += word(bytes + at + 4, log->big_endian) + log->sums[0];
    }
}

static bool sums_are(const struct log_file *log, const uint8_t *bytes)
{
    return word(bytes, true) == log->sums[0] && word(bytes + 4, true) == log->sums[1];
}

static bool read_header(struct log_file *log)
{
    uint8_t header[HEADER_SIZE];

    if (pread(log->descriptor, header, sizeof header, 0) != sizeof header) {
        return false;
    }
    log->big_endian = (header[3] & 1) != 0;
    log->page_size = word(header + 8, true);
    memcpy(log->salts, header + 16, sizeof log->salts);
    add_sums(log, header, 24);
    return (word(header, true) & ~1u) == MAGIC && log->page_size >= 512 &&
           log->page_size <= LOG_PAGE_MAX && sums_are(log, header + 24);
}

static bool read_frame(struct log_file *log, uint64_t number)
{
    size_t size = FRAME_HEADER + log->page_size;

    return pread(log->descriptor, log->frame, size, (off_t)(HEADER_SIZE + number * size)) ==
           (ssize_t)size;
}

static bool frame_fits(struct log_file *log)
{
    add_sums(log, log->frame, 8);
    add_sums(log, log->frame + FRAME_HEADER, log->page_size);
    return memcmp(log->frame + 8, log->salts, sizeof log->salts) == 0 &&
           sums_are(log, log->frame + 16);
}

/* From frame `number` on, which does not fit: frames of this log that end a transaction. */
static unsigned commits_behind(struct log_file *log, uint64_t number)
{
    unsigned commits = 0;

    for (; read_frame(log, number); number++) {
        bool ends = word(log->frame + 4, true) != 0;

        commits += ends && memcmp(log->frame + 8, log->salts, sizeof log->salts) == 0;
    }
    return commits;
}

static bool is_whole(struct log_file *log, uint32_t usual_page_size)
{
    uint64_t number = 0;

    if (!read_header(log)) {
        log->page_size = usual_page_size;
        if (!read_frame(log, 0)) {
            return true;
        }
        memcpy(log->salts, log->frame + 8, sizeof log->salts);
        return commits_behind(log, 0) <= COMMITS_TORN;
    }
    while (read_frame(log, number) && frame_fits(log)) {
        number++;
    }
    return commits_behind(log, number) <= COMMITS_TORN;
}

bool wal_is_whole(const char *path, uint32_t page_size)
{
    struct log_file log = {.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    bool whole = true;

    if (log.descriptor >= 0) {
        whole = is_whole(&log, page_size);
        (void)close(log.descriptor);
    }
    return whole;
}
