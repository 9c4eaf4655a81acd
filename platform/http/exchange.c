#include "platform/http/exchange.h"

#include "platform/base/log.h"
#include "platform/base/text.h"
#include "platform/http/media_type.h"

#include <event2/buffer.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define TURN_PRIORITY     2  /* of 0 to 2 */
#define TURN_MILLISECONDS 10 /* how long a busy loop may put the end of a turn off */
#define PEER_SIZE         64

struct http_kept {
    LIST_ENTRY(http_kept) entry; /* while kept */
    struct exchange_desk *desk;
    struct evhttp_request *from;
    struct http_request request;
    struct http_answer answer;
    struct certificate *client; /* a copy of its own: the connection may go first */
    struct buffer der;
    char type[MEDIA_TYPE_MAX];
    char peer[PEER_SIZE];
    bool is_kept;
    bool in_handler; /* its own handler has not returned yet */
    bool sent;       /* by that handler */
};

static void release(struct http_kept *kept)
{
    if (kept->is_kept)
        LIST_REMOVE(kept, entry);
    buffer_finish(&kept->answer.body);
    buffer_finish(&kept->der);
    certificate_destroy(kept->client);
    free(kept);
}

/* ---- sending --------------------------------------------------------------- */

static void answer_taken(struct evhttp_request *request, void *context)
{
    struct exchange_desk *desk = context;
    struct connection *connection = connection_of(desk->pool, request);

    if (connection == NULL)
        return;
    connection_answered(connection);
    connection_deadline(connection, desk->settings->idle_seconds);
}

static void add_headers(const struct http_kept *kept, struct evkeyvalq *headers)
{
    const struct http_answer *answer = &kept->answer;
    char seconds[16];

    evhttp_add_header(headers, "Content-Type",
                      answer->content_type != NULL ? answer->content_type : "application/json");
    evhttp_add_header(headers, "Cache-Control", "no-store");
    for (size_t i = 0; i < HTTP_ANSWER_HEADERS_MAX && answer->headers[i].name != NULL; i++)
        evhttp_add_header(headers, answer->headers[i].name, answer->headers[i].value);
    if (answer->retry_after_seconds > 0 &&
        text_format(seconds, sizeof seconds, "%d", answer->retry_after_seconds))
        evhttp_add_header(headers, "Retry-After", seconds);
    if (answer->close || kept->desk->ending)
        evhttp_add_header(headers, "Connection", "close");
}

static void send_answer(struct http_kept *kept)
{
    struct exchange_desk *desk = kept->desk;
    struct connection *connection = connection_of(desk->pool, kept->from);
    const struct buffer *body = &kept->answer.body;

    if (connection != NULL) {
        struct evbuffer *read = evhttp_request_get_input_buffer(kept->from);

        (void)evbuffer_drain(read, evbuffer_get_length(read));
        body_room_leave(connection);
        connection_deadline(connection, desk->settings->answer_seconds);
        add_headers(kept, evhttp_request_get_output_headers(kept->from));
        if (!body->failed && body->length > 0)
            evbuffer_add(evhttp_request_get_output_buffer(kept->from), body->data, body->length);
        evhttp_request_set_on_complete_cb(kept->from, answer_taken, desk);
    }
    /* Of a request whose client has gone this is the release. */
    evhttp_send_reply(kept->from, body->failed ? 500 : kept->answer.status, NULL, NULL);
    release(kept);
}

void http_kept_send(struct http_kept *kept)
{
    if (kept->in_handler)
        kept->sent = true;
    else
        send_answer(kept);
}

/* ---- keeping --------------------------------------------------------------- */

static bool copy_client(struct http_kept *kept)
{
    struct http_request *request = &kept->request;

    if (request->client == NULL)
        return true;
    kept->client = certificate_copy(request->client);
    if (kept->client == NULL ||
        !buffer_append(&kept->der, request->certificate, request->certificate_length))
        return false;
    request->client = kept->client;
    request->certificate = kept->der.data;
    return true;
}

struct http_kept *http_server_keep(struct http_server *server, const struct http_request *request)
{
    /* The handler has nothing else in its hands than the request inside of this. */
    struct http_kept *kept = (struct http_kept *)(void *)((char *)(uintptr_t)request -
                                                          offsetof(struct http_kept, request));
    const struct timeval latest = {.tv_usec = TURN_MILLISECONDS * 1000};
    struct exchange_desk *desk = kept->desk;

    (void)server;
    if (!copy_client(kept))
        return NULL;
    kept->is_kept = true;
    LIST_INSERT_HEAD(&desk->kept, kept, entry);
    if (desk->settings->turn != NULL) {
        event_active(desk->turn, EV_TIMEOUT, 0);
        if (!event_pending(desk->turn_latest, EV_TIMEOUT, NULL))
            (void)evtimer_add(desk->turn_latest, &latest);
    }
    return kept;
}

const struct http_request *http_kept_request(const struct http_kept *kept)
{
    return &kept->request;
}

struct http_answer *http_kept_answer(struct http_kept *kept)
{
    return &kept->answer;
}

/* ---- one request ----------------------------------------------------------- */

static const char *authorization_of(struct evhttp_request *from)
{
    const char *value = evhttp_find_header(evhttp_request_get_input_headers(from), "Authorization");

    return value != NULL && strlen(value) <= HTTP_AUTHORIZATION_MAX ? value : "";
}

