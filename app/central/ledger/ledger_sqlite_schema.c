#include "app/central/ledger/ledger_sqlite.h"

#include <stdio.h>

#define APPLICATION_ID 0x43416c31 /* in the file's head: "CAl1" */

/*
 * One text a version, the first one makes version 1. A change is a text more, never another text. position:
 * every place of a chain that was ever claimed, so that gaps and forks can be seen; record: what was kept;
 * event: what admins must be told.
 */
static const char *const migrations[] = {
    "CREATE TABLE batch (number INTEGER PRIMARY KEY, kiosk TEXT NOT NULL,"
    "  received_utc INTEGER NOT NULL, bytes BLOB NOT NULL, certificate BLOB NOT NULL);"
    "CREATE TABLE record (id BLOB PRIMARY KEY NOT NULL, kiosk TEXT NOT NULL, outbox BLOB NOT NULL,"
    "  sequence INTEGER NOT NULL, link BLOB NOT NULL, look_up BLOB NOT NULL,"
    "  batch INTEGER NOT NULL REFERENCES batch(number), place INTEGER NOT NULL,"
    "  state INTEGER NOT NULL, state_utc INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX record_place ON record(batch, place);"
    "CREATE INDEX record_look_up ON record(look_up);"
    "CREATE INDEX record_kiosk ON record(kiosk);"
    "CREATE TABLE outbox (number INTEGER PRIMARY KEY, kiosk TEXT NOT NULL, outbox BLOB NOT NULL,"
    "  first_utc INTEGER NOT NULL, UNIQUE (kiosk, outbox));"
    "CREATE TABLE position (kiosk TEXT NOT NULL, outbox BLOB NOT NULL, sequence INTEGER NOT NULL,"
    "  link BLOB NOT NULL, PRIMARY KEY (kiosk, outbox, sequence, link)) WITHOUT ROWID;"
    "CREATE TABLE event (number INTEGER PRIMARY KEY, utc INTEGER NOT NULL, kiosk TEXT NOT NULL,"
    "  outbox BLOB NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('outbox', 'gap', 'fork')),"
    "  first INTEGER NOT NULL, last INTEGER NOT NULL);"
    "CREATE INDEX event_kiosk ON event(kiosk, kind);"
    "CREATE TABLE kiosk (id TEXT PRIMARY KEY NOT NULL, last_seen_utc INTEGER NOT NULL,"
    "  certificate_ends_utc INTEGER NOT NULL DEFAULT 0, health_utc INTEGER NOT NULL DEFAULT 0,"
    "  health TEXT) WITHOUT ROWID;"
    "CREATE TABLE state_change (number INTEGER PRIMARY KEY, record BLOB NOT NULL REFERENCES "
    "record(id),"
    "  state INTEGER NOT NULL, utc INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL);"
    "PRAGMA application_id = 0x43416c31",
    /* An index by kiosk cost each request a page more; a count does. */
    "ALTER TABLE kiosk ADD COLUMN received INTEGER NOT NULL DEFAULT 0;"
    "UPDATE kiosk SET received = (SELECT count(*) FROM record WHERE record.kiosk = kiosk.id);"
    "DROP INDEX record_kiosk",
    /* Requests one behind the other, in their batch's order; ids and look-ups are found by their beginnings, in
     * tables that are brought up to date for many requests at once (ledger_sqlite_files.c). */
    "CREATE TABLE kept (number INTEGER PRIMARY KEY, record BLOB NOT NULL, state INTEGER NOT NULL,"
    "  utc INTEGER NOT NULL, who TEXT NOT NULL, reason TEXT NOT NULL);"
    "INSERT INTO kept SELECT number, record, state, utc, who, reason FROM state_change;"
    "DROP TABLE state_change;"
    "ALTER TABLE kept RENAME TO state_change;"
    "CREATE TABLE request (at INTEGER PRIMARY KEY, id BLOB NOT NULL, kiosk TEXT NOT NULL,"
    "  outbox BLOB NOT NULL, sequence INTEGER NOT NULL, link BLOB NOT NULL, look_up BLOB NOT NULL,"
    "  state INTEGER NOT NULL, state_utc INTEGER NOT NULL, batch INTEGER AS (at >> 9),"
    "  place INTEGER AS (at & 511));"
    "INSERT INTO request (at, id, kiosk, outbox, sequence, link, look_up, state, state_utc)"
    "  SELECT (batch << 9) + place, id, kiosk, outbox, sequence, link, look_up, state, state_utc"
    "  FROM record ORDER BY batch, place;"
    "DROP TABLE record;"
    "ALTER TABLE request RENAME TO record;"
    "CREATE TABLE by_id (start BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (start, at))"
    "  WITHOUT ROWID;"
    "CREATE TABLE by_look_up (start BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (start, at))"
    "  WITHOUT ROWID;"
    "CREATE TABLE filed (last INTEGER NOT NULL, up_to INTEGER NOT NULL);"
    "INSERT INTO filed SELECT coalesce(max(number), 0), 0 FROM batch;"
    "CREATE TRIGGER record_gone AFTER DELETE ON record BEGIN"
    "  DELETE FROM by_id WHERE start = substr(old.id, 1, 8) AND at = old.at;"
    "  DELETE FROM by_look_up WHERE start = substr(old.look_up, 1, 8) AND at = old.at; END;"
    "CREATE TRIGGER batch_in_use BEFORE DELETE ON batch WHEN EXISTS (SELECT 1 FROM record"
    "  WHERE at >= old.number << 9 AND at < (old.number + 1) << 9)"
    "  BEGIN SELECT RAISE(ABORT, 'its requests are there'); END;" SQLITE_FILE_HASHES SQLITE_FILED,
    /* Batches whose bytes were deleted. A table of its own: a column behind the bytes is read through them. */
    "CREATE TABLE retired (batch INTEGER PRIMARY KEY REFERENCES batch(number), utc INTEGER NOT "
    "NULL,"
    "  who TEXT NOT NULL)",
    /* Requests by the names that people call them by. */
    "CREATE TABLE by_name (kiosk TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,"
    "  PRIMARY KEY (kiosk, sequence, at)) WITHOUT ROWID;"
    "INSERT INTO by_name SELECT kiosk, sequence, at FROM record"
    "  WHERE at < (SELECT up_to + 1 FROM filed) << 9 ORDER BY 1, 2, 3;"
    "CREATE TRIGGER name_gone AFTER DELETE ON record BEGIN"
    "  DELETE FROM by_name WHERE kiosk = old.kiosk AND sequence = old.sequence AND at = old.at;"
    "  END",
};
#define VERSION ((int64_t)(sizeof migrations / sizeof migrations[0]))

