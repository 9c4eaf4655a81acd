/* Times in JSON, one form for state files, health reports and what commands print. */
#ifndef PLATFORM_BASE_CLOCK_JSON_H
#define PLATFORM_BASE_CLOCK_JSON_H

#include "platform/base/clock.h"

#include <jansson.h>

/* A new reference: the text of clock_format; JSON's null for 0, which stands for never. */
json_t *clock_json(int64_t utc_seconds);

#endif
