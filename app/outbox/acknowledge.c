#include "app/outbox/database.h"

#include <string.h>

/* Prepared once for all answers of a call. */
struct statements {
    sqlite3_stmt *find;
    sqlite3_stmt *delete;
    sqlite3_stmt *set_aside;
};

static bool prepare(struct outbox *outbox, struct statements *statements, struct error *error)
{
    statements->find = database_prepare(
        outbox, "SELECT sealed FROM record WHERE sequence = ? AND state = 0", error);
    if (statements->find == NULL) {
        return false;
    }
    statements->delete = database_prepare(outbox, "DELETE FROM record WHERE sequence = ?", error);
    if (statements->delete == NULL) {
        return false;
    }
    statements->set_aside = database_prepare(
        outbox, "UPDATE record SET state = 1, reason = ? WHERE sequence = ?", error);
    return statements->set_aside != NULL;
}

static void finalize(struct statements *statements)
{
    (void)sqlite3_finalize(statements->find);
    (void)sqlite3_finalize(statements->delete);
    (void)sqlite3_finalize(statements->set_aside);
}

/* Whether a waiting record has this sequence number and this id. */
static bool find(struct outbox *outbox, sqlite3_stmt *statement, const struct answer_record *answer,
                 bool *found, struct error *error)
{
    uint8_t id[CHAIN_HASH_SIZE];
    bool fine = true;
    int step;

    *found = false;
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)answer->sequence);
    step = sqlite3_step(statement);
    if (step == SQLITE_ROW) {
        const uint8_t *sealed = sqlite3_column_blob(statement, 0);
        size_t length = (size_t)sqlite3_column_bytes(statement, 0);

        *found = sealed != NULL && chain_record_id(outbox->kiosk_id, sealed, length, id, NULL) &&
                 memcmp(id, answer->id, sizeof id) == 0;
    } else if (step != SQLITE_DONE) {
        fine = database_fail(outbox, "reading what was sent", error);
    }
    (void)sqlite3_reset(statement);
    return fine;
}

static bool apply(struct outbox *outbox, struct statements *statements,
                  const struct answer_record *answer, struct outbox_outcome *outcome,
                  struct error *error)
{
    bool rejected = answer->verdict == ANSWER_REJECTED;
    sqlite3_stmt *statement = rejected ? statements->set_aside : statements->delete;
    bool fine;

    if (rejected) {
        (void)sqlite3_bind_text(statement, 1, answer->reason, -1, SQLITE_STATIC);
    }
    (void)sqlite3_bind_int64(statement, rejected ? 2 : 1, (sqlite3_int64)answer->sequence);
    fine = database_finish_step(outbox, statement, error);
    (void)sqlite3_reset(statement);
    if (fine) {
        outcome->set_aside += rejected;
        outcome->deleted += !rejected;
    }
    return fine;
}

/* Runs of numbers, for the journal. */
struct noting {
    struct journal_note notes[JOURNAL_NOTES_MAX];
    size_t count;
};

static void add_note(struct noting *noting, const struct answer_record *answer)
{
    enum journal_event event =
        answer->verdict == ANSWER_REJECTED ? JOURNAL_SET_ASIDE : JOURNAL_ACKNOWLEDGED;
    struct journal_note *last = &noting->notes[noting->count == 0 ? 0 : noting->count - 1];

    if (noting->count > 0 && last->event == event && last->last + 1 == answer->sequence)
        last->last++;
    else if (noting->count < JOURNAL_NOTES_MAX)
        noting->notes[noting->count++] = (struct journal_note){
            .event = event, .first = answer->sequence, .last = answer->sequence};
}

static bool apply_all(struct outbox *outbox, uint64_t first, uint64_t last,
                      const struct answer_record *answers, size_t count,
                      struct outbox_outcome *outcome, struct noting *noting, struct error *error)
{
    struct statements statements = {NULL, NULL, NULL};
    bool fine = prepare(outbox, &statements, error);

    for (size_t i = 0; fine && i < count; i++) {
        bool found = false;

        if (answers[i].sequence >= first && answers[i].sequence <= last) {
            fine = find(outbox, statements.find, &answers[i], &found, error);
        }
        if (fine && found) {
            fine = apply(outbox, &statements, &answers[i], outcome, error);
            add_note(noting, &answers[i]);
        } else if (fine) {
            outcome->foreign++;
        }
    }
    finalize(&statements);
    return fine;
}

bool outbox_acknowledge(struct outbox *outbox, uint64_t first, uint64_t last,
                        const struct answer_record *answers, size_t count,
                        struct outbox_outcome *outcome, struct error *error)
{
    struct outbox_outcome done = {.deleted = 0};
    struct noting noting = {.count = 0};

    if (!database_begin(outbox, error)) {
        return false;
    }
    if (!apply_all(outbox, first, last, answers, count, &done, &noting, error)) {
        database_rollback(outbox);
        return false;
    }
    if (noting.count > 0) { /* on the disk before anything is gone: see journal.h */
        journal_append(&outbox->journal, noting.notes, noting.count, true);
    }
    if (!database_commit(outbox, error)) {
        database_rollback(outbox);
        return false;
    }
    if (done.deleted > 0 && !database_truncate_log(outbox, false, error)) {
        return false;
    }
    if (outcome != NULL) {
        *outcome = done;
    }
    return true;
}
