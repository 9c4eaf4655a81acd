#include "app/central/ledger/ledger_sqlite.h"

#include "platform/base/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUSY_MILLISECONDS 10000

static enum error_kind kind_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_UNAVAILABLE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERROR_CORRUPT;
    case SQLITE_NOMEM:
        return ERROR_MEMORY;
    case SQLITE_CONSTRAINT:
    case SQLITE_TOOBIG:
        return ERROR_INPUT;
    default:
        return ERROR_IO;
    }
}

bool sqlite_failed(const struct sqlite_ledger *ledger, struct error *error)
{
    int code = ledger->database != NULL ? sqlite3_extended_errcode(ledger->database) : SQLITE_NOMEM;
    enum error_kind kind = kind_of(code);
    const char *remedy =
        kind == ERROR_CORRUPT
            ? "copy it and its log to a safe place, then restore it from the last backup"
        : kind == ERROR_UNAVAILABLE ? "another program holds it; try again"
        : kind == ERROR_INPUT       ? "this is not stored"
                                    : "check the disk and the file's permissions";

    /* Closing would copy the log and sync it once more, and a sync after a failed one lies. */
    if (kind == ERROR_IO && ledger->database != NULL)
        (void)sqlite3_db_config(ledger->database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return error_set(error, kind, "the ledger %s: %s (%d); %s", ledger->ledger.name,
                     ledger->database != NULL ? sqlite3_errmsg(ledger->database) : "no memory",
                     code, remedy);
}

bool sqlite_run(struct sqlite_ledger *ledger, const char *sql, struct error *error)
{
    return sqlite3_exec(ledger->database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           sqlite_failed(ledger, error);
}

bool sqlite_begin(struct sqlite_ledger *ledger, struct error *error)
{
    return sqlite_run(ledger, "BEGIN IMMEDIATE", error);
}

bool sqlite_end(struct sqlite_ledger *ledger, bool fine, struct error *error)
{
    if (fine && sqlite_run(ledger, "COMMIT", error))
        return true;
    /* SQLite has done so itself after some errors, and then refuses: as good. */
    (void)sqlite3_exec(ledger->database, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

sqlite3_stmt *sqlite_prepare(struct sqlite_ledger *ledger, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = NULL;

    if (sqlite3_prepare_v2(ledger->database, sql, -1, &statement, NULL) != SQLITE_OK)
        sqlite_failed(ledger, error);
    return statement;
}

bool sqlite_step(struct sqlite_ledger *ledger, sqlite3_stmt *statement, bool *row,
                 struct error *error)
{
    int code = sqlite3_step(statement);

    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE || sqlite_failed(ledger, error);
}

bool sqlite_finish(struct sqlite_ledger *ledger, sqlite3_stmt *statement, bool *changed,
                   struct error *error)
{
    bool row, fine = sqlite_step(ledger, statement, &row, error);

    if (fine && changed != NULL)
        *changed = sqlite3_changes(ledger->database) > 0;
    sqlite3_reset(statement);
    return fine;
}

void sqlite_bind_hash(sqlite3_stmt *statement, int column, const uint8_t *hash)
{
    sqlite3_bind_blob(statement, column, hash, LEDGER_HASH_BYTES, SQLITE_STATIC);
}

void sqlite_bind_word(sqlite3_stmt *statement, int column, const char *text)
{
    sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
}

bool sqlite_blob(sqlite3_stmt *statement, int column, uint8_t *target, size_t size)
{
    const void *blob = sqlite3_column_blob(statement, column);

    if (blob == NULL || (size_t)sqlite3_column_bytes(statement, column) != size)
        return false;
    memcpy(target, blob, size);
    return true;
}

/* ---- opening --------------------------------------------------------------- */

static bool check_whole(struct sqlite_ledger *ledger, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, "PRAGMA quick_check(1)", error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    fine = sqlite_step(ledger, statement, &row, error);
    if (fine && (!row || strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0))
        fine = error_set(error, ERROR_CORRUPT,
                         "the ledger %s is damaged; copy %s* to a safe place, then restore it "
                         "from the last backup",
                         ledger->ledger.name, ledger->ledger.name);
    sqlite3_finalize(statement);
    return fine;
}

static bool settle(struct sqlite_ledger *ledger, enum ledger_access access, struct error *error)
{
    if (sqlite3_open_v2(ledger->ledger.name, &ledger->database, SQLITE_OPEN_READWRITE, NULL) !=
        SQLITE_OK)
        return sqlite_failed(ledger, error);
    (void)sqlite3_extended_result_codes(ledger->database, 1);
    (void)sqlite3_busy_timeout(ledger->database, BUSY_MILLISECONDS);
    if (!sqlite_check_log(ledger, error) || !sqlite_check_kind(ledger, access, error))
        return false;
    if (!sqlite_run(ledger,
                    "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                    "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
                    "PRAGMA main.secure_delete = ON;" /* what is deleted is overwritten */
                    "PRAGMA temp_store = MEMORY;"     /* the sandbox has no other place */
                    /* The index pages that each batch touches stay in memory, and go from the log
                     * to the file once for many batches: 8 MiB, and a log of 64 MiB. */
                    "PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 16384",
                    error))
        return false;
    if (access == LEDGER_MAKE && !sqlite_run(ledger, "PRAGMA journal_mode = WAL", error))
        return false;
    if (!sqlite_migrate(ledger, error) || (access == LEDGER_MAKE && !check_whole(ledger, error)))
        return false;
    return access != LEDGER_READ || sqlite_run(ledger, "PRAGMA query_only = ON", error);
}

/* Made here, since SQLite would make it for everybody to read; its companions take over the mode. */
static bool make_file(const char *path, enum ledger_access access, struct error *error)
{
    int descriptor = open(path, O_RDWR | O_CLOEXEC | (access == LEDGER_MAKE ? O_CREAT : 0), 0660);

    if (descriptor < 0 && access == LEDGER_READ)
        descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set_errno(error, "the ledger %s cannot be opened", path);
    (void)close(descriptor);
    return true;
}

static void sqlite_close(struct ledger *base)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;

    for (size_t i = 0; i < WRITE_STATEMENTS; i++)
        sqlite3_finalize(ledger->writes[i]);
    (void)sqlite3_close(ledger->database);
    free(ledger->ledger.name);
    free(ledger->folder);
    free(ledger);
}

static void sqlite_needs(const struct ledger *base, struct ledger_needs *needs)
{
    needs->folder = ((const struct sqlite_ledger *)base)->folder;
}

static const struct ledger_calls sqlite_calls = {
    .store_batches = sqlite_store_batches,
    .store_health = sqlite_store_health,
    .set_states = sqlite_set_states,
    .each_record = sqlite_each_record,
    .each_kiosk = sqlite_each_kiosk,
    .each_chain = sqlite_each_chain,
    .find_place = sqlite_find_place,
    .retire = sqlite_retire,
    .needs = sqlite_needs,
    .close = sqlite_close,
};

static struct sqlite_ledger *make(const char *path, struct error *error)
{
    struct sqlite_ledger *ledger;
    char folder[FILE_PATH_MAX];

    if (!file_folder_of(path, folder, error))
        return NULL;
    ledger = calloc(1, sizeof *ledger);
    if (ledger != NULL) {
        ledger->ledger.calls = &sqlite_calls;
        ledger->ledger.name = strdup(path);
        ledger->folder = strdup(folder);
    }
    if (ledger != NULL && ledger->ledger.name != NULL && ledger->folder != NULL)
        return ledger;
    if (ledger != NULL)
        sqlite_close(&ledger->ledger);
    error_set(error, ERROR_MEMORY, "no memory for the ledger %s", path);
    return NULL;
}

struct ledger *ledger_open_sqlite(const char *path, enum ledger_access access, struct error *error)
{
    struct sqlite_ledger *ledger = make(path, error);
    bool fine;
    int lock;

    if (ledger == NULL)
        return NULL;
    lock = sqlite_lock_folder(ledger);
    fine = make_file(path, access, error) && settle(ledger, access, error);
    if (lock >= 0)
        (void)close(lock);
    if (fine)
        return &ledger->ledger;
    sqlite_close(&ledger->ledger);
    return NULL;
}
