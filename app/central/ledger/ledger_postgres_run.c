#include "app/central/ledger/ledger_postgres.h"
#include "platform/base/clock.h"

#include <endian.h>
#include <poll.h>
#include <string.h>

/* Longer than the server itself lets a statement run: only a server that cannot be reached gets here. Less than
 * the receiver's connections last without an answer: kiosks are told. */
#define ANSWER_MILLISECONDS 25000
#define BINARY              1

/* ---- parameters ------------------------------------------------------------ */

void postgres_put_bytes(struct postgres_values *values, const void *bytes, size_t length)
{
    values->values[values->count] = bytes;
    values->lengths[values->count++] = (int)length;
}

void postgres_put_word(struct postgres_values *values, const char *text)
{
    postgres_put_bytes(values, text, strlen(text));
}

void postgres_put_number(struct postgres_values *values, int64_t number)
{
    const uint64_t wire = htobe64((uint64_t)number);

    memcpy(values->room[values->count], &wire, sizeof wire);
    postgres_put_bytes(values, values->room[values->count], sizeof wire);
}

static void append_32(struct buffer *bytes, uint32_t number)
{
    const uint32_t wire = htobe32(number);

    buffer_append(bytes, &wire, sizeof wire);
}

/* One dimension, no nulls, elements from 1. */
#define COUNT_AT 12
void postgres_array_init(struct postgres_array *array, enum postgres_type type, size_t limit)
{
    const uint32_t head[] = {1, 0, type, 0, 1};

    array->count = 0;
    buffer_init(&array->bytes, limit);
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        append_32(&array->bytes, head[i]);
}

void postgres_array_bytes(struct postgres_array *array, const void *bytes, size_t length)
{
    append_32(&array->bytes, (uint32_t)length);
    buffer_append(&array->bytes, bytes, length);
    array->count++;
}

void postgres_array_word(struct postgres_array *array, const char *text)
{
    postgres_array_bytes(array, text, strlen(text));
}

void postgres_array_number(struct postgres_array *array, int64_t number)
{
    const uint64_t wire = htobe64((uint64_t)number);

    postgres_array_bytes(array, &wire, sizeof wire);
}

bool postgres_put_array(struct postgres_values *values, struct postgres_array *array)
{
    const uint32_t wire = htobe32(array->count);

    if (array->bytes.failed)
        return false;
    memcpy(array->bytes.data + COUNT_AT, &wire, sizeof wire);
    postgres_put_bytes(values, array->bytes.data, array->bytes.length);
    return true;
}

void postgres_array_finish(struct postgres_array *array)
{
    buffer_finish(&array->bytes);
}

/* ---- sending and waiting --------------------------------------------------- */

static void all_binary(const struct postgres_values *values, int *formats)
{
    for (int i = 0; i < values->count; i++)
        formats[i] = BINARY;
}

bool postgres_send(struct postgres_ledger *ledger, enum postgres_statement which,
                   const struct postgres_values *values, struct error *error)
{
    static const struct postgres_values none;
    int formats[POSTGRES_VALUES_MAX];
    const char name[] = {(char)('a' + which), '\0'};

    if (values == NULL)
        values = &none;
    all_binary(values, formats);
    return PQsendQueryPrepared(ledger->connection, name, values->count, values->values,
                               values->lengths, formats, BINARY) == 1 ||
           postgres_failed(ledger, NULL, error);
}

bool postgres_sync(struct postgres_ledger *ledger, struct error *error)
{
    return PQpipelineSync(ledger->connection) == 1 || postgres_failed(ledger, NULL, error);
}

static bool does_not_answer(struct postgres_ledger *ledger, struct error *error)
{
    ledger->broken = true;
    return error_set(error, ERROR_UNAVAILABLE, "the ledger %s does not answer",
                     ledger->ledger.name);
}

/* Until something comes, for at most that long. */
static bool look(struct postgres_ledger *ledger, short events, int milliseconds,
                 struct error *error)
{
    struct pollfd polled[] = {{.fd = PQsocket(ledger->connection), .events = events},
                              {.fd = ledger->given_up, .events = POLLIN}};
    const int came = polled[0].fd >= 0 ? poll(polled, 2, milliseconds) : 0;

