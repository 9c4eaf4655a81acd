/*
 * What the functions of the outbox share: the open file, its schema, its
 * statements, and how a failure of SQLite stops intake. Private to this folder.
 */
#ifndef APP_OUTBOX_DATABASE_H
#define APP_OUTBOX_DATABASE_H

#include "app/outbox/outbox.h"
#include "platform/base/file.h"

#include <sqlite3.h>

#define DATABASE_KEPT_MAX 8

/* States of a row; numbers stand in files. */
enum row_state { ROW_WAITING = 0, ROW_REJECTED = 1, ROW_DAMAGED = 2 };

struct outbox {
    sqlite3 *db;
    bool stopped;
    char folder[FILE_PATH_MAX];
    char path[FILE_PATH_MAX];
    char marker[FILE_PATH_MAX]; /* exists while an I/O error has not been followed by a check */
    char kiosk_id[CHAIN_KIOSK_ID_MAX + 1];
    uint8_t outbox_id[CHAIN_OUTBOX_ID_SIZE];
    struct kept_statement { /* what every insert runs, compiled once */
        const char *sql;
        sqlite3_stmt *statement;
    } kept[DATABASE_KEPT_MAX];
};

/* The head of the chain, as it stands in the file. */
struct head {
    uint64_t sequence;
    uint8_t link[CHAIN_HASH_SIZE];
};

/* Opens the file with this product's settings and makes or checks its schema. */
bool database_open(struct outbox *outbox, const char *kiosk_id, struct error *error) MUST_USE;

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

bool database_read_head(struct outbox *outbox, struct head *head, struct error *error) MUST_USE;

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

/* Takes ROW_COLUMNS from a statement that stands on a row. False when the row does not verify:
 * wrong sizes, or a link that is not what its content gives. `sequence` is always right. */
bool database_take_row(const struct outbox *outbox, sqlite3_stmt *statement,
                       struct row *row) MUST_USE;

#endif
