/*
 * What a visit's process asks of its neighbours without waiting: the courier to
 * deliver, the steward to check a PIN or to do something. One of each at a time.
 */
#ifndef APP_SCREEN_PROCESS_ERRANDS_H
#define APP_SCREEN_PROCESS_ERRANDS_H

#include "app/local/steward_request.h"
#include "platform/base/loop.h"

struct errands; /* opaque */

/* `state_folder` is borrowed. */
struct errands *errands_create(struct loop *loop, const char *state_folder,
                               struct error *error) MUST_USE;
void errands_destroy(struct errands *errands); /* forgets what is not answered; NULL is fine */

typedef void errands_delivered(void *context, bool taken);
/* `done` may be NULL. It is always called, perhaps at once. */
void errands_deliver(struct errands *errands, errands_delivered *done, void *context);

/* *answer is STEWARD_FAILED when the steward could not be asked. */
typedef void errands_answered(void *context, const struct steward_answer *answer);
/* `argument` may be "". It is copied into secret memory and wiped after use. */
void errands_ask_steward(struct errands *errands, const char *verb, const char *argument,
                         errands_answered *done, void *context);

#endif
