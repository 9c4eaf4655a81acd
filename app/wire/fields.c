#include "app/wire/fields.h"

#include <string.h>

bool fields_put(struct buffer *out, const void *bytes, size_t length)
{
    uint8_t prefix[4];

    if (length > UINT32_MAX) {
        return false;
    }
    for (size_t i = 0; i < sizeof prefix; i++) {
        prefix[i] = (uint8_t)(length >> (24 - 8 * i));
    }
    return buffer_append(out, prefix, sizeof prefix) && buffer_append(out, bytes, length);
}

bool fields_put_text(struct buffer *out, const char *text)
{
    return fields_put(out, text, strlen(text));
}

bool fields_put_number(struct buffer *out, uint64_t number)
{
    uint8_t bytes[8];

    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    }
    return fields_put(out, bytes, sizeof bytes);
}
