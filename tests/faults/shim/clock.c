/* The time that a program is told. */
#include "tests/faults/shim/gate.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int64_t offset(void)
{
    const struct shim_page *page = shim_page();

    return page != NULL && page->clock != SHIM_CLOCK_RIGHT ? page->offset : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);

    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += offset();
    return result;
}

int gettimeofday(struct timeval *now, void *zone)
{
    struct timespec time;
    int result = clock_gettime(CLOCK_REALTIME, &time);

    (void)zone;
    if (result == 0)
        *now = (struct timeval){.tv_sec = time.tv_sec, .tv_usec = time.tv_nsec / 1000};
    return result;
}

time_t time(time_t *seconds)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (seconds != NULL)
        *seconds = now.tv_sec;
    return now.tv_sec;
}

int adjtimex(struct timex *state)
{
    const struct shim_page *page = shim_page();
    int result = (int)syscall(SYS_adjtimex, state);

    if (result < 0 || page == NULL || page->clock == SHIM_CLOCK_RIGHT)
        return result;
    if (page->clock == SHIM_CLOCK_MOVED)
        state->status &= ~STA_UNSYNC;
    else
        state->status |= STA_UNSYNC;
    return page->clock == SHIM_CLOCK_MOVED ? TIME_OK : TIME_ERROR;
}
