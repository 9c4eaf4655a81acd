#include "app/outbox/database.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKPOINT_WAIT_MILLISECONDS 250
#define BUSY_WAIT_MILLISECONDS       5000

/* Best effort: where even an empty file cannot be made, the next insert fails again by itself. */
static void leave_marker(const struct outbox *outbox)
{
    int fd = open(outbox->marker, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);

    if (fd >= 0) {
        (void)fchmod(fd, 0660);
        (void)fsync(fd);
        (void)close(fd);
    }
}

static bool fail_broken(struct outbox *outbox, enum error_kind kind, const char *doing,
                        const char *remedy, struct error *error)
{
    outbox->stopped = true;
    leave_marker(outbox);
    journal_append(&outbox->journal, &(struct journal_note){.event = JOURNAL_STOPPED}, 1, true);
    return error_set(error, kind, "%s: %s failed: %s; %s", outbox->path, doing,
                     sqlite3_errmsg(outbox->db), remedy);
}

bool database_fail(struct outbox *outbox, const char *doing, struct error *error)
{
    switch (sqlite3_extended_errcode(outbox->db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_UNAVAILABLE,
                         "%s: %s failed: another program has held it for more than %d s; try again",
                         outbox->path, doing, BUSY_WAIT_MILLISECONDS / 1000);
    case SQLITE_FULL:
        outbox->stopped = true;
        return error_set(error, ERROR_IO, "%s: %s failed: the disk is full; make room on it",
                         outbox->path, doing);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        outbox->stopped = true;
        return error_set(error, ERROR_IO,
                         "%s: %s failed: %s; make folder and file writable for this program",
                         outbox->path, doing, sqlite3_errmsg(outbox->db));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_broken(outbox, ERROR_CORRUPT, doing, DATABASE_REMEDY, error);
    case SQLITE_NOMEM:
        return error_set(error, ERROR_MEMORY, "%s: %s failed: no memory", outbox->path, doing);
    case SQLITE_IOERR:
        return fail_broken(outbox, ERROR_IO, doing, "check the disk, then run 'kioskctl check'",
                           error);
    default:
        return error_set(error, ERROR_INTERNAL, "%s: %s failed: %s", outbox->path, doing,
                         sqlite3_errmsg(outbox->db));
    }
}

