/*
 * What stands behind a window: the way pixels get onto the panel and input
 * comes from it. One table a display system. Not for callers of window.h.
 */
#ifndef PLATFORM_WINDOW_PRESENTER_H
#define PLATFORM_WINDOW_PRESENTER_H

#include "platform/window/window.h"

/* `pointer` tells fingers apart; a mouse is one finger. Only for presses, moves and releases. */
typedef void presenter_sink(void *context, const struct window_event *event, int64_t pointer);

struct presenter_calls {
    /* Shows nothing yet. NULL on failure. */
    void *(*open)(const struct window_setup *setup, struct error *error);
    void (*close)(void *state);
    /* Readable when input may have arrived; -1 where nothing can arrive. */
    int (*descriptor)(void *state);
    /* Hands everything that has arrived to `sink`; never waits. Called after each present too,
     * since a display's library may have read input while it presented. */
    void (*pump)(void *state, presenter_sink *sink, void *context);
    uint8_t *(*pixels)(void *state, int *width, int *height, int *stride);
    bool (*present)(void *state, int x, int y, int width, int height, struct error *error);
};

extern const struct presenter_calls presenter_sdl; /* X11, and SDL's offscreen driver */
extern const struct presenter_calls presenter_kms; /* the appliance's panel, see panel.h */

#endif
