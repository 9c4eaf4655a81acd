/* Base64, platform/base/base64.h: one text for the same bytes, but for spaces. */
#include "platform/base/base64.h"
#include "tests/fuzz/lib/fuzz.h"

#include <string.h>

FUZZ_TARGET(base64)
{
    struct buffer bytes, text;
    size_t at = 0;

    buffer_init(&bytes, 1u << 20);
    buffer_init(&text, 1u << 20);
    if (base64_decode(data, size, &bytes)) {
        fuzz_must(base64_encode(bytes.data, bytes.length, &text));
        for (size_t i = 0; i < size; i++)
            if (strchr(" \t\r\n", data[i]) == NULL)
                fuzz_must(at < text.length && text.data[at++] == data[i]);
        fuzz_must(at == text.length);
    }
    buffer_finish(&text);
    buffer_finish(&bytes);
    return 0;
}
