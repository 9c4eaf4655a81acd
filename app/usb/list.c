#include "app/usb/list.h"

#include "platform/base/hex.h"
#include "platform/base/text.h"

#include <string.h>

#define LINE_MAX_LENGTH 512

static bool read_16(const char *text, uint16_t *number)
{
    uint8_t bytes[2];
    char digits[5];
    size_t length = strlen(text);
    if (length != 4 || !text_copy(digits, sizeof digits, text) || !hex_decode(digits, bytes, 2)) {
        return false;
    }
    *number = (uint16_t)(bytes[0] << 8 | bytes[1]);
    return true;
}

static bool read_ids(char *text, struct usb_device *device)
{
    char *colon = text != NULL ? strchr(text, ':') : NULL;
    if (colon == NULL) {
        return false;
    }
    *colon = '\0';
    return read_16(text, &device->vendor) && read_16(colon + 1, &device->product);
}

static bool read_interface(char *text, struct usb_interface *interface)
{
    uint8_t *parts[] = {&interface->class, &interface->subclass, &interface->protocol};
    for (size_t i = 0; i < 3; i++) {
        char *part = strsep(&text, ":");
        if (part == NULL || !hex_decode(part, parts[i], 1)) {
            return false;
        }
    }
    return text == NULL;
}

static bool read_interfaces(char *text, struct usb_device *device)
{
    while (text != NULL) {
        char *one = strsep(&text, ",");
        if (device->count == USB_INTERFACES_MAX ||
            !read_interface(one, &device->interfaces[device->count++])) {
            return false;
        }
    }
    usb_interfaces_sort(device->interfaces, device->count);
    return device->count > 0;
}

static bool all_of_class(const struct usb_device *device, uint8_t class)
{
    for (size_t i = 0; i < device->count; i++) {
        if (device->interfaces[i].class != class) {
            return false;
        }
    }
    return true;
}

static bool read_kind(const char *word, struct usb_entry *entry)
{
    static const char *const names[] = {
        [USB_KIND_DEVICE] = "device", [USB_KIND_HUB] = "hub", [USB_KIND_DRIVE] = "drive"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(word, names[i]) == 0) {
            entry->kind = (enum usb_kind)i;
            return true;
        }
    }
    return false;
}

static char *next_word(char **line)
{
    char *word = NULL;
    do {
        word = strsep(line, " \t");
    } while (word != NULL && word[0] == '\0');
    return word;
}

/* Kinds that name no product may be of their own class alone. */
static bool read_entry(char *line, struct usb_entry *entry)
{
    char *kind = next_word(&line);
    *entry = (struct usb_entry){.kind = USB_KIND_DEVICE};
    if (kind == NULL || !read_kind(kind, entry) ||
        (entry->kind == USB_KIND_DEVICE && !read_ids(next_word(&line), &entry->device)) ||
        !read_interfaces(next_word(&line), &entry->device)) {
        return false;
    }
    return entry->kind == USB_KIND_DEVICE ||
           all_of_class(&entry->device,
                        entry->kind == USB_KIND_HUB ? USB_CLASS_HUB : USB_CLASS_STORAGE);
}

bool usb_list_parse(const char *text, struct usb_list *list, struct error *error)
{
    size_t number = 0;
    list->count = 0;
    while (*text != '\0') {
        char line[LINE_MAX_LENGTH];
        size_t length = strcspn(text, "\n");
        number++;
        if (length >= sizeof line || list->count == USB_LIST_ENTRIES_MAX) {
            return error_set(error, ERROR_INPUT, "line %zu is too long, or one too many", number);
        }
        memcpy(line, text, length);
        line[length] = '\0';
        line[strcspn(line, "#")] = '\0';
        text += length + (text[length] == '\n');
        if (line[strspn(line, " \t")] == '\0') {
            continue;
        }
        if (!read_entry(line, &list->entries[list->count])) {
            return error_set(error, ERROR_INPUT, "line %zu is not of its form", number);
        }
        list->count++;
    }
    return true;
}

static bool same_interfaces(const struct usb_device *one, const struct usb_device *other)
{
    return usb_interfaces_same(one->interfaces, one->count, other->interfaces, other->count);
}

static bool same_product(const struct usb_device *one, const struct usb_device *other)
{
    return one->vendor == other->vendor && one->product == other->product;
}

enum usb_verdict usb_list_judge(const struct usb_list *list, const struct usb_device *device)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct usb_entry *entry = &list->entries[i];
        if (!same_interfaces(&entry->device, device)) {
            continue;
        }
        if (entry->kind == USB_KIND_DRIVE) {
            return USB_DRIVE;
        }
        if (entry->kind == USB_KIND_HUB || same_product(&entry->device, device)) {
            return USB_ALLOWED;
        }
    }
    return USB_REFUSED;
}

const char *usb_list_reason(const struct usb_list *list, const struct usb_device *device)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->entries[i].kind == USB_KIND_DEVICE &&
            same_product(&list->entries[i].device, device)) {
            return "is in the list with other interfaces";
        }
    }
    return "is not in the list";
}
