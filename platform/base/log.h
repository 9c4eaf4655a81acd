/*
 * Lines for the journal on standard error: "<priority>program: text". Never an
 * answer, a contact, a PIN or a receipt code: callers log counts, states, ids
 * of sealed records and the names of files.
 */
#ifndef PLATFORM_BASE_LOG_H
#define PLATFORM_BASE_LOG_H

#include "platform/base/error.h"

/* `program` must outlive the process's logging (a literal). Priorities as in sd-daemon(3) are
 * written when standard error is not a terminal. */
void log_start(const char *program);

void log_error(const char *format, ...) PRINTF_LIKE(1, 2);
void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_info(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
