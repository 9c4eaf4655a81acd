/*
 * The staff PIN: its scrypt hash and its tries in the steward's folder. A try
 * is on the disk as a wrong one before the PIN is looked at, so that pulling
 * the plug wins nothing.
 */
#ifndef APP_STAFF_STEWARD_PIN_H
#define APP_STAFF_STEWARD_PIN_H

#include "app/local/steward_request.h"
#include "app/staff/steward/tries.h"
#include "platform/base/file.h"

struct pin_store {
    char hash_path[FILE_PATH_MAX];
    char tries_path[FILE_PATH_MAX];
    char boot_id[STATE_BOOT_ID_SIZE];
    const struct clock_source *clock; /* borrowed */
};

bool pin_store_init(struct pin_store *store, const char *folder, const struct clock_source *clock,
                    struct error *error) MUST_USE;

/* Sets a PIN of STAFF_PIN_DIGITS digits and forgets earlier tries. ERROR_INPUT for another form. */
bool pin_set(const struct pin_store *store, const char *pin, size_t length,
             struct error *error) MUST_USE;

/* *answer is FINE, WRONG, LOCKED or UNSET. False, with FAILED in it, when the disk or a damaged file
 * is in the way: then nobody gets in. */
bool pin_check(const struct pin_store *store, const char *pin, size_t length,
               struct steward_answer *answer, struct error *error) MUST_USE;

bool pin_is_set(const struct pin_store *store);

/* Seconds until a PIN is looked at again, 0 when it may be now or nobody can say. Changes nothing. */
int64_t pin_locked_for(const struct pin_store *store);

#endif
