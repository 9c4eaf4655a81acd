/*
 * Where sysfs shows a USB device: /sys/bus/usb/devices/1-2.3, by a descriptor of its folder. The kernel
 * empties the folder when the device goes, so what was looked at cannot be another by the time it is allowed.
 */
#ifndef APP_USB_PLACE_H
#define APP_USB_PLACE_H

#include "app/usb/device.h"

/* Bus, ports: "1-2.3". Neither a root hub ("usb1") nor an interface ("1-2.3:1.0"). */
bool usb_place_is_name(const char *name);

/* -1 on failure; close(2) it. `devices` is /sys/bus/usb/devices, or a test's. */
int usb_place_open(const char *devices, const char *name, struct error *error) MUST_USE;

bool usb_place_read(int place, struct usb_device *device, struct error *error) MUST_USE;

bool usb_place_allowed(int place);
/* Writes `authorized`: the kernel gives the device's interfaces to their drivers, or takes them away. */
bool usb_place_allow(int place, bool allow, struct error *error) MUST_USE;

#endif
