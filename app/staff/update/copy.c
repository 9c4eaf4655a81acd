#include "app/staff/update/copy.h"

#include "app/staff/update/disk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define PIECE_SIZE (256u << 10)

struct copy {
    int from, to; /* to -1: nothing is written */
    int64_t from_offset, to_offset, size;
    const struct copy_progress *progress;
};

static void tell(const struct copy_progress *progress, size_t bytes)
{
    if (progress->tell != NULL)
        progress->tell(progress->context, (int64_t)bytes);
}

static bool run(const struct copy *copy, uint8_t *piece, struct digest *digest, struct error *error)
{
    for (int64_t done = 0; done < copy->size;) {
        int64_t left = copy->size - done;
        size_t length = left < (int64_t)PIECE_SIZE ? (size_t)left : PIECE_SIZE;
        if (!disk_read(copy->from, copy->from_offset + done, piece, length, error) ||
            (copy->to >= 0 && !disk_write(copy->to, copy->to_offset + done, piece, length, error)))
            return false;
        digest_add_plain(digest, piece, length);
        done += (int64_t)length;
        tell(copy->progress, length);
    }
    return true;
}

static bool run_and_compare(const char *name, const struct copy *copy,
                            const uint8_t sha256[static DIGEST_SIZE], struct error *error)
{
    uint8_t found[DIGEST_SIZE];
    uint8_t *piece = malloc(PIECE_SIZE);
    struct digest *digest = digest_create_plain(error);
    bool fine = false;
    if (piece == NULL || digest == NULL) {
        error_set(error, ERROR_MEMORY, "no memory to copy an update");
        goto done;
    }
    if (!run(copy, piece, digest, error)) {
        error_prefix(error, "%s", name);
        goto done;
    }
    fine = digest_so_far(digest, found, error) &&
           (memcmp(found, sha256, DIGEST_SIZE) == 0 ||
            error_set(error, ERROR_CORRUPT, "%s is not what was signed", name));
done:
    digest_destroy(digest);
    free(piece);
    return fine;
}

bool copy_verify(const char *name, int descriptor, int64_t offset, int64_t size,
                 const uint8_t sha256[static DIGEST_SIZE], const struct copy_progress *progress,
                 struct error *error)
{
    const struct copy copy = {
        .from = descriptor, .to = -1, .from_offset = offset, .size = size, .progress = progress};
    return run_and_compare(name, &copy, sha256, error);
}

bool copy_part(const char *name, int from, const struct update_part *part, int to, int64_t offset,
               const struct copy_progress *progress, struct error *error)
{
    const struct copy copy = {.from = from,
                              .to = to,
                              .from_offset = part->offset,
                              .to_offset = offset,
                              .size = part->size,
                              .progress = progress};
    if (!run_and_compare(name, &copy, part->sha256, error) || !disk_sync(to, error))
        return false;
    /* Else the kernel would show its own memory of what was written. */
    (void)posix_fadvise(to, (off_t)offset, (off_t)part->size, POSIX_FADV_DONTNEED);
    return copy_verify(name, to, offset, part->size, part->sha256, progress, error);
}
