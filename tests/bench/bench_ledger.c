/*
 * The price of the ledger, in batches of 100 sealed requests as a receiver
 * commits them, turn by turn with its peer on the same disk:
 *
 *   bench_ledger sqlite [BATCHES]            beside write + fdatasync of the same bytes
 *   bench_ledger postgres [BATCHES [GROUP]]  beside COPY of the same rows and bytes into the same
 *                                            tables; GROUP batches in a commit on both sides
 *
 * Prints one JSON object: rows a second of both, and `ratio`. For SQLite also `log_ratio`, beside as many
 * bytes as a commit puts into the log: the pages of its indexes, too.
 */
#include "app/central/ledger/ledger.h"
#include "platform/base/buffer.h"
#include "tests/support/lib/postgres.h"
#include "tests/support/lib/temp_folder.h"

#include <endian.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROWS         100u
#define SEALED_BYTES 2600u /* a request of 2048 bytes sealed to two recipients */
#define BATCH_BYTES  (ROWS * SEALED_BYTES)
#define CERTIFICATE  500u
#define GROUP_MAX    LEDGER_BATCHES_MAX
#define COPY_BASE    (1LL << 40) /* numbers of copied batches: no batch of the ledger has them */

struct material {
    uint64_t seed;
    uint64_t sequence;
    uint8_t bytes[BATCH_BYTES + CERTIFICATE]; /* both, one behind the other */
    uint8_t *certificate;
    uint8_t last[GROUP_MAX][LEDGER_HASH_BYTES]; /* each kiosk's link at the end of its chain */
    struct ledger_intake_record records[GROUP_MAX][ROWS];
    struct ledger_intake intakes[GROUP_MAX];
    struct ledger_storing storing[GROUP_MAX];
    enum ledger_result results[GROUP_MAX][ROWS];
};

static void fail(const char *what)
{
    fprintf(stderr, "bench_ledger: %s\n", what);
    exit(1);
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Sealed bytes and digests look like chance. */
static void fill(struct material *material, uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i + 8 <= length; i += 8) {
        material->seed ^= material->seed << 13;
        material->seed ^= material->seed >> 7;
        material->seed ^= material->seed << 17;
        memcpy(bytes + i, &material->seed, 8);
    }
}

/* Each batch of a group comes from another kiosk, as a turn of a receiver brings them. */
static void make_group(struct material *material, size_t group)
{
    fill(material, material->bytes, BATCH_BYTES);
    for (size_t b = 0; b < group; b++) {
        struct ledger_intake *intake = &material->intakes[b];

        memcpy(intake->previous_link, material->last[b], LEDGER_HASH_BYTES);
        for (size_t i = 0; i < ROWS; i++) {
            fill(material, material->records[b][i].id, LEDGER_HASH_BYTES);
            fill(material, material->records[b][i].link, LEDGER_HASH_BYTES);
            fill(material, material->records[b][i].look_up, LEDGER_HASH_BYTES);
        }
        intake->batch = (struct ledger_batch){.received_utc = 1795300000,
                                              .bytes = material->bytes,
                                              .length = BATCH_BYTES,
                                              .certificate = material->certificate,
                                              .certificate_length = CERTIFICATE};
        snprintf(intake->batch.kiosk, sizeof intake->batch.kiosk, "bench-%zu", b);
        intake->outbox[0] = (uint8_t)(b + 1);
        intake->first_sequence = material->sequence;
        intake->records = material->records[b];
        intake->count = ROWS;
        material->storing[b] =
            (struct ledger_storing){.intake = intake, .results = material->results[b]};
    }
    material->sequence += ROWS;
}

static double store(struct ledger *ledger, struct material *material, size_t group)
{
    struct error error = {0};
    const double start = seconds_now();
    double end;

    if (!ledger_store_batches(ledger, material->storing, group, &error))
        fail(error.text);
    for (size_t b = 0; b < group; b++)
        if (!material->storing[b].stored)
            fail(material->storing[b].error.text);
    end = seconds_now();
    for (size_t b = 0; b < group; b++)
        memcpy(material->last[b], material->records[b][ROWS - 1].link, LEDGER_HASH_BYTES);
    return end - start;
}

/* ---- SQLite ---------------------------------------------------------------- */

