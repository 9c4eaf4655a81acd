#include "platform/base/buffer.h"

void reader_init(struct reader *reader, const void *data, size_t length)
{
    *reader = (struct reader){.data = data, .length = length};
}

size_t reader_left(const struct reader *reader)
{
    return reader->failed ? 0 : reader->length - reader->position;
}

const uint8_t *reader_bytes(struct reader *reader, size_t length)
{
    if (reader->failed || length > reader->length - reader->position) {
        reader->failed = true;
        return NULL;
    }
    /* An empty view must still differ from a failure. */
    const uint8_t *bytes =
        reader->data != NULL ? reader->data + reader->position : (const uint8_t *)"";
    reader->position += length;
    return bytes;
}

static uint64_t big_endian(struct reader *reader, size_t length)
{
    const uint8_t *bytes = reader_bytes(reader, length);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < length; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

uint8_t reader_byte(struct reader *reader)
{
    return (uint8_t)big_endian(reader, 1);
}

uint16_t reader_be16(struct reader *reader)
{
    return (uint16_t)big_endian(reader, 2);
}

uint32_t reader_be32(struct reader *reader)
{
    return (uint32_t)big_endian(reader, 4);
}
