/*
 * Starts a program of the kiosk, gives it a line, and keeps the first that it
 * says. Which program, and with which arguments, is fixed by who calls.
 */
#ifndef APP_STAFF_HAND_ERRAND_H
#define APP_STAFF_HAND_ERRAND_H

#include "platform/base/buffer.h"

#define ERRAND_SAID_MAX  4096u
#define ERRAND_GIVEN_MAX 512u

struct errand {
    char *const
        *arguments;    /* NULL-ended; the first is the name of a program that stands beside ours */
    const void *given; /* to its standard input; secret; NULL: nothing */
    size_t given_length;
    int seconds; /* after that it is killed */
};

/*
 * *code is its exit code, -1 when it was killed or did not end in time. What it says on standard output, up to
 * ERRAND_SAID_MAX bytes, is appended to *said; its standard error is ours. It gets no environment and no other descriptor,
 * and ends with us.
 */
bool errand_run(const struct errand *errand, int *code, struct buffer *said,
                struct error *error) MUST_USE;

#endif
