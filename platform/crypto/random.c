#include "platform/crypto/random.h"

#include "platform/base/hex.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

bool random_bytes(void *bytes, size_t length, struct error *error)
{
    uint8_t *next = bytes;
    size_t left = length;
    while (left > 0) {
        ssize_t got = getrandom(next, left, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set_errno(error, "the kernel gave no random bytes");
        next += got;
        left -= (size_t)got;
    }
    return true;
}

bool uuid_create(char text[static 37], struct error *error)
{
    uint8_t bytes[16];
    text[0] = '\0';
    if (!random_bytes(bytes, sizeof bytes, error))
        return false;
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);

    char hex[2 * sizeof bytes + 1];
    hex_encode(bytes, sizeof bytes, hex);
    snprintf(text, 37, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return true;
}
