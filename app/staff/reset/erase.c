#include "app/staff/reset/erase.h"

#include "platform/base/buffer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAGIC            "LUKS\xba\xbe"
#define BINARY_BYTES     4096u /* of the header in front of its JSON */
#define HEADER_BYTES_MAX (4u << 20)
#define KEYS_END_MAX     (INT64_C(1) << 30)
#define CHUNK_BYTES      (1u << 20)

/* Where things are, in bytes from the beginning of the device. */
struct layout {
    int64_t headers_end; /* of both copies */
    int64_t keys_end;    /* where the data begin */
};

static int64_t first_segment(const char *text, size_t length)
{
    json_t *root = json_loadb(text, length, JSON_DISABLE_EOF_CHECK, NULL);
    const json_t *segment = json_object_get(json_object_get(root, "segments"), "0");
    const char *offset = json_string_value(json_object_get(segment, "offset"));
    int64_t value = offset != NULL ? (int64_t)strtoll(offset, NULL, 10) : 0;
    json_decref(root);
    return value;
}

static bool read_json(int device, size_t size, struct layout *layout)
{
    size_t length = size - BINARY_BYTES;
    char *text = malloc(length);
    bool fine = text != NULL && pread(device, text, length, BINARY_BYTES) == (ssize_t)length;
    if (fine) {
        *layout = (struct layout){.headers_end = (int64_t)size * 2,
                                  .keys_end = first_segment(text, length)};
    }
    free(text);
    return fine && layout->keys_end > layout->headers_end && layout->keys_end <= KEYS_END_MAX;
}

static bool read_layout(int device, struct layout *layout)
{
    uint8_t head[16];
    struct reader reader;
    if (pread(device, head, sizeof head, 0) != (ssize_t)sizeof head ||
        memcmp(head, MAGIC, sizeof MAGIC - 1) != 0) {
        return false;
    }
    reader_init(&reader, head + sizeof MAGIC - 1, sizeof head - (sizeof MAGIC - 1));
    unsigned version = reader_be16(&reader);
    uint64_t high = reader_be32(&reader), size = high << 32 | reader_be32(&reader);
    return version == 2 && size > BINARY_BYTES && size <= HEADER_BYTES_MAX &&
           read_json(device, (size_t)size, layout);
}

static bool overwrite(int device, int64_t from, int64_t end, struct error *error)
{
    uint8_t *zeros = calloc(1, CHUNK_BYTES);
    bool fine = zeros != NULL;
    while (fine && from < end) {
        int64_t left = end - from;
        ssize_t put = pwrite(device, zeros, left < CHUNK_BYTES ? (size_t)left : CHUNK_BYTES, from);
        fine = put > 0;
        from += put;
    }
    free(zeros);
    return (fine && fsync(device) == 0) ||
           error_set_errno(error, "the key slots cannot be overwritten");
}

bool erase_keys(int device, struct error *error)
{
    struct layout layout;
    if (!read_layout(device, &layout)) {
        return error_set(error, ERROR_CORRUPT, "there is no LUKS2 header on the data partition");
    }
    /* The slots first: a header without them opens nothing and still says where they were. */
    return overwrite(device, layout.headers_end, layout.keys_end, error) &&
           overwrite(device, 0, layout.headers_end, error);
}
