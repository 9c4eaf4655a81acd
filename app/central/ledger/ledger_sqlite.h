/* What the files of the SQLite ledger share. For them only. */
#ifndef APP_CENTRAL_LEDGER_LEDGER_SQLITE_H
#define APP_CENTRAL_LEDGER_LEDGER_SQLITE_H

#include "app/central/ledger/ledger_calls.h"

#include <sqlite3.h>

/* What a batch is written with: prepared at the first one, kept until the ledger is closed. */
enum sqlite_write {
    WRITE_KNOWN,
    WRITE_OUTBOX,
    WRITE_HIGHEST,
    WRITE_BEFORE,
    WRITE_POSITION,
    WRITE_RIVAL,
    WRITE_EVENT,
    WRITE_BATCH,
    WRITE_NUMBER,
    WRITE_RECORD,
    WRITE_RECENT,
    WRITE_SEEN,
    WRITE_STATEMENTS
};

/* What temp.recent holds: the requests of the batches behind `up_to`, to `last`. */
struct sqlite_recent {
    bool loaded;
    int64_t up_to, last;
    int64_t rows;
};

struct sqlite_ledger {
    struct ledger ledger;
    sqlite3 *database;
    char *folder;
    sqlite3_stmt *writes[WRITE_STATEMENTS];
    struct sqlite_recent recent;
};

/* Everybody opens under this lock, one after the other. Returns what to close; -1: none. */
int sqlite_lock_folder(const struct sqlite_ledger *ledger);
/* Before SQLite reads anything: who opens the ledger first looks whether SQLite would forget a part of its
 * log. ERROR_CORRUPT. */
bool sqlite_check_log(struct sqlite_ledger *ledger, struct error *error) MUST_USE;

/* What SQLite's last error means, in a sentence with the file's name. After an error of the disk closing
 * the ledger leaves its log for the next opener. Returns false. */
bool sqlite_failed(const struct sqlite_ledger *ledger, struct error *error);

bool sqlite_run(struct sqlite_ledger *ledger, const char *sql, struct error *error) MUST_USE;
/* IMMEDIATE: what is read afterwards is read under the lock that also writes. */
bool sqlite_begin(struct sqlite_ledger *ledger, struct error *error) MUST_USE;
/* Commits where all went `fine`. Where not, or where the commit fails, takes everything back and
 * returns false. */
bool sqlite_end(struct sqlite_ledger *ledger, bool fine, struct error *error) MUST_USE;
/* The caller finalizes; NULL on failure. */
sqlite3_stmt *sqlite_prepare(struct sqlite_ledger *ledger, const char *sql,
                             struct error *error) MUST_USE;
/* Runs to the end and resets; *changed (may be NULL) says whether a row was changed. */
bool sqlite_finish(struct sqlite_ledger *ledger, sqlite3_stmt *statement, bool *changed,
                   struct error *error) MUST_USE;
/* One step; *row says whether there is a row. */
bool sqlite_step(struct sqlite_ledger *ledger, sqlite3_stmt *statement, bool *row,
                 struct error *error) MUST_USE;

void sqlite_bind_hash(sqlite3_stmt *statement, int column, const uint8_t *hash);
void sqlite_bind_word(sqlite3_stmt *statement, int column, const char *text);
/* Copies a blob of exactly `size` bytes; false when it has another length. */
bool sqlite_blob(sqlite3_stmt *statement, int column, uint8_t *target, size_t size) MUST_USE;

/* Before anything is written: another program's database, or a newer ledger, stays as it is. */
bool sqlite_check_kind(struct sqlite_ledger *ledger, enum ledger_access access,
                       struct error *error) MUST_USE;
/* Makes the tables, or brings those of an older version to this one. */
bool sqlite_migrate(struct sqlite_ledger *ledger, struct error *error) MUST_USE;

/*
 * by_id and by_look_up lead from the first 8 bytes of a hash, by_name from kiosk and number, to the places of
 * the requests that may have it (`at`: 512 × the batch's number + the place in it). A hash is anywhere in
 * them, so a request that went there by itself would
 * cost two pages of the log: they are brought up to date for 65,536 requests at once, in order. `filed` has
 * the number of the last batch ever given, and of the last one that they know. A writer keeps the ids behind
 * it in temp.recent, in memory: it is rolled back with the rest.
 */
#define SQLITE_FILE_HASHES                                                                         \
    "INSERT INTO by_id SELECT substr(id, 1, 8), at FROM record"                                    \
    " WHERE at >= (SELECT up_to + 1 FROM filed) << 9 ORDER BY 1, 2;"                               \
    "INSERT INTO by_look_up SELECT substr(look_up, 1, 8), at FROM record"                          \
    " WHERE at >= (SELECT up_to + 1 FROM filed) << 9 ORDER BY 1, 2;"
#define SQLITE_FILE_NAMES                                                                          \
    "INSERT INTO by_name SELECT kiosk, sequence, at FROM record"                                   \
    " WHERE at >= (SELECT up_to + 1 FROM filed) << 9 ORDER BY 1, 2, 3;"
#define SQLITE_FILED "UPDATE filed SET up_to = last"

/* Makes temp.recent, once a connection; before a transaction. */
bool sqlite_prepare_recent(struct sqlite_ledger *ledger, struct error *error) MUST_USE;
/* Inside a transaction that writes: afterwards by_id and temp.recent know every request. When the
 * transaction is taken back, the caller sets ledger->recent to what it was. */
bool sqlite_catch_up(struct sqlite_ledger *ledger, struct error *error) MUST_USE;
/* Inside a transaction that writes: afterwards by_id knows every request. */
bool sqlite_file_all(struct sqlite_ledger *ledger, struct error *error) MUST_USE;
/* Outside one, before look-ups: who may write does not go through many requests behind the line again and
 * again. */
bool sqlite_file_many(struct sqlite_ledger *ledger, struct error *error) MUST_USE;

/* The calls, one file each way. */
bool sqlite_store_batches(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                          struct error *error) MUST_USE;
bool sqlite_store_health(struct ledger *ledger, const struct ledger_health *health,
                         struct error *error) MUST_USE;
bool sqlite_set_states(struct ledger *ledger, const struct ledger_state_change *changes,
                       size_t count, struct error *error) MUST_USE;
bool sqlite_each_record(struct ledger *ledger, const struct ledger_filter *filter,
                        ledger_record_visit *visit, void *context, struct error *error) MUST_USE;
bool sqlite_each_kiosk(struct ledger *ledger, ledger_kiosk_visit *visit, void *context,
                       struct error *error) MUST_USE;
bool sqlite_each_chain(struct ledger *ledger, ledger_chain_visit *visit, void *context,
                       struct error *error) MUST_USE;
bool sqlite_find_place(struct ledger *ledger, const char *kiosk, const uint8_t *outbox,
                       uint64_t sequence, const uint8_t *link, enum ledger_place *place,
                       struct error *error) MUST_USE;
bool sqlite_retire(struct ledger *ledger, const struct ledger_retirement *order,
                   struct ledger_retired *retired, struct error *error) MUST_USE;

#endif
