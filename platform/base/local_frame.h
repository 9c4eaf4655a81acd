/*
 * One frame out and one frame in over a non-blocking Unix socket, step by step.
 * For local_*.c only; programs see local.h.
 */
#ifndef PLATFORM_BASE_LOCAL_FRAME_H
#define PLATFORM_BASE_LOCAL_FRAME_H

#include "platform/base/buffer.h"

#include <sys/un.h>

#define FRAME_HEADER_BYTES 4u

enum frame_step {
    FRAME_MORE,  /* wait for the socket */
    FRAME_DONE,  /* the frame is whole */
    FRAME_ENDED, /* the peer closed or the socket failed */
    FRAME_TOO_LARGE
};

/* Small frames may hold a PIN: they lie in secret memory where it was started, others are wiped. */
void frame_memory_init(struct buffer *buffer, size_t length);
void frame_memory_finish(struct buffer *buffer);

struct frame_writer {
    struct buffer bytes; /* header and content; owned */
    size_t sent;
};

bool frame_writer_init(struct frame_writer *writer, const void *content, size_t length,
                       struct error *error) MUST_USE;
void frame_writer_finish(struct frame_writer *writer);
enum frame_step frame_write(struct frame_writer *writer, int descriptor);

struct frame_reader {
    uint8_t header[FRAME_HEADER_BYTES];
    size_t got; /* of header and content */
    size_t length;
    size_t limit;
    struct buffer content; /* owned; allocated when the header is there */
};

void frame_reader_init(struct frame_reader *reader, size_t limit);
void frame_reader_finish(struct frame_reader *reader);
enum frame_step frame_read(struct frame_reader *reader, int descriptor);

/* ERROR_LIMIT where `path` is longer than sun_path. */
bool local_address(const char *path, struct sockaddr_un *address, struct error *error) MUST_USE;

#endif
