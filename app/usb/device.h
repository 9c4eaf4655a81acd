/*
 * What a USB device says it is: the kernel's copy of its descriptors (USB 2.0, chapter 9.6), as the file
 * `descriptors` of sysfs holds them. Text that a device sends is never looked at. Pure.
 */
#ifndef APP_USB_DEVICE_H
#define APP_USB_DEVICE_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define USB_DESCRIPTORS_MAX 65536u /* the kernel keeps less of any device */
#define USB_INTERFACES_MAX  32     /* with their alternate settings */

#define USB_CLASS_STORAGE 0x08
#define USB_CLASS_HUB     0x09

/* bInterfaceClass, bInterfaceSubClass, bInterfaceProtocol */
struct usb_interface {
    uint8_t class, subclass, protocol;
};

struct usb_device {
    uint16_t vendor, product;
    size_t count; /* of all configurations and alternate settings, sorted */
    struct usb_interface interfaces[USB_INTERFACES_MAX];
};

/* ERROR_INPUT where lengths do not add up, an interface is missing, there are too many to be anything of
 * ours, or the device claims another class as a whole: drivers look there too. */
bool usb_device_parse(const uint8_t *bytes, size_t length, struct usb_device *device,
                      struct error *error) MUST_USE;

void usb_interfaces_sort(struct usb_interface *interfaces, size_t count);
bool usb_interfaces_same(const struct usb_interface *one, size_t one_count,
                         const struct usb_interface *other, size_t other_count);

#define USB_TEXT_MAX 512

/* "0627:0001: keyboard, mouse or touch (03:01:01); drive (08:06:50)", for the log. */
void usb_device_describe(const struct usb_device *device, char text[static USB_TEXT_MAX]);

/* "0627:0001 03:01:01,08:06:50", as a line of the list has it. */
void usb_device_line(const struct usb_device *device, char text[static USB_TEXT_MAX]);

#endif
