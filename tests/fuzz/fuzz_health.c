/* A kiosk's health report at the receiver, app/central/receive/intake.h: what is kept is JSON of that kiosk. */
#include "app/central/receive/intake.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/ledger.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(health)
{
    const struct intake intake = {fuzz_pair("kiosk")->certificate, data, size, FUZZ_NOW};
    struct intake_report *report = intake_report_read(&intake, data, size, NULL);
    struct buffer answer;

    buffer_init(&answer, 4096);
    if (report != NULL) {
        fuzz_must(ledger_store_health(fuzz_ledger(), intake_report_entry(report), NULL));
        fuzz_must(intake_report_answer(report, &answer, NULL) && answer.length > 0);
    }
    intake_report_destroy(report);
    buffer_finish(&answer);
    return 0;
}
