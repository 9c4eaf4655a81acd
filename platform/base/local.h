/*
 * Small messages between the programs of one kiosk over Unix sockets: a frame
 * is a 4-byte big-endian length and that many bytes, one frame asked, one
 * answered, then the connection ends. The caller is known by SO_PEERCRED.
 */
#ifndef PLATFORM_BASE_LOCAL_H
#define PLATFORM_BASE_LOCAL_H

#include "platform/base/buffer.h"
#include "platform/base/loop.h"

#include <sys/types.h>

#define LOCAL_FRAME_MAX   (1u << 20)
#define LOCAL_CLIENTS_MAX 8

struct local_caller {
    uid_t user;
    gid_t group;
    pid_t process;
};

struct local_server; /* opaque */

/*
 * Called with one whole frame. Appends the answer to *answer (may stay empty). The frame's memory
 * is wiped and released after the call; up to 17 KiB it is secret memory where secret_start was
 * called. Must not destroy the server.
 */
typedef void local_handler(void *context, const struct local_caller *caller, const uint8_t *frame,
                           size_t length, struct buffer *answer);

/* Listens at `path` (an old socket there is removed), mode as given. A client that does not finish
 * its frame within 5 s, or sends more than `frame_max`, is dropped. Runs inside `loop`. */
struct local_server *local_serve(struct loop *loop, const char *path, mode_t mode, size_t frame_max,
                                 local_handler *handler, void *context,
                                 struct error *error) MUST_USE;
void local_server_destroy(struct local_server *server);

/* What local_serve stands on, for conversations (local_stream.h): a listening socket at `path`, the
 * connection that waits there (-1: none), and who is at its other end. */
int local_listen(const char *path, mode_t mode, struct error *error) MUST_USE;
int local_accept(int listener) MUST_USE;
/* After local_accept gave -1: whether the caller still waits, for want of descriptors or memory. Then
 * the listener must not be watched for a while, or the loop spins over it. */
#define LOCAL_PAUSE_MILLISECONDS 250
bool local_accept_starved(void);
bool local_know_caller(int descriptor, struct local_caller *caller) MUST_USE;

/*
 * Serves the one connection that a service manager has accepted for this process (systemd.socket(5), Accept=yes):
 * one frame in, the handler, one frame out, as local_serve does. Blocks, for the question 5 s at most. False
 * when there was no question, or its answer could not be given: the handler was called then, if
 * *asked is true.
 */
bool local_serve_once(int descriptor, size_t frame_max, local_handler *handler, void *context,
                      bool *asked, struct error *error) MUST_USE;

/* A connected, non-blocking descriptor. -1 and ERROR_UNAVAILABLE when nobody listens or too many do. */
int local_connect(const char *path, struct error *error) MUST_USE;

/* Asks and waits for the answer, at most `timeout_milliseconds` in all. ERROR_UNAVAILABLE when
 * nobody listens or the time is over. *answer is appended to. */
bool local_ask(const char *path, const void *frame, size_t length, int timeout_milliseconds,
               struct buffer *answer, struct error *error) MUST_USE;

/* The same without blocking, for programs with a loop: `done` is called exactly once from the loop,
 * unless the call is cancelled. The call is over when `done` begins (do not cancel it there); the
 * answer is wiped after it. */
struct local_call; /* opaque; owned by the loop until done or cancelled */
typedef void local_done(void *context, const struct buffer *answer,
                        const struct error *error /* NULL: fine */);
struct local_call *local_ask_later(struct loop *loop, const char *path, const void *frame,
                                   size_t length, int timeout_milliseconds, local_done *done,
                                   void *context, struct error *error) MUST_USE;
void local_call_cancel(struct local_call *call);

#endif
