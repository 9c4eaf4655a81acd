#include "platform/base/watchdog.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PERIOD_LEAST 30000 /* an idle kiosk is not woken more often than this */

static int64_t number_from(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    errno = 0;
    int64_t number = text != NULL ? strtoll(text, &end, 10) : 0;
    return text != NULL && errno == 0 && end != text && *end == '\0' && number > 0 ? number : 0;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) {
        return -1;
    }
    memcpy(address.sun_path, path, length);
    if (path[0] == '@') {
        address.sun_path[0] = '\0'; /* abstract: its name is as long as the address says */
    }
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address, size) != 0) {
        (void)close(descriptor);
        descriptor = -1;
    }
    return descriptor;
}

void watchdog_open(struct watchdog *watchdog)
{
    *watchdog = (struct watchdog){.socket = -1};
    const char *path = getenv("NOTIFY_SOCKET");
    int64_t microseconds = number_from("WATCHDOG_USEC");
    int64_t process = number_from("WATCHDOG_PID");
    if (path == NULL || microseconds == 0 || (process != 0 && process != (int64_t)getpid())) {
        return;
    }
    watchdog->socket = connect_to(path);
    if (watchdog->socket >= 0) {
        int64_t half = microseconds / 2000;
        watchdog->period_milliseconds = half < PERIOD_LEAST ? PERIOD_LEAST : half;
    }
}

void watchdog_close(struct watchdog *watchdog)
{
    if (watchdog->socket >= 0) {
        (void)close(watchdog->socket);
    }
    *watchdog = (struct watchdog){.socket = -1};
}

void watchdog_ping(const struct watchdog *watchdog)
{
    static const char text[] = "WATCHDOG=1";
    ssize_t sent = send(watchdog->socket, text, sizeof text - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)sent; /* a missing ping is what the watchdog is there to notice */
}
