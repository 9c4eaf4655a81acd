/*
 * One printer and the one job it may have: opens the wire, keeps asking how the
 * printer is, prints a picture once, and says what is known of it. Never prints
 * a job again by itself. Runs inside a loop; no call blocks.
 */
#ifndef APP_PRINTER_PRINTER_H
#define APP_PRINTER_PRINTER_H

#include "app/local/print_request.h"
#include "platform/base/loop.h"
#include "platform/device/wire.h"

/* How the printer is, as far as it has said. Paper is offered while it is ready or low. */
enum printer_condition {
    PRINTER_UNKNOWN, /* it is connected but says nothing, or nothing that can be understood */
    PRINTER_ABSENT,  /* none configured, not connected, not switched on */
    PRINTER_READY,
    PRINTER_LOW, /* the paper ends soon */
    PRINTER_OUT, /* no paper */
    PRINTER_OPEN,
    PRINTER_ERROR
};

/* "unknown", "absent", "ready", "low", "out", "open", "error". */
const char *printer_condition_name(enum printer_condition condition);

/* Milliseconds. */
struct printer_times {
    int64_t connect; /* until a connection stands */
    int64_t status;  /* until a status request is answered */
    int64_t stall;   /* without the printer taking a byte of a job */
    int64_t confirm; /* from the last byte of a job to the printer's word */
    int64_t idle;    /* between two looks at a printer that is well */
    int64_t retry;   /* between two looks at one that is not */
};

extern const struct printer_times printer_times_usual;

struct printer; /* opaque */

/* Called when condition or the state of the job has changed. */
typedef void printer_changed(void *context);

/* Takes `wire` over, on failure too; NULL: no printer is configured. `dots` is the width of the paper.
 * `changed` may be called from within printer_start and printer_submit. */
struct printer *printer_create(struct loop *loop, struct wire *wire, uint32_t dots,
                               const struct printer_times *times, printer_changed *changed,
                               void *context, struct error *error) MUST_USE;
/* Opens the wire for the first time. */
void printer_start(struct printer *printer);
/* Wipes a job that is under way. NULL is fine. */
void printer_destroy(struct printer *printer);

enum printer_condition printer_condition(const struct printer *printer);
bool printer_can_print(const struct printer *printer);

/*
 * Takes a job or refuses it: *answer says queued, or refused and why. A job id that was seen before
 * prints nothing and gets the state of that job. The picture is copied; the copy is wiped as soon as
 * it went to the printer or will not go.
 */
void printer_submit(struct printer *printer, const struct print_request *request,
                    struct print_answer *answer);

/* What became of a job. False, and `answer` unknown, when it is none of the last ones. */
bool printer_find(const struct printer *printer, const uint8_t job[PRINT_JOB_BYTES],
                  struct print_answer *answer);

/* The newest job; false while there was none. */
bool printer_last(const struct printer *printer, struct print_answer *answer);

#endif
