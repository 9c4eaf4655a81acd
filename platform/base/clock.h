/*
 * The time, behind a table so that tests turn it. UTC in whole seconds since
 * 1970 for records, milliseconds since boot for waiting.
 */
#ifndef PLATFORM_BASE_CLOCK_H
#define PLATFORM_BASE_CLOCK_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct clock_source {
    int64_t (*utc_seconds)(void *context);
    int64_t (*monotonic_milliseconds)(void *context); /* CLOCK_BOOTTIME: goes on during suspend */
    void *context;
    /* Whether utc_seconds is synchronised with the world; NULL asks the kernel (adjtimex). */
    bool (*is_synchronised)(void *context);
};

/* The machine's own clocks. */
extern const struct clock_source clock_system;

int64_t clock_utc(const struct clock_source *clock);
int64_t clock_monotonic(const struct clock_source *clock);

/* True where the time is synchronised (adjtimex: not STA_UNSYNC) and not before `earliest_utc` (the
 * build's or the last known time). */
bool clock_is_trusted(const struct clock_source *clock, int64_t earliest_utc);

#define CLOCK_TEXT_SIZE sizeof "2026-11-21T21:35:00Z"

/* RFC 3339 in UTC, whole seconds. */
void clock_format(int64_t utc_seconds, char text[static 21]);
/* False for anything but that form and a real date. *utc_seconds is filled last. */
bool clock_parse(const char *text, int64_t *utc_seconds) MUST_USE;

#endif
