#include "app/central/ledger/ledger_postgres.h"
#include "platform/base/text.h"

#include <string.h>

/*
 * The rows themselves are counted, not what the outboxes' rows say: who asks wants a proof. `rivals`: spans
 * are taken apart only where they overlap. A hole lies where a span begins behind the end of all before it.
 */
static const char all_chains[] =
    "WITH kept AS (SELECT b.kiosk, b.outbox, count(*) AS requests"
    "  FROM record r JOIN batch b ON b.number = r.batch GROUP BY b.kiosk, b.outbox),"
    " sizes AS (SELECT outbox, sum(octet_length(links) / 32) AS links FROM span GROUP BY outbox)"
    " SELECT o.kiosk, o.outbox, o.highest, o.claimed,"
    "  (SELECT count(*) FROM (SELECT 1 FROM span s, generate_series(0, octet_length(s.links) / 32 "
    "- 1)"
    "     AS i WHERE s.outbox = o.number AND sizes.links > o.claimed GROUP BY s.first + i"
    "     HAVING count(DISTINCT substring(s.links FROM i * 32 + 1 FOR 32)) > 1) AS twofold),"
    "  coalesce(kept.requests, 0), coalesce(hole.first, 0), coalesce(hole.last, 0)"
    " FROM outbox o LEFT JOIN sizes ON sizes.outbox = o.number"
    " LEFT JOIN kept ON kept.kiosk = o.kiosk AND kept.outbox = o.outbox"
    " LEFT JOIN LATERAL (SELECT free AS first, begins - 1 AS last FROM (SELECT s.first AS begins,"
    "   coalesce(max(s.first + octet_length(s.links) / 32) OVER (ORDER BY s.first"
    "     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS free"
    "   FROM span s WHERE s.outbox = o.number AND o.claimed < o.highest) AS ends"
    "   WHERE begins > free ORDER BY begins LIMIT 1) hole ON true"
    " WHERE o.highest > 0 ORDER BY o.kiosk, o.outbox";

static const char links_at[] =
    "SELECT bool_or(substring(s.links FROM ($3::bigint - s.first)::int * 32 + 1 FOR 32) = $4)::int"
    " FROM outbox o JOIN span s ON s.outbox = o.number"
    " WHERE o.kiosk = $1 AND o.outbox = $2 AND s.first BETWEEN $3::bigint - 500 AND $3::bigint"
    " AND s.first + octet_length(s.links) / 32 > $3::bigint";

static bool read_chain(const PGresult *rows, int i, struct ledger_chain *chain)
{
    *chain = (struct ledger_chain){0};
    if (!text_copy(chain->kiosk, sizeof chain->kiosk, PQgetvalue(rows, i, 0)) ||
        !postgres_copy(rows, i, 1, chain->outbox, sizeof chain->outbox))
        return false;
    chain->highest = (uint64_t)postgres_number(rows, i, 2);
    chain->places = (uint64_t)postgres_number(rows, i, 3);
    chain->rivals = (uint64_t)postgres_number(rows, i, 4);
    chain->requests = (uint64_t)postgres_number(rows, i, 5);
    chain->hole_first = (uint64_t)postgres_number(rows, i, 6);
    chain->hole_last = (uint64_t)postgres_number(rows, i, 7);
    return true;
}

bool postgres_each_chain(struct ledger *base, ledger_chain_visit *visit, void *context,
                         struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;
    PGresult *rows =
        postgres_ready(ledger, error) ? postgres_ask(ledger, all_chains, NULL, error) : NULL;
    bool fine = rows != NULL, on = true;

    for (int i = 0; fine && on && i < PQntuples(rows); i++) {
        struct ledger_chain chain;

        fine = read_chain(rows, i, &chain) || postgres_damaged(ledger, error);
        on = fine && visit(context, &chain);
    }
    PQclear(rows);
    return fine;
}

bool postgres_find_place(struct ledger *base, const char *kiosk, const uint8_t *outbox,
                         uint64_t sequence, const uint8_t *link, enum ledger_place *place,
                         struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;
    struct postgres_values values = {0};
    PGresult *row;

    postgres_put_word(&values, kiosk);
    postgres_put_bytes(&values, outbox, LEDGER_OUTBOX_BYTES);
    postgres_put_number(&values, (int64_t)sequence);
    postgres_put_bytes(&values, link, LEDGER_HASH_BYTES);
    row = postgres_ready(ledger, error) ? postgres_ask(ledger, links_at, &values, error) : NULL;
    if (row == NULL)
        return false;
    *place = PQgetisnull(row, 0, 0) != 0       ? LEDGER_NOT_HERE
             : postgres_number(row, 0, 0) != 0 ? LEDGER_SAME_LINK
                                               : LEDGER_OTHER_LINK;
    PQclear(row);
    return true;
}
