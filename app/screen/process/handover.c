#include "app/screen/process/handover.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

bool handover_pair(int *parent_end, int *child_end, struct error *error)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return error_set_errno(error, "no socket pair for the visit's process");
    *parent_end = ends[0];
    *child_end = ends[1];
    return true;
}

bool handover_tell(int socket, enum handover_kind kind, const char *reason)
{
    char packet[1 + HANDOVER_REASON_MAX] = {(char)kind};
    size_t length = reason ? strnlen(reason, HANDOVER_REASON_MAX - 1) : 0;
    ssize_t sent;

    if (length)
        memcpy(packet + 1, reason, length);
    do
        sent = send(socket, packet, 1 + length, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)(1 + length);
}

static bool is_kind(char kind)
{
    return kind == HANDOVER_READY || kind == HANDOVER_CLOSED || kind == HANDOVER_ALIVE ||
           kind == HANDOVER_ENDED || kind == HANDOVER_RENEW;
}

enum handover_heard handover_hear(int socket, struct handover *message)
{
    char packet[1 + HANDOVER_REASON_MAX] = {0};
    ssize_t length = recv(socket, packet, sizeof packet - 1, MSG_DONTWAIT);

    if (length < 0)
        return errno == EAGAIN || errno == EINTR ? HANDOVER_NOTHING : HANDOVER_GONE;
    if (length == 0 || !is_kind(packet[0]))
        return HANDOVER_GONE;
    message->kind = (enum handover_kind)packet[0];
    memcpy(message->reason, packet + 1, sizeof message->reason);
    return HANDOVER_MESSAGE;
}
