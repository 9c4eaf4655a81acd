#include "platform/base/clock_json.h"

json_t *clock_json(int64_t utc_seconds)
{
    char text[CLOCK_TEXT_SIZE];
    if (utc_seconds == 0) {
        return json_null();
    }
    clock_format(utc_seconds, text);
    return json_string(text);
}
