/* A part of a bundle, copied to where it shall stand and read again there. */
#ifndef APP_STAFF_UPDATE_COPY_H
#define APP_STAFF_UPDATE_COPY_H

#include "app/update/bundle.h"

/* Told now and then; `done` of what the caller said it all is, in bytes. */
struct copy_progress {
    void (*tell)(void *context, int64_t bytes); /* so many more; NULL: nobody listens */
    void *context;
};

/* Whether `size` bytes from `offset` on have that SHA-256. ERROR_CORRUPT when not. `name` is what errors
 * call them. */
bool copy_verify(const char *name, int descriptor, int64_t offset, int64_t size,
                 const uint8_t sha256[static DIGEST_SIZE], const struct copy_progress *progress,
                 struct error *error) MUST_USE;

/*
 * Copies `part` to `to` from `offset` on, syncs, forgets what the kernel has cached of it, and reads it
 * again there. ERROR_CORRUPT when either the source or the copy has not the SHA-256 of the manifest.
 */
bool copy_part(const char *name, int from, const struct update_part *part, int to, int64_t offset,
               const struct copy_progress *progress, struct error *error) MUST_USE;

#endif
