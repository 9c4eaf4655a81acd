#include "app/central/ledger/ledger_sqlite.h"

/* Runs a statement that is used only here, and finalizes it. */
static bool finish_once(struct sqlite_ledger *ledger, sqlite3_stmt *statement, bool *changed,
                        struct error *error)
{
    bool fine = sqlite_finish(ledger, statement, changed, error);

    sqlite3_finalize(statement);
    return fine;
}

bool sqlite_store_health(struct ledger *base, const struct ledger_health *health,
                         struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    sqlite3_stmt *statement = sqlite_prepare(
        ledger,
        "INSERT INTO kiosk (id, last_seen_utc, certificate_ends_utc, health_utc, health)"
        " VALUES (?1, ?2, ?3, ?2, ?4) ON CONFLICT (id) DO UPDATE SET"
        " last_seen_utc = max(last_seen_utc, ?2), certificate_ends_utc = ?3, health_utc = ?2,"
        " health = ?4",
        error);

    if (statement == NULL)
        return false;
    sqlite_bind_word(statement, 1, health->kiosk);
    sqlite3_bind_int64(statement, 2, health->received_utc);
    sqlite3_bind_int64(statement, 3, health->certificate_ends_utc);
    sqlite_bind_word(statement, 4, health->json);
    return finish_once(ledger, statement, NULL, error);
}

/* Request, state and time, as parameters 1 to 3. */
static void bind_change(sqlite3_stmt *statement, const struct ledger_state_change *change)
{
    sqlite_bind_hash(statement, 1, change->id);
    sqlite3_bind_int64(statement, 2, change->state);
    sqlite3_bind_int64(statement, 3, change->utc);
}

/* *changed stays false where the request is no longer sealed and only a sealed one was meant. */
static bool change_record(struct sqlite_ledger *ledger, const struct ledger_state_change *change,
                          bool *changed, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger,
                                             "UPDATE record SET state = ?2, state_utc = ?3"
                                             " WHERE id = ?1 AND at IN (SELECT at FROM by_id"
                                             " WHERE start = substr(?1, 1, 8))"
                                             " AND (?4 = 0 OR state = ?5)",
                                             error);
    bool fine;

    *changed = false;
    if (statement == NULL)
        return false;
    bind_change(statement, change);
    sqlite3_bind_int64(statement, 4, change->if_sealed || change->if_still);
    sqlite3_bind_int64(statement, 5, change->if_still ? change->still : LEDGER_SEALED);
    fine = finish_once(ledger, statement, changed, error);
    if (fine && !*changed && change->if_still)
        return error_set(error, ERROR_UNAVAILABLE, LEDGER_OTHERS_WERE_FASTER, ledger->ledger.name);
    if (fine && !*changed && !change->if_sealed)
        return error_set(error, ERROR_NOT_FOUND, "the ledger %s has no request with that id",
                         ledger->ledger.name);
    return fine;
}

static bool keep_change(struct sqlite_ledger *ledger, const struct ledger_state_change *change,
                        struct error *error)
{
    sqlite3_stmt *statement =
        sqlite_prepare(ledger,
                       "INSERT INTO state_change (record, state, utc, who, reason)"
                       " VALUES (?1, ?2, ?3, ?4, ?5)",
                       error);

    if (statement == NULL)
        return false;
    bind_change(statement, change);
    sqlite_bind_word(statement, 4, change->who);
    sqlite_bind_word(statement, 5, change->reason);
    return finish_once(ledger, statement, NULL, error);
}

static bool set_one(struct sqlite_ledger *ledger, const struct ledger_state_change *change,
                    struct error *error)
{
    bool changed = false;

    return change_record(ledger, change, &changed, error) &&
           (!changed || keep_change(ledger, change, error));
}

bool sqlite_set_states(struct ledger *base, const struct ledger_state_change *changes, size_t count,
                       struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    bool fine;

    if (!sqlite_begin(ledger, error))
        return false;
    fine = sqlite_file_all(ledger, error);
    for (size_t i = 0; fine && i < count; i++)
        fine = set_one(ledger, &changes[i], error);
    return sqlite_end(ledger, fine, error);
}
