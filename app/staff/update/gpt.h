/*
 * The partition table of the kiosk's disk (UEFI 2.10, chapter 5.3), with
 * sectors of 512 bytes: read, and the unique ids of partitions changed, so that
 * at every moment one of its two copies is whole. Nothing else is ever changed:
 * no partition is made, moved or removed.
 */
#ifndef APP_STAFF_UPDATE_GPT_H
#define APP_STAFF_UPDATE_GPT_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define GPT_ID_SIZE        16
#define GPT_PARTITIONS_MAX 128

struct gpt_partition {
    uint8_t type[GPT_ID_SIZE]; /* as text order has it: the first byte is the text's first */
    uint8_t id[GPT_ID_SIZE];
    int64_t offset, size; /* in bytes */
    size_t index;         /* of its entry */
};

struct gpt; /* opaque */

/*
 * Reads the first copy, or the second where the first does not verify. The descriptor, of a disk or of a file that
 * looks like one, is borrowed. ERROR_CORRUPT when neither verifies.
 */
struct gpt *gpt_read(int descriptor, struct error *error) MUST_USE;
void gpt_destroy(struct gpt *gpt); /* NULL is fine */

/* Entries in use, in order. */
size_t gpt_count(const struct gpt *gpt);
const struct gpt_partition *gpt_partition(const struct gpt *gpt, size_t i);

/* In memory, until gpt_write. */
void gpt_set_id(struct gpt *gpt, size_t i, const uint8_t id[static GPT_ID_SIZE]);

/* The second copy, synced, then the first, synced. A copy that had not verified is whole again after it. */
bool gpt_write(struct gpt *gpt, int descriptor, struct error *error) MUST_USE;

#endif
