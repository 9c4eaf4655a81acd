/*
 * How often the staff PIN was wrong, and until when nothing is tried: five
 * tries, then 15 minutes, then five more and 30 minutes, doubling up to a day.
 * Kept in a file, written before anything is told. Pure but for that file.
 */
#ifndef APP_STAFF_STEWARD_TRIES_H
#define APP_STAFF_STEWARD_TRIES_H

#include "platform/base/clock.h"
#include "platform/base/state.h"

#define TRIES_BEFORE_LOCK 5
#define LOCK_SECONDS      (15 * 60)
#define LOCK_SECONDS_MOST (24 * 60 * 60)

struct tries {
    int64_t wrong;           /* in a row since the last lock, below TRIES_BEFORE_LOCK */
    int64_t locks;           /* in a row since the last right PIN */
    int64_t locked_seconds;  /* length of the lock that holds; 0: none */
    int64_t began_utc;       /* when it began */
    bool began_trusted;      /* whether began_utc could be trusted */
    int64_t began_monotonic; /* milliseconds since that boot */
    char boot_id[STATE_BOOT_ID_SIZE];
};

/* ERROR_NOT_FOUND where there is no file; ERROR_CORRUPT where it cannot be understood. */
bool tries_load(const char *path, struct tries *tries, struct error *error) MUST_USE;
/* Durable when true. */
bool tries_save(const char *path, const struct tries *tries, struct error *error) MUST_USE;

/*
 * Seconds until the next try, 0 when it may be now. Within a boot only the time since boot counts, so
 * that setting the clock changes nothing; across a restart the clock counts where it was and is
 * trusted, else the lock begins anew: then *anew is true and *tries must be saved.
 */
int64_t tries_locked_for(struct tries *tries, const struct clock_source *clock, const char *boot_id,
                         bool *anew);

/* Counts one wrong try, and begins a lock with the fifth. Only while tries_locked_for is 0. */
void tries_count(struct tries *tries, const struct clock_source *clock, const char *boot_id);

/* Seconds that the next lock will last. */
int64_t tries_next_lock(const struct tries *tries);

/* Begins a lock. */
void tries_lock(struct tries *tries, const struct clock_source *clock, const char *boot_id);

#endif