static bool read_request(struct http_kept *kept, const struct connection *connection)
{
    struct http_request *request = &kept->request;
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(kept->from);
    struct evbuffer *body = evhttp_request_get_input_buffer(kept->from);
    char *peer = NULL;
    ev_uint16_t peer_port = 0;

    evhttp_connection_get_peer(evhttp_request_get_connection(kept->from), &peer, &peer_port);
    (void)text_copy(kept->peer, sizeof kept->peer, peer != NULL ? peer : "");
    media_type_copy(
        evhttp_find_header(evhttp_request_get_input_headers(kept->from), "Content-Type"),
        kept->type);
    request->peer = kept->peer;
    request->content_type = kept->type;
    request->authorization = authorization_of(kept->from);
    request->method =
        evhttp_request_get_command(kept->from) == EVHTTP_REQ_POST ? HTTP_POST : HTTP_GET;
    request->path = uri != NULL ? evhttp_uri_get_path(uri) : NULL;
    request->length = evbuffer_get_length(body);
    request->body = request->length > 0 ? evbuffer_pullup(body, -1) : (const uint8_t *)"";
    request->client = connection->client;
    if (request->client != NULL) {
        request->certificate = connection->der.data;
        request->certificate_length = connection->der.length;
        request->certificate_expired = certificate_not_after(request->client) < time(NULL);
    }
    return request->path != NULL && strlen(request->path) <= HTTP_SERVER_PATH_MAX &&
           request->body != NULL;
}

static struct http_kept *begin(struct exchange_desk *desk, struct evhttp_request *from)
{
    struct http_kept *kept = calloc(1, sizeof *kept);

    if (kept == NULL)
        return NULL;
    kept->desk = desk;
    kept->from = from;
    kept->answer.status = 500;
    buffer_init(&kept->answer.body, HTTP_SERVER_ANSWER_MAX);
    buffer_init(&kept->der, CONNECTION_CERTIFICATE_MAX);
    return kept;
}

void exchange_serve(struct evhttp_request *from, void *context)
{
    struct exchange_desk *desk = context;
    struct connection *connection = connection_of(desk->pool, from);
    struct http_kept *kept = connection != NULL ? begin(desk, from) : NULL;
    struct error error = {0};

    if (kept == NULL) {
        evhttp_send_error(from, 503, NULL);
        return;
    }
    connection_hold(connection);
    connection_deadline(connection, desk->settings->answer_seconds);
    if (!connection_judge(connection, &error)) {
        log_warning("a request was refused: %s", error.text);
        kept->answer.status = 403;
        kept->answer.close = true;
    } else if (read_request(kept, connection)) {
        kept->in_handler = true;
        desk->handler(desk->context, &kept->request, &kept->answer);
        kept->in_handler = false;
    } else {
        kept->answer.status = 400;
    }
    if (!kept->is_kept || kept->sent)
        send_answer(kept);
}

/* ---- turns ----------------------------------------------------------------- */

void exchange_end_turn(struct exchange_desk *desk)
{
    (void)evtimer_del(desk->turn_latest);
    (void)event_del(desk->turn);
    if (desk->settings->turn != NULL)
        desk->settings->turn(desk->context);
}

static void turn_ended(evutil_socket_t socket, short events, void *context)
{
    (void)socket;
    (void)events;
    exchange_end_turn(context);
}

static void woken(evutil_socket_t descriptor, short events, void *context)
{
    uint64_t times;

    (void)events;
    if (read(descriptor, &times, sizeof times) == (ssize_t)sizeof times)
        exchange_end_turn(context);
}

/* A counter that is full wakes as well. */
void exchange_wake(const struct exchange_desk *desk)
{
    const uint64_t once = 1;
    const ssize_t written = write(desk->wake_descriptor, &once, sizeof once);

    (void)written;
}

void exchange_turn_in(struct exchange_desk *desk, int milliseconds)
{
    const struct timeval wait = {.tv_sec = milliseconds / 1000,
                                 .tv_usec = milliseconds % 1000 * 1000};

    (void)evtimer_add(desk->turn_later, &wait);
}

static bool listen_to_threads(struct exchange_desk *desk, struct event_base *base)
{
    desk->wake_descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (desk->wake_descriptor < 0)
        return false;
    desk->wake = event_new(base, desk->wake_descriptor, EV_READ | EV_PERSIST, woken, desk);
    return desk->wake != NULL && event_add(desk->wake, NULL) == 0;
}

bool exchange_desk_init(struct exchange_desk *desk, struct event_base *base, struct error *error)
{
    LIST_INIT(&desk->kept);
    desk->turn = event_new(base, -1, 0, turn_ended, desk);
    desk->turn_latest = evtimer_new(base, turn_ended, desk);
    desk->turn_later = evtimer_new(base, turn_ended, desk);
    if (desk->turn == NULL || desk->turn_latest == NULL || desk->turn_later == NULL ||
        event_priority_set(desk->turn, TURN_PRIORITY) != 0 || !listen_to_threads(desk, base))
        return error_set(error, ERROR_MEMORY, "no memory for the server");
    return true;
}

void exchange_desk_finish(struct exchange_desk *desk)
{
    struct event *const events[] = {desk->turn, desk->turn_latest, desk->turn_later, desk->wake};
    struct http_kept *kept;

    while ((kept = LIST_FIRST(&desk->kept)) != NULL) {
        struct connection *connection = connection_of(desk->pool, kept->from);

        if (connection == NULL)
            evhttp_request_free(kept->from);
        release(kept);
    }
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        if (events[i] != NULL)
            event_free(events[i]);
    if (desk->wake_descriptor >= 0)
        (void)close(desk->wake_descriptor);
}
