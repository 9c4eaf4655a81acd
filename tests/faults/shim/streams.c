/* Calls on sockets and pipes, and those that serve files too. */
#include "tests/faults/shim/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define ALIAS(name_) __attribute__((alias(#name_)))

/* ---- which call it is ------------------------------------------------------- */

/* Standard input, output and error, and what was inherited, are taken as pipes but for the log. */
static bool call_of(int descriptor, bool writes, enum shim_call *call)
{
    switch (shim_kind(descriptor)) {
    case SHIM_FILE:
        *call = writes ? SHIM_WRITE : SHIM_READ;
        return true;
    case SHIM_SOCKET_END:
        *call = writes ? SHIM_SEND : SHIM_RECEIVE;
        return true;
    case SHIM_PIPE_END:
        *call = SHIM_PIPE;
        return true;
    default:
        return false;
    }
}

static bool fails(int descriptor, bool writes, size_t *size)
{
    enum shim_call call;

    if (!call_of(descriptor, writes, &call) || !shim_fails(call))
        return false;
    if (errno == 0 && size != NULL && *size > 1)
        *size /= 2;
    return errno != 0;
}

/* ---- bytes ------------------------------------------------------------------ */

ssize_t read(int descriptor, void *bytes, size_t size)
{
    return fails(descriptor, false, &size) ? -1 : syscall(SYS_read, descriptor, bytes, size);
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    return fails(descriptor, true, &size) ? -1 : syscall(SYS_write, descriptor, bytes, size);
}

ssize_t readv(int descriptor, const struct iovec *parts, int count)
{
    return fails(descriptor, false, NULL) ? -1 : syscall(SYS_readv, descriptor, parts, count);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count)
{
    return fails(descriptor, true, NULL) ? -1 : syscall(SYS_writev, descriptor, parts, count);
}

ssize_t recv(int descriptor, void *bytes, size_t size, int flags)
{
    return fails(descriptor, false, &size)
               ? -1
               : syscall(SYS_recvfrom, descriptor, bytes, size, flags, NULL, NULL);
}

ssize_t send(int descriptor, const void *bytes, size_t size, int flags)
{
    return fails(descriptor, true, &size)
               ? -1
               : syscall(SYS_sendto, descriptor, bytes, size, flags, NULL, 0);
}

ssize_t recvmsg(int descriptor, struct msghdr *message, int flags)
{
    return fails(descriptor, false, NULL) ? -1 : syscall(SYS_recvmsg, descriptor, message, flags);
}

ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags)
{
    return fails(descriptor, true, NULL) ? -1 : syscall(SYS_sendmsg, descriptor, message, flags);
}

ssize_t __read_chk(int descriptor, void *bytes, size_t size, size_t room);
ssize_t __recv_chk(int descriptor, void *bytes, size_t size, size_t room, int flags);

ssize_t __read_chk(int descriptor, void *bytes, size_t size, size_t room)
{
    (void)room;
    return read(descriptor, bytes, size);
}

ssize_t __recv_chk(int descriptor, void *bytes, size_t size, size_t room, int flags)
{
    (void)room;
    return recv(descriptor, bytes, size, flags);
}

ssize_t splice(int from, loff_t *from_at, int to, loff_t *to_at, size_t size, unsigned flags)
{
    return fails(to, true, &size) ? -1 : syscall(SYS_splice, from, from_at, to, to_at, size, flags);
}

/* ---- making ends ------------------------------------------------------------ */

int socket(int domain, int type, int protocol)
{
    int descriptor =
        shim_fails(SHIM_SOCKET) ? -1 : (int)syscall(SYS_socket, domain, type, protocol);

    shim_note(descriptor, SHIM_SOCKET_END);
    return descriptor;
}

int connect(int descriptor, __CONST_SOCKADDR_ARG address, socklen_t length)
{
    return shim_fails(SHIM_CONNECT)
               ? -1
               : (int)syscall(SYS_connect, descriptor, address.__sockaddr__, length);
}

int accept4(int descriptor, __SOCKADDR_ARG address, socklen_t *length, int flags)
{
    int end = shim_fails(SHIM_ACCEPT)
                  ? -1
                  : (int)syscall(SYS_accept4, descriptor, address.__sockaddr__, length, flags);

    shim_note(end, SHIM_SOCKET_END);
    return end;
}

int pipe2(int ends[2], int flags)
{
    int result = shim_fails(SHIM_PIPE) ? -1 : (int)syscall(SYS_pipe2, ends, flags);

    if (result == 0) {
        shim_note(ends[0], SHIM_PIPE_END);
        shim_note(ends[1], SHIM_PIPE_END);
    }
    return result;
}

/* ---- waiting ----------------------------------------------------------------- */

int poll(struct pollfd *watched, nfds_t count, int milliseconds)
{
    return shim_fails(SHIM_POLL) ? -1 : (int)syscall(SYS_poll, watched, count, milliseconds);
}

int __poll_chk(struct pollfd *watched, nfds_t count, int milliseconds, size_t room);

int __poll_chk(struct pollfd *watched, nfds_t count, int milliseconds, size_t room)
{
    (void)room;
    return poll(watched, count, milliseconds);
}

int epoll_wait(int descriptor, struct epoll_event *events, int count, int milliseconds)
{
    return shim_fails(SHIM_POLL)
               ? -1
               : (int)syscall(SYS_epoll_wait, descriptor, events, count, milliseconds);
}

ssize_t getrandom(void *bytes, size_t size, unsigned flags)
{
    return shim_fails(SHIM_RANDOM) ? -1 : syscall(SYS_getrandom, bytes, size, flags);
}
