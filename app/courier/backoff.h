/*
 * How long to wait after a failed try: a random time between nothing and a
 * bound that doubles with each failure ("full jitter"), so that kiosks which
 * lost the centre together do not come back together. There is no last try.
 */
#ifndef APP_COURIER_BACKOFF_H
#define APP_COURIER_BACKOFF_H

#include <stdint.h>

/* What the centre asks for by Retry-After is honoured up to this. */
#define BACKOFF_RETRY_AFTER_MOST 3600 /* seconds */

struct backoff {
    int64_t least, most; /* seconds: the first bound, the last one */
    unsigned failures;   /* since the last success */
};

/* Milliseconds to wait now, and one failure more. `random` is any 64 random bits; `retry_after` in seconds, -1
 * for none: it is waited out before the random time begins. */
int64_t backoff_fail(struct backoff *backoff, uint64_t random, int64_t retry_after);

void backoff_succeed(struct backoff *backoff);

#endif