bool database_run(struct outbox *outbox, const char *sql, struct error *error)
{
    return sqlite3_exec(outbox->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
           database_fail(outbox, "a statement", error);
}

sqlite3_stmt *database_prepare(struct outbox *outbox, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(outbox->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        database_fail(outbox, "preparing a statement", error);
        return NULL;
    }
    return statement;
}

sqlite3_stmt *database_keep(struct outbox *outbox, const char *sql, struct error *error)
{
    struct kept_statement *kept = outbox->kept;

    while (kept->sql != NULL && kept->sql != sql) {
        if (++kept == outbox->kept + DATABASE_KEPT_MAX) {
            error_set(error, ERROR_INTERNAL, "more statements are kept than there is room for");
            return NULL;
        }
    }
    if (kept->statement == NULL) {
        kept->statement = database_prepare(outbox, sql, error);
        kept->sql = kept->statement != NULL ? sql : NULL;
    }
    return kept->statement;
}

void database_rest(sqlite3_stmt *statement)
{
    if (statement != NULL) {
        (void)sqlite3_reset(statement);
        (void)sqlite3_clear_bindings(statement);
    }
}

void database_drop_kept(struct outbox *outbox)
{
    for (size_t i = 0; i < DATABASE_KEPT_MAX; i++) {
        (void)sqlite3_finalize(outbox->kept[i].statement);
        outbox->kept[i] = (struct kept_statement){NULL, NULL};
    }
}

bool database_finish_step(struct outbox *outbox, sqlite3_stmt *statement, struct error *error)
{
    return sqlite3_step(statement) == SQLITE_DONE || database_fail(outbox, "writing", error);
}

static const char begin_immediate[] = "BEGIN IMMEDIATE";
static const char commit[] = "COMMIT";

static bool run_kept(struct outbox *outbox, const char *sql, const char *doing, struct error *error)
{
    sqlite3_stmt *statement = database_keep(outbox, sql, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    fine = sqlite3_step(statement) == SQLITE_DONE || database_fail(outbox, doing, error);
    database_rest(statement);
    return fine;
}

bool database_begin(struct outbox *outbox, struct error *error)
{
    return run_kept(outbox, begin_immediate, "taking the lock", error);
}

bool database_commit(struct outbox *outbox, struct error *error)
{
    return run_kept(outbox, commit, "the commit", error);
}

void database_rollback(struct outbox *outbox)
{
    if (sqlite3_get_autocommit(outbox->db) == 0) {
        (void)sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

static const char select_head[] = "SELECT last_sequence, last_link FROM outbox";

bool database_read_head(struct outbox *outbox, struct journal_head *head, struct error *error)
{
    sqlite3_stmt *statement = database_keep(outbox, select_head, error);
    bool fine = false;
    int step;

    if (statement == NULL) {
        return false;
    }
    step = sqlite3_step(statement);
    if (step == SQLITE_ROW) {
        head->sequence = (uint64_t)sqlite3_column_int64(statement, 0);
        fine =
            database_column(statement, 1, head->link, sizeof head->link) ||
            error_set(error, ERROR_CORRUPT,
                      "%s: the head of the chain cannot be read; " DATABASE_REMEDY, outbox->path);
    } else if (step == SQLITE_DONE) {
        error_set(error, ERROR_CORRUPT, "%s: the head of the chain is missing; " DATABASE_REMEDY,
                  outbox->path);
    } else {
        database_fail(outbox, "reading the head", error);
    }
    database_rest(statement);
    return fine;
}

/* SQLite empties its log without a sync: after a power cut the old one would be there again, with
 * every deleted byte. */
static bool sync_log(struct outbox *outbox, struct error *error)
{
    sqlite3_file *log = NULL;

    if (sqlite3_file_control(outbox->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
        log != NULL && log->pMethods != NULL &&
        log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK) {
        return true;
    }
    outbox->stopped = true;
    leave_marker(outbox);
    return error_set(
        error, ERROR_IO,
        "%s: the emptied log cannot be synced; check the disk, then run 'kioskctl check'",
        outbox->path);
}

bool database_truncate_log(struct outbox *outbox, bool must, struct error *error)
{
    int result;
    bool busy;

    (void)sqlite3_busy_timeout(outbox->db, CHECKPOINT_WAIT_MILLISECONDS);
    result = sqlite3_wal_checkpoint_v2(outbox->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(outbox->db, BUSY_WAIT_MILLISECONDS);
    busy = (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;
    if (result == SQLITE_OK) {
        return sync_log(outbox, error);
    }
    return (busy && !must) || database_fail(outbox, "emptying the log", error);
}

bool database_column(sqlite3_stmt *statement, int column, uint8_t *target, size_t size)
{
    const void *bytes = sqlite3_column_blob(statement, column);

    if (sqlite3_column_type(statement, column) != SQLITE_BLOB || bytes == NULL ||
        (size_t)sqlite3_column_bytes(statement, column) != size) {
        memset(target, 0, size);
        return false;
    }
    memcpy(target, bytes, size);
    return true;
}

bool database_link_row(const char *kiosk_id, const uint8_t *outbox_id, const struct row *row,
                       uint8_t link[static CHAIN_HASH_SIZE], struct error *error)
{
    const struct chain_entry entry = {.kiosk_id = kiosk_id,
                                      .outbox_id = outbox_id,
                                      .sequence = row->sequence,
                                      .previous = row->previous,
                                      .lookup = row->lookup,
                                      .sealed = row->sealed,
                                      .sealed_length = row->length};

    return chain_link(&entry, link, error);
}

static bool check_link(const struct outbox *outbox, const struct row *row, bool *is_right,
                       struct error *error)
{
    uint8_t link[CHAIN_HASH_SIZE];
    struct error reason = {.kind = ERROR_NONE};

    if (database_link_row(outbox->kiosk_id, outbox->outbox_id, row, link, &reason)) {
        *is_right = memcmp(link, row->link, sizeof link) == 0;
        return true;
    }
    /* An impossible size is the row's fault; that no digest can be made is not. */
    *is_right = false;
    return reason.kind == ERROR_LIMIT || reason.kind == ERROR_INPUT ||
           error_set(error, reason.kind, "%s: a record cannot be checked: %s", outbox->path,
                     reason.text);
}

bool database_take_row(const struct outbox *outbox, sqlite3_stmt *statement, struct row *row,
                       bool *verifies, struct error *error)
{
    *verifies = false;
    *row = (struct row){.sequence = (uint64_t)sqlite3_column_int64(statement, 0),
                        .state = (enum row_state)sqlite3_column_int(statement, 1)};
    if (!database_column(statement, 2, row->lookup, sizeof row->lookup) ||
        !database_column(statement, 3, row->previous, sizeof row->previous) ||
        !database_column(statement, 4, row->link, sizeof row->link) ||
        sqlite3_column_type(statement, 5) != SQLITE_BLOB) {
        return true;
    }
    row->sealed = sqlite3_column_blob(statement, 5);
    row->length = (size_t)sqlite3_column_bytes(statement, 5);
    return row->sealed == NULL || check_link(outbox, row, verifies, error);
}
