/* Times and hexadecimal digits as texts, platform/base/clock.h and hex.h. */
#include "platform/base/clock.h"
#include "platform/base/hex.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(time)
{
    char *text = fuzz_text(data, size), again[CLOCK_TEXT_SIZE], digits[33];
    uint8_t bytes[16];
    int64_t utc;

    if (clock_parse(text, &utc)) {
        clock_format(utc, again);
        fuzz_must(strcmp(text, again) == 0);
    }
    if (hex_decode(text, bytes, sizeof bytes)) {
        hex_encode(bytes, sizeof bytes, digits);
        fuzz_must(strcasecmp(text, digits) == 0);
    }
    free(text);
    return 0;
}
