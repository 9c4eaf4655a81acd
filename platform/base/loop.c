#include "platform/base/loop.h"

#include "platform/base/notify.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct watch {
    int descriptor; /* -1: free */
    short events;
    uint32_t generation; /* differs when the place was given to another in the same round */
    loop_ready *ready;
    void *context;
};

struct loop {
    const struct clock_source *clock;
    struct watch watches[LOOP_DESCRIPTORS_MAX];
    struct loop_timer *timers[LOOP_TIMERS_MAX];
    struct notify notify;
    struct loop_timer watchdog_timer;
    uint64_t wakeups;
    uint64_t pings;
    uint32_t generations;
    int signals; /* signalfd, -1: none */
    loop_signal *caught;
    void *caught_context;
    bool stopped;
};

struct loop *loop_create(const struct clock_source *clock, struct error *error)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the event loop");
        return NULL;
    }
    loop->clock = clock;
    loop->signals = -1;
    for (size_t i = 0; i < LOOP_DESCRIPTORS_MAX; i++) {
        loop->watches[i].descriptor = -1;
    }
    /* Now, since a sandbox entered later may refuse the connection. */
    notify_open(&loop->notify);
    return loop;
}

void loop_destroy(struct loop *loop)
{
    if (loop == NULL) {
        return;
    }
    if (loop->signals >= 0) {
        (void)close(loop->signals);
    }
    notify_close(&loop->notify);
    free(loop);
}

static struct watch *find_watch(struct loop *loop, int descriptor)
{
    for (size_t i = 0; i < LOOP_DESCRIPTORS_MAX; i++) {
        if (loop->watches[i].descriptor == descriptor) {
            return &loop->watches[i];
        }
    }
    return NULL;
}

bool loop_watch(struct loop *loop, int descriptor, short events, loop_ready *ready, void *context,
                struct error *error)
{
    if (descriptor < 0) {
        return error_set(error, ERROR_INTERNAL, "a closed descriptor cannot be watched");
    }
    struct watch *watch = find_watch(loop, descriptor);
    if (watch == NULL) {
        watch = find_watch(loop, -1);
    }
    if (watch == NULL) {
        return error_set(error, ERROR_LIMIT, "the event loop watches %d descriptors already",
                         LOOP_DESCRIPTORS_MAX);
    }
    *watch = (struct watch){.descriptor = descriptor,
                            .events = events,
                            .generation = ++loop->generations,
                            .ready = ready,
                            .context = context};
    return true;
}

void loop_unwatch(struct loop *loop, int descriptor)
{
    struct watch *watch = descriptor >= 0 ? find_watch(loop, descriptor) : NULL;
    if (watch != NULL) {
        watch->descriptor = -1;
    }
}

bool loop_add_timer(struct loop *loop, struct loop_timer *timer, struct error *error)
{
    struct loop_timer **place = NULL;
    for (size_t i = 0; i < LOOP_TIMERS_MAX; i++) {
        if (loop->timers[i] == timer) {
            return true;
        }
        if (loop->timers[i] == NULL && place == NULL) {
            place = &loop->timers[i];
        }
    }
    if (place == NULL) {
        return error_set(error, ERROR_LIMIT, "the event loop has %d timers already",
                         LOOP_TIMERS_MAX);
    }
    *place = timer;
    return true;
}

void loop_remove_timer(struct loop *loop, struct loop_timer *timer)
{
    for (size_t i = 0; i < LOOP_TIMERS_MAX; i++) {
        if (loop->timers[i] == timer) {
            loop->timers[i] = NULL;
        }
    }
}

void loop_timer_set(struct loop *loop, struct loop_timer *timer, int64_t in_milliseconds)
{
    int64_t due = clock_monotonic(loop->clock) + (in_milliseconds > 0 ? in_milliseconds : 0);
    timer->due = due > 0 ? due : 1;
}

void loop_timer_stop(struct loop_timer *timer)
{
    timer->due = 0;
}

static void signal_arrived(void *context, short events)
{
    struct loop *loop = context;
    struct signalfd_siginfo info;
    (void)events;
    if (read(loop->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        loop->caught(loop->caught_context, (int)info.ssi_signo);
    }
}

bool loop_catch(struct loop *loop, const int *signals, size_t count, loop_signal *caught,
                void *context, struct error *error)
{
    sigset_t set;
    if (loop->signals >= 0) {
        return error_set(error, ERROR_INTERNAL, "signals are caught already");
    }
    (void)sigemptyset(&set);
    for (size_t i = 0; i < count; i++) {
        (void)sigaddset(&set, signals[i]);
    }
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
        return error_set_errno(error, "signals cannot be blocked");
    }
    loop->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (loop->signals < 0) {
        return error_set_errno(error, "signals cannot be caught");
    }
    loop->caught = caught;
    loop->caught_context = context;
    return loop_watch(loop, loop->signals, POLLIN, signal_arrived, loop, error);
}

