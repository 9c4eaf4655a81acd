/*
 * 'Hand, do this': kiosk-steward to one of the small programs that have the right to do one thing. Each
 * waits at a socket of its own, NAME.sock in the folder of hands, which the service manager listens at
 * (Accept=yes) and only the steward may open. The question is a steward_request, the answer this JSON.
 * Over one connection, so that no parameter, code or result is ever a file. Table: docs/steward.md.
 */
#ifndef APP_LOCAL_HAND_REQUEST_H
#define APP_LOCAL_HAND_REQUEST_H

#include "app/local/steward_request.h"

/* Hands, and the verbs that each takes besides one of its own name. */
#define HAND_RESTART   "restart"
#define HAND_SHUT_DOWN "shut-down"
#define HAND_NETWORK   "network"
#define HAND_TIME      "time"
#define HAND_DRIVE     "drive"   /* mount-export, mount-read, take-out */
#define HAND_COURIER   "courier" /* export, acknowledge, salvage */
#define HAND_ENROL     "enrol"
#define HAND_UPDATE    "update"
#define HAND_RESET     "reset" /* factory-reset */

#define HAND_MOUNT_EXPORT "mount-export" /* for the courier's user to write on */
#define HAND_MOUNT_READ   "mount-read"   /* read-only */
#define HAND_TAKE_OUT     "take-out"     /* written out and unmounted */

#define HAND_ANSWER_MAX 512u
#define HAND_DETAIL_MAX 64u

/* How it went, and why not. In steward.json and over the wire by name. */
enum hand_why {
    HAND_DONE,       /* "fine" */
    HAND_NO_DRIVE,   /* "no-drive": no USB drive is plugged in */
    HAND_TWO_DRIVES, /* "two-drives": more than one is */
    HAND_NOT_A_FAT,  /* "not-readable": neither FAT nor exFAT on it, or it is broken */
    HAND_READ_ONLY,  /* "read-only": the drive is write-protected */
    HAND_FULL,       /* "full": no room on the drive */
    HAND_NO_FILE,    /* "no-file": no acknowledgement, bundle or invitation on it */
    HAND_TWO_FILES,  /* "two-files": more than one invitation on it */
    HAND_NOT_TAKEN,  /* "not-taken": signature, kiosk, version or code are not right */
    HAND_WAITING,    /* "waiting": requests wait or are set aside on this kiosk */
    HAND_UNKNOWN, /* "unknown": nobody can say whether requests wait: the outbox cannot be read */
    HAND_WRONG_TIME, /* "wrong-time": before one that is known to have been, or decades ahead */
    HAND_ABSENT,     /* "absent": this machine has nobody who does it */
    HAND_FAILED      /* "failed": the journal says why */
};

const char *hand_why_name(enum hand_why why);

struct hand_answer {
    enum hand_why why;
    int64_t
        count; /* export: requests on the drive; acknowledge: requests deleted here; salvage: taken over; reset: waiting */
    int64_t other; /* acknowledge: answers not taken; reset: requests set aside */
    char
        detail[HAND_DETAIL_MAX +
               1]; /* update: the version; reset: "salvaged"; letters, digits, '.', '-', '+', '~' */
};

bool hand_answer_encode(const struct hand_answer *answer, struct buffer *frame,
                        struct error *error) MUST_USE;
/* Whatever is not of that form is ERROR_INPUT. */
bool hand_answer_decode(const uint8_t *frame, size_t length, struct hand_answer *answer,
                        struct error *error) MUST_USE;

#endif
