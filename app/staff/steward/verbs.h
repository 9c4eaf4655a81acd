/*
 * What kiosk-steward does for others: a table of verbs, each with the callers
 * it serves. Whatever is not in the table is refused.
 */
#ifndef APP_STAFF_STEWARD_VERBS_H
#define APP_STAFF_STEWARD_VERBS_H

#include "app/local/steward_request.h"
#include "app/staff/steward/pin.h"
#include "platform/base/local.h"

struct steward_callers {
    uid_t screen; /* kiosk-screen */
    uid_t staff;  /* kioskctl */
};

struct steward {
    struct pin_store pins;
    struct steward_callers callers;
};

/* Never fails: what goes wrong is logged, and FAILED or REFUSED in the answer. */
void steward_do(struct steward *steward, const struct local_caller *caller, const uint8_t *frame,
                size_t length, struct steward_answer *answer);

#endif
