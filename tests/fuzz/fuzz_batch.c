/* A batch, app/wire/batch.h: strict, so that what is read is written back byte for byte. */
#include "app/wire/batch.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

static bool sign_as_read(void *context, const uint8_t *bytes, size_t length,
                         struct buffer *signature, struct error *error)
{
    const struct batch *batch = context;

    (void)bytes, (void)length, (void)error;
    return buffer_append(signature, batch->signature, batch->signature_length);
}

FUZZ_TARGET(batch)
{
    struct batch batch;
    struct buffer again;

    if (!batch_decode(data, size, &batch, NULL))
        return 0;
    buffer_init(&again, BATCH_BYTES_MAX);
    fuzz_must(batch_encode(&batch.header, batch.records, batch.count, sign_as_read, &batch, &again,
                           NULL));
    fuzz_must(again.length == size && memcmp(again.data, data, size) == 0);
    buffer_finish(&again);
    batch_finish(&batch);
    return 0;
}
