/* What a printer says, platform/device/escpos.h. The first byte is what was asked. */
#include "platform/device/escpos.h"
#include "tests/fuzz/lib/fuzz.h"

FUZZ_TARGET(printer_status)
{
    struct escpos_listener listener = {.asked = size > 0 ? data[0] % 5u : 0};

    for (size_t i = 1; i < size; i++) {
        enum escpos_event event = escpos_listen(&listener, data[i]);

        fuzz_must(event <= ESCPOS_GARBLED);
        fuzz_must(listener.block_length < sizeof listener.block + 1);
        if (event == ESCPOS_STATUS) {
            fuzz_must(listener.asked == 0);
            listener.asked = data[i] % 5u;
        }
    }
    return 0;
}
