/*
 * Which USB devices a kiosk uses, and whether a device is one of them. A text file, one line a kind:
 *
 *   device VVVV:PPPP II:SS:PP[,II:SS:PP…] words     this product, with exactly these interfaces
 *   hub II:SS:PP[,…] words                          any hub with exactly these
 *   drive II:SS:PP[,…] words                        any drive with exactly these, while staff asks for one
 *
 * Numbers are hexadecimal, as lsusb writes them; interfaces are those of all configurations and alternate
 * settings, in any order, each as often as it occurs. '#' begins a comment. Pure.
 */
#ifndef APP_USB_LIST_H
#define APP_USB_LIST_H

#include "app/usb/device.h"

#define USB_LIST_TEXT_MAX    65536u
#define USB_LIST_ENTRIES_MAX 128

enum usb_kind { USB_KIND_DEVICE, USB_KIND_HUB, USB_KIND_DRIVE };

struct usb_entry {
    enum usb_kind kind;
    struct usb_device device; /* vendor and product 0 for hub and drive */
};

struct usb_list {
    size_t count;
    struct usb_entry entries[USB_LIST_ENTRIES_MAX];
};

/* ERROR_INPUT names the line. A hub with an interface of another class, or a drive, is one. */
bool usb_list_parse(const char *text, struct usb_list *list, struct error *error) MUST_USE;

enum usb_verdict {
    USB_REFUSED,
    USB_ALLOWED,
    USB_DRIVE /* one that waits for staff */
};

enum usb_verdict usb_list_judge(const struct usb_list *list, const struct usb_device *device);

/* Why a device is not in the list: "is not in the list", or "is in the list with other interfaces". */
const char *usb_list_reason(const struct usb_list *list, const struct usb_device *device);

#endif
