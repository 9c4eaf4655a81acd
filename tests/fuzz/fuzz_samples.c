/* What espeak-ng writes, platform/speech/samples.h. The first byte is the volume. */
#include "platform/speech/samples.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>

FUZZ_TARGET(samples)
{
    size_t count = size > 0 ? (size - 1) / 2 : 0;
    int16_t *samples = malloc(count * sizeof *samples + 1);

    fuzz_must(samples != NULL);
    if (size >= SAMPLES_HEADER_BYTES)
        (void)samples_header_is_known(data);
    if (count > 0) {
        samples_from_bytes(data + 1, count, samples);
        fuzz_must(samples_leading_silence(samples, count) <= count);
        samples_amplify(samples, count, data[0] % 101u);
        fuzz_must(data[0] % 101u != 0 || samples_leading_silence(samples, count) == count);
    }
    free(samples);
    return 0;
}
