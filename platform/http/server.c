#include "platform/http/server.h"

#include "platform/base/log.h"
#include "platform/http/accepting.h"
#include "platform/http/exchange.h"
#include "platform/http/tls.h"

#include <malloc.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdlib.h>

#define GRACE_SECONDS 10
#define PRIORITIES    3 /* of events; the last is the end of a turn, see exchange.h */
#define SIGNALS       3

struct http_server {
    struct http_server_settings settings; /* pointers in it are not used after create */
    struct exchange_desk desk;
    struct event_base *base;
    struct evhttp *http;
    struct accepting accepting;
    struct event *signals[SIGNALS]; /* SIGTERM, SIGINT; SIGHUP where it is wanted */
    struct event *grace;
    struct event *look;
    struct connection_pool pool;
    bool stopping;
};

/* ---- connections ----------------------------------------------------------- */

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

/* evhttp keeps the listener's context for itself; whose it is, the base knows. */
static void accept_failed(struct evconnlistener *listener, void *http)
{
    struct http_server *server = NULL;
    int reason = EVUTIL_SOCKET_ERROR();

    (void)http;
    event_base_foreach_event(evconnlistener_get_base(listener), is_signal_event, &server);
    if (server != NULL)
        accepting_failed(&server->accepting, reason);
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
    accepting_came(&server->accepting);
    return stream;
}

static void connection_gone(void *context)
{
    struct http_server *server = context;

    accepting_gone(&server->accepting);
    if (server->stopping && server->pool.count == 0)
        event_base_loopbreak(server->base);
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
    accepting_end(&server->accepting);
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
        !accepting_init(&server->accepting, server->base, &server->pool,
                        server->settings.connections_max) ||
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
    if (!accepting_bind(&server->accepting, server->http, server->settings.address,
                        server->settings.port, error))
        goto failed;
    evconnlistener_set_error_cb(server->accepting.listener, accept_failed);
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
    accepting_end(&server->accepting);
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
    accepting_finish(&server->accepting);
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
    return server->accepting.port;
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
