#include "tests/fuzz/lib/ledger.h"

#include "app/central/ledger_calls.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <jansson.h>
#include <string.h>

static bool store_batch(struct ledger *ledger, const struct ledger_intake *intake,
                        enum ledger_result *results, struct error *error)
{
    (void)ledger, (void)error;
    fuzz_must(strcmp(intake->batch.kiosk, FUZZ_KIOSK) == 0);
    for (size_t i = 0; i < intake->count; i++)
        results[i] = intake->records[i].rejected ? LEDGER_REJECTED
                     : i % 2 == 0                ? LEDGER_STORED
                                                 : LEDGER_KNOWN;
    return true;
}

static bool store_health(struct ledger *ledger, const struct ledger_health *health,
                         struct error *error)
{
    json_t *report = json_loads(health->json, JSON_REJECT_DUPLICATES, NULL);

    (void)ledger, (void)error;
    fuzz_must(json_is_object(report) && strcmp(health->kiosk, FUZZ_KIOSK) == 0);
    json_decref(report);
    return true;
}

struct ledger *fuzz_ledger(void)
{
    static const struct ledger_calls calls = {.store_batch = store_batch,
                                              .store_health = store_health};
    static struct ledger ledger = {&calls};

    return &ledger;
}
