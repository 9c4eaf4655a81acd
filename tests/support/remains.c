/*
 * Looks for what a visitor typed where nothing of it may be: in files and in
 * the memory of processes. Reads the values from standard input, a line each,
 * and searches for every run of 8 characters of them in UTF-8, UTF-16 and
 * UTF-32 of both byte orders.
 *
 *   remains [--file PATH]… [--pid PID]…  < values
 *
 * Prints a line for each of the first 20 hits and, last, "searched BYTES bytes in N places for P
 * pieces: H hits". Exits with 1 when there are hits, with 2 when a place could
 * not be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE_CHARACTERS 8
#define PIECES_MAX       20000
#define PIECE_BYTES_MAX  32
#define TABLE_SIZE       65536
#define CHUNK_BYTES      (1u << 20)
#define HITS_SHOWN       20

struct piece {
    uint8_t bytes[PIECE_BYTES_MAX];
    size_t length;
    int next; /* in the chain of its first two bytes, -1: last */
};

struct search {
    struct piece *pieces;
    int count;
    int first[TABLE_SIZE];
    uint64_t bytes;
    int places, hits, unreadable;
};

/* Without the zeros that it begins with: they are everywhere, and what follows is rare. */
static void add_piece(struct search *search, const uint8_t *bytes, size_t length)
{
    for (; length > 2 && *bytes == 0; length--)
        bytes++;
    if (search->count >= PIECES_MAX || length > PIECE_BYTES_MAX) {
        fprintf(stderr, "remains: too many values\n");
        exit(2);
    }
    struct piece *piece = &search->pieces[search->count];
    memcpy(piece->bytes, bytes, length);
    piece->length = length;
    const int slot = bytes[0] << 8 | bytes[1];
    piece->next = search->first[slot];
    search->first[slot] = search->count++;
}

/* The code points of one UTF-8 line; malformed bytes are taken as they are. */
static size_t decode(const char *line, uint32_t *points, size_t most)
{
    size_t count = 0;
    const uint8_t *at = (const uint8_t *)line;
    while (*at != 0 && count < most) {
        const int more = *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : *at >= 0xc0 ? 1 : 0;
        uint32_t point = more == 0 ? *at : *at & (0x3fu >> more);
        at++;
        for (int i = 0; i < more && (*at & 0xc0) == 0x80; i++) {
            point = point << 6 | (*at++ & 0x3fu);
        }
        points[count++] = point;
    }
    return count;
}

static size_t encode_utf8(uint32_t point, uint8_t *out)
{
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xc0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3f));
        return 2;
    }
    out[0] = (uint8_t)(0xe0 | point >> 12);
    out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
    out[2] = (uint8_t)(0x80 | (point & 0x3f));
    return 3;
}

static void add_encoded(struct search *search, const uint32_t *points, int width, bool big_endian)
{
    uint8_t bytes[PIECE_BYTES_MAX];
    size_t length = 0;
    for (int i = 0; i < PIECE_CHARACTERS; i++) {
        if (width == 1) {
            length += encode_utf8(points[i], bytes + length);
            continue;
        }
        for (int b = 0; b < width; b++) {
            const int shift = 8 * (big_endian ? width - 1 - b : b);
            bytes[length++] = (uint8_t)(points[i] >> shift);
        }
    }
    add_piece(search, bytes, length);
}

static void add_value(struct search *search, const char *line)
{
    uint32_t points[512];
    const size_t count = decode(line, points, 512);
    for (size_t i = 0; i + PIECE_CHARACTERS <= count; i++) {
        add_encoded(search, points + i, 1, false);
        add_encoded(search, points + i, 2, false);
        add_encoded(search, points + i, 2, true);
        add_encoded(search, points + i, 4, false);
        add_encoded(search, points + i, 4, true);
    }
}

static void search_bytes(struct search *search, const char *place, const uint8_t *data,
                         size_t length)
{
    for (size_t i = 0; i + 1 < length; i++) {
        for (int p = search->first[data[i] << 8 | data[i + 1]]; p >= 0;
             p = search->pieces[p].next) {
            const struct piece *piece = &search->pieces[p];
            if (piece->length <= length - i && memcmp(data + i, piece->bytes, piece->length) == 0) {
                if (search->hits++ < HITS_SHOWN) {
                    printf("hit: piece %d of %zu bytes in %s\n", p, piece->length, place);
                }
                break;
            }
        }
    }
}

/* Searches a range of a descriptor, chunks overlapping by a piece. False when nothing could be read. */
static bool search_range(struct search *search, const char *place, int descriptor, uint64_t from,
                         uint64_t to)
{
    static uint8_t chunk[CHUNK_BYTES];
    uint64_t at = from;
    while (at < to) {
        const size_t want = to - at < CHUNK_BYTES ? (size_t)(to - at) : CHUNK_BYTES;
        const ssize_t got = pread(descriptor, chunk, want, (off_t)at);
        if (got <= 0) {
            return at > from || got == 0;
        }
        search_bytes(search, place, chunk, (size_t)got);
        search->bytes += (uint64_t)got;
        const uint64_t step =
            (uint64_t)got > PIECE_BYTES_MAX ? (uint64_t)got - PIECE_BYTES_MAX : (uint64_t)got;
        at += (uint64_t)got < want || at + (uint64_t)got >= to ? (uint64_t)got : step;
    }
    return true;
}

/* A process that has ended meanwhile has no memory, a file that was removed has no content. */
static void note_unreadable(struct search *search, const char *place)
{
    if (errno == ENOENT || errno == ESRCH) {
        search->places++;
        return;
    }
    fprintf(stderr, "remains: %s cannot be read: %s\n", place, strerror(errno));
    search->unreadable++;
}

static void search_file(struct search *search, const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        note_unreadable(search, path);
        return;
    }
    search_range(search, path, descriptor, 0, UINT64_MAX / 2);
    search->places++;
    close(descriptor);
}

static void search_process(struct search *search, const char *pid)
{
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/%s/maps", pid);
    FILE *maps = fopen(path, "r");
    snprintf(path, sizeof path, "/proc/%s/mem", pid);
    const int memory = open(path, O_RDONLY);
    if (maps == NULL || memory < 0) {
        note_unreadable(search, pid);
        if (maps != NULL) {
            fclose(maps);
        }
        return;
    }
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from, to;
        char rights[8];
        if (sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3 && rights[0] == 'r' &&
            strstr(line, "[vsyscall]") == NULL && strstr(line, "[vvar") == NULL) {
            char place[600];
            snprintf(place, sizeof place, "process %s, %s", pid, line);
            place[strcspn(place, "\n")] = '\0';
            search_range(search, place, memory, from, to);
        }
    }
    search->places++;
    fclose(maps);
    close(memory);
}

int main(int argc, char **argv)
{
    struct search search = {.pieces = calloc(PIECES_MAX, sizeof(struct piece))};
    if (search.pieces == NULL) {
        return 2;
    }
    memset(search.first, 0xff, sizeof search.first);
    char line[2048];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        add_value(&search, line);
    }
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--pid") == 0) {
            search_process(&search, argv[i + 1]);
        } else {
            search_file(&search, argv[i + 1]);
        }
    }
    printf("searched %llu bytes in %d places for %d pieces: %d hits\n",
           (unsigned long long)search.bytes, search.places, search.count, search.hits);
    free(search.pieces);
    return search.unreadable > 0 ? 2 : search.hits > 0 ? 1 : 0;
}
