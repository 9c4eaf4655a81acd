#include "platform/base/clock.h"

#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define LAST_UTC 253402300799 /* 9999-12-31T23:59:59Z */

static int64_t system_utc(void *context)
{
    (void)context;
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? now.tv_sec : 0;
}

static int64_t system_monotonic(void *context)
{
    (void)context;
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
        return 0;
    }
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool kernel_is_synchronised(void)
{
    struct timex state;
    memset(&state, 0, sizeof state);
    return adjtimex(&state) != -1 && (state.status & STA_UNSYNC) == 0;
}

const struct clock_source clock_system = {.utc_seconds = system_utc,
                                          .monotonic_milliseconds = system_monotonic};

int64_t clock_utc(const struct clock_source *clock)
{
    return clock->utc_seconds(clock->context);
}

int64_t clock_monotonic(const struct clock_source *clock)
{
    return clock->monotonic_milliseconds(clock->context);
}

bool clock_is_trusted(const struct clock_source *clock, int64_t earliest_utc)
{
    bool synchronised = clock->is_synchronised != NULL ? clock->is_synchronised(clock->context)
                                                       : kernel_is_synchronised();
    return synchronised && clock_utc(clock) >= earliest_utc;
}

void clock_format(int64_t utc_seconds, char text[static 21])
{
    int64_t within = utc_seconds < 0 ? 0 : utc_seconds > LAST_UTC ? LAST_UTC : utc_seconds;
    time_t seconds = (time_t)within;
    struct tm parts;
    text[0] = '\0';
    if (gmtime_r(&seconds, &parts) != NULL) {
        (void)strftime(text, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
}

static bool has_form(const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    if (strnlen(text, sizeof form) != sizeof form - 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof form - 1; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !digit : text[i] != form[i]) {
            return false;
        }
    }
    return true;
}

static int number(const char *text, size_t at, size_t digits)
{
    int value = 0;
    for (size_t i = at; i < at + digits; i++) {
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool clock_parse(const char *text, int64_t *utc_seconds)
{
    if (!has_form(text)) {
        return false;
    }
    struct tm parts = {.tm_year = number(text, 0, 4) - 1900,
                       .tm_mon = number(text, 5, 2) - 1,
                       .tm_mday = number(text, 8, 2),
                       .tm_hour = number(text, 11, 2),
                       .tm_min = number(text, 14, 2),
                       .tm_sec = number(text, 17, 2)};
    time_t seconds = timegm(&parts);
    /* timegm turns 30 February into March; a real date comes back as it was written. */
    char again[CLOCK_TEXT_SIZE];
    clock_format((int64_t)seconds, again);
    if (strcmp(again, text) != 0) {
        return false;
    }
    *utc_seconds = (int64_t)seconds;
    return true;
}
