#include "platform/base/local_stream.h"

#include "platform/base/local.h"
#include "platform/base/local_frame.h"

#include <stdlib.h>
#include <unistd.h>

struct local_stream {
    struct local_stream_setup setup;
    int descriptor; /* -1: ended */
    struct frame_reader reader;
    struct frame_writer waiting[LOCAL_STREAM_WAITING_MAX]; /* the first is on its way */
    size_t count;
};

static bool watch(struct local_stream *stream, struct error *error);

static void forget_first(struct local_stream *stream)
{
    frame_writer_finish(&stream->waiting[0]);
    stream->count--;
    for (size_t i = 0; i < stream->count; i++) {
        stream->waiting[i] = stream->waiting[i + 1];
    }
}

static void hang_up(struct local_stream *stream)
{
    if (stream->descriptor >= 0) {
        loop_unwatch(stream->setup.loop, stream->descriptor);
        (void)close(stream->descriptor);
    }
    stream->descriptor = -1;
    frame_reader_finish(&stream->reader);
    while (stream->count > 0) {
        forget_first(stream);
    }
}

static void end(struct local_stream *stream)
{
    hang_up(stream);
    stream->setup.ended(stream->setup.context);
}

/* The stream may be gone after `heard`: nothing of it is touched then. */
static void hear(struct local_stream *stream)
{
    struct buffer content = stream->reader.content;
    size_t length = stream->reader.length;

    frame_reader_init(&stream->reader, stream->setup.message_max);
    stream->setup.heard(stream->setup.context, content.data, length);
    frame_memory_finish(&content);
}

static void read_more(struct local_stream *stream)
{
    switch (frame_read(&stream->reader, stream->descriptor)) {
    case FRAME_MORE:
        break;
    case FRAME_DONE:
        hear(stream);
        break;
    case FRAME_TOO_LARGE:
    case FRAME_ENDED:
        end(stream);
        break;
    }
}

/* False where the other end is gone. */
static bool write_more(struct local_stream *stream)
{
    while (stream->count > 0) {
        enum frame_step step = frame_write(&stream->waiting[0], stream->descriptor);

        if (step == FRAME_MORE) {
            break;
        }
        if (step != FRAME_DONE) {
            return false;
        }
        forget_first(stream);
    }
    return watch(stream, NULL);
}

static void ready(void *context, short events)
{
    struct local_stream *stream = context;

    if ((events & POLLOUT) != 0 && !write_more(stream)) {
        end(stream);
        return;
    }
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_more(stream);
    }
}

static bool watch(struct local_stream *stream, struct error *error)
{
    short events = stream->count > 0 ? POLLIN | POLLOUT : POLLIN;

    return loop_watch(stream->setup.loop, stream->descriptor, events, ready, stream, error);
}

struct local_stream *local_stream_adopt(int descriptor, const struct local_stream_setup *setup,
                                        struct error *error)
{
    struct local_stream *stream = calloc(1, sizeof *stream);

    if (stream == NULL) {
        (void)close(descriptor);
        error_set(error, ERROR_MEMORY, "no memory for a local conversation");
        return NULL;
    }
    stream->setup = *setup;
    stream->descriptor = descriptor;
    frame_reader_init(&stream->reader, setup->message_max);
    if (!watch(stream, error)) {
        local_stream_destroy(stream);
        return NULL;
    }
    return stream;
}

struct local_stream *local_stream_connect(const char *path, const struct local_stream_setup *setup,
                                          struct error *error)
{
    int descriptor = local_connect(path, error);

    return descriptor >= 0 ? local_stream_adopt(descriptor, setup, error) : NULL;
}

void local_stream_destroy(struct local_stream *stream)
{
    if (stream != NULL) {
        hang_up(stream);
        free(stream);
    }
}

/* What the socket does not take now, it takes from the loop; who is gone is noticed there too. */
bool local_stream_send(struct local_stream *stream, const void *message, size_t length)
{
    struct frame_writer *writer = &stream->waiting[stream->count];

    if (stream->descriptor < 0 || stream->count == LOCAL_STREAM_WAITING_MAX) {
        return false;
    }
    if (!frame_writer_init(writer, message, length, NULL)) {
        frame_writer_finish(writer);
        return false;
    }
    stream->count++;
    return write_more(stream);
}
