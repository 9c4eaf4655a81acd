#include "app/central/ledger/ledger_sqlite.h"

#include <string.h>

#define PLACES 512 /* numbers of places that a batch takes: as in the schema */
_Static_assert(PLACES >= LEDGER_RECORDS_MAX, "each record of a batch has a place of its own");

/* The chain begins with this (app/wire/chain.h). */
static const uint8_t beginning[LEDGER_HASH_BYTES];

static const char *const write_sql[] = {
    [WRITE_KNOWN] = "SELECT 1 FROM record WHERE id = ?1 AND at IN"
                    " (SELECT at FROM temp.recent WHERE start = substr(?1, 1, 8)"
                    "  UNION ALL SELECT at FROM by_id WHERE start = substr(?1, 1, 8))",
    [WRITE_OUTBOX] = "INSERT OR IGNORE INTO outbox (kiosk, outbox, first_utc) VALUES (?1, ?2, ?3)",
    [WRITE_HIGHEST] =
        "SELECT coalesce(max(sequence), 0) FROM position WHERE kiosk = ?1 AND outbox = ?2",
    [WRITE_BEFORE] =
        "SELECT link = ?4 FROM position WHERE kiosk = ?1 AND outbox = ?2 AND sequence = ?3"
        " ORDER BY 1 DESC LIMIT 1",
    [WRITE_POSITION] = "INSERT OR IGNORE INTO position (kiosk, outbox, sequence, link)"
                       " VALUES (?1, ?2, ?3, ?4)",
    [WRITE_RIVAL] = "SELECT 1 FROM position WHERE kiosk = ?1 AND outbox = ?2 AND sequence = ?3"
                    " AND link <> ?4",
    [WRITE_EVENT] = "INSERT INTO event (utc, kiosk, outbox, kind, first, last)"
                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    /* Never a number again, even after the last batch was deleted. */
    [WRITE_NUMBER] = "UPDATE filed SET last = last + 1 RETURNING last",
    [WRITE_BATCH] = "INSERT INTO batch (number, kiosk, received_utc, bytes, certificate)"
                    " VALUES (?5, ?1, ?2, ?3, ?4)",
    [WRITE_RECORD] =
        "INSERT INTO record (at, id, kiosk, outbox, sequence, link, look_up, state, state_utc)"
        " VALUES (?7, ?1, ?2, ?3, ?4, ?5, ?6, ?8, ?9)",
    [WRITE_RECENT] = "INSERT INTO temp.recent (start, at) VALUES (substr(?1, 1, 8), ?2)",
    [WRITE_SEEN] = "INSERT INTO kiosk (id, last_seen_utc, received) VALUES (?1, ?2, ?3)"
                   " ON CONFLICT (id) DO UPDATE SET last_seen_utc = max(last_seen_utc, ?2),"
                   " received = received + ?3",
};

/* One batch on its way in. */
struct writing {
    struct sqlite_ledger *ledger;
    const struct ledger_intake *intake;
    enum ledger_result *results;
    bool fork;
    struct error *error;
};

static bool prepare_all(struct sqlite_ledger *ledger, struct error *error)
{
    if (ledger->writes[0] == NULL && !sqlite_prepare_recent(ledger, error))
        return false;
    for (size_t i = 0; i < WRITE_STATEMENTS; i++) {
        if (ledger->writes[i] == NULL)
            ledger->writes[i] = sqlite_prepare(ledger, write_sql[i], error);
        if (ledger->writes[i] == NULL)
            return false;
    }
    return true;
}

static bool finish(struct writing *writing, enum sqlite_write which, bool *changed)
{
    return sqlite_finish(writing->ledger, writing->ledger->writes[which], changed, writing->error);
}

/* Steps a query once and gives its first column, -1 without a row. */
static bool ask(struct writing *writing, enum sqlite_write which, int64_t *value)
{
    sqlite3_stmt *statement = writing->ledger->writes[which];
    bool row, fine = sqlite_step(writing->ledger, statement, &row, writing->error);

    *value = fine && row ? sqlite3_column_int64(statement, 0) : -1;
    sqlite3_reset(statement);
    return fine;
}

/* Kiosk, outbox, and where wanted sequence and link, as parameters 1 to 4. */
static sqlite3_stmt *bind_place(struct writing *writing, enum sqlite_write which, uint64_t sequence,
                                const uint8_t *link)
{
    sqlite3_stmt *statement = writing->ledger->writes[which];

    sqlite_bind_word(statement, 1, writing->intake->batch.kiosk);
    sqlite3_bind_blob(statement, 2, writing->intake->outbox, LEDGER_OUTBOX_BYTES, SQLITE_STATIC);
    if (link != NULL) {
        sqlite3_bind_int64(statement, 3, (sqlite3_int64)sequence);
        sqlite_bind_hash(statement, 4, link);
    }
    return statement;
}

