#include "app/clock/floor.h"

#include "platform/base/known_time.h"
#include "platform/base/log.h"

#include <errno.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define NEVER INT64_C(9000000000) /* the year 2255 in UTC seconds: only what cancels it matters */

enum floor_result floor_lift(const struct floor_clock *clock, const char *folder,
                             struct error *error)
{
    char said[CLOCK_TEXT_SIZE], known_text[CLOCK_TEXT_SIZE];
    int64_t known = known_time(folder);
    int64_t now = clock->utc_seconds(clock->context);
    if (now >= known) {
        return FLOOR_HOLDS;
    }
    clock_format(now, said);
    clock_format(known, known_text);
    if (!clock->set(clock->context, known)) {
        error_set_errno(error, "the clock says %s, and cannot be set to %s, which has been", said,
                        known_text);
        return FLOOR_FAILED;
    }
    log_warning("the clock said %s; it is set to %s, which is known to have been", said,
                known_text);
    return FLOOR_LIFTED;
}

static bool arm(int watch)
{
    const struct itimerspec never = {.it_value = {.tv_sec = NEVER}};
    return timerfd_settime(watch, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL) == 0;
}

int floor_watch(struct error *error)
{
    int watch = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (watch >= 0 && arm(watch)) {
        return watch;
    }
    error_set_errno(error, "nobody would tell that the clock was set");
    if (watch >= 0) {
        (void)close(watch);
    }
    return -1;
}

bool floor_was_set(int watch)
{
    uint64_t times;
    ssize_t count = read(watch, &times, sizeof times);
    bool set = count < 0 && errno == ECANCELED;
    return arm(watch) && set;
}
