/*
 * What the functions of the outbox share: the open file, its schema, its
 * statements, and how a failure of SQLite stops intake. Private to this folder.
 */
#ifndef APP_OUTBOX_DATABASE_H
#define APP_OUTBOX_DATABASE_H

#include "app/outbox/journal.h"
#include "app/outbox/outbox.h"
#include "platform/base/file.h"

#include <sqlite3.h>

#define DATABASE_KEPT_MAX  8
#define DATABASE_PAGE_SIZE 2048u
/* What to do about damage, for the end of a sentence. */
#define DATABASE_REMEDY "stop the kiosk's programs and run 'kioskctl salvage'"

/* States of a row; numbers stand in files. */
enum row_state { ROW_WAITING = 0, ROW_REJECTED = 1, ROW_DAMAGED = 2 };

struct outbox {
    sqlite3 *db;
    bool stopped;
    char folder[FILE_PATH_MAX];
    char path[FILE_PATH_MAX];
    char marker[FILE_PATH_MAX];  /* exists while an I/O error has not been followed by a check */
    char salvage[FILE_PATH_MAX]; /* exists while a salvage has not come to its end */
    char identity
        [FILE_PATH_MAX]; /* kiosk's id and outbox id once more, should their page be damaged */
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    struct journal journal;
    struct kept_statement { /* what every insert runs, compiled once */
        const char *sql;
        sqlite3_stmt *statement;
    } kept[DATABASE_KEPT_MAX];
};

bool database_set_paths(struct outbox *outbox, const char *folder, struct error *error) MUST_USE;

/* Makes or checks the schema of the file that is open, and reads whose it is. */
bool database_prepare_schema(struct outbox *outbox, const char *kiosk_id,
                             struct error *error) MUST_USE;
/* Reports that there is no outbox. */
bool database_none_yet(const struct outbox *outbox, struct error *error);

/* Opens the file with this product's settings and makes or checks its schema. */
bool database_open(struct outbox *outbox, const char *kiosk_id, struct error *error) MUST_USE;

/* Everybody opens under this lock of the folder, one after the other. Returns what to close; -1: none. */
int database_lock_folder(const struct outbox *outbox);
/* database_open for who holds that lock and makes a new file in a salvage. */
bool database_open_new(struct outbox *outbox, const char *kiosk_id, struct error *error) MUST_USE;

/* Opens nothing but the file itself. When no other program has it open, it is locked against all until
 * sqlite3_close; false: another one has, or it cannot be told. */
bool database_seize(struct outbox *outbox) MUST_USE;

/* Appends to the chain, in a transaction that the caller has begun. Fills entry's sequence and previous
 * link, which stays good as long as *head; `link` gets the record's own. */
bool database_append(struct outbox *outbox, struct chain_entry *entry, struct journal_head *head,
                     uint8_t link[static CHAIN_HASH_SIZE], enum row_state state, int64_t utc,
                     struct error *error) MUST_USE;

/* Reports SQLite's last failure by name of the file and remedy; I/O errors and damage stop intake.
 */
bool database_fail(struct outbox *outbox, const char *doing, struct error *error);

bool database_run(struct outbox *outbox, const char *sql, struct error *error) MUST_USE;
/* NULL on failure; the caller finalizes. */
sqlite3_stmt *database_prepare(struct outbox *outbox, const char *sql,
                               struct error *error) MUST_USE;
/* A statement that stays compiled while the file is open; `sql` is a literal, known by its address.
 * NULL on failure; the caller gives it to database_rest. */
sqlite3_stmt *database_keep(struct outbox *outbox, const char *sql, struct error *error) MUST_USE;
/* Ends its run and forgets what was bound. NULL is fine. */
void database_rest(sqlite3_stmt *statement);
void database_drop_kept(struct outbox *outbox);
/* For statements that return no row. */
bool database_finish_step(struct outbox *outbox, sqlite3_stmt *statement,
                          struct error *error) MUST_USE;

/* Write transactions: the lock is taken at the beginning, so that nothing read in it can be stale.
 */
bool database_begin(struct outbox *outbox, struct error *error) MUST_USE;
bool database_commit(struct outbox *outbox, struct error *error) MUST_USE;
void database_rollback(struct outbox *outbox);

bool database_read_head(struct outbox *outbox, struct journal_head *head,
                        struct error *error) MUST_USE;

/* Copies the log into the file, empties it; deleted bytes are gone then. Another program in the middle of
 * reading puts it off: ERROR_UNAVAILABLE with `must`, else no failure, since the next call does it. */
bool database_truncate_log(struct outbox *outbox, bool must, struct error *error) MUST_USE;

/* Copies a column of exactly `size` bytes; false for any other type or size. */
bool database_column(sqlite3_stmt *statement, int column, uint8_t *target, size_t size) MUST_USE;

/* One row as stored. `sealed` is good until the statement moves. */
struct row {
    uint64_t sequence;
    enum row_state state;
    uint8_t lookup[CHAIN_HASH_SIZE];
    uint8_t previous[CHAIN_HASH_SIZE];
    uint8_t link[CHAIN_HASH_SIZE];
    const uint8_t *sealed;
    size_t length;
};
#define ROW_COLUMNS "sequence, state, lookup, previous, link, sealed"

/* The link that the row's content gives in that outbox; its own is not looked at. */
bool database_link_row(const char *kiosk_id, const uint8_t *outbox_id, const struct row *row,
                       uint8_t link[static CHAIN_HASH_SIZE], struct error *error) MUST_USE;

/* Takes ROW_COLUMNS from a statement that stands on a row. *verifies is false for wrong sizes or a
 * link that is not what its content gives. False when that cannot be found out now (no memory):
 * a good row must not be taken for a damaged one. `sequence` is always right. */
bool database_take_row(const struct outbox *outbox, sqlite3_stmt *statement, struct row *row,
                       bool *verifies, struct error *error) MUST_USE;

#endif
