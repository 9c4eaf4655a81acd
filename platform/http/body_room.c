#include "platform/http/body_room.h"

#include "platform/http/connection.h"

#include <event2/buffer.h>

void body_room_init(struct body_room *room, int seconds)
{
    TAILQ_INIT(&room->waiting);
    room->taken = 0;
    room->seconds = seconds;
}

static int places_of_client(const struct connection *one)
{
    const struct connection *connection;
    int count = 0;

    LIST_FOREACH(connection, &one->pool->list, entry)
    if (connection->body == BODY_HAS_PLACE && connection_is_same_client(connection, one))
        count++;
    return count;
}

static bool may_have_place(const struct connection *connection)
{
    return connection->pool->room.taken < BODY_PLACES &&
           places_of_client(connection) < BODY_CLIENT_PLACES;
}

static void take_place(struct connection *connection)
{
    connection->body = BODY_HAS_PLACE;
    connection->pool->room.taken++;
    connection_deadline(connection, connection->pool->room.seconds);
}

static void wait_for_place(struct connection *connection)
{
    connection->body = BODY_WAITS;
    TAILQ_INSERT_TAIL(&connection->pool->room.waiting, connection, waiting);
    (void)bufferevent_disable(connection->stream, EV_READ);
}

static void came_in(struct evbuffer *input, const struct evbuffer_cb_info *change, void *context)
{
    struct connection *connection = context;
    size_t length = evbuffer_get_length(input);

    if (change->n_added == 0)
        return;
    if (length > BODY_INPUT_MAX)
        connection_cut(connection);
    else if (length > BODY_SMALL && connection->body == BODY_NONE) {
        if (may_have_place(connection))
            take_place(connection);
        else
            wait_for_place(connection);
    }
}

bool body_room_watch(struct connection *connection)
{
    return evbuffer_add_cb(bufferevent_get_input(connection->stream), came_in, connection) != NULL;
}

/* One that libevent is about to let go has lost its callbacks, and must not be watched again. */
static void read_on(struct connection *connection)
{
    bufferevent_data_cb read, write;
    bufferevent_event_cb event;
    void *context;

    bufferevent_getcb(connection->stream, &read, &write, &event, &context);
    if (event != NULL)
        (void)bufferevent_enable(connection->stream, EV_READ);
}

static void admit_waiting(struct connection_pool *pool)
{
    struct connection *connection, *next;

    for (connection = TAILQ_FIRST(&pool->room.waiting); connection != NULL; connection = next) {
        next = TAILQ_NEXT(connection, waiting);
        if (!may_have_place(connection))
            continue;
        TAILQ_REMOVE(&pool->room.waiting, connection, waiting);
        take_place(connection);
        read_on(connection);
    }
}

void body_room_leave(struct connection *connection)
{
    struct connection_pool *pool = connection->pool;
    enum body_state was = connection->body;

    connection->body = BODY_NONE;
    if (was == BODY_WAITS)
        TAILQ_REMOVE(&pool->room.waiting, connection, waiting);
    if (was != BODY_HAS_PLACE)
        return;
    pool->room.taken--;
    admit_waiting(pool);
}

void body_room_give_up(struct connection *connection)
{
    if (connection->body != BODY_WAITS)
        return;
    body_room_leave(connection);
    read_on(connection);
}
