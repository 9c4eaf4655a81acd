#include "platform/base/buffer.h"

#include "platform/base/secret.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256u

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_init_secret(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit, .secret = true};
}

void buffer_finish(struct buffer *buffer)
{
    if (buffer->secret) {
        secret_release(buffer->data);
    } else {
        free(buffer->data);
    }
    *buffer = (struct buffer){.limit = buffer->limit, .secret = buffer->secret};
}

void buffer_clear(struct buffer *buffer)
{
    if (buffer->secret && buffer->data != NULL) {
        secret_wipe(buffer->data, buffer->capacity);
    }
    buffer->length = 0;
    buffer->failed = false;
}

static bool fail(struct buffer *buffer)
{
    buffer->failed = true;
    return false;
}

/* Room for `more` bytes and the NUL behind them. */
static bool reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed || buffer->limit == SIZE_MAX || more > buffer->limit - buffer->length) {
        return fail(buffer);
    }
    size_t wanted = buffer->length + more + 1;
    if (wanted <= buffer->capacity) {
        return true;
    }
    size_t capacity = buffer->capacity == 0 ? FIRST_CAPACITY : buffer->capacity;
    while (capacity < wanted && capacity <= buffer->limit / 2) {
        capacity *= 2;
    }
    if (capacity < wanted) {
        capacity = wanted;
    }
    if (capacity > buffer->limit + 1) {
        capacity = buffer->limit + 1;
    }
    uint8_t *data = buffer->secret ? secret_reallocate(buffer->data, capacity)
                                   : realloc(buffer->data, capacity);
    if (data == NULL) {
        return fail(buffer);
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

uint8_t *buffer_extend(struct buffer *buffer, size_t length)
{
    if (!reserve(buffer, length)) {
        return NULL;
    }
    uint8_t *start = buffer->data + buffer->length;
    memset(start, 0, length);
    buffer->length += length;
    return start;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!reserve(buffer, length)) {
        return false;
    }
    if (length > 0) {
        memcpy(buffer->data + buffer->length, bytes, length);
    }
    buffer->length += length;
    return true;
}

bool buffer_append_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

bool buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
    return buffer_append(buffer, &byte, 1);
}

bool buffer_append_format(struct buffer *buffer, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int needed = vsnprintf(NULL, 0, format, list);
    va_end(list);
    if (needed < 0 || !reserve(buffer, (size_t)needed)) {
        return fail(buffer);
    }
    va_start(list, format);
    (void)vsnprintf((char *)buffer->data + buffer->length, (size_t)needed + 1, format, list);
    va_end(list);
    buffer->length += (size_t)needed;
    return true;
}

const char *buffer_text(struct buffer *buffer)
{
    if (buffer->failed || buffer->length == 0) {
        return "";
    }
    buffer->data[buffer->length] = '\0';
    return (const char *)buffer->data;
}
