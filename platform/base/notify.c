#include "platform/base/notify.h"

#include "platform/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PERIOD_LEAST 30000 /* an idle kiosk is not woken more often than this */
#define FIRST_KEPT   3     /* sd_listen_fds(3): SD_LISTEN_FDS_START */
#define MESSAGE_MAX  128

static int64_t number_from(const char *name)
{
    const char *text = getenv(name);
    char *end = NULL;
    errno = 0;
    int64_t number = text != NULL ? strtoll(text, &end, 10) : 0;
    return text != NULL && errno == 0 && end != text && *end == '\0' && number > 0 ? number : 0;
}

static bool names_another(const char *variable)
{
    int64_t process = number_from(variable);
    return process != 0 && process != (int64_t)getpid();
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

void notify_open(struct notify *notify)
{
    *notify = (struct notify){.socket = -1};
    const char *path = getenv("NOTIFY_SOCKET");
    if (path == NULL || names_another("WATCHDOG_PID") || names_another("SYSTEMD_EXEC_PID")) {
        return;
    }
    notify->socket = connect_to(path);
    int64_t half = number_from("WATCHDOG_USEC") / 2000;
    if (notify->socket >= 0 && half > 0) {
        notify->period_milliseconds = half < PERIOD_LEAST ? PERIOD_LEAST : half;
    }
}

void notify_close(struct notify *notify)
{
    if (notify->socket >= 0) {
        (void)close(notify->socket);
    }
    *notify = (struct notify){.socket = -1};
}

static void say(const struct notify *notify, const char *text)
{
    if (notify->socket >= 0) {
        ssize_t sent = send(notify->socket, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)sent; /* what is missing is what the manager is there to notice */
    }
}

void notify_ready(const struct notify *notify)
{
    say(notify, "READY=1");
}

void notify_alive(const struct notify *notify)
{
    say(notify, "WATCHDOG=1");
}

/* The message is lines: a name must not begin another. */
static bool is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    size_t length = strlen(name);
    return length > 0 && length < NOTIFY_NAME_MAX && strspn(name, allowed) == length;
}

static bool send_with(int socket, const char *text, const int *descriptors, size_t count)
{
    union {
        char bytes[CMSG_SPACE(NOTIFY_DESCRIPTORS_MAX * sizeof(int))];
        struct cmsghdr aligned;
    } control = {.bytes = {0}};
    struct iovec data = {.iov_base = (void *)(uintptr_t)text, .iov_len = strlen(text)};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr){.cmsg_len = CMSG_LEN(count * sizeof(int)),
                               .cmsg_level = SOL_SOCKET,
                               .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(header), descriptors, count * sizeof(int));
    return sendmsg(socket, &message, MSG_NOSIGNAL) >= 0;
}

bool notify_store_descriptors(const struct notify *notify, const char *name, const int *descriptors,
                              size_t count, struct error *error)
{
    char text[MESSAGE_MAX];
    if (!is_name(name) || count == 0 || count > NOTIFY_DESCRIPTORS_MAX ||
        !text_format(text, sizeof text, "FDSTORE=1\nFDNAME=%s", name)) {
        return error_set(error, ERROR_INTERNAL, "these descriptors cannot be kept");
    }
    if (notify->socket < 0 || send_with(notify->socket, text, descriptors, count)) {
        return true;
    }
    return error_set_errno(error, "the service manager cannot be given %s", name);
}

void notify_drop_descriptors(const struct notify *notify, const char *name)
{
    char text[MESSAGE_MAX];
    if (is_name(name) && text_format(text, sizeof text, "FDSTOREREMOVE=1\nFDNAME=%s", name)) {
        say(notify, text);
    }
}

/* The part of "a:b:c" before the next colon; *names moves behind it. Empty where it does not fit. */
static void next_name(const char **names, char name[static NOTIFY_NAME_MAX])
{
    size_t length = strcspn(*names, ":");
    name[0] = '\0';
    if (length < NOTIFY_NAME_MAX) {
        memcpy(name, *names, length);
        name[length] = '\0';
    }
    *names += length + ((*names)[length] == ':');
}

size_t notify_take_descriptors(struct notify_kept kept[static NOTIFY_DESCRIPTORS_MAX])
{
    int64_t given = number_from("LISTEN_FDS");
    const char *names = getenv("LISTEN_FDNAMES");
    size_t count = 0;
    if (number_from("LISTEN_PID") != (int64_t)getpid() || given > INT16_MAX) {
        return 0;
    }
    names = names != NULL ? names : "";
    for (int descriptor = FIRST_KEPT; descriptor < FIRST_KEPT + (int)given; descriptor++) {
        struct notify_kept one = {.descriptor = descriptor};
        next_name(&names, one.name);
        if (count < NOTIFY_DESCRIPTORS_MAX && fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0) {
            kept[count++] = one;
        } else {
            (void)close(descriptor);
        }
    }
    return count;
}
