#include "platform/http/server.h"

#include "platform/base/log.h"
#include "platform/http/connection.h"
#include "platform/http/exchange.h"
#include "platform/http/tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <malloc.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define GRACE_SECONDS      10
#define BACKLOG            1024 /* a country's kiosks come back together */
#define PAUSE_MILLISECONDS 250
#define PRIORITIES         3 /* of events; the last is the end of a turn, see exchange.h */
#define SIGNALS            3

struct http_server {
    struct http_server_settings settings; /* pointers in it are not used after create */
    struct exchange_desk desk;
    struct event_base *base;
    struct evhttp *http;
    struct evconnlistener *listener; /* owned by http once bound */
    struct event *signals[SIGNALS];  /* SIGTERM, SIGINT; SIGHUP where it is wanted */
    struct event *grace;
    struct event *pause; /* of accepting */
    struct event *look;
    struct connection_pool pool;
    uint16_t port;
    bool stopping;
};

/* ---- connections ----------------------------------------------------------- */

static bool is_full(const struct http_server *server)
{
    return server->pool.count >= server->settings.connections_max;
}

static bool somebody_waits(const struct http_server *server)
{
    struct pollfd listener = {.fd = evconnlistener_get_fd(server->listener), .events = POLLIN};

    return poll(&listener, 1, 0) == 1;
}

/* Until a connection goes, and for no longer than it takes the timer to look again. */
static void pause_accepting(struct http_server *server)
{
    const struct timeval wait = {.tv_usec = PAUSE_MILLISECONDS * 1000};

    evconnlistener_disable(server->listener);
    if (is_full(server) && somebody_waits(server))
        connection_make_way(&server->pool);
    (void)evtimer_add(server->pause, &wait);
}

static void pause_over(evutil_socket_t socket, short events, void *context)
{
    struct http_server *server = context;

    (void)socket;
    (void)events;
    if (server->stopping)
        return;
    if (is_full(server))
        pause_accepting(server);
    else
        evconnlistener_enable(server->listener);
}

static void signal_came(evutil_socket_t number, short events, void *context);

static int is_signal_event(const struct event_base *base, const struct event *event, void *context)
{
    struct http_server **server = context;

    (void)base;
    if (event_get_callback(event) != signal_came)
        return 0;
    *server = event_get_callback_arg(event);
    return 1;
}

/* Out of descriptors or memory: who waits is still there at the next look, so the loop must not
 * spin over it. evhttp keeps the listener's context for itself; whose it is, the base knows. */
static void accept_failed(struct evconnlistener *listener, void *http)
{
    struct http_server *server = NULL;
    int reason = EVUTIL_SOCKET_ERROR();

    (void)http;
    event_base_foreach_event(evconnlistener_get_base(listener), is_signal_event, &server);
    if (server == NULL)
        return;
    if (!event_pending(server->pause, EV_TIMEOUT, NULL))
        log_error("no connection can be taken for now: %s", evutil_socket_error_to_string(reason));
    connection_make_way(&server->pool);
    pause_accepting(server);
}

static struct bufferevent *accepted(struct event_base *base, void *context)
{
    struct http_server *server = context;
    struct bufferevent *stream = connection_accept(&server->pool);

    (void)base;
    if (stream == NULL) {
        log_error(
            "no memory for the TLS of a connection; ending rather than going on in the clear");
        abort();
    }
    if (is_full(server))
        pause_accepting(server);
    return stream;
}

static void connection_gone(void *context)
{
    struct http_server *server = context;

    if (server->stopping) {
        if (server->pool.count == 0)
            event_base_loopbreak(server->base);
    } else if (!is_full(server) && server->listener != NULL) {
        evconnlistener_enable(server->listener);
    }
}

static void grace_over(evutil_socket_t socket, short events, void *context)
{
    struct http_server *server = context;

    (void)socket;
    (void)events;
    event_base_loopbreak(server->base);
}

void http_server_stop(struct http_server *server)
{
    const struct timeval wait = {.tv_sec = GRACE_SECONDS};

    if (server->stopping)
        return;
    server->stopping = true;
    server->desk.ending = true;
    evconnlistener_disable(server->listener);
    evtimer_add(server->grace, &wait);
    connection_cut_all(&server->pool, true);
    if (server->pool.count == 0)
        event_base_loopbreak(server->base);
}

static void signal_came(evutil_socket_t number, short events, void *context)
{
    (void)number;
    (void)events;
    http_server_stop(context);
}

