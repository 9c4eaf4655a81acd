#include "app/outbox/database.h"

#include "platform/base/text.h"
#include "platform/crypto/random.h"

#include <string.h>

#define SCHEMA_VERSION 1
#define APPLICATION_ID 1129008962 /* in the file's head: "CKOB" */

/* A request fills one and a half pages of 2048 bytes: a commit writes half of what it would with
 * pages of 4096. secure_delete overwrites what is deleted; a small page cache bounds memory; a short
 * log is written over again soon, which syncs faster than a file that grows. */
static const char settings[] = "PRAGMA page_size = 2048;"
                               "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA trusted_schema = OFF;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA mmap_size = 0;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -1024;"
                               "PRAGMA wal_autocheckpoint = 1000;";

static const char schema[] = "CREATE TABLE outbox ("
                             "  one INTEGER PRIMARY KEY CHECK (one = 1),"
                             "  kiosk_id TEXT NOT NULL,"
                             "  outbox_id BLOB NOT NULL,"
                             "  last_sequence INTEGER NOT NULL,"
                             "  last_link BLOB NOT NULL) STRICT;"
                             "CREATE TABLE record ("
                             "  sequence INTEGER PRIMARY KEY,"
                             "  state INTEGER NOT NULL,"
                             "  inserted_utc INTEGER NOT NULL,"
                             "  lookup BLOB NOT NULL,"
                             "  previous BLOB NOT NULL,"
                             "  link BLOB NOT NULL,"
                             "  reason TEXT,"
                             "  sealed BLOB NOT NULL) STRICT;"
                             "CREATE INDEX record_waiting ON record (sequence) WHERE state = 0;"
                             "CREATE INDEX record_set_aside ON record (state) WHERE state > 0;"
                             "PRAGMA application_id = 1129008962;"
                             "PRAGMA user_version = 1;";

static bool read_number(struct outbox *outbox, const char *sql, int64_t *number,
                        struct error *error)
{
    sqlite3_stmt *statement = database_prepare(outbox, sql, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    fine = sqlite3_step(statement) == SQLITE_ROW || database_fail(outbox, "reading", error);
    *number = fine ? sqlite3_column_int64(statement, 0) : 0;
    (void)sqlite3_finalize(statement);
    return fine;
}

static bool write_first_head(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    uint8_t id[CHAIN_OUTBOX_ID_SIZE];
    sqlite3_stmt *statement;
    bool fine;

    if (!random_bytes(id, sizeof id, error)) {
        return false;
    }
    statement = database_prepare(outbox, "INSERT INTO outbox VALUES (1, ?, ?, 0, ?)", error);
    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_text(statement, 1, kiosk_id, -1, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 2, id, sizeof id, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 3, chain_beginning, CHAIN_HASH_SIZE, SQLITE_STATIC);
    fine = database_finish_step(outbox, statement, error);
    (void)sqlite3_finalize(statement);
    return fine;
}

static bool make_schema(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    int64_t version;

    if (!database_begin(outbox, error)) {
        return false;
    }
    /* Another program may have made it while this one waited for the lock. */
    if (!read_number(outbox, "PRAGMA user_version", &version, error) ||
        (version == 0 &&
         (!database_run(outbox, schema, error) || !write_first_head(outbox, kiosk_id, error))) ||
        !database_commit(outbox, error)) {
        database_rollback(outbox);
        return false;
    }
    return true;
}

/* Before anything is written: what this program does not know stays as it is. */
static bool check_schema(struct outbox *outbox, bool *is_empty, struct error *error)
{
    int64_t application;
    int64_t version;
    int64_t tables;

    if (!read_number(outbox, "PRAGMA application_id", &application, error) ||
        !read_number(outbox, "PRAGMA user_version", &version, error) ||
        !read_number(outbox, "SELECT count(*) FROM sqlite_schema", &tables, error)) {
        return false;
    }
    *is_empty = application == 0 && version == 0 && tables == 0;
    if (*is_empty) {
        return true;
    }
    if (application != APPLICATION_ID) {
        return error_set(error, ERROR_INPUT,
                         "%s: it is not an outbox; put the outbox back, or move the file away",
                         outbox->path);
    }
    return version == SCHEMA_VERSION ||
           error_set(error, ERROR_INPUT,
                     "%s: its schema has version %lld, and this program knows %d; use the program "
                     "that wrote it",
                     outbox->path, (long long)version, SCHEMA_VERSION);
}

static bool read_identity(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    sqlite3_stmt *statement =
        database_prepare(outbox, "SELECT kiosk_id, outbox_id FROM outbox", error);
    const char *found;
    bool fine = false;
    int step;

    if (statement == NULL) {
        return false;
    }
    step = sqlite3_step(statement);
    if (step != SQLITE_ROW && step != SQLITE_DONE) {
        database_fail(outbox, "reading whose it is", error);
        goto end;
    }
    found = step == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (found == NULL || !chain_kiosk_id_is_valid(found) ||
        !database_column(statement, 1, outbox->outbox_id, sizeof outbox->outbox_id)) {
        error_set(error, ERROR_CORRUPT, "%s: whose it is cannot be read; " DATABASE_REMEDY,
                  outbox->path);
        goto end;
    }
    fine = text_copy(outbox->kiosk_id, sizeof outbox->kiosk_id, found);
    if (kiosk_id != NULL && strcmp(found, kiosk_id) != 0) {
        fine = error_set(error, ERROR_REFUSED,
                         "%s: it belongs to kiosk %s, and this is %s; deliver what waits in it, "
                         "then move the file away",
                         outbox->path, found, kiosk_id);
    }
end:
    (void)sqlite3_finalize(statement);
    return fine;
}

bool database_prepare_schema(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    bool is_empty;

    if (!check_schema(outbox, &is_empty, error)) {
        return false;
    }
    if (is_empty && kiosk_id == NULL) {
        return database_none_yet(outbox, error);
    }
    return database_run(outbox, settings, error) &&
           (!is_empty || make_schema(outbox, kiosk_id, error)) &&
           read_identity(outbox, kiosk_id, error);
}
