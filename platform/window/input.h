/*
 * Touch screens, tablets and keys of the appliance: libinput in, SDL's events out. Devices are opened when
 * they come, to be read only; a process in its sandbox needs /dev/input as devices, and /sys,
 * /run/udev and /usr/share/libinput to read. A mouse that tells only how it moved is not heard: there is
 * no pointer to see.
 */
#ifndef PLATFORM_WINDOW_INPUT_H
#define PLATFORM_WINDOW_INPUT_H

#include "platform/base/error.h"
#include "platform/window/turn.h"

struct input_setup {
    enum turn turn;
    int width, height; /* of the picture */
};

struct input; /* opaque */

/* SDL's events are open. No device at all is fine: one may come. */
struct input *input_open(const struct input_setup *setup, struct error *error) MUST_USE;
void input_close(struct input *input);

/* Readable when there may be something to pump. The input's own. */
int input_descriptor(const struct input *input);
/* Pushes what has arrived into SDL's queue; never waits. */
void input_pump(struct input *input);

#endif
