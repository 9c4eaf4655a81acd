/*
 * The number of a release: "1.4.0", one to four parts, each 0 to 9999, compared
 * part by part. Pure.
 */
#ifndef APP_UPDATE_RELEASE_VERSION_H
#define APP_UPDATE_RELEASE_VERSION_H

#include "platform/base/error.h"

#include <stddef.h>

#define RELEASE_VERSION_PARTS 4
#define RELEASE_VERSION_SIZE  20 /* of its text, with the NUL */

struct release_version {
    unsigned part[RELEASE_VERSION_PARTS]; /* what is not written is 0: 1.4 is 1.4.0 */
    char text[RELEASE_VERSION_SIZE];      /* as written */
};

/* False, and *version empty, for anything else than digits and single dots between them. */
bool release_version_parse(const char *text, size_t length,
                           struct release_version *version) MUST_USE;

/* Below, at or above 0 as `one` is older than, as old as or newer than `other`. */
int release_version_compare(const struct release_version *one, const struct release_version *other);

/* The release that runs: IMAGE_VERSION in the os-release file `path` (os-release(5)). ERROR_INPUT
 * where there is none. */
bool release_version_running(const char *path, struct release_version *version,
                             struct error *error) MUST_USE;

/* A file that holds one version and a line feed. ERROR_NOT_FOUND where there is none. */
bool release_version_load(const char *path, struct release_version *version,
                          struct error *error) MUST_USE;
bool release_version_save(const char *path, const struct release_version *version,
                          struct error *error) MUST_USE;

#endif
