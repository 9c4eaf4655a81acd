#include "app/outbox/database.h"

static const char insert_record[] =
    "INSERT INTO record (sequence, state, inserted_utc, lookup, previous, link, sealed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char update_head[] = "UPDATE outbox SET last_sequence = ?, last_link = ?";

struct stamp {
    enum row_state state;
    int64_t utc;
};

static bool insert_row(struct outbox *outbox, const struct chain_entry *entry,
                       const uint8_t link[CHAIN_HASH_SIZE], const struct stamp *stamp,
                       struct error *error)
{
    sqlite3_stmt *statement = database_keep(outbox, insert_record, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)entry->sequence);
    (void)sqlite3_bind_int(statement, 2, (int)stamp->state);
    (void)sqlite3_bind_int64(statement, 3, stamp->utc);
    (void)sqlite3_bind_blob(statement, 4, entry->lookup, CHAIN_HASH_SIZE, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 5, entry->previous, CHAIN_HASH_SIZE, SQLITE_STATIC);
    (void)sqlite3_bind_blob(statement, 6, link, CHAIN_HASH_SIZE, SQLITE_STATIC);
    (void)sqlite3_bind_blob64(statement, 7, entry->sealed, entry->sealed_length, SQLITE_STATIC);
    fine = database_finish_step(outbox, statement, error);
    database_rest(statement);
    return fine;
}

static bool move_head(struct outbox *outbox, uint64_t sequence, const uint8_t link[CHAIN_HASH_SIZE],
                      struct error *error)
{
    sqlite3_stmt *statement = database_keep(outbox, update_head, error);
    bool fine;

    if (statement == NULL) {
        return false;
    }
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)sequence);
    (void)sqlite3_bind_blob(statement, 2, link, CHAIN_HASH_SIZE, SQLITE_STATIC);
    fine = database_finish_step(outbox, statement, error);
    database_rest(statement);
    return fine;
}

bool database_append(struct outbox *outbox, struct chain_entry *entry, struct journal_head *head,
                     uint8_t link[static CHAIN_HASH_SIZE], enum row_state state, int64_t utc,
                     struct error *error)
{
    const struct stamp stamp = {.state = state, .utc = utc};

    if (!database_read_head(outbox, head, error)) {
        return false;
    }
    if (head->sequence >= INT64_MAX) {
        return error_set(error, ERROR_CORRUPT,
                         "%s: the head of the chain is out of range; " DATABASE_REMEDY,
                         outbox->path);
    }
    entry->sequence = head->sequence + 1;
    entry->previous = head->link;
    return chain_link(entry, link, error) && insert_row(outbox, entry, link, &stamp, error) &&
           move_head(outbox, entry->sequence, link, error);
}
