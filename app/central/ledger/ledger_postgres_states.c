#include "app/central/ledger/ledger_postgres.h"

#include <stdlib.h>
#include <string.h>

static bool nothing(PGresult *result)
{
    PQclear(result);
    return result != NULL;
}

bool postgres_store_health(struct ledger *base, const struct ledger_health *health,
                           struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;
    struct postgres_values values = {0};

    postgres_put_word(&values, health->kiosk);
    postgres_put_number(&values, health->received_utc);
    postgres_put_number(&values, health->certificate_ends_utc);
    postgres_put_word(&values, health->json);
    return postgres_ready(ledger, error) &&
           nothing(postgres_ask(
               ledger,
               "INSERT INTO kiosk (id, last_seen_utc, certificate_ends_utc, health_utc, health)"
               " VALUES ($1, $2::bigint, $3::bigint, $2::bigint, $4) ON CONFLICT (id) DO UPDATE SET"
               " last_seen_utc = greatest(kiosk.last_seen_utc, $2::bigint),"
               " certificate_ends_utc = $3::bigint, health_utc = $2::bigint, health = $4",
               &values, error));
}

/* ---- states ---------------------------------------------------------------- */

static bool change_record(struct postgres_ledger *ledger, const struct ledger_state_change *change,
                          bool *changed, struct error *error)
{
    struct postgres_values values = {0};
    PGresult *result;

    postgres_put_bytes(&values, change->id, sizeof change->id);
    postgres_put_number(&values, change->state);
    postgres_put_number(&values, change->utc);
    postgres_put_number(&values, change->if_sealed  ? LEDGER_SEALED
                                 : change->if_still ? (int64_t)change->still
                                                    : -1);
    result = postgres_ask(ledger,
                          "UPDATE record SET state = $2::bigint, state_utc = $3::bigint"
                          " WHERE id = $1 AND ($4::bigint = -1 OR state = $4::bigint)",
                          &values, error);
    *changed = result != NULL && strcmp(PQcmdTuples(result), "1") == 0;
    return nothing(result);
}

static bool keep_change(struct postgres_ledger *ledger, const struct ledger_state_change *change,
                        struct error *error)
{
    struct postgres_values values = {0};

    postgres_put_bytes(&values, change->id, sizeof change->id);
    postgres_put_number(&values, change->state);
    postgres_put_number(&values, change->utc);
    postgres_put_word(&values, change->who);
    postgres_put_word(&values, change->reason);
    return nothing(postgres_ask(ledger,
                                "INSERT INTO state_change (record, state, utc, who, reason)"
                                " VALUES ($1, $2::bigint, $3::bigint, $4, $5)",
                                &values, error));
}

static bool set_one(struct postgres_ledger *ledger, const struct ledger_state_change *change,
                    struct error *error)
{
    bool changed = false;

    if (!change_record(ledger, change, &changed, error))
        return false;
    if (!changed && change->if_still)
        return error_set(error, ERROR_UNAVAILABLE, LEDGER_OTHERS_WERE_FASTER, ledger->ledger.name);
    if (!changed && !change->if_sealed)
        return error_set(error, ERROR_NOT_FOUND, "the ledger %s has no request with that id",
                         ledger->ledger.name);
    return !changed || keep_change(ledger, change, error);
}

static int by_id(const void *first, const void *second)
{
    const struct ledger_state_change *const *a = first, *const *b = second;

    return memcmp((*a)->id, (*b)->id, LEDGER_HASH_BYTES);
}

/* In the order of ids: two opening rooms that change the same requests wait, and not in a circle. */
static bool set_in_order(struct postgres_ledger *ledger, const struct ledger_state_change *changes,
                         size_t count, struct error *error)
{
    const struct ledger_state_change *order[LEDGER_CHANGES_MAX] = {NULL};
    bool fine = true;

    for (size_t i = 0; i < count; i++)
        order[i] = &changes[i];
    qsort(order, count, sizeof order[0], by_id);
    for (size_t i = 0; fine && i < count; i++)
        fine = set_one(ledger, order[i], error);
    return fine;
}

bool postgres_set_states(struct ledger *base, const struct ledger_state_change *changes,
                         size_t count, struct error *error)
{
    struct postgres_ledger *ledger = (struct postgres_ledger *)base;

    if (!postgres_ready(ledger, error) || !postgres_run(ledger, "BEGIN", error))
        return false;
    if (set_in_order(ledger, changes, count, error))
        return postgres_run(ledger, "COMMIT", error);
    if (!ledger->broken && !postgres_run(ledger, "ROLLBACK", NULL))
        ledger->broken = true;
    return false;
}
