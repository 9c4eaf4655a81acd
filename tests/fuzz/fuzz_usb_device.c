/* What a USB device says it is, app/usb/device.h: its line, put into a list, allows it and nothing else of the list does. */
#include "app/usb/list.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdio.h>
#include <string.h>

FUZZ_TARGET(usb_device)
{
    struct usb_device device;
    struct usb_list list;
    char text[USB_TEXT_MAX], line[USB_TEXT_MAX + 8];

    if (!usb_device_parse(data, size, &device, NULL))
        return 0;
    fuzz_must(device.count > 0 && device.count <= USB_INTERFACES_MAX);
    usb_device_describe(&device, text);
    usb_device_line(&device, text);
    (void)snprintf(line, sizeof line, "device %s", text);
    fuzz_must(usb_list_parse(line, &list, NULL) && list.count == 1);
    fuzz_must(usb_list_judge(&list, &device) == USB_ALLOWED);
    device.product ^= 1;
    fuzz_must(usb_list_judge(&list, &device) == USB_REFUSED);
    return 0;
}
