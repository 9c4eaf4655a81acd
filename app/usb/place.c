#include "app/usb/place.h"

#include "platform/base/file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_MAX_LENGTH 32

bool usb_place_is_name(const char *name)
{
    size_t length = strlen(name);
    size_t bus = strspn(name, "0123456789");
    return length <= NAME_MAX_LENGTH && bus > 0 && name[bus] == '-' &&
           strspn(name + bus + 1, "0123456789.") == length - bus - 1 && length > bus + 1;
}

int usb_place_open(const char *devices, const char *name, struct error *error)
{
    char path[FILE_PATH_MAX];
    if (!usb_place_is_name(name) || !file_join(path, sizeof path, devices, name)) {
        error_set(error, ERROR_INPUT, "that is no USB device's name");
        return -1;
    }
    int place = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place < 0) {
        error_set_errno(error, "USB device %s cannot be looked at", name);
    }
    return place;
}

static bool read_whole(int place, const char *name, uint8_t *bytes, size_t size, size_t *length)
{
    int descriptor = openat(place, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t count = descriptor >= 0 ? 1 : -1;
    *length = 0;
    while (count > 0 && *length < size) {
        count = read(descriptor, bytes + *length, size - *length);
        *length += count > 0 ? (size_t)count : 0;
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return count == 0;
}

bool usb_place_read(int place, struct usb_device *device, struct error *error)
{
    size_t length = 0;
    uint8_t *bytes = malloc(USB_DESCRIPTORS_MAX);
    if (bytes == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for a USB device's descriptors");
    }
    bool fine = read_whole(place, "descriptors", bytes, USB_DESCRIPTORS_MAX, &length)
                    ? usb_device_parse(bytes, length, device, error)
                    : error_set(error, ERROR_IO, "its descriptors cannot be read");
    free(bytes);
    return fine;
}

bool usb_place_allowed(int place)
{
    uint8_t text[4];
    size_t length = 0;
    return read_whole(place, "authorized", text, sizeof text, &length) && length > 0 &&
           text[0] != '0';
}

bool usb_place_allow(int place, bool allow, struct error *error)
{
    int descriptor = openat(place, "authorized", O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    bool fine = descriptor >= 0 && write(descriptor, allow ? "1" : "0", 1) == 1;
    if (!fine) {
        error_set_errno(error, "the kernel does not take the word about it");
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return fine;
}
