/*
 * One request and its answer, at once or later. For this folder only.
 */
#ifndef PLATFORM_HTTP_EXCHANGE_H
#define PLATFORM_HTTP_EXCHANGE_H

#include "platform/http/connection.h"
#include "platform/http/server.h"

LIST_HEAD(kept_list, http_kept);

/* What the requests of one server have in common. */
struct exchange_desk {
    struct connection_pool *pool;
    const struct http_server_settings *settings;
    http_handler *handler;
    void *context;
    struct kept_list kept;
    struct event *turn;        /* behind everything else that one turn of the loop brings */
    struct event *turn_latest; /* while the loop is never without something else to do */
    struct event *turn_later;  /* as http_server_turn_in says */
    struct event *wake;        /* another thread wrote to the descriptor */
    int wake_descriptor;       /* an eventfd; -1: none */
    bool ending;               /* answers end their connections */
};

/* Needs a base with three priorities, of which the middle one is everybody else's. */
bool exchange_desk_init(struct exchange_desk *desk, struct event_base *base,
                        struct error *error) MUST_USE;

/* Releases the kept requests without an answer; before libevent's server goes. */
void exchange_desk_finish(struct exchange_desk *desk);

/* Runs the turn hook. */
void exchange_end_turn(struct exchange_desk *desk);
/* The same, soon, from any thread; and after so long. */
void exchange_wake(const struct exchange_desk *desk);
void exchange_turn_in(struct exchange_desk *desk, int milliseconds);

/* For evhttp_set_gencb. */
void exchange_serve(struct evhttp_request *request, void *desk);

#endif
