#include "platform/device/wire.h"

#include "platform/base/file.h"
#include "platform/base/text.h"

#include <stdlib.h>
#include <string.h>

#define BAUD_DEFAULT 19200u

struct kind {
    const char *prefix;
    const struct wire_calls *calls;
};

static const struct kind kinds[] = {
    {"file:", &wire_device},
    {"serial:", &wire_serial},
    {"tcp:", &wire_tcp},
    {"pictures:", &wire_pictures},
};

static bool parse_number(const char *text, unsigned long most, unsigned long *number)
{
    char *end = NULL;

    if (*text < '0' || *text > '9') {
        return false;
    }
    *number = strtoul(text, &end, 10);
    return *end == '\0' && *number > 0 && *number <= most;
}

/* Cuts "name<mark>number" in two; without a mark the number stays as it is. */
static bool split(char *name, char mark, unsigned long most, unsigned long *number)
{
    char *at = strrchr(name, mark);

    if (at == NULL) {
        return true;
    }
    *at = '\0';
    return parse_number(at + 1, most, number);
}

static bool strip_brackets(char *name)
{
    size_t length = strlen(name);

    if (name[0] != '[') {
        return true;
    }
    if (length < 3 || name[length - 1] != ']') {
        return false;
    }
    memmove(name, name + 1, length - 2);
    name[length - 2] = '\0';
    return true;
}

static bool parse_place(struct wire *wire, const char *place)
{
    unsigned long port = 0;
    unsigned long baud = BAUD_DEFAULT;

    if (!text_copy(wire->name, sizeof wire->name, place)) {
        return false;
    }
    if (wire->calls == &wire_tcp &&
        (!split(wire->name, ':', 65535, &port) || port == 0 || !strip_brackets(wire->name))) {
        return false;
    }
    if (wire->calls == &wire_serial && !split(wire->name, ',', 4000000, &baud)) {
        return false;
    }
    wire->port = (uint16_t)port;
    wire->baud = (unsigned)baud;
    return wire->name[0] != '\0';
}

static const struct kind *find_kind(const char *device)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strncmp(device, kinds[i].prefix, strlen(kinds[i].prefix)) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

bool wire_create(const char *device, struct wire **wire, struct error *error)
{
    const struct kind *kind = find_kind(device);
    struct wire *made;

    *wire = NULL;
    if (strcmp(device, "none") == 0) {
        return true;
    }
    made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for the printer");
    }
    made->descriptor = -1;
    made->file = -1;
    made->calls = kind != NULL ? kind->calls : NULL;
    if (kind == NULL || !parse_place(made, device + strlen(kind->prefix))) {
        free(made);
        return error_set(error, ERROR_INPUT,
                         "printer '%s' cannot be used; write none, file:/dev/usb/lp0, "
                         "serial:/dev/ttyS0[,19200], tcp:192.0.2.7:9100 or pictures:FOLDER",
                         device);
    }
    *wire = made;
    return true;
}

static bool cut_last_part(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash == NULL || slash == path) {
        return false;
    }
    *slash = '\0';
    return true;
}

bool wire_folder(const struct wire *wire, char *folder, size_t size)
{
    static const char devices[] = "/dev/";

    if (wire->calls == &wire_tcp) {
        return text_copy(folder, size, "");
    }
    if (strncmp(wire->name, devices, strlen(devices)) == 0) {
        return text_copy(folder, size, "/dev");
    }
    if (!text_copy(folder, size, wire->name)) {
        return false;
    }
    if (wire->calls != &wire_pictures) {
        (void)cut_last_part(folder);
        while (!file_exists(folder) && cut_last_part(folder)) {
            continue;
        }
    }
    return true;
}

void wire_destroy(struct wire *wire)
{
    if (wire != NULL) {
        wire_close(wire);
        free(wire);
    }
}

bool wire_open(struct wire *wire, struct error *error)
{
    wire_close(wire);
    wire->empty_reads = 0;
    if (!wire->calls->open(wire, error)) {
        wire_close(wire);
        return false;
    }
    return true;
}

bool wire_connected(struct wire *wire, struct error *error)
{
    return wire->calls->connected == NULL || wire->calls->connected(wire, error);
}

ssize_t wire_read(struct wire *wire, void *bytes, size_t length)
{
    return wire->calls->read(wire, bytes, length);
}

ssize_t wire_write(struct wire *wire, const void *bytes, size_t length)
{
    return wire->calls->write(wire, bytes, length);
}

bool wire_show_picture(struct wire *wire, const struct wire_picture *picture, struct error *error)
{
    return wire->calls->picture == NULL || wire->calls->picture(wire, picture, error);
}

void wire_close(struct wire *wire)
{
    if (wire->descriptor >= 0) {
        wire->calls->close(wire);
        wire->descriptor = -1;
    }
}
