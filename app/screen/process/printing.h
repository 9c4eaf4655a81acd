/*
 * One picture on its way to paper: handed to kiosk-printer, then asked after
 * until the printer has said what became of it or the time is over. Says
 * 'done' only when the printer confirmed.
 */
#ifndef APP_SCREEN_PROCESS_PRINTING_H
#define APP_SCREEN_PROCESS_PRINTING_H

#include "platform/base/loop.h"

enum printing_outcome {
    PRINTING_DONE,
    PRINTING_FAILED, /* nothing of it is on paper */
    PRINTING_UNKNOWN /* it may be on paper */
};

struct printing; /* opaque: prints one thing at a time */

typedef void printing_ended(void *context, enum printing_outcome outcome);

struct printing *printing_create(struct loop *loop, const char *state_folder, printing_ended *ended,
                                 void *context, struct error *error) MUST_USE;
/* Stops asking; what was handed over may still be printed. NULL is fine. */
void printing_destroy(struct printing *printing);

/* Takes a copy of the picture: `height` rows of (width + 7) / 8 bytes, leftmost dot in the highest
 * bit, 1 is black. A test print may be made where nothing else may. False: `ended` is not called;
 * ERROR_UNAVAILABLE when one is on its way already or nobody prints. */
bool printing_start(struct printing *printing, bool is_test, int width, int height,
                    const uint8_t *rows, struct error *error) MUST_USE;

#endif