static bool note_event(struct writing *writing, const char *kind, uint64_t first, uint64_t last)
{
    sqlite3_stmt *statement = writing->ledger->writes[WRITE_EVENT];

    sqlite3_bind_int64(statement, 1, writing->intake->batch.received_utc);
    sqlite_bind_word(statement, 2, writing->intake->batch.kiosk);
    sqlite3_bind_blob(statement, 3, writing->intake->outbox, LEDGER_OUTBOX_BYTES, SQLITE_STATIC);
    sqlite_bind_word(statement, 4, kind);
    sqlite3_bind_int64(statement, 5, (sqlite3_int64)first);
    sqlite3_bind_int64(statement, 6, (sqlite3_int64)last);
    return finish(writing, WRITE_EVENT, NULL);
}

static bool note_outbox(struct writing *writing)
{
    sqlite3_stmt *statement = bind_place(writing, WRITE_OUTBOX, 0, NULL);
    bool added = false;

    sqlite3_bind_int64(statement, 3, writing->intake->batch.received_utc);
    if (!finish(writing, WRITE_OUTBOX, &added))
        return false;
    return !added || note_event(writing, "outbox", writing->intake->first_sequence,
                                writing->intake->first_sequence);
}

/* Does the batch go on from what is known? A hole behind the highest place is a gap; another link than
 * the one that is known, a fork. */
static bool judge_beginning(struct writing *writing)
{
    const struct ledger_intake *intake = writing->intake;
    int64_t highest = 0, same = 0;

    if (intake->first_sequence == 1) {
        writing->fork = memcmp(intake->previous_link, beginning, sizeof beginning) != 0;
        return true;
    }
    bind_place(writing, WRITE_HIGHEST, 0, NULL);
    bind_place(writing, WRITE_BEFORE, intake->first_sequence - 1, intake->previous_link);
    if (!ask(writing, WRITE_HIGHEST, &highest) || !ask(writing, WRITE_BEFORE, &same))
        return false;
    writing->fork = same == 0;
    if (same < 0 && intake->first_sequence - 1 > (uint64_t)highest)
        return note_event(writing, "gap", (uint64_t)highest + 1, intake->first_sequence - 1);
    return true;
}

static bool claim_place(struct writing *writing, size_t i)
{
    uint64_t sequence = writing->intake->first_sequence + i;
    const uint8_t *link = writing->intake->records[i].link;
    int64_t rival = 0;
    bool added = false;

    bind_place(writing, WRITE_POSITION, sequence, link);
    bind_place(writing, WRITE_RIVAL, sequence, link);
    if (!finish(writing, WRITE_POSITION, &added) || (added && !ask(writing, WRITE_RIVAL, &rival)))
        return false;
    if (added && rival == 1)
        writing->fork = true;
    return true;
}

static bool judge_record(struct writing *writing, size_t i, size_t *fresh)
{
    int64_t known = 0;

    sqlite_bind_hash(writing->ledger->writes[WRITE_KNOWN], 1, writing->intake->records[i].id);
    if (!ask(writing, WRITE_KNOWN, &known) || !claim_place(writing, i))
        return false;
    /* The same request twice in one batch: the later one is known by then. */
    for (size_t before = 0; before < i && known != 1; before++)
        if (writing->results[before] == LEDGER_STORED &&
            memcmp(writing->intake->records[before].id, writing->intake->records[i].id,
                   LEDGER_HASH_BYTES) == 0)
            known = 1;
    writing->results[i] = known == 1                             ? LEDGER_KNOWN
                          : writing->intake->records[i].rejected ? LEDGER_REJECTED
                                                                 : LEDGER_STORED;
    if (writing->results[i] == LEDGER_STORED)
        (*fresh)++;
    return true;
}

static bool keep_batch(struct writing *writing, int64_t number)
{
    const struct ledger_batch *batch = &writing->intake->batch;
    sqlite3_stmt *statement = writing->ledger->writes[WRITE_BATCH];

    sqlite_bind_word(statement, 1, batch->kiosk);
    sqlite3_bind_int64(statement, 2, batch->received_utc);
    sqlite3_bind_blob64(statement, 3, batch->bytes, batch->length, SQLITE_STATIC);
    sqlite3_bind_blob64(statement, 4, batch->certificate, batch->certificate_length, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 5, number);
    return finish(writing, WRITE_BATCH, NULL);
}