    if (polled[0].fd < 0 || (came > 0 && polled[1].revents != 0))
        return does_not_answer(ledger, error);
    return came <= 0 || PQconsumeInput(ledger->connection) == 1 ||
           postgres_failed(ledger, NULL, error);
}

/* Until the next result is there. Reads while it writes: both sides' buffers may be full. */
static bool await(struct postgres_ledger *ledger, struct error *error)
{
    const int64_t end = clock_monotonic(&clock_system) + ANSWER_MILLISECONDS;

    for (;;) {
        const int unsent = PQflush(ledger->connection);
        const int64_t left = end - clock_monotonic(&clock_system);

        if (unsent < 0)
            return postgres_failed(ledger, NULL, error);
        if (unsent == 0 && PQisBusy(ledger->connection) == 0)
            return true;
        if (left <= 0)
            return does_not_answer(ledger, error);
        if (!look(ledger, unsent > 0 ? POLLIN | POLLOUT : POLLIN, (int)left, error))
            return false;
    }
}

static PGresult *next_result(struct postgres_ledger *ledger, struct error *error)
{
    return await(ledger, error) ? PQgetResult(ledger->connection) : NULL;
}

static bool is_fine(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);

    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

PGresult *postgres_take(struct postgres_ledger *ledger, struct error *error)
{
    PGresult *result = next_result(ledger, error);
    PGresult *end;

    if (ledger->broken)
        return NULL;
    if (!is_fine(result)) {
        postgres_failed(ledger, result, error);
        PQclear(result);
        return NULL;
    }
    end = next_result(ledger, error);
    PQclear(end);
    if (!ledger->broken)
        return result;
    PQclear(result);
    return NULL;
}

bool postgres_take_nothing(struct postgres_ledger *ledger, struct error *error)
{
    PGresult *result = postgres_take(ledger, error);

    PQclear(result);
    return result != NULL;
}

bool postgres_take_sync(struct postgres_ledger *ledger, struct error *error)
{
    PGresult *result = next_result(ledger, error);
    const bool fine = PQresultStatus(result) == PGRES_PIPELINE_SYNC;

    if (!fine && !ledger->broken)
        postgres_failed(ledger, result, error);
    PQclear(result);
    return fine;
}

PGresult *postgres_ask(struct postgres_ledger *ledger, const char *sql,
                       const struct postgres_values *values, struct error *error)
{
    static const struct postgres_values none;
    int formats[POSTGRES_VALUES_MAX];

    if (values == NULL)
        values = &none;
    all_binary(values, formats);
    if (PQsendQueryParams(ledger->connection, sql, values->count, NULL, values->values,
                          values->lengths, formats, BINARY) != 1) {
        postgres_failed(ledger, NULL, error);
        return NULL;
    }
    return postgres_take(ledger, error);
}

/* Several statements in one text give several results, and the first failure ends them. */
bool postgres_run(struct postgres_ledger *ledger, const char *sql, struct error *error)
{
    PGresult *result;
    bool fine = PQsendQuery(ledger->connection, sql) == 1 || postgres_failed(ledger, NULL, error);

    while (fine && (result = next_result(ledger, error)) != NULL) {
        fine = is_fine(result) || postgres_failed(ledger, result, error);
        PQclear(result);
    }
    return fine && !ledger->broken;
}

/* ---- results --------------------------------------------------------------- */

/* Of any of the server's whole numbers, and of its booleans: big-endian, with a sign. */
int64_t postgres_number(const PGresult *result, int row, int column)
{
    const int length = PQgetlength(result, row, column);
    struct reader reader;
    uint64_t number = 0;

    if (length > (int)sizeof number)
        return 0;
    reader_init(&reader, PQgetvalue(result, row, column), (size_t)length);
    if (length > 0 && (PQgetvalue(result, row, column)[0] & 0x80) != 0)
        number = UINT64_MAX;
    while (reader_left(&reader) > 0)
        number = number << 8 | reader_byte(&reader);
    return (int64_t)number;
}

bool postgres_copy(const PGresult *result, int row, int column, uint8_t *target, size_t size)
{
    if (PQgetlength(result, row, column) != (int)size)
        return false;
    memcpy(target, PQgetvalue(result, row, column), size);
    return true;
}
