/*
 * The latest time that is known to have been, kept on the disk: no clock that
 * says less can be right, whatever happened to it since. Not a clock: a floor.
 */
#ifndef PLATFORM_BASE_KNOWN_TIME_H
#define PLATFORM_BASE_KNOWN_TIME_H

#include <stdint.h>

#define KNOWN_TIME_FILE "known-time" /* RFC 3339 and a line feed */

/* UTC in seconds; 0 where none is kept or it cannot be read. */
int64_t known_time(const char *folder);

/* Keeps a time that is an hour or more later than the kept one; the disk is spared the rest. Where that
 * fails the kept one stays, and a warning is logged. */
void known_time_raise(const char *folder, int64_t utc_seconds);

#endif
