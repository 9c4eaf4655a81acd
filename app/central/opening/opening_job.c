#include "app/central/opening/opening_job.h"

#include <errno.h>
#include <unistd.h>

bool opening_read(int descriptor, void *bytes, size_t length)
{
    uint8_t *next = bytes;
    while (length > 0) {
        ssize_t got = read(descriptor, next, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        next += got;
        length -= (size_t)got;
    }
    return true;
}

bool opening_write(int descriptor, const void *bytes, size_t length)
{
    const uint8_t *next = bytes;
    while (length > 0) {
        ssize_t put = write(descriptor, next, length);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        next += put;
        length -= (size_t)put;
    }
    return true;
}
