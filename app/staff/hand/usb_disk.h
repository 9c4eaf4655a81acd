/*
 * Which disk is the one that somebody has just plugged in: from what the kernel
 * says in sysfs. Reads names and numbers, no disk.
 */
#ifndef APP_STAFF_HAND_USB_DISK_H
#define APP_STAFF_HAND_USB_DISK_H

#include "app/local/hand_request.h"

#define USB_NAME_MAX       32u
#define USB_PARTITIONS_MAX 16

struct usb_disk {
    /* Names below /dev where a file system may stand: its partitions by number, or itself where it has none. */
    char names[USB_PARTITIONS_MAX][USB_NAME_MAX];
    size_t count;
};

/* `block` is /sys/block. HAND_DONE, HAND_NO_DRIVE or HAND_TWO_DRIVES; a reader without a card is no drive. */
enum hand_why usb_disk_find(const char *block, struct usb_disk *disk);

#endif
