/*
 * The two places for a release on the disk: a root partition and its verity
 * partition each, known by their types (UAPI.2, discoverable partitions) and
 * told apart by their ids, which are the two halves of the root hash
 * (systemd-veritysetup-generator(8)).
 */
#ifndef APP_STAFF_UPDATE_SLOTS_H
#define APP_STAFF_UPDATE_SLOTS_H

#include "app/staff/update/gpt.h"
#include "platform/crypto/digest.h"

struct slot {
    size_t root, verity; /* as gpt_partition takes them */
};

/* The root hash on the kernel's command line, which the kiosk runs from, read from the file `path`. */
bool slots_running_hash(const char *path, uint8_t hash[static DIGEST_SIZE],
                        struct error *error) MUST_USE;

/* The slot that does not run. ERROR_CORRUPT unless there are two of each type, of which one belongs to
 * `running`. */
bool slots_find_other(const struct gpt *gpt, const uint8_t running[static DIGEST_SIZE],
                      struct slot *other, struct error *error) MUST_USE;

/* In memory: the slot belongs to `hash`. */
void slots_claim(struct gpt *gpt, const struct slot *slot, const uint8_t hash[static DIGEST_SIZE]);

#endif
