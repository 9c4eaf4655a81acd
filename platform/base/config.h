/*
 * Configuration files in INI form against a table of what may stand in them.
 * A section or key that is not in the table is an error that names file and
 * line, and so is a value that does not parse or is out of range.
 */
#ifndef PLATFORM_BASE_CONFIG_H
#define PLATFORM_BASE_CONFIG_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define CONFIG_FILE_MAX  65536u
#define CONFIG_VALUE_MAX 1024u

enum config_type {
    CONFIG_TEXT,   /* char[size] */
    CONFIG_PATH,   /* char[size]; relative paths are taken from the configuration file's folder */
    CONFIG_NUMBER, /* int64_t, between least and most */
    CONFIG_SWITCH, /* bool: yes or no */
    CONFIG_CHOICE  /* int: index into choices */
};

struct config_key {
    const char *section;
    const char *name;
    enum config_type type;
    size_t offset; /* of the member in the caller's struct */
    size_t size;   /* of that member, for texts and paths, with the NUL */
    int64_t least, most;
    const char *const *choices; /* NULL-ended */
    bool required;
    const char *meaning; /* one line, for documentation and error messages */
};

/* A row for a member of a struct; what else it needs is named after it: .least = 1, .meaning = "…". */
#define CONFIG_ROW(struct_, section_, name_, type_, member_, ...)                                  \
    {                                                                                              \
        .section = (section_), .name = (name_), .type = (type_),                                   \
        .offset = offsetof(struct_, member_), .size = sizeof(((struct_ *)0)->member_), __VA_ARGS__ \
    }

/*
 * Fills the struct at `target`, whose defaults the caller has set, from `path`.
 * `keys` ends with a row whose section is NULL. A failure leaves *target unspecified.
 */
bool config_load(const char *path, const struct config_key *keys, void *target,
                 struct error *error) MUST_USE;

/* True for a key of that section and name in the table; used to allow one file for several
 * programs: rows of other programs are listed with type CONFIG_TEXT and size 0, read by nobody. */
#define CONFIG_IGNORED(section_, name_)                                                            \
    {                                                                                              \
        .section = (section_), .name = (name_), .type = CONFIG_TEXT, .size = 0                     \
    }

#endif
