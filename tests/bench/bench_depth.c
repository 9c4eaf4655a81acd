/*
 * What a long queue costs: insert, pick, mark, delete and count on an outbox with many requests
 * waiting beside one with few, turn by turn on the same file system.
 *
 *   bench_depth [DEEP [SHALLOW]]     1,000,000 and 10,000 unless told
 *
 * Prints one JSON object: microseconds are medians, each ratio is deep ÷ shallow.
 */
#include "app/outbox/outbox.h"
#include "app/wire/batch.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define KIOSK        "0417"
#define SEALED_BYTES 2600u /* a request of 2048 bytes sealed to two recipients */
#define A_BATCH      100u
#define INSERTS      400u
#define BATCHES      40u

enum work { INSERT, PICK, MARK, DELETE, COUNT_ON, WORKS };
static const char *const names[WORKS] = {"insert", "pick", "mark", "delete", "count_on"};

struct depth {
    char folder[64];
    struct outbox *outbox;
    struct outbox_counts counts;
    double times[WORKS][INSERTS];
    size_t taken[WORKS];
};

static void fail(const char *what)
{
    fprintf(stderr, "bench_depth: %s\n", what);
    exit(1);
}

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

static void make_request(uint64_t number, uint8_t lookup[CHAIN_HASH_SIZE],
                         uint8_t sealed[SEALED_BYTES])
{
    memset(lookup, 0, CHAIN_HASH_SIZE);
    memcpy(lookup, &number, sizeof number);
    memset(sealed, 0x5a, SEALED_BYTES);
    memcpy(sealed, &number, sizeof number);
}

/* ---- filling: as outbox_insert leaves rows, but without a commit for each --- */

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
}

static void step(sqlite3 *db, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
}

