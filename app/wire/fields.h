/*
 * Length-prefixed fields (4 bytes, big-endian) joined into the bytes that are
 * hashed or signed, so that no two different inputs give the same bytes.
 */
#ifndef APP_WIRE_FIELDS_H
#define APP_WIRE_FIELDS_H

#include "platform/base/buffer.h"

/* All return false when the buffer's limit or memory is reached. */
bool fields_put(struct buffer *out, const void *bytes, size_t length);
bool fields_put_text(struct buffer *out, const char *text);
/* As 8 bytes, big-endian. */
bool fields_put_number(struct buffer *out, uint64_t number);

#endif
