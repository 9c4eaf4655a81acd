#include "platform/crypto/random.h"

#include <errno.h>
#include <stdint.h>
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
