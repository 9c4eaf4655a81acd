#include "platform/base/local.h"

#include "platform/base/clock.h"
#include "platform/base/local_frame.h"

#include <errno.h>

#define QUESTION_MILLISECONDS 5000
#define ANSWER_MILLISECONDS   5000

static bool wait_for(int descriptor, short events, int64_t until, struct error *error)
{
    int64_t left = until - clock_monotonic(&clock_system);
    struct pollfd polled = {.fd = descriptor, .events = events};
    int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
    if (ready == 0) {
        return error_set(error, ERROR_UNAVAILABLE, "the caller did not finish in time");
    }
    return ready > 0 || errno == EINTR || error_set_errno(error, "the caller cannot be waited for");
}

static bool finished(enum frame_step step, struct error *error)
{
    return step == FRAME_DONE ||
           error_set(error, ERROR_INPUT,
                     step == FRAME_TOO_LARGE ? "the question is too long"
                                             : "the caller ended the connection");
}

static bool take_question(int descriptor, struct frame_reader *reader, struct error *error)
{
    int64_t until = clock_monotonic(&clock_system) + QUESTION_MILLISECONDS;
    enum frame_step step = frame_read(reader, descriptor);
    while (step == FRAME_MORE) {
        if (!wait_for(descriptor, POLLIN, until, error)) {
            return false;
        }
        step = frame_read(reader, descriptor);
    }
    return finished(step, error);
}

static bool give_answer(int descriptor, const struct buffer *content, struct error *error)
{
    struct frame_writer writer;
    int64_t until = clock_monotonic(&clock_system) + ANSWER_MILLISECONDS;
    if (!frame_writer_init(&writer, content->data, content->length, error)) {
        return false;
    }
    bool fine = true;
    enum frame_step step = frame_write(&writer, descriptor);
    while (fine && step == FRAME_MORE) {
        fine = wait_for(descriptor, POLLOUT, until, error);
        step = fine ? frame_write(&writer, descriptor) : step;
    }
    frame_writer_finish(&writer);
    return fine && finished(step, error);
}

bool local_serve_once(int descriptor, size_t frame_max, local_handler *handler, void *context,
                      bool *asked, struct error *error)
{
    struct local_caller caller;
    struct frame_reader reader;
    struct buffer answer;
    *asked = false;
    if (!local_know_caller(descriptor, &caller)) {
        return error_set_errno(error, "nobody knows who asks");
    }
    frame_reader_init(&reader, frame_max);
    buffer_init(&answer, LOCAL_FRAME_MAX);
    bool fine = take_question(descriptor, &reader, error);
    if (fine) {
        *asked = true;
        handler(context, &caller, reader.content.data, reader.length, &answer);
    }
    frame_reader_finish(&reader);
    fine = fine && give_answer(descriptor, &answer, error);
    buffer_finish(&answer);
    return fine;
}
