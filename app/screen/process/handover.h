/*
 * What a visit's process tells its parent, one packet each over the socket pair
 * it was started with: whether it has drawn and takes visits, that it lives while a
 * is on, and that its visit is over. Nothing of a visitor is ever in it. The other way nothing is
 * said: the parent closes its end when the process is to go.
 */
#ifndef APP_SCREEN_PROCESS_HANDOVER_H
#define APP_SCREEN_PROCESS_HANDOVER_H

#include "platform/base/error.h"

#include <stddef.h>

#define HANDOVER_REASON_MAX 512   /* with the NUL */
#define HANDOVER_ALIVE_MS   5000  /* only while a visit is on: nothing wakes an idle kiosk */
#define HANDOVER_SILENT_MS  20000 /* a process that hangs leaves a visitor's answers on the panel */

enum handover_kind {
    HANDOVER_READY = 'r',  /* the welcome screen is in the frame */
    HANDOVER_CLOSED = 'c', /* 'not available' is in the frame; with the reason */
    HANDOVER_ALIVE = 'a',  /* a visit is on, and this process answers: every HANDOVER_ALIVE_MS */
    HANDOVER_ENDED = 'e',  /* the visit is wiped; start the next process */
    HANDOVER_RENEW = 'n'   /* the same without a visit: what was loaded is out of date */
};

struct handover {
    enum handover_kind kind;
    char reason[HANDOVER_REASON_MAX]; /* for HANDOVER_CLOSED: one sentence; else "" */
};

/* A connected pair; both ends close on exec. */
bool handover_pair(int *parent_end, int *child_end, struct error *error) MUST_USE;
/* `reason` may be NULL. False when nobody listens any more. */
bool handover_tell(int socket, enum handover_kind kind, const char *reason) MUST_USE;

enum handover_heard { HANDOVER_NOTHING, HANDOVER_MESSAGE, HANDOVER_GONE };
/* Does not wait. HANDOVER_GONE: the other end is closed or talks nonsense. */
enum handover_heard handover_hear(int socket, struct handover *message) MUST_USE;

#endif
