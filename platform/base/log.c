#include "platform/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

/* The journal's line belongs to the process as standard error does; set once at the start. */
static const char *program_name = "kiosk";

void log_start(const char *program)
{
    program_name = program;
}

/* What comes from outside must not be able to begin a line of its own. */
static void flatten(char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7F) {
            *text = ' ';
        }
    }
}

static void PRINTF_LIKE(2, 0) write_line(int priority, const char *format, va_list list)
{
    char text[LINE_MAX_BYTES];
    char line[LINE_MAX_BYTES + 128];
    (void)vsnprintf(text, sizeof text, format, list);
    flatten(text);
    char mark[8] = "";
    if (isatty(STDERR_FILENO) == 0) {
        (void)snprintf(mark, sizeof mark, "<%d>", priority);
    }
    (void)snprintf(line, sizeof line - 1, "%s%.64s: %s", mark, program_name, text);
    size_t length = strlen(line);
    line[length] = '\n';
    /* One write, so that lines of several processes do not mix. Nothing is left to do when it
     * fails. */
    ssize_t written = write(STDERR_FILENO, line, length + 1);
    (void)written;
}

void log_error(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    write_line(3, format, list);
    va_end(list);
}

void log_warning(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    write_line(4, format, list);
    va_end(list);
}

void log_info(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    write_line(6, format, list);
    va_end(list);
}
