/*
 * What went wrong, in one sentence for a person. Filled by the function that
 * understands the failure, handed up, reported once at the top.
 * Not a log and not a stack of causes.
 */
#ifndef PLATFORM_BASE_ERROR_H
#define PLATFORM_BASE_ERROR_H

#include <stdbool.h>

#define ERROR_TEXT_MAX 512

#define MUST_USE          __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* The reasons on which callers branch; everything else is in the text. */
enum error_kind {
    ERROR_NONE,
    ERROR_INPUT,       /* what a file, a peer or a person gave cannot be used */
    ERROR_NOT_FOUND,   /* the thing asked for does not exist */
    ERROR_IO,          /* disk, socket or device failed: nothing may be believed written */
    ERROR_CORRUPT,     /* stored data does not verify */
    ERROR_REFUSED,     /* not allowed: permission, signature, trust */
    ERROR_UNAVAILABLE, /* try later: peer absent, busy, timed out */
    ERROR_LIMIT,       /* a named maximum was exceeded */
    ERROR_MEMORY,
    ERROR_INTERNAL /* a promise inside the program was broken */
};

struct error {
    enum error_kind kind;
    char text[ERROR_TEXT_MAX]; /* one sentence: what (file or peer), where, what to do; never an
                                  answer */
};

/*
 * Every fallible function takes `struct error *error` last, returns bool (true
 * is success) or a pointer (NULL is failure), and leaves *error alone on
 * success. `error` may be NULL where the caller does not care.
 */

/* Fills *error and returns false, so that `return error_set(...)` reads well. Cuts what is too
 * long. */
bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* As error_set with ": " and strerror(errno) appended; kind is derived from errno (ENOENT is
 * ERROR_NOT_FOUND, EACCES and EPERM ERROR_REFUSED, ENOMEM ERROR_MEMORY, else ERROR_IO). */
bool error_set_errno(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "prefix: " before the text that is there. Returns false. */
bool error_prefix(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* "bad input", "not found", … for logs and JSON. Never NULL. */
const char *error_kind_name(enum error_kind kind);

#endif
