/*
 * Drives are used only while staff asks for one: until then the kernel knows that a stick is plugged in, and
 * reads nothing of it.
 */
#ifndef APP_USB_DRIVES_H
#define APP_USB_DRIVES_H

#include "app/usb/list.h"

struct usb_folders {
    const char *devices; /* /sys/bus/usb/devices */
    const char *blocks;  /* /sys/block */
    const char *udev;    /* /run/udev/data */
};

/* Allows every drive that is plugged in, and waits for up to `patience_milliseconds` until udev knows their
 * disks. Returns how many there are now; a failure is logged and the others go on. */
size_t drives_allow(const struct usb_folders *folders, const struct usb_list *list,
                    int patience_milliseconds);

/* Takes them away from the kernel again. Returns how many. */
size_t drives_forbid(const struct usb_folders *folders, const struct usb_list *list);

/* Whether a line of mountinfo (proc(5)) has `folder` as its mount point. */
bool drives_mounted(const char *mountinfo, const char *folder);

#endif
