#include "app/central/ledger/ledger_sqlite.h"

#include "platform/base/text.h"

#include <string.h>

static const char all_chains[] =
    "SELECT kiosk, outbox, max(sequence), count(DISTINCT sequence),"
    " (SELECT count(*) FROM (SELECT 1 FROM position AS other WHERE other.kiosk = position.kiosk"
    "   AND other.outbox = position.outbox GROUP BY sequence HAVING count(*) > 1)),"
    " coalesce(requests, 0) FROM position LEFT JOIN (SELECT kiosk, outbox, count(*) AS requests"
    "   FROM record GROUP BY kiosk, outbox) USING (kiosk, outbox)"
    " GROUP BY kiosk, outbox ORDER BY kiosk, outbox";

/* The first number behind which one is missing, 0 for the beginning; then the one behind the hole. */
static const char first_hole[] =
    "WITH known AS (SELECT DISTINCT sequence FROM position WHERE kiosk = ?1 AND outbox = ?2"
    "   UNION SELECT 0),"
    " steps AS (SELECT sequence, lead(sequence) OVER (ORDER BY sequence) AS next FROM known)"
    " SELECT sequence + 1, next - 1 FROM steps WHERE next > sequence + 1 ORDER BY sequence LIMIT 1";

static const char links_at[] =
    "SELECT max(link = ?4) FROM position WHERE kiosk = ?1 AND outbox = ?2 AND sequence = ?3";

static sqlite3_stmt *prepare_for(struct sqlite_ledger *ledger, const char *sql, const char *kiosk,
                                 const uint8_t *outbox, struct error *error)
{
    sqlite3_stmt *statement = sqlite_prepare(ledger, sql, error);

    if (statement != NULL) {
        sqlite_bind_word(statement, 1, kiosk);
        sqlite3_bind_blob(statement, 2, outbox, LEDGER_OUTBOX_BYTES, SQLITE_STATIC);
    }
    return statement;
}

static bool find_hole(struct sqlite_ledger *ledger, struct ledger_chain *chain, struct error *error)
{
    sqlite3_stmt *statement = prepare_for(ledger, first_hole, chain->kiosk, chain->outbox, error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    fine = sqlite_step(ledger, statement, &row, error);
    if (fine && row) {
        chain->hole_first = (uint64_t)sqlite3_column_int64(statement, 0);
        chain->hole_last = (uint64_t)sqlite3_column_int64(statement, 1);
    }
    sqlite3_finalize(statement);
    return fine;
}

static bool load_chain(struct sqlite_ledger *ledger, sqlite3_stmt *statement,
                       struct ledger_chain *chain, struct error *error)
{
    const char *kiosk = (const char *)sqlite3_column_text(statement, 0);

    if (kiosk == NULL || !text_copy(chain->kiosk, sizeof chain->kiosk, kiosk) ||
        !sqlite_blob(statement, 1, chain->outbox, sizeof chain->outbox))
        return error_set(
            error, ERROR_CORRUPT,
            "the ledger %s holds a row that cannot be; restore it from the last backup",
            ledger->ledger.name);
    chain->highest = (uint64_t)sqlite3_column_int64(statement, 2);
    chain->places = (uint64_t)sqlite3_column_int64(statement, 3);
    chain->rivals = (uint64_t)sqlite3_column_int64(statement, 4);
    chain->requests = (uint64_t)sqlite3_column_int64(statement, 5);
    return chain->places >= chain->highest || find_hole(ledger, chain, error);
}

bool sqlite_each_chain(struct ledger *base, ledger_chain_visit *visit, void *context,
                       struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    sqlite3_stmt *statement = sqlite_prepare(ledger, all_chains, error);
    bool row = false, fine = true, on = true;

    if (statement == NULL)
        return false;
    while (on && (fine = sqlite_step(ledger, statement, &row, error)) && row) {
        struct ledger_chain chain = {0};

        fine = load_chain(ledger, statement, &chain, error);
        on = fine && visit(context, &chain);
    }
    sqlite3_finalize(statement);
    return fine;
}

bool sqlite_find_place(struct ledger *base, const char *kiosk, const uint8_t *outbox,
                       uint64_t sequence, const uint8_t *link, enum ledger_place *place,
                       struct error *error)
{
    struct sqlite_ledger *ledger = (struct sqlite_ledger *)base;
    sqlite3_stmt *statement = prepare_for(ledger, links_at, kiosk, outbox, error);
    bool row = false, fine;

    if (statement == NULL)
        return false;
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)sequence);
    sqlite_bind_hash(statement, 4, link);
    fine = sqlite_step(ledger, statement, &row, error);
    if (fine)
        *place = !row || sqlite3_column_type(statement, 0) == SQLITE_NULL ? LEDGER_NOT_HERE
                 : sqlite3_column_int(statement, 0) != 0                  ? LEDGER_SAME_LINK
                                                                          : LEDGER_OTHER_LINK;
    sqlite3_finalize(statement);
    return fine;
}
