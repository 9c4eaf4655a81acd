#include "app/central/ledger/ledger_postgres.h"

#include <stdio.h>

/*
 * One text a version, the first one makes version 1; each runs in a transaction of its own. A change is a
 * text more, never another text. Rows of `batch` and `record` are spread by hash: of numbers, of ids. No
 * foreign key from record to batch: both are written in one transaction, and the check costs each row a
 * lock. `span` is what one batch claimed of a chain; `highest`, `claimed` and `head` say what all spans of
 * an outbox come to. What does not compress is not tried to.
 */
static const char *const migrations[] = {
    "CREATE TABLE ledger_version (version int NOT NULL);"
    "INSERT INTO ledger_version VALUES (0);"
    "CREATE SEQUENCE batch_number;"
    "CREATE TABLE batch (number bigint PRIMARY KEY, kiosk text COLLATE \"C\" NOT NULL,"
    "  outbox bytea NOT NULL, received_utc bigint NOT NULL, bytes bytea NOT NULL,"
    "  certificate bytea NOT NULL) PARTITION BY HASH (number);"
    "CREATE TABLE record (id bytea PRIMARY KEY, link bytea NOT NULL, look_up bytea NOT NULL,"
    "  sequence bigint NOT NULL, batch bigint NOT NULL, state_utc bigint NOT NULL,"
    "  place smallint NOT NULL, state smallint NOT NULL) PARTITION BY HASH (id);"
    "CREATE INDEX record_batch ON record(batch);"
    "CREATE INDEX record_look_up ON record(look_up);"
    "DO $$ BEGIN FOR i IN 0..15 LOOP"
    "  EXECUTE format('CREATE TABLE batch_%s PARTITION OF batch FOR VALUES"
    "    WITH (MODULUS 16, REMAINDER %s)', i, i);"
    "  EXECUTE format('CREATE TABLE record_%s PARTITION OF record FOR VALUES"
    "    WITH (MODULUS 16, REMAINDER %s)', i, i);"
    "  EXECUTE format('ALTER TABLE batch_%s ALTER bytes SET STORAGE EXTERNAL,"
    "    ALTER certificate SET STORAGE EXTERNAL', i);"
    "END LOOP; END $$;"
    "CREATE TABLE outbox (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    "  kiosk text COLLATE \"C\" NOT NULL, outbox bytea NOT NULL, first_utc bigint NOT NULL,"
    "  highest bigint NOT NULL DEFAULT 0, claimed bigint NOT NULL DEFAULT 0,"
    "  head bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'), UNIQUE (kiosk, outbox))"
    "  WITH (fillfactor = 50);"
    "CREATE TABLE span (outbox bigint NOT NULL, first bigint NOT NULL, links bytea NOT NULL);"
    "ALTER TABLE span ALTER links SET STORAGE EXTERNAL;"
    "CREATE INDEX span_place ON span(outbox, first);"
    "CREATE TABLE event (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    "  utc bigint NOT NULL, kiosk text COLLATE \"C\" NOT NULL, outbox bytea NOT NULL,"
    "  kind text NOT NULL CHECK (kind IN ('outbox', 'gap', 'fork')), first bigint NOT NULL,"
    "  last bigint NOT NULL);"
    "CREATE INDEX event_kiosk ON event(kiosk, kind);"
    "CREATE TABLE kiosk (id text COLLATE \"C\" PRIMARY KEY, last_seen_utc bigint NOT NULL,"
    "  received bigint NOT NULL DEFAULT 0, certificate_ends_utc bigint NOT NULL DEFAULT 0,"
    "  health_utc bigint NOT NULL DEFAULT 0, health text) WITH (fillfactor = 50);"
    "CREATE TABLE state_change (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    "  record bytea NOT NULL, state smallint NOT NULL, utc bigint NOT NULL, who text NOT NULL,"
    "  reason text NOT NULL);"
    "CREATE INDEX state_change_record ON state_change(record)",
    /* Batches whose bytes were deleted; `erased` once the table that held them was written anew. */
    "CREATE TABLE retired (batch bigint PRIMARY KEY, utc bigint NOT NULL, who text NOT NULL,"
    "  erased boolean NOT NULL DEFAULT false);"
    "CREATE INDEX retired_unerased ON retired(batch) WHERE NOT erased",
    /* The numbers that a batch's requests have, so that one is found by its name. */
    "ALTER TABLE batch ADD first bigint, ADD last bigint;"
    "UPDATE batch SET first = r.first, last = r.last FROM (SELECT batch,"
    "  min(sequence - place) AS first, max(sequence) AS last FROM record GROUP BY batch) r"
    "  WHERE r.batch = number;"
    "CREATE INDEX batch_numbers ON batch(kiosk, first, last)",
};
#define VERSION ((int64_t)(sizeof migrations / sizeof migrations[0]))

