#include "tests/faults/power/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK      "<request %08u>"
#define MARK_SIZE 18u

size_t request_fill(unsigned number, uint8_t lookup[CHAIN_HASH_SIZE],
                    uint8_t sealed[REQUEST_BYTES_MAX])
{
    size_t length = 600u + number * 797u % (REQUEST_BYTES_MAX - 600u);
    char mark[MARK_SIZE + 1];

    (void)snprintf(mark, sizeof mark, MARK, number % 100000000u);
    for (size_t at = 0; at < length; at++) {
        sealed[at] = (uint8_t)mark[at % MARK_SIZE];
    }
    memset(lookup, (int)(number % 251u), CHAIN_HASH_SIZE);
    memcpy(lookup, &number, sizeof number);
    return length;
}

bool request_read(const uint8_t *bytes, size_t length, unsigned *number, size_t *taken)
{
    char mark[MARK_SIZE + 1] = "";
    uint8_t lookup[CHAIN_HASH_SIZE];
    uint8_t sealed[REQUEST_BYTES_MAX];

    if (length < MARK_SIZE) {
        return false;
    }
    memcpy(mark, bytes, MARK_SIZE);
    *number = (unsigned)strtoul(mark + strlen("<request "), NULL, 10);
    *taken = request_fill(*number, lookup, sealed);
    return *taken <= length && memcmp(bytes, sealed, *taken) == 0;
}