static bool read_number(struct sqlite_ledger *ledger, const char *sql, int64_t *value,
                        struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, sql, error);
    bool row, fine;

    if (statement == NULL)
        return false;
    fine = sqlite_step(ledger, statement, &row, error);
    *value = fine && row ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_finalize(statement);
    return fine;
}

static bool not_a_ledger(const struct sqlite_ledger *ledger, struct error *error)
{
    return error_set(error, ERROR_INPUT,
                     "%s is not a ledger: name the right file, or one that is not there yet",
                     ledger->ledger.name);
}

bool sqlite_check_kind(struct sqlite_ledger *ledger, enum ledger_access access, struct error *error)
{
    int64_t application = 0, version = 0, tables = 0;

    if (!read_number(ledger, "PRAGMA application_id", &application, error) ||
        !read_number(ledger, "PRAGMA user_version", &version, error) ||
        !read_number(ledger, "SELECT count(*) FROM sqlite_schema", &tables, error))
        return false;
    if (application == 0 && version == 0 && tables == 0)
        return access == LEDGER_MAKE || not_a_ledger(ledger, error);
    if (application != APPLICATION_ID)
        return not_a_ledger(ledger, error);
    return version <= VERSION ||
           error_set(error, ERROR_INPUT,
                     "the ledger %s is of version %lld, and this program knows up to %lld: use the "
                     "newer program",
                     ledger->ledger.name, (long long)version, (long long)VERSION);
}

static bool migrate_from(struct sqlite_ledger *ledger, int64_t version, struct error *error)
{
    char told[64];

    for (int64_t i = version; i < VERSION; i++)
        if (!sqlite_run(ledger, migrations[i], error))
            return false;
    snprintf(told, sizeof told, "PRAGMA user_version = %lld", (long long)VERSION);
    return sqlite_run(ledger, told, error);
}

/* Two programs may start at once: the second finds it done. */
bool sqlite_migrate(struct sqlite_ledger *ledger, struct error *error)
{
    int64_t version = 0;
    bool fine;

    if (!read_number(ledger, "PRAGMA user_version", &version, error))
        return false;
    if (version == VERSION)
        return true;
    if (!sqlite_begin(ledger, error))
        return error_prefix(error, "it is of version %lld and this program needs %lld",
                            (long long)version, (long long)VERSION);
    fine = read_number(ledger, "PRAGMA user_version", &version, error) &&
           (version >= VERSION || migrate_from(ledger, version, error));
    return sqlite_end(ledger, fine, error);
}
