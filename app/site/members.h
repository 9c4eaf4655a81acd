/*
 * Strict reading of a JSON object: every member that is there is known, every
 * member asked for is there, of its type and within its limits. Sentences name
 * file and member.
 */
#ifndef APP_SITE_MEMBERS_H
#define APP_SITE_MEMBERS_H

#include "platform/base/error.h"

#include <jansson.h>
#include <stddef.h>

struct members {
    const json_t *object; /* borrowed */
    const char *file;     /* what errors call it */
    const char *place;    /* "site.notices.en"; "" for the top */
};

/* ERROR_INPUT unless it is an object with no members but `names` (NULL-ended). */
bool members_check(const struct members *members, const char *const *names,
                   struct error *error) MUST_USE;

/* A text of 1 to `most` bytes without control characters but line feeds. `what` tells a person what to
 * put there. Borrowed. */
const char *members_text(const struct members *members, const char *name, size_t most,
                         const char *what, struct error *error) MUST_USE;

/* A whole number. */
bool members_number(const struct members *members, const char *name, int64_t least, int64_t most,
                    int64_t *number, struct error *error) MUST_USE;

/* Borrowed; NULL with an error when it is absent or of another type. */
const json_t *members_object(const struct members *members, const char *name,
                             struct error *error) MUST_USE;
/* With `least` to `most` elements. */
const json_t *members_array(const struct members *members, const char *name, size_t least,
                            size_t most, struct error *error) MUST_USE;

/* ERROR_INPUT: "FILE: PLACE.NAME REASON". Returns false. */
bool members_refuse(const struct members *members, const char *name, struct error *error,
                    const char *reason, ...) PRINTF_LIKE(4, 5);

#endif
