/*
 * The price of durability: outbox_insert of a sealed request, chain and index
 * included, beside write + fdatasync of as many bytes as its commit puts into
 * the write-ahead log, turn by turn on the same file system.
 *
 *   bench_outbox [COUNT]
 *
 * Prints one JSON object; microseconds are medians, `ratio` is of the totals,
 * checkpoints included.
 */
#include "app/outbox/outbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SEALED_BYTES 2600u /* a request of 2048 bytes sealed to two recipients */
#define COUNT_MAX    20000

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

static off_t size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? status.st_size : 0;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench_outbox: %s\n", what);
    exit(1);
}

/* What one commit adds to the log, measured on a log of its own. */
static size_t bytes_of_a_commit(const char *folder, const uint8_t *sealed)
{
    char log[256];
    snprintf(log, sizeof log, "%s/outbox.db-wal", folder);
    const uint8_t lookup[CHAIN_HASH_SIZE] = {0};
    struct error error = {0};
    struct outbox *outbox = outbox_open(folder, "0417", &error);
    if (outbox == NULL || !outbox_insert(outbox, lookup, sealed, SEALED_BYTES, NULL, &error)) {
        fail(error.text);
    }
    const off_t before = size_of(log);
    const int inserts = 20;
    for (int i = 0; i < inserts; i++) {
        if (!outbox_insert(outbox, lookup, sealed, SEALED_BYTES, NULL, &error)) {
            fail(error.text);
        }
    }
    const off_t after = size_of(log);
    outbox_close(outbox);
    return (size_t)((after - before) / inserts);
}

int main(int argc, char **argv)
{
    static double insert[COUNT_MAX], raw[COUNT_MAX];
    const long asked = argc > 1 ? atol(argv[1]) : 1000;
    const size_t count = asked > 0 && asked <= COUNT_MAX ? (size_t)asked : 1000;
    char folder[] = "build/bench-outbox-XXXXXX";
    char path[256];
    uint8_t sealed[SEALED_BYTES];
    struct error error = {0};
    if (mkdtemp(folder) == NULL) {
        fail("no temporary folder");
    }
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] = (uint8_t)(i * 31 + 7);
    }
    const size_t bytes = bytes_of_a_commit(folder, sealed);
    uint8_t *page = calloc(1, bytes);
    snprintf(path, sizeof path, "%s/raw", folder);
    const int file = open(path, O_RDWR | O_CREAT, 0600);
    struct outbox *outbox = outbox_open(folder, "0417", &error);
    if (page == NULL || file < 0 || outbox == NULL) {
        fail(error.text);
    }
    const off_t wrap = 1000 * 2048; /* the log begins anew after 1,000 pages */
    off_t at = 0;
    double insert_total = 0, raw_total = 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t lookup[CHAIN_HASH_SIZE] = {(uint8_t)i, (uint8_t)(i >> 8), 1};
        memcpy(sealed, &i, sizeof i);
        const double start = seconds_now();
        if (!outbox_insert(outbox, lookup, sealed, SEALED_BYTES, NULL, &error)) {
            fail(error.text);
        }
        const double middle = seconds_now();
        memcpy(page, &i, sizeof i);
        if (pwrite(file, page, bytes, at) != (ssize_t)bytes || fdatasync(file) != 0) {
            fail("the raw write failed");
        }
        const double end = seconds_now();
        at = at + (off_t)bytes > wrap ? 0 : at + (off_t)bytes;
        insert[i] = middle - start;
        raw[i] = end - middle;
        insert_total += insert[i];
        raw_total += raw[i];
    }
    printf("{\"inserts\": %zu, \"log_bytes\": %zu, \"insert_us\": %.0f, \"raw_us\": %.0f, "
           "\"median_ratio\": %.2f, \"ratio\": %.2f}\n",
           count, bytes, median(insert, count) * 1e6, median(raw, count) * 1e6,
           median(insert, count) / median(raw, count), insert_total / raw_total);
    outbox_close(outbox);
    close(file);
    free(page);
    return 0;
}
