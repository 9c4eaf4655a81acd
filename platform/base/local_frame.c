#include "platform/base/local_frame.h"

#include "platform/base/local.h"
#include "platform/base/secret.h"
#include "platform/base/text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define SECRET_FRAME_MAX (17u << 10)

void frame_memory_init(struct buffer *buffer, size_t length)
{
    void *probe = length <= SECRET_FRAME_MAX ? secret_allocate(length + 1) : NULL;
    secret_release(probe);
    if (probe != NULL) {
        buffer_init_secret(buffer, length);
    } else {
        buffer_init(buffer, length);
    }
}

void frame_memory_finish(struct buffer *buffer)
{
    if (buffer->data != NULL) {
        secret_wipe(buffer->data, buffer->capacity);
    }
    buffer_finish(buffer);
}

bool frame_writer_init(struct frame_writer *writer, const void *content, size_t length,
                       struct error *error)
{
    *writer = (struct frame_writer){.sent = 0};
    if (length > LOCAL_FRAME_MAX) {
        return error_set(error, ERROR_LIMIT, "a local message is longer than %u bytes",
                         LOCAL_FRAME_MAX);
    }
    frame_memory_init(&writer->bytes, length + FRAME_HEADER_BYTES);
    uint8_t *target = buffer_extend(&writer->bytes, length + FRAME_HEADER_BYTES);
    if (target == NULL) {
        return error_set(error, ERROR_MEMORY, "no memory for a local message");
    }
    for (size_t i = 0; i < FRAME_HEADER_BYTES; i++) {
        target[i] = (uint8_t)(length >> (8 * (FRAME_HEADER_BYTES - 1 - i)));
    }
    if (length > 0) {
        memcpy(target + FRAME_HEADER_BYTES, content, length);
    }
    return true;
}

void frame_writer_finish(struct frame_writer *writer)
{
    frame_memory_finish(&writer->bytes);
}

static enum frame_step step_of_errno(void)
{
    return errno == EAGAIN || errno == EINTR ? FRAME_MORE : FRAME_ENDED;
}

enum frame_step frame_write(struct frame_writer *writer, int descriptor)
{
    while (writer->sent < writer->bytes.length) {
        ssize_t put = send(descriptor, writer->bytes.data + writer->sent,
                           writer->bytes.length - writer->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (put < 0) {
            return step_of_errno();
        }
        writer->sent += (size_t)put;
    }
    return FRAME_DONE;
}

void frame_reader_init(struct frame_reader *reader, size_t limit)
{
    *reader = (struct frame_reader){.limit = limit};
}

void frame_reader_finish(struct frame_reader *reader)
{
    frame_memory_finish(&reader->content);
}

/* Memory of the announced length at once: growing would leave copies behind. */
static enum frame_step begin_content(struct frame_reader *reader)
{
    struct reader header;
    reader_init(&header, reader->header, FRAME_HEADER_BYTES);
    reader->length = reader_be32(&header);
    if (reader->length > reader->limit) {
        return FRAME_TOO_LARGE;
    }
    frame_memory_init(&reader->content, reader->length > 0 ? reader->length : 1);
    return buffer_extend(&reader->content, reader->length) != NULL ? FRAME_DONE : FRAME_ENDED;
}

static enum frame_step read_some(struct frame_reader *reader, int descriptor, uint8_t *target,
                                 size_t wanted)
{
    ssize_t got = recv(descriptor, target, wanted, MSG_DONTWAIT);
    if (got < 0) {
        return step_of_errno();
    }
    if (got == 0) {
        return FRAME_ENDED;
    }
    reader->got += (size_t)got;
    return FRAME_DONE;
}

enum frame_step frame_read(struct frame_reader *reader, int descriptor)
{
    for (;;) {
        enum frame_step step;
        if (reader->got < FRAME_HEADER_BYTES) {
            step = read_some(reader, descriptor, reader->header + reader->got,
                             FRAME_HEADER_BYTES - reader->got);
            if (step == FRAME_DONE && reader->got == FRAME_HEADER_BYTES) {
                step = begin_content(reader);
            }
        } else if (reader->got < FRAME_HEADER_BYTES + reader->length) {
            size_t have = reader->got - FRAME_HEADER_BYTES;
            step =
                read_some(reader, descriptor, reader->content.data + have, reader->length - have);
        } else {
            return FRAME_DONE;
        }
        if (step != FRAME_DONE) {
            return step;
        }
    }
}

bool local_address(const char *path, struct sockaddr_un *address, struct error *error)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (!text_copy(address->sun_path, sizeof address->sun_path, path)) {
        return error_set(error, ERROR_LIMIT, "%s is too long for a socket (at most %zu characters)",
                         path, sizeof address->sun_path - 1);
    }
    return true;
}
