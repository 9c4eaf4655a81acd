#include "platform/base/local.h"

#include "platform/base/clock.h"
#include "platform/base/local_frame.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* One question and its answer, without blocking. */
struct exchange {
    int descriptor;
    bool asked;
    struct frame_writer writer;
    struct frame_reader reader;
};

static void exchange_finish(struct exchange *exchange)
{
    frame_writer_finish(&exchange->writer);
    frame_reader_finish(&exchange->reader);
    if (exchange->descriptor >= 0) {
        (void)close(exchange->descriptor);
    }
    exchange->descriptor = -1;
}

int local_connect(const char *path, struct error *error)
{
    struct sockaddr_un address;
    if (!local_address(path, &address, error)) {
        return -1;
    }
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        error_set_errno(error, "no socket for %s", path);
        return -1;
    }
    /* A Unix socket connects at once or not at all. */
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) {
        return descriptor;
    }
    if (errno == ENOENT || errno == ECONNREFUSED) {
        error_set(error, ERROR_UNAVAILABLE, "nobody listens at %s; is its program running?", path);
    } else if (errno == EAGAIN) {
        error_set(error, ERROR_UNAVAILABLE, "%s is busy; try again", path);
    } else {
        error_set_errno(error, "%s cannot be asked", path);
    }
    (void)close(descriptor);
    return -1;
}

static bool connect_to(struct exchange *exchange, const char *path, struct error *error)
{
    exchange->descriptor = local_connect(path, error);
    return exchange->descriptor >= 0;
}

static bool exchange_begin(struct exchange *exchange, const char *path, const void *frame,
                           size_t length, struct error *error)
{
    *exchange = (struct exchange){.descriptor = -1};
    frame_reader_init(&exchange->reader, LOCAL_FRAME_MAX);
    if (frame_writer_init(&exchange->writer, frame, length, error) &&
        connect_to(exchange, path, error)) {
        return true;
    }
    exchange_finish(exchange);
    return false;
}

static short wanted_events(const struct exchange *exchange)
{
    return exchange->asked ? POLLIN : POLLOUT;
}

static enum frame_step exchange_step(struct exchange *exchange)
{
    if (!exchange->asked) {
        enum frame_step step = frame_write(&exchange->writer, exchange->descriptor);
        if (step != FRAME_DONE) {
            return step;
        }
        exchange->asked = true;
    }
    return frame_read(&exchange->reader, exchange->descriptor);
}

static bool no_answer(enum frame_step step, struct error *error)
{
    if (step == FRAME_TOO_LARGE) {
        return error_set(error, ERROR_INPUT, "the local answer is longer than %u bytes",
                         LOCAL_FRAME_MAX);
    }
    return error_set(error, ERROR_UNAVAILABLE, "the local connection ended without an answer");
}

static bool timed_out(struct error *error)
{
    return error_set(error, ERROR_UNAVAILABLE, "no local answer in time");
}

static bool wait_for(struct exchange *exchange, int64_t until, struct error *error)
{
    for (;;) {
        int64_t left = until - clock_monotonic(&clock_system);
        struct pollfd polled = {.fd = exchange->descriptor, .events = wanted_events(exchange)};
        int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
        if (ready == 0) {
            return timed_out(error);
        }
        if (ready > 0) {
            return true;
        }
        if (errno != EINTR) {
            return error_set_errno(error, "the local answer cannot be waited for");
        }
    }
}

bool local_ask(const char *path, const void *frame, size_t length, int timeout_milliseconds,
               struct buffer *answer, struct error *error)
{
    struct exchange exchange;
    int64_t until = clock_monotonic(&clock_system) + timeout_milliseconds;
    bool fine = false;
    if (!exchange_begin(&exchange, path, frame, length, error)) {
        return false;
    }
    enum frame_step step = exchange_step(&exchange);
    while (step == FRAME_MORE) {
        if (!wait_for(&exchange, until, error)) {
            goto out;
        }
        step = exchange_step(&exchange);
    }
    if (step != FRAME_DONE) {
        no_answer(step, error);
    } else if (!buffer_append(answer, exchange.reader.content.data, exchange.reader.length)) {
        error_set(error, ERROR_LIMIT, "the local answer from %s is too long", path);
    } else {
        fine = true;
    }
out:
    if (!fine) {
        error_prefix(error, "%s", path);
    }
    exchange_finish(&exchange);
    return fine;
}

struct local_call {
    struct loop *loop;
    struct exchange exchange;
    struct loop_timer timer;
    local_done *done;
    void *context;
};

void local_call_cancel(struct local_call *call)
{
    if (call == NULL) {
        return;
    }
    loop_unwatch(call->loop, call->exchange.descriptor);
    loop_remove_timer(call->loop, &call->timer);
    exchange_finish(&call->exchange);
    free(call);
}

static void report(struct local_call *call, const struct error *error)
{
    /* Off the loop first: `done` may ask the next thing. */
    loop_unwatch(call->loop, call->exchange.descriptor);
    loop_remove_timer(call->loop, &call->timer);
    call->done(call->context, &call->exchange.reader.content, error);
    exchange_finish(&call->exchange);
    free(call);
}

static void call_due(void *context)
{
    struct error error = {.kind = ERROR_NONE};
    timed_out(&error);
    report(context, &error);
}

static void call_ready(void *context, short events)
{
    struct local_call *call = context;
    struct error error = {.kind = ERROR_NONE};
    (void)events;
    enum frame_step step = exchange_step(&call->exchange);
    if (step == FRAME_DONE) {
        report(call, NULL);
    } else if (step != FRAME_MORE) {
        no_answer(step, &error);
        report(call, &error);
    } else if (!loop_watch(call->loop, call->exchange.descriptor, wanted_events(&call->exchange),
                           call_ready, call, &error)) {
        report(call, &error);
    }
}

struct local_call *local_ask_later(struct loop *loop, const char *path, const void *frame,
                                   size_t length, int timeout_milliseconds, local_done *done,
                                   void *context, struct error *error)
{
    struct local_call *call = calloc(1, sizeof *call);
    if (call == NULL) {
        error_set(error, ERROR_MEMORY, "no memory to ask %s", path);
        return NULL;
    }
    *call = (struct local_call){.loop = loop, .done = done, .context = context};
    call->timer = (struct loop_timer){.callback = call_due, .context = call};
    if (!exchange_begin(&call->exchange, path, frame, length, error)) {
        free(call);
        return NULL;
    }
    if (!loop_add_timer(loop, &call->timer, error) ||
        !loop_watch(loop, call->exchange.descriptor, POLLOUT, call_ready, call, error)) {
        local_call_cancel(call);
        return NULL;
    }
    loop_timer_set(loop, &call->timer, timeout_milliseconds);
    return call;
}
