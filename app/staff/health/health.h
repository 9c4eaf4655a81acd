/*
 * Whether this start of the kiosk is a good one: the screen has drawn and takes
 * visits, the outbox opens and answers, the printer's program runs. Not whether
 * there is paper or a network: a release is not to blame for those.
 */
#ifndef APP_STAFF_HEALTH_HEALTH_H
#define APP_STAFF_HEALTH_HEALTH_H

#include "platform/base/error.h"

#include <stdint.h>

struct health {
    bool screen, outbox, printer;
    char problem
        [ERROR_TEXT_MAX]; /* the first thing that is missing, in words; "" where nothing is */
};

/* Everything borrowed. */
struct health_settings {
    const char *state; /* folder of the state files */
    const char *outbox;
    const char
        *site; /* site bundle: without one the kiosk is not enrolled, and cannot take visits */
};

/* Looks once. True where all is well. */
bool health_look(const struct health_settings *settings, struct health *health) MUST_USE;

/* Looks whenever a state file changes, until all is well or `seconds` are over. */
bool health_wait(const struct health_settings *settings, int64_t seconds,
                 struct health *health) MUST_USE;

#endif
