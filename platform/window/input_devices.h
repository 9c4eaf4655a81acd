/*
 * The event devices under /dev/input that libinput reads: taken when they come, let go when they are pulled out.
 * libinput's own watch over devices needs a network socket; without it, it never hears that one is gone. For
 * input.c only.
 */
#ifndef PLATFORM_WINDOW_INPUT_DEVICES_H
#define PLATFORM_WINDOW_INPUT_DEVICES_H

#include <libinput.h>
#include <stdbool.h>
#include <sys/types.h>

#define INPUT_DEVICES_MOST 64

struct input_device {
    struct libinput_device *device; /* NULL: none is held */
    ino_t node;                     /* a device that is plugged in again has another */
    double x, y; /* where its pointer is, 0 to 1 across the device; -1: it does not tell */
};

struct input_devices {
    struct libinput *library;
    struct input_device held[INPUT_DEVICES_MOST]; /* by the number of /dev/input/eventN */
};

/* The device of an event of libinput's. */
struct input_device *input_devices_of(struct libinput_event *event);

/* Opens devices to be read only. NULL on failure. */
struct libinput *input_devices_library(void);

/* Lets go of what is not there any more, and takes what is new. True when something went: whatever was pressed on
 * it is let go by events that libinput has ready now. */
bool input_devices_look(struct input_devices *devices);
/* Before the library ends. */
void input_devices_finish(struct input_devices *devices);

#endif
