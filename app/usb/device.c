#include "app/usb/device.h"

#include "platform/base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_DEVICE        1
#define TYPE_CONFIGURATION 2
#define TYPE_INTERFACE     4
#define DEVICE_SIZE        18
#define CONFIGURATION_SIZE 9
#define INTERFACE_SIZE     9
#define CLASS_SEVERAL      0xef

static int compare(const void *one, const void *other)
{
    return memcmp(one, other, sizeof(struct usb_interface));
}

void usb_interfaces_sort(struct usb_interface *interfaces, size_t count)
{
    qsort(interfaces, count, sizeof *interfaces, compare);
}

bool usb_interfaces_same(const struct usb_interface *one, size_t one_count,
                         const struct usb_interface *other, size_t other_count)
{
    return one_count == other_count && memcmp(one, other, one_count * sizeof *one) == 0;
}

static bool add_interface(const uint8_t *descriptor, struct usb_device *device, struct error *error)
{
    if (device->count == USB_INTERFACES_MAX) {
        return error_set(error, ERROR_INPUT, "it has more than %d interfaces", USB_INTERFACES_MAX);
    }
    device->interfaces[device->count++] =
        (struct usb_interface){descriptor[5], descriptor[6], descriptor[7]};
    return true;
}

/* One descriptor at the reader's place; counts the interface numbers that are new. */
static bool read_descriptor(struct reader *reader, bool seen[static 256], size_t *different,
                            struct usb_device *device, struct error *error)
{
    const uint8_t *head = reader_bytes(reader, 2);
    size_t least = head != NULL && head[1] == TYPE_INTERFACE ? INTERFACE_SIZE : 2;
    if (head == NULL || head[0] < least || reader_bytes(reader, head[0] - 2u) == NULL) {
        return error_set(error, ERROR_INPUT, "a descriptor is longer than its place");
    }
    if (head[1] != TYPE_INTERFACE) {
        return true;
    }
    *different += !seen[head[2]];
    seen[head[2]] = true;
    return add_interface(head, device, error);
}

/* Every configuration says how many interfaces it has; each of them must be there, in its length. */
static bool read_configuration(struct reader *whole, struct usb_device *device, struct error *error)
{
    bool seen[256] = {false};
    size_t different = 0;
    struct reader body;
    const uint8_t *head = reader_bytes(whole, CONFIGURATION_SIZE);
    size_t total = head != NULL ? (size_t)(head[2] | head[3] << 8) : 0;
    if (head == NULL || head[0] != CONFIGURATION_SIZE || head[1] != TYPE_CONFIGURATION ||
        total < CONFIGURATION_SIZE) {
        return error_set(error, ERROR_INPUT, "a configuration is not of its form");
    }
    const uint8_t *bytes = reader_bytes(whole, total - CONFIGURATION_SIZE);
    if (bytes == NULL) {
        return error_set(error, ERROR_INPUT, "a configuration is cut");
    }
    reader_init(&body, bytes, total - CONFIGURATION_SIZE);
    while (reader_left(&body) > 0) {
        if (!read_descriptor(&body, seen, &different, device, error)) {
            return false;
        }
    }
    return (different == head[4] && different > 0) ||
           error_set(error, ERROR_INPUT, "a configuration has other interfaces than it says");
}

/* 0 and "several" leave it to the interfaces; a driver may believe anything else. */
static bool class_agrees(uint8_t class, const struct usb_device *device)
{
    bool agrees = class == 0 || class == CLASS_SEVERAL;
    for (size_t i = 0; i < device->count; i++) {
        agrees = agrees || device->interfaces[i].class == class;
    }
    return agrees;
}

bool usb_device_parse(const uint8_t *bytes, size_t length, struct usb_device *device,
                      struct error *error)
{
    struct usb_device found = {.count = 0};
    struct reader reader;
    reader_init(&reader, bytes, length);
    const uint8_t *head = reader_bytes(&reader, DEVICE_SIZE);
    if (head == NULL || head[0] != DEVICE_SIZE || head[1] != TYPE_DEVICE || head[17] == 0) {
        return error_set(error, ERROR_INPUT, "its device descriptor is not of its form");
    }
    found.vendor = (uint16_t)(head[8] | head[9] << 8);
    found.product = (uint16_t)(head[10] | head[11] << 8);
    for (size_t i = 0; i < head[17]; i++) {
        if (!read_configuration(&reader, &found, error)) {
            return false;
        }
    }
    if (!class_agrees(head[4], &found)) {
        return error_set(error, ERROR_INPUT, "as a whole it claims to be something else (%02x)",
                         head[4]);
    }
    if (reader_left(&reader) != 0) {
        return error_set(error, ERROR_INPUT, "there is more behind its last configuration");
    }
    usb_interfaces_sort(found.interfaces, found.count);
    *device = found;
    return true;
}

/* https://www.usb.org/defined-class-codes */
static const char *class_word(uint8_t class)
{
    static const struct {
        uint8_t class;
        const char *word;
    } words[] = {{0x01, "sound"},
                 {0x02, "modem or network"},
                 {0x03, "keyboard, mouse or touch"},
                 {0x05, "physical"},
                 {0x06, "camera"},
                 {0x07, "printer"},
                 {0x08, "drive"},
                 {0x09, "hub"},
                 {0x0a, "data of a modem or network"},
                 {0x0b, "card reader"},
                 {0x0e, "video"},
                 {0x10, "sound and video"},
                 {0xdc, "diagnosis"},
                 {0xe0, "radio"},
                 {0xef, "several"},
                 {0xfe, "application"},
                 {0xff, "its maker's own"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].class == class) {
            return words[i].word;
        }
    }
    return "unknown";
}

void usb_device_describe(const struct usb_device *device, char text[static USB_TEXT_MAX])
{
    size_t used =
        (size_t)snprintf(text, USB_TEXT_MAX, "%04x:%04x", device->vendor, device->product);
    for (size_t i = 0; i < device->count && used < USB_TEXT_MAX; i++) {
        const struct usb_interface *interface = &device->interfaces[i];
        used += (size_t)snprintf(text + used, USB_TEXT_MAX - used, "%s %s (%02x:%02x:%02x)",
                                 i == 0 ? ":" : ";", class_word(interface->class), interface->class,
                                 interface->subclass, interface->protocol);
    }
}

void usb_device_line(const struct usb_device *device, char text[static USB_TEXT_MAX])
{
    size_t used =
        (size_t)snprintf(text, USB_TEXT_MAX, "%04x:%04x", device->vendor, device->product);
    for (size_t i = 0; i < device->count && used < USB_TEXT_MAX; i++) {
        const struct usb_interface *interface = &device->interfaces[i];
        used += (size_t)snprintf(text + used, USB_TEXT_MAX - used, "%s%02x:%02x:%02x",
                                 i == 0 ? " " : ",", interface->class, interface->subclass,
                                 interface->protocol);
    }
}
