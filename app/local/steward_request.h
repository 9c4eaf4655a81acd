/*
 * 'Steward, do this': a verb and its argument to kiosk-steward at steward.sock.
 * An argument may be a PIN or a code, so the frame is not JSON, whose parser
 * would copy it: "STW1", length of the verb (1 byte), verb, argument. Answer: JSON.
 * Who may ask for which verb, and when the PIN comes first: docs/steward.md.
 */
#ifndef APP_LOCAL_STEWARD_REQUEST_H
#define APP_LOCAL_STEWARD_REQUEST_H

#include "platform/base/buffer.h"

#define STEWARD_SOCKET       "steward.sock"
#define STEWARD_VERB_MAX     24u
#define STEWARD_ARGUMENT_MAX 256u
#define STEWARD_FRAME_MAX    (5u + STEWARD_VERB_MAX + STEWARD_ARGUMENT_MAX)

#define STAFF_PIN_DIGITS 6u

/* Verbs that are done when they are answered. */
#define STEWARD_CHECK_PIN "check-pin" /* the PIN, in digits */
#define STEWARD_SET_PIN   "set-pin"   /* the new PIN */
#define STEWARD_SETTING   "setting"   /* "SECTION KEY VALUE": one line of this kiosk's kiosk.ini */

/* Verbs that are begun and answered STEWARD_STARTED; how they end is told in steward.json. No argument
 * but where one is named. */
#define STEWARD_RESTART       "restart"
#define STEWARD_SHUT_DOWN     "shut-down"
#define STEWARD_NETWORK       "network"     /* app/local/network_settings.h */
#define STEWARD_TIME          "time"        /* UTC, "2026-11-22T08:15:06Z" */
#define STEWARD_EXPORT        "export"      /* what waits, onto the USB drive */
#define STEWARD_ACKNOWLEDGE   "acknowledge" /* the office's answers, from the USB drive */
#define STEWARD_UPDATE        "update"      /* the bundle on the USB drive */
#define STEWARD_ENROL         "enrol"   /* the one-time code; the invitation is on the USB drive */
#define STEWARD_SALVAGE       "salvage" /* what is whole of a damaged outbox into a new one */
#define STEWARD_FACTORY_RESET "factory-reset" /* destroys the key of the data partition */

struct steward_request {
    char verb[STEWARD_VERB_MAX + 1];
    const uint8_t *argument; /* borrowed, not NUL-ended */
    size_t argument_length;
};

/* Appends the frame; `argument` may be NULL with 0. For a PIN or a code use a secret buffer. */
bool steward_request_encode(const char *verb, const uint8_t *argument, size_t argument_length,
                            struct buffer *frame, struct error *error) MUST_USE;
/* request->argument points into `frame`. */
bool steward_request_decode(const uint8_t *frame, size_t length, struct steward_request *request,
                            struct error *error) MUST_USE;

enum steward_result {
    STEWARD_FINE,      /* done; for check-pin: it is the PIN */
    STEWARD_WRONG,     /* not the PIN */
    STEWARD_LOCKED,    /* too many wrong PINs: not looked at */
    STEWARD_UNSET,     /* no PIN was set on this kiosk yet */
    STEWARD_STARTED,   /* begun as task `task` of steward.json */
    STEWARD_PIN_FIRST, /* this process has not given the PIN, or too long ago */
    STEWARD_BUSY,      /* another task is running */
    STEWARD_FORM,      /* the argument is not of the verb's form */
    STEWARD_REFUSED,   /* no such verb, or not for this caller */
    STEWARD_FAILED     /* tried and not done; the journal says why */
};

/* "fine", "wrong", … */
const char *steward_result_name(enum steward_result result);

struct steward_answer {
    enum steward_result result;
    int64_t tries_left;     /* after a wrong PIN */
    int64_t locked_seconds; /* until the next try; while tries are left: of the lock after them */
    int64_t task;           /* number of the task that was started, else 0 */
};

bool steward_answer_encode(const struct steward_answer *answer, struct buffer *frame,
                           struct error *error) MUST_USE;
bool steward_answer_decode(const uint8_t *frame, size_t length, struct steward_answer *answer,
                           struct error *error) MUST_USE;

#endif
