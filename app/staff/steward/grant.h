/*
 * Who has given the staff PIN, and how long that holds: one process at a time, for
 * GRANT_MILLISECONDS since the PIN or since the last verb that it was allowed.
 * A process is known by user and id; the staff page's ends with the page.
 */
#ifndef APP_STAFF_STEWARD_GRANT_H
#define APP_STAFF_STEWARD_GRANT_H

#include "platform/base/clock.h"
#include "platform/base/local.h"

#define GRANT_MILLISECONDS 150000 /* the staff page closes after 120 s without a touch */

struct grant {
    struct local_caller holder;
    int64_t until; /* monotonic milliseconds; 0: nobody has it */
};

/* The PIN was right: whoever had it has it no more. */
void grant_give(struct grant *grant, const struct local_caller *caller,
                const struct clock_source *clock);
/* The PIN was wrong: nobody has it. */
void grant_take(struct grant *grant);

/* Whether `caller` has it; then it holds anew from now on. */
bool grant_use(struct grant *grant, const struct local_caller *caller,
               const struct clock_source *clock);

#endif
