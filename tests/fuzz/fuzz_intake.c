/* A batch at the receiver, app/central/receive/intake.h, signed anew so that it is looked into: all is answered. */
#include "app/central/receive/intake.h"
#include "app/wire/answer.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/ledger.h"
#include "tests/fuzz/lib/office.h"

FUZZ_TARGET(intake)
{
    const struct intake intake = {fuzz_pair("kiosk")->certificate, data, size, FUZZ_NOW};
    struct intake_batch *read = NULL;
    struct answer answer = {0};
    struct buffer batch, text;
    size_t records;

    buffer_init(&batch, BATCH_BYTES_MAX);
    buffer_init(&text, ANSWER_BYTES_MAX);
    records = fuzz_sign_batch(data, size, &batch);
    if (records > 0) {
        read = fuzz_keep(&intake, &batch, &text);
        fuzz_must(answer_parse((const char *)text.data, text.length, &answer, NULL));
        fuzz_must(answer.count == records);
    }
    intake_batch_destroy(read);
    answer_finish(&answer);
    buffer_finish(&text);
    buffer_finish(&batch);
    return 0;
}
