#include "app/wire/cbor.h"

#include <cbor.h>
#include <string.h>

#define HEAD_MAX 9u

static bool append_head(struct buffer *out, const unsigned char *head, size_t length)
{
    return length > 0 && buffer_append(out, head, length);
}

bool cbor_put_number(struct buffer *out, uint64_t number)
{
    unsigned char head[HEAD_MAX];

    return append_head(out, head, cbor_encode_uint(number, head, sizeof head));
}

bool cbor_put_array(struct buffer *out, size_t items)
{
    unsigned char head[HEAD_MAX];

    return append_head(out, head, cbor_encode_array_start(items, head, sizeof head));
}

bool cbor_put_bytes(struct buffer *out, const void *bytes, size_t length)
{
    unsigned char head[HEAD_MAX];

    return append_head(out, head, cbor_encode_bytestring_start(length, head, sizeof head)) &&
           buffer_append(out, bytes, length);
}

bool cbor_put_text(struct buffer *out, const char *text)
{
    unsigned char head[HEAD_MAX];
    size_t length = strlen(text);

    return append_head(out, head, cbor_encode_string_start(length, head, sizeof head)) &&
           buffer_append(out, text, length);
}

enum item_kind { ITEM_OTHER, ITEM_NUMBER, ITEM_ARRAY, ITEM_BYTES, ITEM_TEXT };

struct item {
    enum item_kind kind;
    uint64_t value; /* of a number; items of an array; bytes of a string */
    const uint8_t *bytes;
};

static void set_number(void *context, uint64_t value)
{
    *(struct item *)context = (struct item){.kind = ITEM_NUMBER, .value = value};
}

static void on_number8(void *context, uint8_t value)
{
    set_number(context, value);
}

static void on_number16(void *context, uint16_t value)
{
    set_number(context, value);
}

static void on_number32(void *context, uint32_t value)
{
    set_number(context, value);
}

static void on_array(void *context, size_t items)
{
    *(struct item *)context = (struct item){.kind = ITEM_ARRAY, .value = items};
}

static void on_bytes(void *context, cbor_data bytes, size_t length)
{
    *(struct item *)context = (struct item){ITEM_BYTES, length, bytes};
}

static void on_text(void *context, cbor_data bytes, size_t length)
{
    *(struct item *)context = (struct item){ITEM_TEXT, length, bytes};
}

static size_t shortest_head(uint64_t value)
{
    if (value < 24) {
        return 1;
    }
    if (value <= UINT8_MAX) {
        return 2;
    }
    if (value <= UINT16_MAX) {
        return 3;
    }
    return value <= UINT32_MAX ? 5 : 9;
}

/* libcbor calls back for one head at a time and checks a string against what is left, so that a
 * length claimed in the input never becomes an allocation. */
static struct item take(struct reader *reader, enum item_kind wanted)
{
    struct cbor_callbacks callbacks = cbor_empty_callbacks;
    struct item item = {.kind = ITEM_OTHER};
    struct cbor_decoder_result result;
    size_t body;

    if (reader->failed || reader_left(reader) == 0) {
        reader->failed = true;
        return (struct item){.kind = ITEM_OTHER};
    }
    callbacks.uint8 = on_number8;
    callbacks.uint16 = on_number16;
    callbacks.uint32 = on_number32;
    callbacks.uint64 = set_number;
    callbacks.array_start = on_array;
    callbacks.byte_string = on_bytes;
    callbacks.string = on_text;
    result =
        cbor_stream_decode(reader->data + reader->position, reader_left(reader), &callbacks, &item);
    body = item.kind == ITEM_BYTES || item.kind == ITEM_TEXT ? (size_t)item.value : 0;
    if (result.status != CBOR_DECODER_FINISHED || item.kind != wanted ||
        result.read != shortest_head(item.value) + body) {
        reader->failed = true;
        return (struct item){.kind = ITEM_OTHER};
    }
    (void)reader_bytes(reader, result.read);
    return item;
}

uint64_t cbor_take_number(struct reader *reader)
{
    return take(reader, ITEM_NUMBER).value;
}

size_t cbor_take_array(struct reader *reader)
{
    return (size_t)take(reader, ITEM_ARRAY).value;
}

const uint8_t *cbor_take_bytes(struct reader *reader, size_t *length)
{
    struct item item = take(reader, ITEM_BYTES);

    *length = (size_t)item.value;
    return item.bytes;
}

const char *cbor_take_text(struct reader *reader, size_t *length)
{
    struct item item = take(reader, ITEM_TEXT);

    *length = (size_t)item.value;
    return (const char *)item.bytes;
}

bool cbor_take_exact(struct reader *reader, uint8_t *target, size_t length)
{
    size_t found;
    const uint8_t *bytes = cbor_take_bytes(reader, &found);

    if (bytes == NULL || found != length) {
        reader->failed = true;
        memset(target, 0, length);
        return false;
    }
    memcpy(target, bytes, length);
    return true;
}