static void reload_asked(evutil_socket_t number, short events, void *context)
{
    struct http_server *server = context;

    (void)number;
    (void)events;
    server->settings.reload(server->desk.context);
}

static void look_due(evutil_socket_t socket, short events, void *context)
{
    struct http_server *server = context;

    (void)socket;
    (void)events;
    server->settings.look(server->desk.context);
}

/* ---- making one ------------------------------------------------------------ */

static int or_else(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

static void fill_in(struct http_server_settings *settings)
{
    settings->connections_max = or_else(settings->connections_max, HTTP_SERVER_CONNECTIONS_MAX);
    settings->client_max = or_else(settings->client_max, HTTP_SERVER_CLIENT_MAX);
    settings->request_seconds = or_else(settings->request_seconds, 30);
    settings->idle_seconds = or_else(settings->idle_seconds, 150);
    settings->answer_seconds = or_else(settings->answer_seconds, 30);
}

static bool parse_address(const struct http_server_settings *settings,
                          struct sockaddr_storage *address, int *length, struct error *error)
{
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;

    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, settings->address, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(settings->port);
        *length = sizeof *four;
        return true;
    }
    if (inet_pton(AF_INET6, settings->address, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(settings->port);
        *length = sizeof *six;
        return true;
    }
    return error_set(error, ERROR_INPUT, "\"%.64s\" is not an IPv4 or IPv6 address to listen on",
                     settings->address);
}

static bool find_port(struct http_server *server, struct error *error)
{
    struct sockaddr_storage address;
    socklen_t length = sizeof address;

    if (getsockname(evconnlistener_get_fd(server->listener), (struct sockaddr *)&address,
                    &length) != 0)
        return error_set_errno(error, "the listening socket");
    server->port =
        ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                           : ((struct sockaddr_in6 *)&address)->sin6_port);
    return true;
}

static bool bind_listener(struct http_server *server, struct error *error)
{
    struct sockaddr_storage address;
    struct evconnlistener *listener;
    int length = 0;

    if (!parse_address(&server->settings, &address, &length, error))
        return false;
    listener = evconnlistener_new_bind(
        server->base, NULL, NULL, LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC,
        BACKLOG, (struct sockaddr *)&address, length);
    if (listener == NULL)
        return error_set_errno(error, "%s port %u cannot be listened on: is another program there",
                               server->settings.address, server->settings.port);
    if (evhttp_bind_listener(server->http, listener) == NULL) {
        evconnlistener_free(listener);
        return error_set(error, ERROR_MEMORY, "no memory to listen");
    }
    server->listener = listener;
    evconnlistener_set_error_cb(listener, accept_failed);
    return find_port(server, error);
}

static void limit_http(struct http_server *server)
{
    evhttp_set_allowed_methods(server->http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
    evhttp_set_max_body_size(server->http, HTTP_SERVER_BODY_MAX);
    evhttp_set_max_headers_size(server->http, HTTP_SERVER_HEADERS_MAX);
    evhttp_set_timeout(server->http, server->settings.idle_seconds);
    evhttp_set_bevcb(server->http, accepted, server);
    evhttp_set_gencb(server->http, exchange_serve, &server->desk);
}

/* From here on: one that comes before the server runs is answered when it does. */
static bool catch_signals(struct http_server *server)
{
    server->signals[0] = evsignal_new(server->base, SIGTERM, signal_came, server);
    server->signals[1] = evsignal_new(server->base, SIGINT, signal_came, server);
    if (server->settings.reload != NULL)
        server->signals[2] = evsignal_new(server->base, SIGHUP, reload_asked, server);
    for (size_t i = 0; i < (server->settings.reload != NULL ? SIGNALS : SIGNALS - 1); i++)
        if (server->signals[i] == NULL || event_add(server->signals[i], NULL) != 0)
            return false;
    return true;
}

/* A request changes what is waited for several times; the kernel needs the last of it. */
static struct event_base *make_base(void)
{
    struct event_config *config = event_config_new();
    struct event_base *base = NULL;

    if (config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST) == 0)
        base = event_base_new_with_config(config);
    if (config != NULL)
        event_config_free(config);
    return base;
}

static bool start_looking(struct http_server *server)
{
    const struct timeval apart = {.tv_sec = server->settings.look_seconds};

    if (server->settings.look == NULL)
        return true;
    server->look = event_new(server->base, -1, EV_PERSIST, look_due, server);
    return server->look != NULL && event_add(server->look, &apart) == 0;
}

