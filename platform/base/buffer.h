/*
 * A growable run of bytes with a limit that is checked before allocation, and
 * a reader that cannot leave its bounds. Not for text with meaning: that is
 * the caller's.
 */
#ifndef PLATFORM_BASE_BUFFER_H
#define PLATFORM_BASE_BUFFER_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct buffer {
    uint8_t *data; /* NULL while empty; owned */
    size_t length; /* bytes in use */
    size_t capacity;
    size_t limit; /* length never exceeds this */
    bool secret;  /* memory comes from secret.h and is wiped when it moves or goes */
    bool failed;  /* an append did not fit or memory ran out; sticky, later appends do nothing */
};

/* `limit` in bytes, at least 1. No allocation yet. */
void buffer_init(struct buffer *buffer, size_t limit);
void buffer_init_secret(struct buffer *buffer, size_t limit);

/* Releases (and for secret buffers wipes). The buffer can be used again. */
void buffer_finish(struct buffer *buffer);

/* Empties, keeps the memory; wipes a secret buffer. Clears `failed`. */
void buffer_clear(struct buffer *buffer);

/* False, and `failed` set, when the limit or memory is reached; then nothing was appended. */
bool buffer_append(struct buffer *buffer, const void *bytes, size_t length);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_append_byte(struct buffer *buffer, uint8_t byte);
bool buffer_append_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

/* Makes `length` zero bytes at the end and returns where they start; NULL as above. The pointer
 * is good until the next append. */
uint8_t *buffer_extend(struct buffer *buffer, size_t length);

/* The content as a C string (a NUL is kept behind it, not counted). "" when empty or failed. */
const char *buffer_text(struct buffer *buffer);

/* Walks over bytes it does not own. After any short read `failed` stays set and reads give zero. */
struct reader {
    const uint8_t *data;
    size_t length;
    size_t position;
    bool failed;
};

void reader_init(struct reader *reader, const void *data, size_t length);
uint8_t reader_byte(struct reader *reader);
uint16_t reader_be16(struct reader *reader);
uint32_t reader_be32(struct reader *reader);
/* A view into the data, or NULL. Owned by whoever owns the data. */
const uint8_t *reader_bytes(struct reader *reader, size_t length);
size_t reader_left(const struct reader *reader);

#endif
