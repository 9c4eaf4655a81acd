/*
 * The socket that a server listens on, and the pauses in which it takes nobody. For this folder only.
 */
#ifndef PLATFORM_HTTP_ACCEPTING_H
#define PLATFORM_HTTP_ACCEPTING_H

#include "platform/http/connection.h"

#include <event2/listener.h>

struct accepting {
    struct connection_pool *pool;
    int connections_max;
    struct evconnlistener *listener; /* owned by evhttp once bound */
    struct event *pause;             /* over when it comes */
    uint16_t port;
    bool ended;
};

/* Before init, an all-zero one may be finished. */
bool accepting_init(struct accepting *accepting, struct event_base *base,
                    struct connection_pool *pool, int connections_max) MUST_USE;
void accepting_finish(struct accepting *accepting);

/* Listens at an IPv4 or IPv6 address, for `http`; port 0: one that is free. ERROR_INPUT for what is no address,
 * ERROR_UNAVAILABLE or another of errno's where it cannot be listened on. */
bool accepting_bind(struct accepting *accepting, struct evhttp *http, const char *address,
                    uint16_t port, struct error *error) MUST_USE;

/* A connection was taken, or has gone: no more than connections_max at a time. */
void accepting_came(struct accepting *accepting);
void accepting_gone(struct accepting *accepting);

/* Taking one failed, for want of descriptors or memory (errno's `reason`): who waits is still there at the next look, so the loop
 * must not spin over it. */
void accepting_failed(struct accepting *accepting, int reason);

/* For good; before the server's evhttp goes. */
void accepting_end(struct accepting *accepting);

#endif
