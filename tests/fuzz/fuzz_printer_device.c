/* The printer's device as the configuration names it, platform/device/wire.h. */
#include "platform/device/wire.h"
#include "tests/fuzz/lib/fuzz.h"

#include <stdlib.h>
#include <string.h>

FUZZ_TARGET(printer_device)
{
    char *device = fuzz_text(data, size);
    struct wire *wire = NULL;

    if (wire_create(device, &wire, NULL))
        fuzz_must(wire != NULL || strcmp(device, "none") == 0);
    wire_destroy(wire);
    free(device);
    return 0;
}
