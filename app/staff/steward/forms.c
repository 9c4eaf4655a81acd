#include "app/staff/steward/forms.h"

#include "app/local/network_settings.h"
#include "platform/base/clock.h"

#include <string.h>

#define CODE_LEAST 8
#define CODE_MOST  64

bool form_nothing(const uint8_t *argument, size_t length)
{
    (void)argument;
    return length == 0;
}

bool form_network(const uint8_t *argument, size_t length)
{
    struct network_settings settings;
    return length > 0 && network_settings_parse((const char *)argument, length, &settings, NULL);
}

bool form_time(const uint8_t *argument, size_t length)
{
    char text[CLOCK_TEXT_SIZE];
    int64_t utc;
    if (length != sizeof text - 1) {
        return false;
    }
    memcpy(text, argument, length);
    text[length] = '\0';
    return clock_parse(text, &utc);
}

static bool is_of_a_code(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == ' ';
}

bool form_code(const uint8_t *argument, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!is_of_a_code(argument[i])) {
            return false;
        }
    }
    return length >= CODE_LEAST && length <= CODE_MOST;
}
