/*
 * What bodies on their way in may take together: a connection reads on by
 * itself up to a small size; beyond it, it needs one of a few places, and waits
 * unread for one. So the server's memory is bounded whatever its clients send
 * and however slowly. For this folder only.
 *
 * Bound: connections × BODY_SMALL + BODY_PLACES × BODY_INPUT_MAX.
 */
#ifndef PLATFORM_HTTP_BODY_ROOM_H
#define PLATFORM_HTTP_BODY_ROOM_H

#include "platform/http/server.h"

#include <sys/queue.h>

#define BODY_SMALL         (32u << 10) /* bytes of a request that need no place */
#define BODY_PLACES        64
#define BODY_CLIENT_PLACES 2 /* of one certificate */
/* Unread bytes of one connection: a largest request, and a record of TLS that was read with it. More
 * is a chunk without an end or requests without waiting for answers; the connection is cut. */
#define BODY_INPUT_MAX (HTTP_SERVER_BODY_MAX + HTTP_SERVER_HEADERS_MAX + (64u << 10))

struct connection;

TAILQ_HEAD(body_queue, connection);

struct body_room {
    struct body_queue waiting; /* the longest first */
    int taken;
    int seconds; /* from getting a place to the end of the request */
};

enum body_state { BODY_NONE, BODY_WAITS, BODY_HAS_PLACE };

void body_room_init(struct body_room *room, int seconds);

/* Begins to watch what comes in. False without memory. */
bool body_room_watch(struct connection *connection) MUST_USE;

/* Gives back what the connection has or waits for: its request is read, or it goes. */
void body_room_leave(struct connection *connection);

/* Ends the waiting of a connection that is being cut: only who reads notices. */
void body_room_give_up(struct connection *connection);

#endif
