#include "app/central/ledger/ledger_calls.h"

#include <string.h>

static const char *const state_names[] = {
    [LEDGER_SEALED] = "sealed",         [LEDGER_OPENED] = "opened",
    [LEDGER_NEEDS_CALL] = "needs_call", [LEDGER_ENTERED] = "entered",
    [LEDGER_DUPLICATE] = "duplicate",   [LEDGER_CANNOT_USE] = "cannot_use",
    [LEDGER_WITHDRAWN] = "withdrawn",
};
#define STATES (sizeof state_names / sizeof state_names[0])

const char *ledger_state_name(enum ledger_state state)
{
    return (size_t)state < STATES ? state_names[state] : "unknown";
}

bool ledger_state_parse(const char *name, enum ledger_state *state)
{
    for (size_t i = 0; i < STATES; i++) {
        if (strcmp(name, state_names[i]) == 0) {
            *state = (enum ledger_state)i;
            return true;
        }
    }
    return false;
}

bool ledger_is_database(const char *location)
{
    size_t first = strcspn(location, "=/");

    return strncmp(location, "postgresql://", 13) == 0 ||
           strncmp(location, "postgres://", 11) == 0 || location[first] == '=';
}

struct ledger *ledger_open(const char *location, enum ledger_access access, struct error *error)
{
    return ledger_is_database(location) ? ledger_open_postgres(location, access, error)
                                        : ledger_open_sqlite(location, access, error);
}

void ledger_close(struct ledger *ledger)
{
    if (ledger != NULL)
        ledger->calls->close(ledger);
}

void ledger_give_up(struct ledger *ledger)
{
    if (ledger->calls->give_up != NULL)
        ledger->calls->give_up(ledger);
}

const char *ledger_name(const struct ledger *ledger)
{
    return ledger->name;
}

void ledger_needs(const struct ledger *ledger, struct ledger_needs *needs)
{
    *needs = (struct ledger_needs){0};
    ledger->calls->needs(ledger, needs);
}

/* Sequence numbers are kept as 64 bits with a sign. */
static bool check_size(const struct ledger_intake *intake, struct error *error)
{
    return (intake->count > 0 && intake->count <= LEDGER_RECORDS_MAX &&
            intake->batch.length <= LEDGER_BATCH_MAX && intake->first_sequence > 0 &&
            intake->first_sequence <= INT64_MAX - LEDGER_RECORDS_MAX) ||
           error_set(error, ERROR_LIMIT, "a batch with %zu records in %zu bytes is not stored",
                     intake->count, intake->batch.length);
}

bool ledger_store_batches(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                          struct error *error)
{
    if (count > LEDGER_BATCHES_MAX)
        return error_set(error, ERROR_LIMIT, "at most %d batches are stored at once",
                         LEDGER_BATCHES_MAX);
    for (size_t i = 0; i < count; i++) {
        batches[i].error = (struct error){0};
        batches[i].stored = check_size(batches[i].intake, &batches[i].error);
    }
    if (ledger->calls->store_batches(ledger, batches, count, error))
        return true;
    for (size_t i = 0; i < count; i++)
        batches[i].stored = false;
    return false;
}

bool ledger_store_batch(struct ledger *ledger, const struct ledger_intake *intake,
                        enum ledger_result *results, struct error *error)
{
    struct ledger_storing batch = {.intake = intake, .results = results};

    if (!ledger_store_batches(ledger, &batch, 1, error))
        return false;
    return batch.stored || error_set(error, batch.error.kind, "%s", batch.error.text);
}

bool ledger_store_health(struct ledger *ledger, const struct ledger_health *health,
                         struct error *error)
{
    if (strlen(health->json) > LEDGER_HEALTH_MAX)
        return error_set(error, ERROR_LIMIT, "a health report is larger than %u bytes",
                         LEDGER_HEALTH_MAX);
    return ledger->calls->store_health(ledger, health, error);
}

struct finding {
    struct ledger_record *record;
    bool found;
};

static bool take_first(void *context, const struct ledger_record *record,
                       const struct ledger_batch *batch)
{
    struct finding *finding = context;

    (void)batch;
    *finding->record = *record;
    finding->found = true;
    return false;
}

static bool find_first(struct ledger *ledger, const struct ledger_filter *filter, const char *key,
                       struct ledger_record *record, struct error *error)
{
    struct finding finding = {.record = record};

    if (!ledger->calls->each_record(ledger, filter, take_first, &finding, error))
        return false;
    return finding.found ||
           error_set(error, ERROR_NOT_FOUND, "no request with this %s has arrived", key);
}

bool ledger_find_receipt(struct ledger *ledger, const uint8_t look_up[LEDGER_HASH_BYTES],
                         struct ledger_record *record, struct error *error)
{
    return find_first(ledger, &(struct ledger_filter){.look_up = look_up}, "receipt", record,
                      error);
}

bool ledger_find_request(struct ledger *ledger, const uint8_t id[LEDGER_HASH_BYTES],
                         struct ledger_record *record, struct error *error)
{
    return find_first(ledger, &(struct ledger_filter){.id = id}, "id", record, error);
}

bool ledger_each_record(struct ledger *ledger, int64_t since_utc, ledger_record_visit *visit,
                        void *context, struct error *error)
{
    const struct ledger_filter filter = {.since_utc = since_utc};

    return ledger->calls->each_record(ledger, &filter, visit, context, error);
}

bool ledger_each_named(struct ledger *ledger, const char *kiosk, uint64_t sequence,
                       ledger_record_visit *visit, void *context, struct error *error)
{
    const struct ledger_filter filter = {.kiosk = kiosk, .sequence = sequence};

    return sequence > INT64_MAX ||
           ledger->calls->each_record(ledger, &filter, visit, context, error);
}

bool ledger_each_kiosk(struct ledger *ledger, ledger_kiosk_visit *visit, void *context,
                       struct error *error)
{
    return ledger->calls->each_kiosk(ledger, visit, context, error);
}

bool ledger_each_chain(struct ledger *ledger, ledger_chain_visit *visit, void *context,
                       struct error *error)
{
    return ledger->calls->each_chain(ledger, visit, context, error);
}

bool ledger_find_place(struct ledger *ledger, const char *kiosk,
                       const uint8_t outbox[LEDGER_OUTBOX_BYTES], uint64_t sequence,
                       const uint8_t link[LEDGER_HASH_BYTES], enum ledger_place *place,
                       struct error *error)
{
    return ledger->calls->find_place(ledger, kiosk, outbox, sequence, link, place, error);
}

bool ledger_set_states(struct ledger *ledger, const struct ledger_state_change *changes,
                       size_t count, struct error *error)
{
    if (count > LEDGER_CHANGES_MAX)
        return error_set(error, ERROR_LIMIT, "at most %d states are set at once",
                         LEDGER_CHANGES_MAX);
    return ledger->calls->set_states(ledger, changes, count, error);
}

bool ledger_retire(struct ledger *ledger, const struct ledger_retirement *order,
                   struct ledger_retired *retired, struct error *error)
{
    *retired = (struct ledger_retired){0};
    return ledger->calls->retire(ledger, order, retired, error);
}

bool ledger_set_state(struct ledger *ledger, const struct ledger_state_change *change,
                      struct error *error)
{
    return ledger_set_states(ledger, change, 1, error);
}
