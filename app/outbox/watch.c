#include "app/outbox/outbox.h"

#include <sys/inotify.h>
#include <unistd.h>

int outbox_watch(const char *folder, struct error *error)
{
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    if (fd < 0 || inotify_add_watch(fd, folder, IN_MODIFY | IN_CREATE | IN_ONLYDIR) < 0) {
        error_set_errno(error, "%s: cannot be watched", folder);
        if (fd >= 0) {
            (void)close(fd);
        }
        return -1;
    }
    return fd;
}

void outbox_watch_drain(int descriptor)
{
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));

    while (read(descriptor, events, sizeof events) > 0) {
        continue;
    }
}
