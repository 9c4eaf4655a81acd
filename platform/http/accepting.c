#include "platform/http/accepting.h"

#include "platform/base/log.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>

#define BACKLOG            1024 /* a country's kiosks come back together */
#define PAUSE_MILLISECONDS 250

/* ---- pauses ------------------------------------------------------------------ */

static bool is_full(const struct accepting *accepting)
{
    return accepting->pool->count >= accepting->connections_max;
}

static bool somebody_waits(const struct accepting *accepting)
{
    struct pollfd listener = {.fd = evconnlistener_get_fd(accepting->listener), .events = POLLIN};

    return poll(&listener, 1, 0) == 1;
}

/* Until a connection goes, and for no longer than it takes the timer to look again. */
static void make_pause(struct accepting *accepting)
{
    const struct timeval wait = {.tv_usec = PAUSE_MILLISECONDS * 1000};

    evconnlistener_disable(accepting->listener);
    if (is_full(accepting) && somebody_waits(accepting))
        connection_make_way(accepting->pool);
    (void)evtimer_add(accepting->pause, &wait);
}

static void pause_over(evutil_socket_t socket, short events, void *context)
{
    struct accepting *accepting = context;

    (void)socket;
    (void)events;
    if (accepting->ended)
        return;
    if (is_full(accepting))
        make_pause(accepting);
    else
        evconnlistener_enable(accepting->listener);
}

void accepting_came(struct accepting *accepting)
{
    if (is_full(accepting))
        make_pause(accepting);
}

void accepting_gone(struct accepting *accepting)
{
    if (!accepting->ended && !is_full(accepting) && accepting->listener != NULL)
        evconnlistener_enable(accepting->listener);
}

void accepting_failed(struct accepting *accepting, int reason)
{
    if (!event_pending(accepting->pause, EV_TIMEOUT, NULL))
        log_error("no connection can be taken for now: %s", evutil_socket_error_to_string(reason));
    connection_make_way(accepting->pool);
    make_pause(accepting);
}

void accepting_end(struct accepting *accepting)
{
    accepting->ended = true;
    if (accepting->listener != NULL)
        evconnlistener_disable(accepting->listener);
}

/* ---- listening --------------------------------------------------------------- */

static bool parse_address(const char *text, uint16_t port, struct sockaddr_storage *address,
                          int *length, struct error *error)
{
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        *length = sizeof *four;
        return true;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        *length = sizeof *six;
        return true;
    }
    return error_set(error, ERROR_INPUT, "\"%.64s\" is not an IPv4 or IPv6 address to listen on",
                     text);
}

static bool find_port(struct accepting *accepting, struct error *error)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;

    if (getsockname(evconnlistener_get_fd(accepting->listener), (struct sockaddr *)&address,
                    &length) != 0)
        return error_set_errno(error, "the listening socket");
    accepting->port =
        ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                           : ((struct sockaddr_in6 *)&address)->sin6_port);
    return true;
}

bool accepting_bind(struct accepting *accepting, struct evhttp *http, const char *address,
                    uint16_t port, struct error *error)
{
    struct sockaddr_storage where;
    struct evconnlistener *listener;
    int length = 0;

    if (!parse_address(address, port, &where, &length, error))
        return false;
    listener =
        evconnlistener_new_bind(accepting->pool->base, NULL, NULL,
                                LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
                                BACKLOG, (struct sockaddr *)&where, length);
    if (listener == NULL)
        return error_set_errno(error, "%s port %u cannot be listened on: is another program there",
                               address, port);
    if (evhttp_bind_listener(http, listener) == NULL) {
        evconnlistener_free(listener);
        return error_set(error, ERROR_MEMORY, "no memory to listen");
    }
    accepting->listener = listener;
    return find_port(accepting, error);
}

bool accepting_init(struct accepting *accepting, struct event_base *base,
                    struct connection_pool *pool, int connections_max)
{
    accepting->pool = pool;
    accepting->connections_max = connections_max;
    accepting->pause = evtimer_new(base, pause_over, accepting);
    return accepting->pause != NULL;
}

void accepting_finish(struct accepting *accepting)
{
    if (accepting->pause != NULL)
        event_free(accepting->pause);
}
