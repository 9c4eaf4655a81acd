/*
 * 'Steward, do this': a verb and its argument to kiosk-steward at steward.sock.
 * An argument may be the staff PIN, so the frame is not JSON, whose parser
 * would copy it: "STW1", length of the verb (1 byte), verb, argument. Answer: JSON.
 */
#ifndef APP_LOCAL_STEWARD_REQUEST_H
#define APP_LOCAL_STEWARD_REQUEST_H

#include "platform/base/buffer.h"

#define STEWARD_SOCKET       "steward.sock"
#define STEWARD_VERB_MAX     24u
#define STEWARD_ARGUMENT_MAX 256u
#define STEWARD_FRAME_MAX    (5u + STEWARD_VERB_MAX + STEWARD_ARGUMENT_MAX)

#define STAFF_PIN_DIGITS 6u

/* Verbs. The argument of check-pin is the PIN, in digits. */
#define STEWARD_CHECK_PIN "check-pin"
/* Restarts the machine; no argument. */

struct steward_request {
    char verb[STEWARD_VERB_MAX + 1];
    const uint8_t *argument; /* borrowed, not NUL-ended */
    size_t argument_length;
};

/* Appends the frame; `argument` may be NULL with 0. For a PIN use a secret buffer. */
bool steward_request_encode(const char *verb, const uint8_t *argument, size_t argument_length,
                            struct buffer *frame, struct error *error) MUST_USE;
/* request->argument points into `frame`. */
bool steward_request_decode(const uint8_t *frame, size_t length, struct steward_request *request,
                            struct error *error) MUST_USE;

enum steward_result {
    STEWARD_FINE,    /* done; for check-pin: it is the PIN */
    STEWARD_WRONG,   /* not the PIN */
    STEWARD_LOCKED,  /* too many wrong PINs: not looked at */
    STEWARD_UNSET,   /* no PIN was set on this kiosk yet */
    STEWARD_REFUSED, /* no such verb, or not for this caller */
    STEWARD_FAILED   /* tried and not done; the journal says why */
};

/* "fine", "wrong", … */
const char *steward_result_name(enum steward_result result);

struct steward_answer {
    enum steward_result result;
    int64_t tries_left;     /* after a wrong PIN */
    int64_t locked_seconds; /* until the next try, while locked */
};

bool steward_answer_encode(const struct steward_answer *answer, struct buffer *frame,
                           struct error *error) MUST_USE;
bool steward_answer_decode(const uint8_t *frame, size_t length, struct steward_answer *answer,
                           struct error *error) MUST_USE;

#endif
