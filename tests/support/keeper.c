/*
 * keeper PROGRAM ARGUMENTS: a service manager in a guest that has none. Starts the program again whenever it
 * ends, and keeps descriptors for it (sd_notify(3): FDSTORE=1, FDSTOREREMOVE=1; sd_listen_fds(3)).
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT_MAX    8
#define FIRST_GIVEN 3
#define HIGH        100 /* where descriptors wait, out of the way of those that are given */

struct kept {
    int descriptor;
    char name[64];
};

struct keeper {
    struct kept kept[KEPT_MAX];
    int count;
};

static int listen_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    unlink(path);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0)
        exit(EXIT_FAILURE);
    return descriptor;
}

static void keep(struct keeper *keeper, const char *name, int descriptor)
{
    struct kept *kept = &keeper->kept[keeper->count];

    if (keeper->count == KEPT_MAX)
        exit(EXIT_FAILURE);
    kept->descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, HIGH);
    close(descriptor);
    snprintf(kept->name, sizeof kept->name, "%s", name);
    keeper->count++;
}

static void drop(struct keeper *keeper, const char *name)
{
    int left = 0;

    for (int i = 0; i < keeper->count; i++) {
        if (strcmp(keeper->kept[i].name, name) == 0)
            close(keeper->kept[i].descriptor);
        else
            keeper->kept[left++] = keeper->kept[i];
    }
    keeper->count = left;
}

static void hear(struct keeper *keeper, int from)
{
    char text[256] = "";
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec part = {text, sizeof text - 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t length = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    const char *name = strstr(text, "FDNAME=");
    int descriptor;

    if (length <= 0 || !name)
        return;
    if (strncmp(text, "FDSTOREREMOVE=1", 15) == 0) {
        drop(keeper, name + 7);
    } else if (strncmp(text, "FDSTORE=1", 9) == 0 && header) {
        memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
        keep(keeper, name + 7, descriptor);
    }
}

static pid_t start(const struct keeper *keeper, char **program)
{
    char number[16], names[512] = "";
    pid_t process = fork();

    if (process != 0)
        return process;
    for (int i = 0; i < keeper->count; i++) {
        if (dup2(keeper->kept[i].descriptor, FIRST_GIVEN + i) < 0)
            _exit(EXIT_FAILURE);
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? ":" : "",
                 keeper->kept[i].name);
    }
    snprintf(number, sizeof number, "%d", keeper->count);
    setenv("LISTEN_FDS", number, 1);
    setenv("LISTEN_FDNAMES", names, 1);
    snprintf(number, sizeof number, "%d", (int)getpid());
    setenv("LISTEN_PID", number, 1);
    setenv("SYSTEMD_EXEC_PID", number, 1);
    execv(program[0], program);
    _exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
    static const char path[] = "/run/keeper";
    struct keeper keeper = {.count = 0};
    struct pollfd notices = {.fd = listen_at(path), .events = POLLIN};
    pid_t process = -1;

    setenv("NOTIFY_SOCKET", path, 1);
    while (argc > 1) {
        if (process < 0)
            process = start(&keeper, argv + 1);
        if (poll(&notices, 1, 20) > 0)
            hear(&keeper, notices.fd);
        else if (waitpid(process, NULL, WNOHANG) == process)
            process = -1;
    }
    return EXIT_FAILURE;
}
