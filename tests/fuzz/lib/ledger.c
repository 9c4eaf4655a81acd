#include "tests/fuzz/lib/ledger.h"

#include "app/central/ledger/ledger_calls.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/office.h"

#include <jansson.h>
#include <string.h>

static bool store_batches(struct ledger *ledger, struct ledger_storing *batches, size_t count,
                          struct error *error)
{
    (void)ledger, (void)error;
    for (size_t i = 0; i < count; i++) {
        const struct ledger_intake *intake = batches[i].intake;

        fuzz_must(strcmp(intake->batch.kiosk, FUZZ_KIOSK) == 0);
        for (size_t j = 0; j < intake->count; j++)
            batches[i].results[j] = intake->records[j].rejected ? LEDGER_REJECTED
                                    : j % 2 == 0                ? LEDGER_STORED
                                                                : LEDGER_KNOWN;
    }
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
    static const struct ledger_calls calls = {.store_batches = store_batches,
                                              .store_health = store_health};
    static struct ledger ledger = {.calls = &calls};

    return &ledger;
}

struct intake_batch *fuzz_keep(const struct intake *intake, const struct buffer *batch,
                               struct buffer *text)
{
    struct intake_batch *read = intake_batch_read(intake, batch->data, batch->length, NULL);

    fuzz_must(read != NULL);
    fuzz_must(ledger_store_batch(fuzz_ledger(), intake_batch_entry(read),
                                 intake_batch_results(read), NULL));
    fuzz_must(intake_batch_answer(read, text, NULL));
    return read;
}
