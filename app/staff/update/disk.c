#include "app/staff/update/disk.h"

#include <errno.h>
#include <unistd.h>

bool disk_read(int descriptor, int64_t offset, void *bytes, size_t length, struct error *error)
{
    uint8_t *to = bytes;
    while (length > 0) {
        ssize_t got = pread(descriptor, to, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set_errno(error, "reading failed");
        if (got == 0)
            return error_set(error, ERROR_IO, "reading came to an end too early");
        to += got;
        offset += got;
        length -= (size_t)got;
    }
    return true;
}

bool disk_write(int descriptor, int64_t offset, const void *bytes, size_t length,
                struct error *error)
{
    const uint8_t *from = bytes;
    while (length > 0) {
        ssize_t put = pwrite(descriptor, from, length, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return error_set_errno(error, "writing failed");
        from += put;
        offset += put;
        length -= (size_t)put;
    }
    return true;
}

bool disk_sync(int descriptor, struct error *error)
{
    return fsync(descriptor) == 0 || error_set_errno(error, "syncing failed");
}
