#include "platform/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text that is cut inside a multi-byte character would not be UTF-8 any more, and JSON refuses
 * it. */
static void trim_partial_character(char *text)
{
    size_t length = strlen(text);
    size_t start = length;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)text[start - 1];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < wanted) {
        text[start - 1] = '\0';
    }
}

/* Goes through a copy: callers may pass error->text itself as an argument. */
static void fill(struct error *error, enum error_kind kind, const char *text, const char *tail)
{
    char whole[ERROR_TEXT_MAX];
    int written = snprintf(whole, sizeof whole, "%s%s", text, tail);
    if (written >= (int)sizeof whole) {
        trim_partial_character(whole);
    }
    error->kind = kind;
    memcpy(error->text, whole, strlen(whole) + 1);
}

PRINTF_LIKE(2, 0)
static void write_words(char text[static ERROR_TEXT_MAX], const char *format, va_list list)
{
    if (vsnprintf(text, ERROR_TEXT_MAX, format, list) >= ERROR_TEXT_MAX) {
        trim_partial_character(text);
    }
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
    if (error == NULL) {
        return false;
    }
    char text[ERROR_TEXT_MAX];
    va_list list;
    va_start(list, format);
    write_words(text, format, list);
    va_end(list);
    fill(error, kind, text, "");
    return false;
}

static enum error_kind kind_of_errno(int number)
{
    switch (number) {
    case ENOENT:
        return ERROR_NOT_FOUND;
    case EACCES:
    case EPERM:
        return ERROR_REFUSED;
    case ENOMEM:
        return ERROR_MEMORY;
    default:
        return ERROR_IO;
    }
}

bool error_set_errno(struct error *error, const char *format, ...)
{
    int number = errno;
    if (error == NULL) {
        return false;
    }
    char text[ERROR_TEXT_MAX];
    char tail[128];
    const char *reason = strerrordesc_np(number);
    va_list list;
    va_start(list, format);
    write_words(text, format, list);
    va_end(list);
    (void)snprintf(tail, sizeof tail, ": %s", reason != NULL ? reason : "unknown reason");
    fill(error, kind_of_errno(number), text, tail);
    return false;
}

bool error_prefix(struct error *error, const char *format, ...)
{
    if (error == NULL) {
        return false;
    }
    char text[ERROR_TEXT_MAX];
    char old[ERROR_TEXT_MAX + 2];
    va_list list;
    va_start(list, format);
    write_words(text, format, list);
    va_end(list);
    (void)snprintf(old, sizeof old, ": %s", error->text);
    fill(error, error->kind, text, old);
    return false;
}

const char *error_kind_name(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
        return "none";
    case ERROR_INPUT:
        return "bad input";
    case ERROR_NOT_FOUND:
        return "not found";
    case ERROR_IO:
        return "input or output failed";
    case ERROR_CORRUPT:
        return "does not verify";
    case ERROR_REFUSED:
        return "refused";
    case ERROR_UNAVAILABLE:
        return "unavailable";
    case ERROR_LIMIT:
        return "limit exceeded";
    case ERROR_MEMORY:
        return "out of memory";
    case ERROR_INTERNAL:
        return "internal error";
    }
    return "unknown";
}
