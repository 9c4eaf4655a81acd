/*
 * The service manager's watchdog: "WATCHDOG=1" over $NOTIFY_SOCKET, as
 * sd_notify(3) does it. For loop.c only; programs see the loop.
 */
#ifndef PLATFORM_BASE_WATCHDOG_H
#define PLATFORM_BASE_WATCHDOG_H

#include <stdint.h>

struct watchdog {
    int socket;                  /* connected, -1 where no watchdog waits */
    int64_t period_milliseconds; /* between two pings; 0 where no watchdog waits */
};

/* Reads $WATCHDOG_USEC, $WATCHDOG_PID and $NOTIFY_SOCKET. Never fails: no watchdog is fine. */
void watchdog_open(struct watchdog *watchdog);
void watchdog_close(struct watchdog *watchdog);
void watchdog_ping(const struct watchdog *watchdog);

#endif