static void add_rows(sqlite3 *db, const uint8_t *outbox_id, uint64_t rows)
{
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[SEALED_BYTES];
    uint8_t previous[CHAIN_HASH_SIZE], link[CHAIN_HASH_SIZE];
    sqlite3_stmt *row, *head;

    memcpy(previous, chain_beginning, sizeof previous);
    if (sqlite3_prepare_v2(
            db,
            "INSERT INTO record (sequence, state, inserted_utc, lookup, previous, link, sealed)"
            " VALUES (?, 0, 1700000000, ?, ?, ?, ?)",
            -1, &row, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "UPDATE outbox SET last_sequence = ?, last_link = ?", -1, &head,
                           NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    for (uint64_t i = 1; i <= rows; i++) {
        make_request(i, lookup, sealed);
        if (!chain_link(&(struct chain_entry){.kiosk_id = KIOSK,
                                              .outbox_id = outbox_id,
                                              .sequence = i,
                                              .previous = previous,
                                              .lookup = lookup,
                                              .sealed = sealed,
                                              .sealed_length = sizeof sealed},
                        link, NULL))
            fail("no link");
        sqlite3_bind_int64(row, 1, (sqlite3_int64)i);
        sqlite3_bind_blob(row, 2, lookup, sizeof lookup, SQLITE_STATIC);
        sqlite3_bind_blob(row, 3, previous, sizeof previous, SQLITE_STATIC);
        sqlite3_bind_blob(row, 4, link, sizeof link, SQLITE_STATIC);
        sqlite3_bind_blob(row, 5, sealed, sizeof sealed, SQLITE_STATIC);
        step(db, row);
        memcpy(previous, link, sizeof previous);
    }
    sqlite3_bind_int64(head, 1, (sqlite3_int64)rows);
    sqlite3_bind_blob(head, 2, previous, sizeof previous, SQLITE_STATIC);
    step(db, head);
    (void)sqlite3_finalize(row);
    (void)sqlite3_finalize(head);
}

static void open_depth(struct depth *depth)
{
    struct error error = {0};

    depth->outbox = outbox_open(depth->folder, KIOSK, &error);
    if (depth->outbox == NULL)
        fail(error.text);
}

static void fill(struct depth *depth, uint64_t rows)
{
    char path[128];
    sqlite3 *db;

    snprintf(depth->folder, sizeof depth->folder, "build/bench-depth-XXXXXX");
    if (mkdtemp(depth->folder) == NULL)
        fail("no temporary folder");
    open_depth(depth);
    if (!outbox_count(depth->outbox, &depth->counts, NULL))
        fail("no outbox");
    outbox_close(depth->outbox);
    snprintf(path, sizeof path, "%.63s/outbox.db", depth->folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        fail("no database");
    run(db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN");
    add_rows(db, depth->counts.outbox_id, rows);
    run(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
    if (sqlite3_close(db) != SQLITE_OK)
        fail("the database stays open");
    open_depth(depth);
    if (!outbox_count(depth->outbox, &depth->counts, NULL))
        fail("counting failed");
}

/* ---- measuring -------------------------------------------------------------- */

static void note(struct depth *depth, enum work work, double began)
{
    depth->times[work][depth->taken[work]++] = seconds_now() - began;
}

static void insert(struct depth *depth, uint64_t number)
{
    uint8_t lookup[CHAIN_HASH_SIZE], sealed[SEALED_BYTES];
    double began;

    make_request(number, lookup, sealed);
    began = seconds_now();
    if (!outbox_insert(depth->outbox, lookup, sealed, sizeof sealed, NULL, NULL))
        fail("an insert failed");
    note(depth, INSERT, began);
}

static void acknowledge(struct depth *depth, const struct outbox_pick *pick,
                        enum answer_verdict verdict)
{
    static struct answer_record answers[A_BATCH];
    double began;

    for (size_t i = 0; i < pick->count; i++) {
        const struct outbox_record *record = &pick->records[i];

        answers[i] = (struct answer_record){.sequence = record->sequence, .verdict = verdict};
        if (!chain_record_id(KIOSK, pick->sealed.data + record->offset, record->length,
                             answers[i].id, NULL))
            fail("no id");
    }
    began = seconds_now();
    if (!outbox_acknowledge(depth->outbox, pick->records[0].sequence,
                            pick->records[pick->count - 1].sequence, answers, pick->count, NULL,
                            NULL))
        fail("an acknowledgement failed");
    note(depth, verdict == ANSWER_REJECTED ? MARK : DELETE, began);
}

static void deliver(struct depth *depth, enum answer_verdict verdict)
{
    const struct outbox_wish wish = {.count_max = A_BATCH, .bytes_max = BATCH_BYTES_MAX};
    struct outbox_pick pick;
    double began = seconds_now();

    if (!outbox_pick(depth->outbox, &wish, &pick, NULL) || pick.count != A_BATCH)
        fail("a pick failed");
    note(depth, PICK, began);
    acknowledge(depth, &pick, verdict);
    outbox_pick_finish(&pick);
    began = seconds_now();
    if (!outbox_count_on(depth->outbox, NULL, &depth->counts, NULL))
        fail("counting failed");
    note(depth, COUNT_ON, began);
}

static void clean(struct depth *depth)
{
    char command[128];

    outbox_close(depth->outbox);
    snprintf(command, sizeof command, "rm -rf %.63s", depth->folder);
    if (system(command) != 0)
        fail("the folder stays");
}

int main(int argc, char **argv)
{
    static struct depth depths[2];
    const uint64_t rows[2] = {argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000,
                              argc > 2 ? strtoull(argv[2], NULL, 10) : 10000};

    for (size_t i = 0; i < 2; i++)
        fill(&depths[i], rows[i]);
    for (uint64_t turn = 0; turn < INSERTS; turn++)
        for (size_t i = 0; i < 2; i++)
            insert(&depths[i], rows[i] + turn + 1);
    for (size_t turn = 0; turn < BATCHES; turn++)
        for (size_t i = 0; i < 2; i++)
            deliver(&depths[i], turn % 2 == 0 ? ANSWER_REJECTED : ANSWER_STORED);
    printf("{\"deep\": %llu, \"shallow\": %llu", (unsigned long long)rows[0],
           (unsigned long long)rows[1]);
    for (size_t work = 0; work < WORKS; work++) {
        const double deep = median(depths[0].times[work], depths[0].taken[work]);
        const double shallow = median(depths[1].times[work], depths[1].taken[work]);

        printf(", \"%s\": {\"deep_us\": %.0f, \"shallow_us\": %.0f, \"ratio\": %.2f}", names[work],
               deep * 1e6, shallow * 1e6, deep / shallow);
    }
    printf("}\n");
    for (size_t i = 0; i < 2; i++)
        clean(&depths[i]);
    return 0;
}
