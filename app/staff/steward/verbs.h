/*
 * What kiosk-steward does for others: a table of verbs, each with the callers
 * it serves, whether the PIN comes first, and the form of its argument. Whatever is
 * not in the table is refused. Table for people: docs/steward.md.
 */
#ifndef APP_STAFF_STEWARD_VERBS_H
#define APP_STAFF_STEWARD_VERBS_H

#include "app/local/kiosk_config.h"
#include "app/local/steward_request.h"
#include "app/staff/steward/grant.h"
#include "app/staff/steward/pin.h"
#include "app/staff/steward/tasks.h"
#include "platform/base/local.h"

struct steward_callers {
    uid_t screen; /* kiosk-screen */
    uid_t staff;  /* kioskctl */
};

struct steward {
    struct pin_store pins;
    struct steward_callers callers;
    struct grant grant;
    struct tasks *tasks;               /* owned by the program */
    const struct kiosk_config *config; /* borrowed; for the settings' path */
};

/* Never fails: what goes wrong is logged, and FAILED or REFUSED in the answer. Each verb is logged with who
 * asked and how it was answered, never its argument. */
void steward_do(struct steward *steward, const struct local_caller *caller, const uint8_t *frame,
                size_t length, struct steward_answer *answer);

#endif
