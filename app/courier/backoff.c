#include "app/courier/backoff.h"

#define DOUBLINGS_MAX 20 /* more would overflow before it mattered */

static int64_t bound(const struct backoff *backoff)
{
    unsigned doublings = backoff->failures < DOUBLINGS_MAX ? backoff->failures : DOUBLINGS_MAX;
    int64_t seconds = backoff->least << doublings;

    return seconds < backoff->most ? seconds : backoff->most;
}

int64_t backoff_fail(struct backoff *backoff, uint64_t random, int64_t retry_after)
{
    uint64_t milliseconds = (uint64_t)bound(backoff) * 1000;
    int64_t asked = retry_after < 0                          ? 0
                    : retry_after > BACKOFF_RETRY_AFTER_MOST ? BACKOFF_RETRY_AFTER_MOST
                                                             : retry_after;

    if (backoff->failures < DOUBLINGS_MAX)
        backoff->failures++;
    return asked * 1000 + (int64_t)(random % (milliseconds + 1));
}

void backoff_succeed(struct backoff *backoff)
{
    backoff->failures = 0;
}
