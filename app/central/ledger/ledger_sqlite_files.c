#include "app/central/ledger/ledger_sqlite.h"

#define FILE_AT                                                                                    \
    65536 /* requests: some 2 MiB of memory, and half a second for those who wait meanwhile */

#define GONE_THROUGH 64 /* batches that a look-up goes through: some milliseconds */

bool sqlite_prepare_recent(struct sqlite_ledger *ledger, struct error *error)
{
    return sqlite_run(ledger,
                      "CREATE TEMP TABLE IF NOT EXISTS recent (start BLOB NOT NULL,"
                      " at INTEGER NOT NULL, PRIMARY KEY (start, at)) WITHOUT ROWID",
                      error);
}

static bool read_filed(struct sqlite_ledger *ledger, int64_t *last, int64_t *up_to,
                       struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, "SELECT last, up_to FROM filed", error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    fine = sqlite_step(ledger, statement, &row, error);
    if (fine && !row)
        fine = error_set(error, ERROR_CORRUPT,
                         "the ledger %s lacks its numbers; restore it from the last backup",
                         ledger->ledger.name);
    *last = sqlite3_column_int64(statement, 0);
    *up_to = sqlite3_column_int64(statement, 1);
    sqlite3_finalize(statement);
    return fine;
}

/* Those that another program has stored since, or all of them at first. */
static bool load_behind(struct sqlite_ledger *ledger, int64_t batch, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger,
                                             "INSERT INTO temp.recent SELECT substr(id, 1, 8), at"
                                             " FROM record WHERE at >= (?1 + 1) << 9",
                                             error);
    bool fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 1, batch);
    fine = sqlite_finish(ledger, statement, NULL, error);
    sqlite3_finalize(statement);
    if (fine)
        ledger->recent.rows += sqlite3_changes64(ledger->database);
    return fine;
}

static bool forget_recent(struct sqlite_ledger *ledger, int64_t up_to, struct error *error)
{
    ledger->recent = (struct sqlite_recent){.loaded = true, .up_to = up_to, .last = up_to};
    return sqlite_run(ledger, "DELETE FROM temp.recent", error);
}

bool sqlite_catch_up(struct sqlite_ledger *ledger, struct error *error)
{
    struct sqlite_recent *recent = &ledger->recent;
    int64_t last = 0, up_to = 0;

    if (!read_filed(ledger, &last, &up_to, error))
        return false;
    if ((!recent->loaded || recent->up_to != up_to) && !forget_recent(ledger, up_to, error))
        return false;
    if (recent->last < last && !load_behind(ledger, recent->last, error))
        return false;
    recent->last = last;
    return recent->rows < FILE_AT ||
           (sqlite_file_all(ledger, error) && forget_recent(ledger, last, error));
}

bool sqlite_file_all(struct sqlite_ledger *ledger, struct error *error)
{
    return sqlite_run(ledger, SQLITE_FILE_HASHES SQLITE_FILE_NAMES SQLITE_FILED, error);
}

bool sqlite_file_many(struct sqlite_ledger *ledger, struct error *error)
{
    int64_t last = 0, up_to = 0;

    if (sqlite3_db_readonly(ledger->database, "main") != 0)
        return true;
    if (!read_filed(ledger, &last, &up_to, error))
        return false;
    return last - up_to <= GONE_THROUGH ||
           (sqlite_begin(ledger, error) &&
            sqlite_end(ledger, sqlite_file_all(ledger, error), error));
}
