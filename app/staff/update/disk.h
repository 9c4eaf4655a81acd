/* Reading and writing at a place of a disk, whole or not at all as far as the caller can tell. */
#ifndef APP_STAFF_UPDATE_DISK_H
#define APP_STAFF_UPDATE_DISK_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

/* ERROR_IO when the end comes first. */
bool disk_read(int descriptor, int64_t offset, void *bytes, size_t length,
               struct error *error) MUST_USE;
bool disk_write(int descriptor, int64_t offset, const void *bytes, size_t length,
                struct error *error) MUST_USE;
/* What was written is on the disk after it. */
bool disk_sync(int descriptor, struct error *error) MUST_USE;

#endif
