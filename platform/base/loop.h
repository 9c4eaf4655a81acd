/*
 * The one poll(2) loop of a program: descriptors, timers, signals. Nothing
 * runs, and nothing wakes, unless one of them asks for it.
 */
#ifndef PLATFORM_BASE_LOOP_H
#define PLATFORM_BASE_LOOP_H

#include "platform/base/clock.h"
#include "platform/base/error.h"

#include <poll.h>
#include <signal.h>

#define LOOP_DESCRIPTORS_MAX 64
#define LOOP_TIMERS_MAX      32

struct loop; /* opaque */

typedef void loop_ready(void *context, short events); /* events as in poll(2) */
typedef void loop_due(void *context);
typedef void loop_signal(void *context, int signal_number);

/* `clock` must outlive the loop. NULL on failure. */
struct loop *loop_create(const struct clock_source *clock, struct error *error) MUST_USE;
void loop_destroy(struct loop *loop);

/* Watches `descriptor`, which stays the caller's. Watching it again replaces events and callback.
 */
bool loop_watch(struct loop *loop, int descriptor, short events, loop_ready *ready, void *context,
                struct error *error) MUST_USE;
void loop_unwatch(struct loop *loop, int descriptor);

/*
 * A timer is named by the address of the caller's int64_t, which holds when it is due (monotonic
 * milliseconds, 0 = off) and may be changed at any time by loop_timer_set and loop_timer_stop.
 * It fires once each time it is set.
 */
struct loop_timer {
    int64_t due; /* 0: not set */
    loop_due *callback;
    void *context;
};
bool loop_add_timer(struct loop *loop, struct loop_timer *timer, struct error *error) MUST_USE;
void loop_remove_timer(struct loop *loop, struct loop_timer *timer);
void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t in_milliseconds);
void loop_timer_stop(struct loop_timer *timer);

/* Blocks the signals and delivers them through the loop (signalfd). One call a loop. */
bool loop_catch(struct loop *loop, const int *signals, size_t count, loop_signal *caught,
                void *context, struct error *error) MUST_USE;

/* Runs until loop_stop. False when poll itself fails. */
bool loop_run(struct loop *loop, struct error *error) MUST_USE;
/* One round: waits at most until the next timer (or not at all), runs what is due. */
bool loop_once(struct loop *loop, bool wait, struct error *error) MUST_USE;
void loop_stop(struct loop *loop);

/* Monotonic milliseconds of the loop's clock. */
int64_t loop_now(const struct loop *loop);

/* Returns from poll(2) so far: the measure of idleness. */
uint64_t loop_wakeups(const struct loop *loop);

/* How often the service manager's watchdog was told that the program lives (platform/base/notify.h). loop_run
 * does it by itself, after it has said that the program is ready, and counts these rounds apart. */
uint64_t loop_watchdog_pings(const struct loop *loop);

#endif
