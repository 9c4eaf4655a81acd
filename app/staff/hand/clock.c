#include "platform/base/clock.h"
#include "app/staff/hand/hands.h"
#include "platform/base/known_time.h"
#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define EARLIEST_UTC   1767225600 /* 2026-01-01: no kiosk is older than its software */
#define HARDWARE_CLOCK "/dev/rtc0"
/* A year typed wrongly would be a floor for ever: nothing that far ahead is meant. */
#define AHEAD_MOST_SECONDS (INT64_C(20) * 366 * 86400)

bool hand_confine_time(const struct kiosk_config *config, struct error *error)
{
    const char *const reads[] = {config->paths.outbox, NULL};
    const char *const writes[] = {HARDWARE_CLOCK, NULL};
    const struct sandbox_plan plan = {.program = "kiosk-hand",
                                      .groups = SANDBOX_FILES | SANDBOX_DEVICE | SANDBOX_CLOCK,
                                      .read = reads,
                                      .write = writes};
    return sandbox_enter(&plan, error);
}

/* Without one the time holds until the machine is switched off. */
static void set_hardware_clock(int64_t utc)
{
    struct rtc_time hardware = {0};
    struct tm parts;
    time_t seconds = (time_t)utc;
    int descriptor = open(HARDWARE_CLOCK, O_RDONLY | O_CLOEXEC);
    if (gmtime_r(&seconds, &parts) != NULL) {
        hardware = (struct rtc_time){.tm_sec = parts.tm_sec,
                                     .tm_min = parts.tm_min,
                                     .tm_hour = parts.tm_hour,
                                     .tm_mday = parts.tm_mday,
                                     .tm_mon = parts.tm_mon,
                                     .tm_year = parts.tm_year,
                                     .tm_wday = parts.tm_wday,
                                     .tm_yday = parts.tm_yday};
    }
    if (descriptor < 0 || ioctl(descriptor, RTC_SET_TIME, &hardware) != 0) {
        log_warning("the hardware clock was not set: %s", strerror(errno));
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
}

static bool read_time(const struct hand_task *task, int64_t *utc, struct error *error)
{
    char text[CLOCK_TEXT_SIZE];
    if (task->argument_length != sizeof text - 1) {
        return error_set(error, ERROR_INPUT, "a time is written as 2026-11-22T08:15:06Z");
    }
    memcpy(text, task->argument, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    return clock_parse(text, utc) ||
           error_set(error, ERROR_INPUT, "a time is written as 2026-11-22T08:15:06Z");
}

bool hand_set_time(const struct hand_task *task, struct hand_answer *answer, struct error *error)
{
    char floor[CLOCK_TEXT_SIZE];
    int64_t known = known_time(task->config->paths.outbox);
    int64_t utc = 0;
    if (!read_time(task, &utc, error)) {
        return false;
    }
    int64_t least = known > EARLIEST_UTC ? known : EARLIEST_UTC;
    if (utc < least || utc > least + AHEAD_MOST_SECONDS) {
        answer->why = HAND_WRONG_TIME;
        clock_format(least, floor);
        return error_set(error, ERROR_REFUSED,
                         "no time before %s, or twenty years after it, is set", floor);
    }
    struct timespec time = {.tv_sec = (time_t)utc};
    if (clock_settime(CLOCK_REALTIME, &time) != 0) {
        return error_set_errno(error, "the clock cannot be set");
    }
    set_hardware_clock(utc);
    return true;
}
