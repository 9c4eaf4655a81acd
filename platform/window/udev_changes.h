/*
 * Devices that come and go, as udev notes them: it replaces or deletes a device's entry in its database
 * (/run/udev/data/cMAJOR:MINOR) once it has dealt with each event of the kernel. Watched with inotify: a process
 * without a network, and in a namespace of its own, hears of them too.
 */
#ifndef PLATFORM_WINDOW_UDEV_CHANGES_H
#define PLATFORM_WINDOW_UDEV_CHANGES_H

#include <stddef.h>

/* Readable when some device changed. -1 where there is no udev. The caller's. */
int udev_changes_watch(void);

typedef void udev_changed(void *context, unsigned device_minor);
/* Tells of each character device of that major number whose entry is new, renewed or gone since the last
 * call. A descriptor of -1: nothing. */
void udev_changes_drain(int descriptor, unsigned device_major, udev_changed *changed,
                        void *context);

/* The minor number that an entry's name ("c13:64") stands for; -1 when it is of another kind. */
int udev_changes_minor(const char *name, unsigned device_major);

#endif