static bool make_events(struct http_server *server, struct error *error)
{
    server->base = make_base();
    if (server->base == NULL || event_base_priority_init(server->base, PRIORITIES) != 0 ||
        !catch_signals(server) || (server->http = evhttp_new(server->base)) == NULL ||
        (server->grace = evtimer_new(server->base, grace_over, server)) == NULL ||
        (server->pause = evtimer_new(server->base, pause_over, server)) == NULL ||
        !start_looking(server))
        return error_set(error, ERROR_MEMORY, "no memory for the server");
    return exchange_desk_init(&server->desk, server->base, error);
}

static SSL_CTX *make_tls(struct http_server *server, const struct certificate *certificate,
                         const struct private_key *key, const struct certificate *client_root,
                         struct error *error)
{
    const struct tls_clients clients = {
        .root = client_root, .required = server->settings.clients == HTTP_CLIENTS_REQUIRED};

    return tls_server_context(certificate, key, &clients, connection_judge_handshake, &server->pool,
                              error);
}

static void furnish(struct http_server *server, http_handler *handler, void *context)
{
    fill_in(&server->settings);
    server->pool.gone = connection_gone;
    server->pool.context = server;
    server->pool.request_seconds = server->settings.request_seconds;
    server->pool.client_max = server->settings.client_max;
    server->pool.client_expired_seconds = server->settings.client_expired_seconds;
    server->pool.admit = server->settings.admit;
    server->pool.admit_context = context;
    server->desk.pool = &server->pool;
    server->desk.settings = &server->settings;
    server->desk.handler = handler;
    server->desk.wake_descriptor = -1;
    server->desk.context = context;
}

/* glibc gives a block as large as a body back to the kernel with every request, and has it cleared
 * again for the next. */
static void keep_memory(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 4 * HTTP_SERVER_BODY_MAX);
    (void)mallopt(M_TRIM_THRESHOLD, 8 * HTTP_SERVER_BODY_MAX);
}

struct http_server *http_server_create(const struct http_server_settings *settings,
                                       http_handler *handler, void *context, struct error *error)
{
    struct http_server *server = calloc(1, sizeof *server);
    SSL_CTX *tls;

    if (server == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for the server");
        return NULL;
    }
    keep_memory();
    server->settings = *settings;
    furnish(server, handler, context);
    tls = make_tls(server, settings->certificate, settings->key, settings->client_root, error);
    if (tls == NULL || !connection_pool_init(&server->pool, tls, error) ||
        !make_events(server, error))
        goto failed;
    server->pool.base = server->base;
    limit_http(server);
    if (bind_listener(server, error))
        return server;
failed:
    http_server_destroy(server);
    return NULL;
}

void http_server_destroy(struct http_server *server)
{
    if (server == NULL)
        return;
    server->stopping = true;
    exchange_desk_finish(&server->desk);
    if (server->http != NULL) {
        evhttp_free(server->http);
        event_base_loop(server->base,
                        EVLOOP_NONBLOCK); /* libevent frees connections from its loop */
    }
    for (size_t i = 0; i < SIGNALS; i++)
        if (server->signals[i] != NULL)
            event_free(server->signals[i]);
    if (server->grace != NULL)
        event_free(server->grace);
    if (server->pause != NULL)
        event_free(server->pause);
    if (server->look != NULL)
        event_free(server->look);
    if (server->base != NULL)
        event_base_free(server->base);
    connection_pool_finish(&server->pool);
    free(server);
}

void http_server_wake(struct http_server *server)
{
    exchange_wake(&server->desk);
}

void http_server_turn_in(struct http_server *server, int milliseconds)
{
    exchange_turn_in(&server->desk, milliseconds);
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

bool http_server_reload(struct http_server *server, const struct certificate *certificate,
                        const struct private_key *key, const struct certificate *client_root,
                        struct error *error)
{
    SSL_CTX *tls = make_tls(server, certificate, key, client_root, error);

    if (tls == NULL)
        return false;
    connection_pool_reload(&server->pool, tls);
    return true;
}

bool http_server_run(struct http_server *server, struct error *error)
{
    int result;

    (void)signal(SIGPIPE, SIG_IGN);
    result = event_base_dispatch(server->base);
    exchange_end_turn(&server->desk);
    if (result < 0)
        return error_set_errno(error, "waiting for connections");
    return true;
}
