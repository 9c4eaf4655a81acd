#include "platform/base/der.h"

#include <string.h>

#define LONG_FORM 0x80u

/* X.690, 10.1: the shortest form, at most four bytes of length here. */
static bool read_length(struct reader *reader, size_t *length)
{
    uint8_t first = reader_byte(reader);
    if (first < LONG_FORM) {
        *length = first;
        return !reader->failed;
    }
    size_t count = first & 0x7fu;
    if (count == 0 || count > 4)
        return false;
    *length = 0;
    for (size_t i = 0; i < count; i++)
        *length = *length << 8 | reader_byte(reader);
    return !reader->failed && *length >= LONG_FORM && *length >> 8 * (count - 1) != 0;
}

bool der_enter(struct reader *outer, enum der_tag tag, struct reader *inside)
{
    size_t length = 0;
    reader_init(inside, NULL, 0);
    if (outer->failed || reader_left(outer) == 0 || outer->data[outer->position] != tag)
        return false;
    (void)reader_byte(outer);
    const uint8_t *value = NULL;
    if (read_length(outer, &length))
        value = reader_bytes(outer, length);
    if (value == NULL) {
        outer->failed = true;
        return false;
    }
    reader_init(inside, value, length);
    return true;
}

bool der_expect(struct reader *outer, const uint8_t *element, size_t length)
{
    const uint8_t *found = reader_bytes(outer, length);
    return found != NULL && memcmp(found, element, length) == 0;
}

bool der_at_end(const struct reader *reader)
{
    return !reader->failed && reader_left(reader) == 0;
}
