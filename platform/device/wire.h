/*
 * The way to a printer: a character device, a serial line, a TCP port, or a
 * folder that plays a printer and keeps pictures. Bytes only; what they mean is
 * escpos.h. Nothing here blocks: the caller polls the descriptor and keeps the
 * deadlines.
 */
#ifndef PLATFORM_DEVICE_WIRE_H
#define PLATFORM_DEVICE_WIRE_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define WIRE_NAME_MAX 512u

/* A picture in black and white: rows from the top, (width + 7) / 8 bytes each, leftmost dot in the
 * highest bit, 1 is black. */
struct wire_picture {
    uint32_t width, height; /* dots */
    const uint8_t *rows;    /* borrowed */
};

struct wire; /* opaque to all but those who make one */

/* What a kind of wire does. Tests put their own behind it. */
struct wire_calls {
    /* Sets wire->descriptor, non-blocking; a connection may still be under way then. */
    bool (*open)(struct wire *wire, struct error *error);
    /* Once the descriptor is writable for the first time. NULL: an open wire is connected. */
    bool (*connected)(struct wire *wire, struct error *error);
    /* Bytes moved; 0: nothing now; -1: the printer is gone. */
    ssize_t (*read)(struct wire *wire, void *bytes, size_t length);
    ssize_t (*write)(struct wire *wire, const void *bytes, size_t length);
    /* Told before the bytes of each picture. NULL for all wires to real printers. */
    bool (*picture)(struct wire *wire, const struct wire_picture *picture, struct error *error);
    void (*close)(struct wire *wire);
};

struct wire {
    const struct wire_calls *calls;
    int descriptor;           /* to poll; -1 while closed */
    char name[WIRE_NAME_MAX]; /* path, or address */
    uint16_t port;            /* TCP */
    unsigned baud;            /* serial */
    unsigned empty_reads;     /* one after the other */
    int file;                 /* of the picture being kept, -1: none */
    unsigned number;          /* of that picture */
    uint8_t replies[16];      /* of the folder, not yet read */
    size_t reply_count;
};

/*
 * Takes a device as the configuration names it: "file:/dev/usb/lp0", "serial:/dev/ttyS0" or
 * "serial:/dev/ttyS0,19200", "tcp:192.0.2.7:9100", "tcp:[2001:db8::7]:9100", "pictures:FOLDER". An
 * address is in numbers, so that no name server is asked. Opens nothing. *wire is NULL for "none".
 */
bool wire_create(const char *device, struct wire **wire, struct error *error) MUST_USE;
/* The folder below which the wire opens files, now and after the printer was unplugged and plugged in
 * again: for devices all of /dev, since the kernel makes /dev/usb with the first printer and takes it
 * away with the last, and links lead elsewhere; of another path the first folder upwards that is there.
 * "" for an address. False when it does not fit. */
bool wire_folder(const struct wire *wire, char *folder, size_t size) MUST_USE;
/* Closes. NULL is fine. */
void wire_destroy(struct wire *wire);

bool wire_open(struct wire *wire, struct error *error) MUST_USE;
bool wire_connected(struct wire *wire, struct error *error) MUST_USE;
ssize_t wire_read(struct wire *wire, void *bytes, size_t length);
ssize_t wire_write(struct wire *wire, const void *bytes, size_t length);
bool wire_show_picture(struct wire *wire, const struct wire_picture *picture,
                       struct error *error) MUST_USE;
/* A closed wire can be opened again. */
void wire_close(struct wire *wire);

/* The kinds. */
extern const struct wire_calls wire_device;
extern const struct wire_calls wire_serial;
extern const struct wire_calls wire_tcp;
extern const struct wire_calls wire_pictures;

#endif
