#include "app/staff/steward/grant.h"

void grant_give(struct grant *grant, const struct local_caller *caller,
                const struct clock_source *clock)
{
    grant->holder = *caller;
    grant->until = clock_monotonic(clock) + GRANT_MILLISECONDS;
}

void grant_take(struct grant *grant)
{
    grant->until = 0;
}

bool grant_use(struct grant *grant, const struct local_caller *caller,
               const struct clock_source *clock)
{
    bool has = grant->until > clock_monotonic(clock) && caller->user == grant->holder.user &&
               caller->process == grant->holder.process;
    if (has) {
        grant->until = clock_monotonic(clock) + GRANT_MILLISECONDS;
    }
    return has;
}
