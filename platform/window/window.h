/*
 * The display, touch, mouse and keys of one visit's process. The only place
 * that includes SDL2. X11, SDL's offscreen driver and the appliance's panel (KMS) stand behind it, each
 * as a table of calls. Not a widget toolkit: it hands
 * over pixels to draw into, and events.
 */
#ifndef PLATFORM_WINDOW_WINDOW_H
#define PLATFORM_WINDOW_WINDOW_H

#include "platform/base/loop.h"
#include "platform/window/turn.h"

#include <stddef.h>
#include <stdint.h>

enum window_event_kind {
    WINDOW_PRESS, /* finger or button down at x, y */
    WINDOW_MOVE,  /* the same finger or button moved */
    WINDOW_RELEASE,
    WINDOW_CANCEL, /* the touch is void */
    WINDOW_KEY,    /* key down, no repeats; its text neither */
    WINDOW_KEY_UP, /* the key is let go */
    WINDOW_TEXT,   /* text from a keyboard */
    WINDOW_EXPOSE, /* show everything again; the size may have changed */
    WINDOW_CLOSE
};

struct window_event {
    enum window_event_kind kind;
    int x, y;     /* surface pixels */
    int scancode; /* SDL's numbering: USB HID usage page 7 */
    bool shift, control;
    char text[32]; /* UTF-8 */
};

/* For "kms": a panel that the parent opened (panel.h). */
struct window_panel {
    int device, record; /* stay the caller's */
    enum turn turn;
};

struct window_setup {
    const char *driver; /* "x11", "offscreen", "kms" or "auto" */
    int width, height;  /* when not fullscreen; "kms": the panel's */
    bool fullscreen;
    const char *title;
    const struct window_panel *panel; /* "kms" only */
    const double *calibration;        /* six, as turn_calibrate has it; NULL: touches are right */
};

#define WINDOW_STUCK_MS 5000 /* no press of a key or button takes as long */

struct window; /* opaque */

typedef void window_handler(void *context, const struct window_event *event);

/* Opens the display and hooks it into `loop`: events arrive through `handler`; while nothing
 * happens nothing wakes. A second finger is ignored until the first is lifted, or has lain there for
 * WINDOW_STUCK_MS: a resting hand or a drop of water must not lock the others out. The first is then
 * cancelled. */
struct window *window_open(const struct window_setup *setup, struct loop *loop,
                           window_handler *handler, void *context, struct error *error) MUST_USE;
/* What is still shown is the caller's: draw the welcome screen first. */
void window_close(struct window *window);

/* What a touch screen says is made right by `calibration` from now on. */
void window_calibrate(struct window *window, const double calibration[6]);

/* xRGB pixels to draw into; owned by the window; may move with an EXPOSE. */
uint8_t *window_pixels(struct window *window, int *width, int *height, int *stride);
/* Makes a rectangle of the pixels visible. */
bool window_present(struct window *window, int x, int y, int width, int height,
                    struct error *error) MUST_USE;

/* Hands an event in as if the display had sent it; for the test door. */
void window_inject(struct window *window, const struct window_event *event);

#endif