static int wait_for(const struct loop *loop)
{
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < LOOP_TIMERS_MAX; i++) {
        if (loop->timers[i] != NULL && loop->timers[i]->due != 0 && loop->timers[i]->due < first) {
            first = loop->timers[i]->due;
        }
    }
    if (first == INT64_MAX) {
        return -1;
    }
    int64_t left = first - clock_monotonic(loop->clock);
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

/* Each timer at most once a round, so that one which sets itself anew starves nobody. */
static size_t run_timers(struct loop *loop)
{
    int64_t now = clock_monotonic(loop->clock);
    size_t ran = 0;
    for (size_t i = 0; i < LOOP_TIMERS_MAX; i++) {
        struct loop_timer *timer = loop->timers[i];
        if (timer != NULL && timer->due != 0 && timer->due <= now) {
            ran += timer != &loop->watchdog_timer;
            timer->due = 0;
            timer->callback(timer->context);
        }
    }
    return ran;
}

struct round {
    struct pollfd polled[LOOP_DESCRIPTORS_MAX];
    size_t place[LOOP_DESCRIPTORS_MAX];
    uint32_t generation[LOOP_DESCRIPTORS_MAX];
    nfds_t count;
};

static void collect(const struct loop *loop, struct round *round)
{
    round->count = 0;
    for (size_t i = 0; i < LOOP_DESCRIPTORS_MAX; i++) {
        const struct watch *watch = &loop->watches[i];
        if (watch->descriptor >= 0) {
            round->polled[round->count] =
                (struct pollfd){.fd = watch->descriptor, .events = watch->events};
            round->place[round->count] = i;
            round->generation[round->count] = watch->generation;
            round->count++;
        }
    }
}

static bool run_ready(struct loop *loop, const struct round *round, struct error *error)
{
    for (nfds_t i = 0; i < round->count; i++) {
        const struct watch *watch = &loop->watches[round->place[i]];
        short events = round->polled[i].revents;
        /* A callback before this one may have ended this watch, or begun another in its place. */
        if (events == 0 || watch->descriptor != round->polled[i].fd ||
            watch->generation != round->generation[i]) {
            continue;
        }
        if ((events & POLLNVAL) != 0) {
            return error_set(error, ERROR_INTERNAL, "descriptor %d was closed while watched",
                             watch->descriptor);
        }
        watch->ready(watch->context, events);
    }
    return true;
}

bool loop_once(struct loop *loop, bool wait, struct error *error)
{
    struct round round;
    collect(loop, &round);
    int ready = poll(round.polled, round.count, wait ? wait_for(loop) : 0);
    if (ready < 0 && errno != EINTR) {
        return error_set_errno(error, "the event loop cannot wait");
    }
    uint64_t pings = loop->pings;
    bool fine = ready <= 0 || run_ready(loop, &round, error);
    size_t ran = run_timers(loop);
    if (ready > 0 || ran > 0 || pings == loop->pings) {
        loop->wakeups++;
    }
    return fine;
}

static void ping(void *context)
{
    struct loop *loop = context;
    loop->pings++;
    notify_alive(&loop->notify);
    loop_timer_set(loop, &loop->watchdog_timer, loop->notify.period_milliseconds);
}

bool loop_run(struct loop *loop, struct error *error)
{
    bool fine = true;
    if (loop->notify.period_milliseconds > 0) {
        loop->watchdog_timer.callback = ping;
        loop->watchdog_timer.context = loop;
        fine = loop_add_timer(loop, &loop->watchdog_timer, error);
        loop_timer_set(loop, &loop->watchdog_timer, loop->notify.period_milliseconds);
    }
    if (fine) {
        notify_ready(&loop->notify);
    }
    while (fine && !loop->stopped) {
        fine = loop_once(loop, true, error);
    }
    loop->stopped = false;
    loop_remove_timer(loop, &loop->watchdog_timer);
    return fine;
}

void loop_stop(struct loop *loop)
{
    loop->stopped = true;
}

int64_t loop_now(const struct loop *loop)
{
    return clock_monotonic(loop->clock);
}

uint64_t loop_wakeups(const struct loop *loop)
{
    return loop->wakeups;
}

uint64_t loop_watchdog_pings(const struct loop *loop)
{
    return loop->pings;
}
