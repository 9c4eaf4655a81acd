/*
 * A conversation between two programs of one kiosk over a Unix socket: framed messages (4-byte
 * big-endian length, content) both ways until one end closes. For one question and one answer there is
 * local.h. Messages of up to 17 KiB lie in secret memory where it was started, others are wiped.
 */
#ifndef PLATFORM_BASE_LOCAL_STREAM_H
#define PLATFORM_BASE_LOCAL_STREAM_H

#include "platform/base/loop.h"

#include <stddef.h>
#include <stdint.h>

#define LOCAL_STREAM_WAITING_MAX 8 /* messages that the other end has not taken yet */

struct local_stream; /* opaque */

/* One whole message; wiped after the call. May destroy the stream. */
typedef void local_heard(void *context, const uint8_t *message, size_t length);
/* The other end has gone, or sent more than `message_max`. Called once; the stream is silent from then
 * on and is the caller's to destroy, also from within the call. */
typedef void local_ended(void *context);

struct local_stream_setup {
    struct loop *loop;
    size_t message_max; /* bytes of a message that is heard */
    local_heard *heard;
    local_ended *ended;
    void *context;
};

/* ERROR_UNAVAILABLE when nobody listens at `path`. */
struct local_stream *local_stream_connect(const char *path, const struct local_stream_setup *setup,
                                          struct error *error) MUST_USE;
/* Takes over a connected, non-blocking descriptor, on failure too. */
struct local_stream *local_stream_adopt(int descriptor, const struct local_stream_setup *setup,
                                        struct error *error) MUST_USE;
/* Closes and wipes what was not sent. NULL is fine. */
void local_stream_destroy(struct local_stream *stream);

/* Copies the message and sends it as the other end takes it. False when too many are waiting, memory
 * is short or the stream has ended. */
bool local_stream_send(struct local_stream *stream, const void *message, size_t length) MUST_USE;

#endif
