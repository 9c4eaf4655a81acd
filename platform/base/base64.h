/*
 * Base64 (RFC 4648, section 4): the usual alphabet, with padding. Not for
 * secrets: it looks bytes up in a table.
 */
#ifndef PLATFORM_BASE_BASE64_H
#define PLATFORM_BASE_BASE64_H

#include "platform/base/buffer.h"

/* Appends the text, without line breaks or a NUL. False when it does not fit. */
bool base64_encode(const void *bytes, size_t length, struct buffer *text) MUST_USE;

/* Appends the bytes. Spaces, tabs, carriage returns and line feeds are passed over. False, with nothing
 * appended, for any other symbol, wrong padding, bits behind the end, or where it does not fit. */
bool base64_decode(const void *text, size_t length, struct buffer *bytes) MUST_USE;

#endif
