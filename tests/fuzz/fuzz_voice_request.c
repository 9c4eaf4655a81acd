/* What screen and voice tell each other, app/local/voice_request.h: both ways, byte for byte. */
#include "app/local/voice_request.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(voice_request)
{
    struct voice_order order;
    struct voice_notice notice;
    struct buffer message;
    uint8_t bytes[VOICE_NOTICE_BYTES];

    buffer_init(&message, VOICE_ORDER_MAX);
    if (voice_order_decode(data, size, &order, NULL)) {
        fuzz_must(voice_order_encode(&order, &message, NULL));
        fuzz_must(message.length == size && memcmp(message.data, data, size) == 0);
    }
    if (voice_notice_decode(data, size, &notice, NULL)) {
        voice_notice_encode(&notice, bytes);
        fuzz_must(size == sizeof bytes && memcmp(bytes, data, size) == 0);
    }
    buffer_finish(&message);
    return 0;
}
