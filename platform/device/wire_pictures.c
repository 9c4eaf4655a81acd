/*
 * A folder that plays a printer which is always ready: each job becomes
 * print-NNNN.png and print-NNNN.escpos. For tests and for trying a kiosk out,
 * never for visits: what it keeps shows receipt codes.
 */
#include "platform/device/wire.h"

#include "platform/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define NUMBER_MAX   9999u
#define STATUS_READY 0x12
#define REQUESTS_MAX 32u /* bytes; one band of a picture is more */

static const uint8_t ask_status[] = {0x10, 0x04};
static const uint8_t ask_done[] = {0x1d, 'r', 1};

static bool pictures_open(struct wire *wire, struct error *error)
{
    wire->reply_count = 0;
    wire->descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return wire->descriptor >= 0 || error_set_errno(error, "%s: cannot be used", wire->name);
}

static void pictures_close(struct wire *wire)
{
    if (wire->file >= 0) {
        (void)close(wire->file);
        wire->file = -1;
    }
    (void)close(wire->descriptor);
}

static void reply(struct wire *wire, uint8_t byte)
{
    const uint64_t one = 1;

    if (wire->reply_count < sizeof wire->replies) {
        wire->replies[wire->reply_count++] = byte;
        (void)!write(wire->descriptor, &one, sizeof one);
    }
}

static ssize_t pictures_read(struct wire *wire, void *bytes, size_t length)
{
    uint64_t counted;
    size_t count = wire->reply_count < length ? wire->reply_count : length;

    (void)!read(wire->descriptor, &counted, sizeof counted);
    memcpy(bytes, wire->replies, count);
    wire->reply_count -= count;
    memmove(wire->replies, wire->replies + count, wire->reply_count);
    return (ssize_t)count;
}

static bool ends_job(const uint8_t *bytes, size_t length)
{
    return length >= sizeof ask_done &&
           memcmp(bytes + length - sizeof ask_done, ask_done, sizeof ask_done) == 0;
}

static void answer_requests(struct wire *wire, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i + sizeof ask_status < length; i++) {
        if (memcmp(bytes + i, ask_status, sizeof ask_status) == 0) {
            reply(wire, STATUS_READY);
        }
    }
}

static ssize_t pictures_write(struct wire *wire, const void *bytes, size_t length)
{
    if (length <= REQUESTS_MAX) {
        answer_requests(wire, bytes, length);
        return (ssize_t)length;
    }
    if (wire->file < 0) {
        return (ssize_t)length;
    }
    if (write(wire->file, bytes, length) != (ssize_t)length) {
        return -1;
    }
    if (ends_job(bytes, length)) {
        (void)close(wire->file);
        wire->file = -1;
        reply(wire, 0);
    }
    return (ssize_t)length;
}

static bool make_path(const struct wire *wire, const char *ending, char path[FILE_PATH_MAX])
{
    char name[32];

    (void)snprintf(name, sizeof name, "print-%04u.%s", wire->number, ending);
    return file_join(path, FILE_PATH_MAX, wire->name, name);
}

/* The first number that no earlier run has used. */
static bool make_bytes_file(struct wire *wire, struct error *error)
{
    char path[FILE_PATH_MAX] = "";

    do {
        wire->number++;
        if (wire->number > NUMBER_MAX || !make_path(wire, "escpos", path)) {
            return error_set(error, ERROR_LIMIT, "%s: it is full; empty it", wire->name);
        }
        wire->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    } while (wire->file < 0 && errno == EEXIST);
    return wire->file >= 0 || error_set_errno(error, "%s: cannot be made", path);
}

static bool write_rows(FILE *file, const struct wire_picture *picture)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    size_t row_bytes = ((size_t)picture->width + 7) / 8;

    if (info == NULL || setjmp(png_jmpbuf(png)) != 0) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_init_io(png, file);
    png_set_IHDR(png, info, picture->width, picture->height, 1, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_set_invert_mono(png); /* black is 1 on paper and 0 in PNG */
    for (uint32_t row = 0; row < picture->height; row++) {
        png_write_row(png, picture->rows + row * row_bytes);
    }
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return true;
}

static bool pictures_picture(struct wire *wire, const struct wire_picture *picture,
                             struct error *error)
{
    char path[FILE_PATH_MAX];
    FILE *file;
    bool fine;

    if (wire->file >= 0) {
        (void)close(wire->file);
    }
    if (!make_bytes_file(wire, error) || !make_path(wire, "png", path)) {
        return false;
    }
    file = fopen(path, "wbe");
    if (file == NULL) {
        return error_set_errno(error, "%s: cannot be made", path);
    }
    fine = write_rows(file, picture);
    fine = fclose(file) == 0 && fine;
    return fine || error_set(error, ERROR_IO, "%s: cannot be written", path);
}

const struct wire_calls wire_pictures = {.open = pictures_open,
                                         .read = pictures_read,
                                         .write = pictures_write,
                                         .picture = pictures_picture,
                                         .close = pictures_close};
