/*
 * A walk over DER (X.690): definite lengths in their shortest form only. Just
 * what an envelope's outside and a TPM's key file need; values are views into the input.
 */
#ifndef PLATFORM_BASE_DER_H
#define PLATFORM_BASE_DER_H

#include "platform/base/buffer.h"

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_OBJECT = 0x06,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_FIELD_0 = 0x80,   /* context-specific 0, primitive */
    DER_CONTEXT_0 = 0xa0, /* context-specific, constructed */
    DER_CONTEXT_1 = 0xa1
};

/* Takes the next element, which has `tag`, and points `inside` at its value. False, and nothing taken,
 * for another tag; false as well, and `outer` failed, for a length that is not DER or leaves it. */
bool der_enter(struct reader *outer, enum der_tag tag, struct reader *inside) MUST_USE;

/* Takes the next element, which must be exactly these bytes, head included. */
bool der_expect(struct reader *outer, const uint8_t *element, size_t length) MUST_USE;

/* True when everything was taken and nothing failed. */
bool der_at_end(const struct reader *reader) MUST_USE;

#endif
