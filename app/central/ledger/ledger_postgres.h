/* What the files of the PostgreSQL ledger share. For them only. */
#ifndef APP_CENTRAL_LEDGER_LEDGER_POSTGRES_H
#define APP_CENTRAL_LEDGER_LEDGER_POSTGRES_H

#include "app/central/ledger/ledger_calls.h"
#include "platform/base/buffer.h"

#include <libpq-fe.h>

/* What is prepared on a connection when it first writes a batch. */
enum postgres_statement {
    POSTGRES_BEGIN,
    POSTGRES_OUTBOXES,
    POSTGRES_LOCK,
    POSTGRES_RECORDS,
    POSTGRES_KNOWN,
    POSTGRES_SPANS,
    POSTGRES_BATCH,
    POSTGRES_KEEP_SPANS,
    POSTGRES_KEEP_CHAINS,
    POSTGRES_EVENTS,
    POSTGRES_SEEN,
    POSTGRES_COMMIT,
    POSTGRES_STATEMENTS
};

struct postgres_ledger {
    struct ledger ledger;
    PGconn *connection;
    PQconninfoOption *options; /* as connected with; owned */
    char *home_files; /* where libpq looks for certificates by itself; owned; NULL: nowhere */
    enum ledger_access access;
    bool broken;         /* the connection is not used any more: another one before the next call */
    bool prepared;       /* the statements above are there */
    bool warned;         /* the server sent a warning since this was last cleared */
    int64_t next_try_ms; /* by the monotonic clock: not to connect again before */
    int given_up;        /* an eventfd: it can be read once nobody waits any more */
};

/* ---- ledger_postgres_connect.c ---- */

/* What the server's result, or with NULL the connection, says went wrong. Returns false. */
bool postgres_failed(struct postgres_ledger *ledger, const PGresult *result, struct error *error);
bool postgres_damaged(const struct postgres_ledger *ledger, struct error *error);
/* A connection that can be used; another one where the last is broken. ERROR_UNAVAILABLE. */
bool postgres_ready(struct postgres_ledger *ledger, struct error *error) MUST_USE;

/* ---- ledger_postgres_schema.c ---- */

/* That the ledger there is of this program's version; makes and migrates it where the access allows. */
bool postgres_settle_schema(struct postgres_ledger *ledger, struct error *error) MUST_USE;

/* ---- ledger_postgres_run.c: parameters and results, all in binary ---- */

#define POSTGRES_VALUES_MAX 8

/* Parameters of one statement. Numbers lie in `room`; the rest is borrowed until it is sent. */
struct postgres_values {
    const char *values[POSTGRES_VALUES_MAX];
    int lengths[POSTGRES_VALUES_MAX];
    uint8_t room[POSTGRES_VALUES_MAX][8];
    int count;
};

void postgres_put_number(struct postgres_values *values, int64_t number);
void postgres_put_word(struct postgres_values *values, const char *text);
void postgres_put_bytes(struct postgres_values *values, const void *bytes, size_t length);

/* An array as the server takes it in binary (array_recv). */
enum postgres_type { POSTGRES_BYTEA = 17, POSTGRES_INT8 = 20, POSTGRES_TEXT = 25 };
struct postgres_array {
    struct buffer bytes;
    uint32_t count;
};
void postgres_array_init(struct postgres_array *array, enum postgres_type type, size_t limit);
void postgres_array_number(struct postgres_array *array, int64_t number);
void postgres_array_bytes(struct postgres_array *array, const void *bytes, size_t length);
void postgres_array_word(struct postgres_array *array, const char *text);
/* False where it has outgrown its limit or memory. Goes on being the array's. */
bool postgres_put_array(struct postgres_values *values, struct postgres_array *array) MUST_USE;
void postgres_array_finish(struct postgres_array *array);

/* A prepared statement goes into the pipeline; nothing waits. */
bool postgres_send(struct postgres_ledger *ledger, enum postgres_statement which,
                   const struct postgres_values *values, struct error *error) MUST_USE;
/* Everything sent since the last time is on its way, and nothing is open behind it. */
bool postgres_sync(struct postgres_ledger *ledger, struct error *error) MUST_USE;
/* The next statement's result, in the order of sending; the caller clears it. NULL on failure, and the
 * connection is broken then: the server takes back what was not committed. */
PGresult *postgres_take(struct postgres_ledger *ledger, struct error *error) MUST_USE;
bool postgres_take_nothing(struct postgres_ledger *ledger, struct error *error) MUST_USE;
bool postgres_take_sync(struct postgres_ledger *ledger, struct error *error) MUST_USE;

/* One statement without a pipeline, from text, to its end. As postgres_take. */
PGresult *postgres_ask(struct postgres_ledger *ledger, const char *sql,
                       const struct postgres_values *values, struct error *error) MUST_USE;
/* Statements without parameters or results. */
bool postgres_run(struct postgres_ledger *ledger, const char *sql, struct error *error) MUST_USE;

int64_t postgres_number(const PGresult *result, int row, int column);
/* Copies a value of exactly `size` bytes. */
bool postgres_copy(const PGresult *result, int row, int column, uint8_t *target,
                   size_t size) MUST_USE;

/* ---- the calls ---- */

bool postgres_store_batches(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                            struct error *error) MUST_USE;
bool postgres_store_health(struct ledger *ledger, const struct ledger_health *health,
                           struct error *error) MUST_USE;
bool postgres_set_states(struct ledger *ledger, const struct ledger_state_change *changes,
                         size_t count, struct error *error) MUST_USE;
bool postgres_each_record(struct ledger *ledger, const struct ledger_filter *filter,
                          ledger_record_visit *visit, void *context, struct error *error) MUST_USE;
bool postgres_each_kiosk(struct ledger *ledger, ledger_kiosk_visit *visit, void *context,
                         struct error *error) MUST_USE;
bool postgres_each_chain(struct ledger *ledger, ledger_chain_visit *visit, void *context,
                         struct error *error) MUST_USE;
bool postgres_find_place(struct ledger *ledger, const char *kiosk, const uint8_t *outbox,
                         uint64_t sequence, const uint8_t *link, enum ledger_place *place,
                         struct error *error) MUST_USE;
bool postgres_retire(struct ledger *ledger, const struct ledger_retirement *order,
                     struct ledger_retired *retired, struct error *error) MUST_USE;

#endif
