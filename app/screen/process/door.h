/*
 * The test door: only where KIOSK_TEST_DOOR is defined, never in what is shipped
 * (tools/check-no-door). Over the SOCK_SEQPACKET socket whose number is in the
 * environment variable KIOSK_TEST_DOOR it says in JSON which screen is shown and
 * where its controls are (never a word of them), and takes input:
 *   {"press": [x, y]}  in pixels of the panel   {"key": scancode, "shift": bool}
 *   {"text": "…"}      {"advance": ms}          {"wakeups": true}
 */
#ifndef APP_SCREEN_PROCESS_DOOR_H
#define APP_SCREEN_PROCESS_DOOR_H

#ifdef KIOSK_TEST_DOOR

#include "app/screen/process/frame.h"

struct door; /* opaque */

/* The socket's number, -1 when no test listens. */
int door_descriptor(void);

/* `advance` moves the visit's clock. NULL when no test listens. */
struct door *door_open(struct loop *loop, struct window *window,
                       void (*advance)(void *context, int64_t milliseconds), void *context);
void door_close(struct door *door);

/* A touch has ended or a key was struck, and what that changed is told. */
void door_note_input(struct door *door);

/* After each change of what is shown. */
void door_tell(struct door *door, const struct view *view, const struct frame *frame);

#endif
#endif
