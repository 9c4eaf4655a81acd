/* The list of USB devices, app/usb/list.h. */
#include "app/usb/list.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(usb_list)
{
    char text[4096];
    struct usb_list list;

    if (size >= sizeof text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!usb_list_parse(text, &list, NULL))
        return 0;
    fuzz_must(list.count <= USB_LIST_ENTRIES_MAX);
    for (size_t i = 0; i < list.count; i++)
        fuzz_must(usb_list_judge(&list, &list.entries[i].device) != USB_REFUSED);
    return 0;
}
