/* No parser: a fault that is there on purpose, by which the runner and libFuzzer show that they see one. */
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(planted)
{
    static const char mark[] = "fault";
    const volatile uint8_t *bytes = data;

    return size == sizeof mark - 1 && memcmp(data, mark, size) == 0 ? bytes[size] & 0 : 0;
}
