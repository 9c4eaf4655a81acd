#include "platform/window/udev_changes.h"

#include <stdint.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <unistd.h>

#define DATABASE    "/run/udev/data"
#define EVENTS_SIZE 4096
#define MINOR_MOST  0xfffff /* the kernel's */

int udev_changes_watch(void)
{
    int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    if (descriptor >= 0 &&
        inotify_add_watch(descriptor, DATABASE, IN_MOVED_TO | IN_DELETE | IN_ONLYDIR) < 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int udev_changes_minor(const char *name, unsigned device_major)
{
    unsigned major_number = 0, minor_number = 0;
    char more = '\0';

    if (sscanf(name, "c%5u:%7u%c", &major_number, &minor_number, &more) != 2 ||
        major_number != device_major || minor_number > MINOR_MOST)
        return -1;
    return (int)minor_number;
}

void udev_changes_drain(int descriptor, unsigned device_major, udev_changed *changed, void *context)
{
    union {
        struct inotify_event aligned;
        char bytes[EVENTS_SIZE];
    } events;
    ssize_t length;

    while (descriptor >= 0 && (length = read(descriptor, &events, sizeof events)) > 0) {
        for (ssize_t at = 0; at < length;) {
            const struct inotify_event *event = (const void *)(events.bytes + at);
            int found = event->len ? udev_changes_minor(event->name, device_major) : -1;
            if (found >= 0)
                changed(context, (unsigned)found);
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
}
