/*
 * Text as bounded UTF-8: validation, copying, filling in {placeholders}. No
 * locale, no outside library.
 */
#ifndef PLATFORM_BASE_TEXT_H
#define PLATFORM_BASE_TEXT_H

#include "platform/base/buffer.h"

/* Copies with the NUL; false and an empty target when it does not fit. */
bool text_copy(char *target, size_t size, const char *source);

/* snprintf that says whether it fitted; the target is empty when not. */
bool text_format(char *target, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);

/* Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool text_is_utf8(const char *text, size_t length);

/* The code point at *position, which moves behind it; 0 at the end or on a malformed byte. */
uint32_t text_next(const char *text, size_t length, size_t *position);

struct text_value {
    const char *name; /* without braces */
    const char *value;
};

/* Appends `pattern` with each {name} replaced; unknown names are left as they stand and reported by
 * false. */
bool text_fill(struct buffer *out, const char *pattern, const struct text_value *values,
               size_t count);

#endif
