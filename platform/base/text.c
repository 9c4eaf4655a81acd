#include "platform/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool text_copy(char *target, size_t size, const char *source)
{
    size_t length = strnlen(source, size);
    if (length >= size) {
        target[0] = '\0';
        return false;
    }
    memcpy(target, source, length + 1);
    return true;
}

bool text_format(char *target, size_t size, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int written = vsnprintf(target, size, format, list);
    va_end(list);
    if (written < 0 || (size_t)written >= size) {
        target[0] = '\0';
        return false;
    }
    return true;
}

/* How long the sequence is that `lead` begins (RFC 3629, section 4); 0 for none. */
static size_t sequence_length(unsigned char lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

static bool is_overlong_or_outside(uint32_t code, size_t size)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF);
}

/* False on a malformed sequence. U+0000 is a code point like any other here. */
static bool decode(const char *text, size_t length, size_t position, uint32_t *code, size_t *size)
{
    unsigned char lead = (unsigned char)text[position];
    size_t count = sequence_length(lead);
    if (count == 0 || count > length - position) {
        return false;
    }
    uint32_t value = count == 1 ? lead : lead & (0xFFu >> (count + 1));
    for (size_t i = 1; i < count; i++) {
        unsigned char next = (unsigned char)text[position + i];
        if ((next & 0xC0) != 0x80) {
            return false;
        }
        value = value << 6 | (next & 0x3Fu);
    }
    if (is_overlong_or_outside(value, count)) {
        return false;
    }
    *code = value;
    *size = count;
    return true;
}

bool text_is_utf8(const char *text, size_t length)
{
    uint32_t code;
    size_t size;
    for (size_t at = 0; at < length; at += size) {
        if (!decode(text, length, at, &code, &size)) {
            return false;
        }
    }
    return true;
}

uint32_t text_next(const char *text, size_t length, size_t *position)
{
    uint32_t code;
    size_t size;
    if (*position >= length || !decode(text, length, *position, &code, &size)) {
        return 0;
    }
    *position += size;
    return code;
}

static const char *value_for(const struct text_value *values, size_t count, const char *name,
                             size_t length)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(values[i].name) == length && memcmp(values[i].name, name, length) == 0) {
            return values[i].value;
        }
    }
    return NULL;
}

bool text_fill(struct buffer *out, const char *pattern, const struct text_value *values,
               size_t count)
{
    bool all_known = true;
    while (*pattern != '\0') {
        size_t plain = strcspn(pattern, "{");
        buffer_append(out, pattern, plain);
        pattern += plain;
        const char *end = *pattern == '{' ? strchr(pattern, '}') : NULL;
        if (end == NULL) {
            buffer_append_text(out, pattern);
            break;
        }
        size_t length = (size_t)(end - pattern) - 1;
        const char *value = value_for(values, count, pattern + 1, length);
        if (value != NULL) {
            buffer_append_text(out, value);
        } else {
            all_known = false;
            buffer_append(out, pattern, length + 2);
        }
        pattern = end + 1;
    }
    return all_known && !out->failed;
}
