#include "platform/speech/samples.h"

#include <math.h>
#include <string.h>

#define FULL        32767.0f
#define KNEE        0.8f /* of full: from here on it is bent */
#define PERCENT_6DB 25.0f

static uint32_t little(const uint8_t *bytes, size_t count)
{
    uint32_t value = 0;

    while (count > 0) {
        value = value << 8 | bytes[--count];
    }
    return value;
}

bool samples_header_is_known(const uint8_t header[static SAMPLES_HEADER_BYTES])
{
    return memcmp(header, "RIFF", 4) == 0 && memcmp(header + 8, "WAVEfmt ", 8) == 0 &&
           little(header + 20, 2) == 1 &&            /* PCM */
           little(header + 22, 2) == 1 &&            /* channels */
           little(header + 24, 4) == SAMPLES_RATE && /* a second */
           little(header + 34, 2) == 16 &&           /* bits */
           memcmp(header + 36, "data", 4) == 0;
}

void samples_from_bytes(const uint8_t *bytes, size_t count, int16_t *samples)
{
    for (size_t i = 0; i < count; i++) {
        samples[i] = (int16_t)(uint16_t)little(bytes + 2 * i, 2);
    }
}

bool sample_is_audible(int16_t sample)
{
    return sample > SAMPLES_AUDIBLE || sample < -SAMPLES_AUDIBLE;
}

size_t samples_leading_silence(const int16_t *samples, size_t count)
{
    size_t silent = 0;

    while (silent < count && !sample_is_audible(samples[silent])) {
        silent++;
    }
    return silent;
}

static float bend(float value)
{
    float size = fabsf(value);

    if (size > KNEE) {
        size = KNEE + (1 - KNEE) * tanhf((size - KNEE) / (1 - KNEE));
    }
    return copysignf(size, value);
}

void samples_amplify(int16_t *samples, size_t count, unsigned volume_percent)
{
    float gain = exp2f(((float)volume_percent - (float)SAMPLES_VOLUME_PLAIN) / PERCENT_6DB);

    for (size_t i = 0; i < count && volume_percent != SAMPLES_VOLUME_PLAIN; i++) {
        samples[i] =
            volume_percent == 0 ? 0 : (int16_t)lrintf(bend((float)samples[i] / FULL * gain) * FULL);
    }
}