static bool keep_recent(struct writing *writing, const uint8_t *id, int64_t at)
{
    sqlite3_stmt *statement = writing->ledger->writes[WRITE_RECENT];

    sqlite_bind_hash(statement, 1, id);
    sqlite3_bind_int64(statement, 2, at);
    writing->ledger->recent.rows++;
    return finish(writing, WRITE_RECENT, NULL);
}

static bool keep_record(struct writing *writing, int64_t number, size_t i)
{
    const struct ledger_intake *intake = writing->intake;
    sqlite3_stmt *statement = writing->ledger->writes[WRITE_RECORD];
    const int64_t at = number * PLACES + (int64_t)i;

    sqlite_bind_hash(statement, 1, intake->records[i].id);
    sqlite_bind_word(statement, 2, intake->batch.kiosk);
    sqlite3_bind_blob(statement, 3, intake->outbox, LEDGER_OUTBOX_BYTES, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)(intake->first_sequence + i));
    sqlite_bind_hash(statement, 5, intake->records[i].link);
    sqlite_bind_hash(statement, 6, intake->records[i].look_up);
    sqlite3_bind_int64(statement, 7, at);
    sqlite3_bind_int64(statement, 8, LEDGER_SEALED);
    sqlite3_bind_int64(statement, 9, intake->batch.received_utc);
    return finish(writing, WRITE_RECORD, NULL) && keep_recent(writing, intake->records[i].id, at);
}

static bool keep_fresh(struct writing *writing)
{
    int64_t number = 0;

    if (!ask(writing, WRITE_NUMBER, &number) || !keep_batch(writing, number))
        return false;
    writing->ledger->recent.last = number;
    for (size_t i = 0; i < writing->intake->count; i++)
        if (writing->results[i] == LEDGER_STORED && !keep_record(writing, number, i))
            return false;
    return true;
}

static bool mark_seen(struct writing *writing, size_t fresh)
{
    sqlite3_stmt *statement = writing->ledger->writes[WRITE_SEEN];

    sqlite_bind_word(statement, 1, writing->intake->batch.kiosk);
    sqlite3_bind_int64(statement, 2, writing->intake->batch.received_utc);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)fresh);
    return finish(writing, WRITE_SEEN, NULL);
}

static bool write_batch(struct writing *writing)
{
    size_t fresh = 0;

    if (!note_outbox(writing) || !judge_beginning(writing))
        return false;
    for (size_t i = 0; i < writing->intake->count; i++)
        if (!judge_record(writing, i, &fresh))
            return false;
    if (writing->fork && fresh > 0 &&
        !note_event(writing, "fork", writing->intake->first_sequence,
                    writing->intake->first_sequence + writing->intake->count - 1))
        return false;
    return (fresh == 0 || keep_fresh(writing)) && mark_seen(writing, fresh);
}

/* What the batch itself is to blame for is taken back, and the others are stored. */
static bool is_its_own(enum error_kind kind)
{
    return kind == ERROR_INPUT || kind == ERROR_LIMIT;
}

static bool store_one(struct sqlite_ledger *ledger, struct ledger_storing *batch,
                      struct error *error)
{
    struct writing writing = {.ledger = ledger,
                              .intake = batch->intake,
                              .results = batch->results,
                              .error = &batch->error};
    const struct sqlite_recent before = ledger->recent;

    if (!sqlite_run(ledger, "SAVEPOINT batch", error))
        return false;
    batch->stored = write_batch(&writing);
    if (batch->stored)
        return sqlite_run(ledger, "RELEASE batch", error);
    if (!is_its_own(batch->error.kind))
        return error_set(error, batch->error.kind, "%s", batch->error.text);
    ledger->recent = before;
    return sqlite_run(ledger, "ROLLBACK TO batch; RELEASE batch", error);
}

/* What was written into a file that is no longer the ledger would be gone at the next start. */
static bool is_in_its_place(const struct sqlite_ledger *ledger, struct error *error)
{
    int moved = 0;

    (void)sqlite3_file_control(ledger->database, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved == 0 ||
           error_set(error, ERROR_IO,
                     "the ledger %s was moved, replaced or deleted while it was in use; put the "
                     "right file there, then start again",
                     ledger->ledger.name);
}

bool sqlite_store_batches(struct ledger *base, struct ledger_storing *batches, size_t count,
                          struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    const struct sqlite_recent before = ledger->recent;
    bool fine;

    if (!prepare_all(ledger, error) || !sqlite_begin(ledger, error))
        return false;
    fine = sqlite_catch_up(ledger, error);
    for (size_t i = 0; fine && i < count; i++)
        fine = !batches[i].stored || store_one(ledger, &batches[i], error);
    if (sqlite_end(ledger, fine, error))
        return is_in_its_place(ledger, error);
    ledger->recent = before;
    return false;
}
