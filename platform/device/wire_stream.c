#include "platform/device/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Some USB printers end a transfer with nothing in it; only a row of these is a printer that left. */
#define EMPTY_READS_MAX 16u

static bool is_for_later(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

static ssize_t stream_read(struct wire *wire, void *bytes, size_t length)
{
    ssize_t got = read(wire->descriptor, bytes, length);

    if (got > 0) {
        wire->empty_reads = 0;
        return got;
    }
    if (got < 0) {
        return is_for_later(errno) ? 0 : -1;
    }
    return wire->calls != &wire_device || ++wire->empty_reads > EMPTY_READS_MAX ? -1 : 0;
}

static ssize_t stream_write(struct wire *wire, const void *bytes, size_t length)
{
    ssize_t put = write(wire->descriptor, bytes, length);

    return put < 0 && is_for_later(errno) ? 0 : put;
}

static void stream_close(struct wire *wire)
{
    (void)close(wire->descriptor);
}

/* What the kernel still holds is thrown away: a receipt must not come out when its visitor is gone. */
static void serial_close(struct wire *wire)
{
    (void)tcflush(wire->descriptor, TCIOFLUSH);
    (void)close(wire->descriptor);
}

static bool device_open(struct wire *wire, struct error *error)
{
    struct stat status;

    wire->descriptor = open(wire->name, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (wire->descriptor < 0) {
        return error_set_errno(error, "%s: the printer cannot be opened", wire->name);
    }
    if (fstat(wire->descriptor, &status) != 0 || !S_ISCHR(status.st_mode)) {
        return error_set(error, ERROR_INPUT, "%s: it is not a printer's device", wire->name);
    }
    return true;
}

static speed_t speed_of(unsigned baud)
{
    static const struct {
        unsigned baud;
        speed_t speed;
    } speeds[] = {{4800, B4800},   {9600, B9600},   {19200, B19200},
                  {38400, B38400}, {57600, B57600}, {115200, B115200}};

    for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++) {
        if (speeds[i].baud == baud) {
            return speeds[i].speed;
        }
    }
    return B0;
}

/* Raw bytes, 8 bits, no parity; hardware flow control, since a picture is larger than a printer's buffer. */
static bool serial_open(struct wire *wire, struct error *error)
{
    struct termios line;
    speed_t speed = speed_of(wire->baud);

    if (speed == B0) {
        return error_set(error, ERROR_INPUT, "%s: %u is not a speed of a serial line", wire->name,
                         wire->baud);
    }
    if (!device_open(wire, error)) {
        return false;
    }
    if (tcgetattr(wire->descriptor, &line) != 0) {
        return error_set_errno(error, "%s: it is not a serial line", wire->name);
    }
    cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD | CRTSCTS;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    if (cfsetspeed(&line, speed) != 0 || tcsetattr(wire->descriptor, TCSANOW, &line) != 0) {
        return error_set_errno(error, "%s: the serial line cannot be set up", wire->name);
    }
    (void)tcflush(wire->descriptor, TCIOFLUSH);
    return true;
}

static socklen_t parse_address(const struct wire *wire, struct sockaddr_storage *address)
{
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, wire->name, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(wire->port);
        return sizeof *four;
    }
    if (inet_pton(AF_INET6, wire->name, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(wire->port);
        return sizeof *six;
    }
    return 0;
}

static bool tcp_open(struct wire *wire, struct error *error)
{
    struct sockaddr_storage address;
    socklen_t length = parse_address(wire, &address);
    const struct linger drop = {.l_onoff = 1, .l_linger = 0}; /* as in serial_close */
    const int on = 1;

    if (length == 0) {
        return error_set(error, ERROR_INPUT,
                         "%s: a printer's address is written in numbers, like 192.0.2.7",
                         wire->name);
    }
    wire->descriptor =
        socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (wire->descriptor < 0) {
        return error_set_errno(error, "%s: no connection can be made", wire->name);
    }
    (void)setsockopt(wire->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(wire->descriptor, SOL_SOCKET, SO_LINGER, &drop, sizeof drop);
    if (connect(wire->descriptor, (const struct sockaddr *)&address, length) != 0 &&
        errno != EINPROGRESS) {
        return error_set_errno(error, "%s port %u: the printer does not answer", wire->name,
                               wire->port);
    }
    return true;
}

static bool tcp_connected(struct wire *wire, struct error *error)
{
    int code = 0;
    socklen_t length = sizeof code;

    if (getsockopt(wire->descriptor, SOL_SOCKET, SO_ERROR, &code, &length) != 0 || code != 0) {
        errno = code != 0 ? code : errno;
        return error_set_errno(error, "%s port %u: the printer does not answer", wire->name,
                               wire->port);
    }
    return true;
}

static ssize_t tcp_write(struct wire *wire, const void *bytes, size_t length)
{
    ssize_t put = send(wire->descriptor, bytes, length, MSG_NOSIGNAL);

    return put < 0 && is_for_later(errno) ? 0 : put;
}

const struct wire_calls wire_device = {
    .open = device_open, .read = stream_read, .write = stream_write, .close = stream_close};

const struct wire_calls wire_serial = {
    .open = serial_open, .read = stream_read, .write = stream_write, .close = serial_close};

const struct wire_calls wire_tcp = {.open = tcp_open,
                                    .connected = tcp_connected,
                                    .read = stream_read,
                                    .write = tcp_write,
                                    .close = stream_close};
