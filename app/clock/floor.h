/*
 * Keeps the machine's clock from ever saying less than a time that is known to have been
 * (platform/base/known_time.h): lifts it at the start, and again when somebody sets it below.
 */
#ifndef APP_CLOCK_FLOOR_H
#define APP_CLOCK_FLOOR_H

#include "platform/base/clock.h"
#include "platform/base/loop.h"

/* The machine's clock, so that tests turn another one. */
struct floor_clock {
    int64_t (*utc_seconds)(void *context);
    bool (*set)(void *context, int64_t utc_seconds); /* errno says why not */
    void *context;
};

enum floor_result {
    FLOOR_HOLDS,  /* the clock says no less than what is known, or nothing is known */
    FLOOR_LIFTED, /* it did, and says that time now; logged */
    FLOOR_FAILED  /* it did, and cannot be set */
};

/* `folder` is the one with the known time in it. */
enum floor_result floor_lift(const struct floor_clock *clock, const char *folder,
                             struct error *error) MUST_USE;

/* A descriptor that is readable when somebody has set the clock (timerfd_create(2),
 * TFD_TIMER_CANCEL_ON_SET); -1 on failure. Nothing wakes otherwise. */
int floor_watch(struct error *error) MUST_USE;
/* Whether it was that; and waits for the next time. */
bool floor_was_set(int watch);

#endif
