#include "app/outbox/database.h"

#include "platform/base/text.h"
#include "platform/crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA_VERSION         1
#define APPLICATION_ID         1129008962 /* in the file's head: "CKOB" */
#define BUSY_WAIT_MILLISECONDS 5000

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

static bool sync_folder(const char *folder, struct error *error)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool fine = fd >= 0 && fsync(fd) == 0;

    if (!fine) {
        error_set_errno(error, "%s: cannot be synced", folder);
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return fine;
}

/* SQLite gives its log and index files the mode of the database, which it would make 0644. */
static bool make_file(const struct outbox *outbox, struct error *error)
{
    int fd = open(outbox->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    bool fine;

    if (fd < 0) {
        return errno == EEXIST || error_set_errno(error, "%s: cannot be made", outbox->path);
    }
    fine = fchmod(fd, 0660) == 0 && fsync(fd) == 0;
    if (!fine) {
        error_set_errno(error, "%s: cannot be made", outbox->path);
    }
    (void)close(fd);
    return fine && sync_folder(outbox->folder, error);
}

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

    if (statement == NULL) {
        return false;
    }
    if (sqlite3_step(statement) != SQLITE_ROW) {
        database_fail(outbox, "reading whose it is", error);
        goto end;
    }
    found = (const char *)sqlite3_column_text(statement, 0);
    if (found == NULL || !chain_kiosk_id_is_valid(found) ||
        !database_column(statement, 1, outbox->outbox_id, sizeof outbox->outbox_id)) {
        error_set(error, ERROR_CORRUPT, "%s: whose it is cannot be read; run 'kioskctl check'",
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

static bool none_yet(const struct outbox *outbox, struct error *error)
{
    return error_set(error, ERROR_NOT_FOUND,
                     "%s: there is no outbox yet; it is made when the kiosk is enrolled and its "
                     "screen starts",
                     outbox->path);
}

static bool prepare(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    bool is_empty;

    if (!check_schema(outbox, &is_empty, error)) {
        return false;
    }
    if (is_empty && kiosk_id == NULL) {
        return none_yet(outbox, error);
    }
    return database_run(outbox, settings, error) &&
           (!is_empty || make_schema(outbox, kiosk_id, error)) &&
           read_identity(outbox, kiosk_id, error);
}

/* Changing to WAL does not wait for its lock, so that two programs that make the file at once would
 * fail; the folder's lock lets them do it one after the other. */
static int lock_folder(const struct outbox *outbox)
{
    int fd = open(outbox->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)flock(fd, LOCK_EX);
    }
    return fd;
}

bool database_open(struct outbox *outbox, const char *kiosk_id, struct error *error)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int lock;
    bool fine;

    if (kiosk_id == NULL && !file_exists(outbox->path)) {
        return none_yet(outbox, error);
    }
    if (kiosk_id != NULL && !make_file(outbox, error)) {
        return false;
    }
    if (sqlite3_open_v2(outbox->path, &outbox->db, flags, NULL) != SQLITE_OK) {
        return outbox->db == NULL ? error_set(error, ERROR_MEMORY, "no memory for the outbox")
                                  : database_fail(outbox, "opening", error);
    }
    (void)sqlite3_busy_timeout(outbox->db, BUSY_WAIT_MILLISECONDS);
    (void)sqlite3_db_config(outbox->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    lock = lock_folder(outbox);
    fine = prepare(outbox, kiosk_id, error);
    if (lock >= 0) {
        (void)close(lock);
    }
    return fine;
}