/*
 * Who uses the ledger holds this advisory lock together with the others, as long as it is connected; who
 * changes the tables holds it alone: no program writes by the rules of another version.
 */
#define LOCK "hashtext('custody alert ledger ' || current_schema())"
static const char lock_shared[] = "SELECT pg_advisory_lock_shared(" LOCK ")";
static const char unlock_shared[] = "SELECT pg_advisory_unlock_shared(" LOCK ")";
static const char lock_alone[] = "BEGIN; SELECT pg_advisory_xact_lock(" LOCK ")";

/* 0: there is no ledger. */
static bool read_version(struct postgres_ledger *ledger, int64_t *version, struct error *error)
{
    PGresult *result =
        postgres_ask(ledger, "SELECT to_regclass('ledger_version') IS NOT NULL", NULL, error);
    bool there;

    *version = 0;
    if (result == NULL)
        return false;
    there = postgres_number(result, 0, 0) != 0;
    PQclear(result);
    if (!there)
        return true;
    result = postgres_ask(ledger, "SELECT version FROM ledger_version", NULL, error);
    if (result == NULL)
        return false;
    if (PQntuples(result) == 1)
        *version = postgres_number(result, 0, 0);
    PQclear(result);
    return true;
}

static bool refuse(const struct postgres_ledger *ledger, int64_t version, struct error *error)
{
    if (version == 0)
        return error_set(error, ERROR_NOT_FOUND,
                         "%s holds no ledger yet: `kiosk-central receive` makes it",
                         ledger->ledger.name);
    if (version > VERSION)
        return error_set(error, ERROR_INPUT,
                         "the ledger %s is of version %lld, and this program knows up to %lld: "
                         "use the newer program",
                         ledger->ledger.name, (long long)version, (long long)VERSION);
    return error_set(error, ERROR_INPUT,
                     "the ledger %s is of version %lld: start `kiosk-central receive` of this "
                     "version once, which brings it to %lld",
                     ledger->ledger.name, (long long)version, (long long)VERSION);
}

static bool migrate_from(struct postgres_ledger *ledger, int64_t version, struct error *error)
{
    char told[64];

    snprintf(told, sizeof told, "UPDATE ledger_version SET version = %lld", (long long)VERSION);
    for (int64_t i = version; i < VERSION; i++)
        if (!postgres_run(ledger, migrations[i], error))
            return false;
    return version >= VERSION || postgres_run(ledger, told, error);
}

/* Another program may have made or migrated it while this one waited. */
static bool migrate(struct postgres_ledger *ledger, struct error *error)
{
    int64_t version = 0;

    if (!postgres_run(ledger, lock_alone, error))
        return error_prefix(error, "other programs still use the ledger as it was; stop them");
    return read_version(ledger, &version, error) && migrate_from(ledger, version, error) &&
           postgres_run(ledger, "COMMIT", error);
}

bool postgres_settle_schema(struct postgres_ledger *ledger, struct error *error)
{
    int64_t version = 0;

    if (!postgres_run(ledger, lock_shared, error) || !read_version(ledger, &version, error))
        return false;
    if (version < VERSION && ledger->access == LEDGER_MAKE) {
        if (!postgres_run(ledger, unlock_shared, error) || !migrate(ledger, error) ||
            !postgres_run(ledger, lock_shared, error) || !read_version(ledger, &version, error))
            return false;
    }
    return version == VERSION || refuse(ledger, version, error);
}
