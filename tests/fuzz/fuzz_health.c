/* A kiosk's health report at the receiver, app/central/receive/intake.h: what is kept is JSON of that kiosk. */
#include "app/central/receive/intake.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/ledger.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(health)
{
    const struct intake intake = {fuzz_ledger(), fuzz_pair("kiosk")->certificate, data, size,
                                  FUZZ_NOW};
    struct buffer answer;

    buffer_init(&answer, 4096);
    fuzz_must(intake_health(&intake, data, size, &answer, NULL) == (answer.length > 0));
    buffer_finish(&answer);
    return 0;
}
