/*
 * 'Deliver now': a poke to kiosk-courier at courier.sock, after a request was
 * saved or when a member of staff asks. It carries nothing; the courier looks
 * into the outbox. A poke that is lost costs time only: the courier looks by itself.
 */
#ifndef APP_LOCAL_DELIVER_POKE_H
#define APP_LOCAL_DELIVER_POKE_H

#include "platform/base/buffer.h"

#define COURIER_SOCKET "courier.sock"

/* The frame, for local_ask_later, and its answer when it was taken. */
#define DELIVER_POKE        "deliver"
#define DELIVER_POKE_LENGTH (sizeof DELIVER_POKE - 1)
#define DELIVER_TAKEN       "taken"

/* For the courier: whether a frame is the poke. */
bool deliver_poke_is(const uint8_t *frame, size_t length);

/* For programs that may wait: asks the courier of the kiosk whose state folder this is. */
bool deliver_poke_send(const char *state_folder, int timeout_milliseconds,
                       struct error *error) MUST_USE;

#endif