static double write_raw(int descriptor, const uint8_t *bytes, size_t length)
{
    const double start = seconds_now();

    if (write(descriptor, bytes, length) != (ssize_t)length || fdatasync(descriptor) != 0)
        fail("the raw file cannot be written");
    return seconds_now() - start;
}

/* Of a log that was never written back, per commit. */
static size_t log_bytes(struct ledger *ledger, struct material *material, const char *log)
{
    const size_t commits = 20;
    struct stat before, after;

    make_group(material, 1);
    store(ledger, material, 1);
    if (stat(log, &before) != 0)
        fail("there is no log");
    for (size_t i = 0; i < commits; i++) {
        make_group(material, 1);
        store(ledger, material, 1);
    }
    if (stat(log, &after) != 0 || after.st_size <= before.st_size)
        fail("the log does not grow");
    return (size_t)(after.st_size - before.st_size) / commits;
}

static int open_raw(struct temp_folder *folder, const char *name)
{
    const int descriptor =
        open(temp_folder_path(folder, name), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    if (descriptor < 0)
        fail("a raw file cannot be made");
    return descriptor;
}

static void bench_sqlite(struct material *material, size_t batches)
{
    struct error error = {0};
    struct temp_folder *folder = NULL;
    double ours = 0, theirs = 0, logs = 0;
    struct ledger *ledger;
    size_t logged;
    uint8_t *log;
    int raw[2];

    temp_folder_setup((void **)&folder);
    raw[0] = open_raw(folder, "raw");
    raw[1] = open_raw(folder, "raw-log");
    ledger = ledger_open(temp_folder_path(folder, "ledger.db"), LEDGER_MAKE, &error);
    if (ledger == NULL)
        fail(error.text);
    logged = log_bytes(ledger, material, temp_folder_path(folder, "ledger.db-wal"));
    log = calloc(1, logged);
    for (size_t i = 0; i < batches && log != NULL; i++) {
        make_group(material, 1);
        ours += store(ledger, material, 1);
        theirs += write_raw(raw[0], material->bytes, BATCH_BYTES + CERTIFICATE);
        fill(material, log, logged);
        logs += write_raw(raw[1], log, logged);
    }
    free(log);
    close(raw[0]);
    close(raw[1]);
    ledger_close(ledger);
    temp_folder_teardown((void **)&folder);
    printf("{\"rows_s\": %.0f, \"raw_rows_s\": %.0f, \"ratio\": %.3f, \"log_ratio\": %.3f,"
           " \"log_bytes\": %zu, \"batch_bytes\": %u}\n",
           (double)(batches * ROWS) / ours, (double)(batches * ROWS) / theirs, theirs / ours,
           logs / ours, logged, BATCH_BYTES);
}

/* ---- PostgreSQL ------------------------------------------------------------ */

static void append_16(struct buffer *out, uint16_t number)
{
    const uint16_t wire = htobe16(number);

    buffer_append(out, &wire, sizeof wire);
}

static void append_field(struct buffer *out, const void *bytes, size_t length)
{
    const uint32_t wire = htobe32((uint32_t)length);

    buffer_append(out, &wire, sizeof wire);
    buffer_append(out, bytes, length);
}

static void append_64(struct buffer *out, int64_t number)
{
    const uint64_t wire = htobe64((uint64_t)number);

    append_field(out, &wire, sizeof wire);
}

static void append_small(struct buffer *out, uint16_t number)
{
    const uint16_t wire = htobe16(number);

    append_field(out, &wire, sizeof wire);
}

static void begin_copy(struct buffer *out)
{
    buffer_clear(out);
    buffer_append(out, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
}

static void run(PGconn *connection, const char *sql, ExecStatusType wanted)
{
    PGresult *result = PQexec(connection, sql);

    if (PQresultStatus(result) != wanted)
        fail(PQerrorMessage(connection));
    PQclear(result);
}

static void copy(PGconn *connection, const char *sql, struct buffer *rows)
{
    PGresult *result;

    append_16(rows, UINT16_MAX);
    run(connection, sql, PGRES_COPY_IN);
    if (rows->failed ||
        PQputCopyData(connection, (const char *)rows->data, (int)rows->length) != 1 ||
        PQputCopyEnd(connection, NULL) != 1)
        fail(PQerrorMessage(connection));
    while ((result = PQgetResult(connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            fail(PQerrorMessage(connection));
        PQclear(result);
    }
}

static void lay_out_records(const struct material *material, size_t group, int64_t number,
                            struct buffer *out)
{
    begin_copy(out);
    for (size_t b = 0; b < group; b++) {
        for (size_t i = 0; i < ROWS; i++) {
            const struct ledger_intake_record *record = &material->records[b][i];

            append_16(out, 8);
            append_field(out, record->id, sizeof record->id);
            append_field(out, record->link, sizeof record->link);
            append_field(out, record->look_up, sizeof record->look_up);
            append_64(out, (int64_t)(material->intakes[b].first_sequence + i));
            append_64(out, number + (int64_t)b);
            append_64(out, material->intakes[b].batch.received_utc);
            append_small(out, (uint16_t)i);
            append_small(out, 0);
        }
    }
}

static void lay_out_batches(const struct material *material, size_t group, int64_t number,
                            struct buffer *out)
{
    begin_copy(out);
    for (size_t b = 0; b < group; b++) {
        const struct ledger_batch *batch = &material->intakes[b].batch;

        append_16(out, 6);
        append_64(out, number + (int64_t)b);
        append_field(out, batch->kiosk, strlen(batch->kiosk));
        append_field(out, material->intakes[b].outbox, LEDGER_OUTBOX_BYTES);
        append_64(out, batch->received_utc);
        append_field(out, batch->bytes, batch->length);
        append_field(out, batch->certificate, batch->certificate_length);
    }
}

/* Laid out before the clock runs: what is measured is the server. */
static double copy_group(PGconn *connection, const struct material *material, size_t group,
                         int64_t number, struct buffer *records, struct buffer *batches)
{
    double start;

    lay_out_records(material, group, number, records);
    lay_out_batches(material, group, number, batches);
    start = seconds_now();
    run(connection, "BEGIN", PGRES_COMMAND_OK);
    copy(connection,
         "COPY record (id, link, look_up, sequence, batch, state_utc, place, state) FROM STDIN "
         "BINARY",
         records);
    copy(connection,
         "COPY batch (number, kiosk, outbox, received_utc, bytes, certificate) FROM STDIN BINARY",
         batches);
    run(connection, "COMMIT", PGRES_COMMAND_OK);
    return seconds_now() - start;
}

static void bench_postgres(struct material *material, size_t batches, size_t group)
{
    struct postgres_cluster cluster;
    char location[POSTGRES_LOCATION_SIZE];
    struct error error = {0};
    struct buffer records, bytes;
    struct ledger *ledger;
    PGconn *connection;
    double ours = 0, theirs = 0;

    postgres_cluster_start(&cluster);
    postgres_cluster_location(&cluster, "", location);
    ledger = ledger_open(location, LEDGER_MAKE, &error);
    connection = PQconnectdb(location);
    if (ledger == NULL || PQstatus(connection) != CONNECTION_OK)
        fail(error.text);
    buffer_init(&records, 64u << 20);
    buffer_init(&bytes, 64u << 20);
    for (size_t i = 0; i < batches; i += group) {
        make_group(material, group);
        ours += store(ledger, material, group);
        make_group(material, group);
        theirs += copy_group(connection, material, group, COPY_BASE + (int64_t)i, &records, &bytes);
        material->sequence -= ROWS; /* what was copied is not in the ledger's chains */
    }
    buffer_finish(&records);
    buffer_finish(&bytes);
    PQfinish(connection);
    ledger_close(ledger);
    postgres_cluster_stop(&cluster);
    printf("{\"rows_s\": %.0f, \"copy_rows_s\": %.0f, \"ratio\": %.3f, \"group\": %zu}\n",
           (double)(batches * ROWS) / ours, (double)(batches * ROWS) / theirs, theirs / ours,
           group);
}

int main(int argc, char **argv)
{
    struct material *material = calloc(1, sizeof *material);
    const size_t batches = argc > 2 ? strtoul(argv[2], NULL, 10) : 300;
    const size_t group = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;

    if (material == NULL || argc < 2 || batches == 0 || group == 0 || group > GROUP_MAX)
        fail("sqlite or postgres, batches, batches in a commit (64 at most)");
    material->seed = 0x9e3779b97f4a7c15u;
    material->sequence = 1;
    material->certificate = material->bytes + BATCH_BYTES;
    fill(material, material->certificate, CERTIFICATE);
    if (strcmp(argv[1], "sqlite") == 0)
        bench_sqlite(material, batches);
    else
        bench_postgres(material, batches, group);
    free(material);
    return 0;
}
