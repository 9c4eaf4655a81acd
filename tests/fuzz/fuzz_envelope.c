/* A sealed request before any key is near, platform/seal/envelope.h. */
#include "platform/seal/envelope.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(envelope)
{
    struct envelope envelope;

    if (!envelope_read(data, size, &envelope, NULL))
        return 0;
    fuzz_must(envelope.recipients >= 1 && envelope.recipients <= SEAL_RECIPIENTS_MAX);
    fuzz_must(envelope.content_length >= 1 && envelope.content_length < size);
    return 0;
}
