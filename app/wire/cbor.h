/*
 * The part of CBOR (RFC 8949) that a batch is made of: unsigned integers, byte
 * and text strings, arrays, all of definite length and in the shortest form
 * (section 4.2.1). Everything else is refused. Not a general CBOR library.
 */
#ifndef APP_WIRE_CBOR_H
#define APP_WIRE_CBOR_H

#include "platform/base/buffer.h"

/* Writers append one head or one whole string; false when the buffer's limit is reached. */
bool cbor_put_number(struct buffer *out, uint64_t number);
bool cbor_put_array(struct buffer *out, size_t items);
bool cbor_put_bytes(struct buffer *out, const void *bytes, size_t length);
bool cbor_put_text(struct buffer *out, const char *text);

/* Takes one item from the reader's position; anything but the kind asked for, in its shortest form,
 * sets reader->failed and gives 0 or NULL. Strings are views into the reader's data. */
uint64_t cbor_take_number(struct reader *reader);
size_t cbor_take_array(struct reader *reader);
const uint8_t *cbor_take_bytes(struct reader *reader, size_t *length);
const char *cbor_take_text(struct reader *reader, size_t *length);
/* The same for a byte string of exactly `length` bytes, copied to `target`, which is zeroed on
 * failure. */
bool cbor_take_exact(struct reader *reader, uint8_t *target, size_t length);

#endif
