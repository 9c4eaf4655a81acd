#include "platform/http/client_loop.h"

/* ---- from the loop to curl --------------------------------------------------- */

static void act(struct client_loop *client, curl_socket_t socket, int events)
{
    int running = 0;

    (void)curl_multi_socket_action(client->multi, socket, events, &running);
    client->acted(client->context);
}

static void socket_ready(void *context, short events)
{
    const struct client_socket *watched = context;
    int bits = 0;

    if (events & (POLLIN | POLLHUP))
        bits |= CURL_CSELECT_IN;
    if (events & POLLOUT)
        bits |= CURL_CSELECT_OUT;
    if (events & (POLLERR | POLLNVAL))
        bits |= CURL_CSELECT_ERR;
    act(watched->of, watched->socket, bits);
}

static void timer_due(void *context)
{
    act(context, CURL_SOCKET_TIMEOUT, 0);
}

/* ---- from curl to the loop --------------------------------------------------- */

static struct client_socket *find_socket(struct client_loop *client, curl_socket_t socket)
{
    for (size_t i = 0; i < CLIENT_LOOP_SOCKETS; i++)
        if (client->sockets[i].socket == socket)
            return &client->sockets[i];
    return NULL;
}

static int curl_wants_socket(CURL *easy, curl_socket_t socket, int what, void *context,
                             void *unused)
{
    struct client_loop *client = context;
    struct client_socket *watched = find_socket(client, socket);
    short events = 0;

    (void)easy;
    (void)unused;
    if (what == CURL_POLL_REMOVE) {
        loop_unwatch(client->loop, socket);
        if (watched != NULL)
            watched->socket = CURL_SOCKET_BAD;
        return 0;
    }
    if (watched == NULL)
        watched = find_socket(client, CURL_SOCKET_BAD);
    if (watched == NULL)
        return -1;
    if (what & CURL_POLL_IN)
        events |= POLLIN;
    if (what & CURL_POLL_OUT)
        events |= POLLOUT;
    watched->socket = socket;
    if (loop_watch(client->loop, socket, events, socket_ready, watched, NULL))
        return 0;
    watched->socket = CURL_SOCKET_BAD;
    return -1;
}

static int curl_wants_timer(CURLM *multi, long milliseconds, void *context)
{
    struct client_loop *client = context;

    (void)multi;
    if (milliseconds < 0)
        loop_timer_stop(&client->timer);
    else
        loop_timer_set(client->loop, &client->timer, milliseconds);
    return 0;
}

/* ---- making one -------------------------------------------------------------- */

static bool set_callbacks(struct client_loop *client)
{
    CURLM *multi = client->multi;

    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, curl_wants_socket) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, curl_wants_timer) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client) == CURLM_OK &&
           curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L) == CURLM_OK;
}

bool client_loop_init(struct client_loop *client, struct loop *loop, void (*acted)(void *context),
                      void *context, struct error *error)
{
    client->loop = loop;
    client->timer = (struct loop_timer){.callback = timer_due, .context = client};
    client->acted = acted;
    client->context = context;
    for (size_t i = 0; i < CLIENT_LOOP_SOCKETS; i++)
        client->sockets[i] = (struct client_socket){.of = client, .socket = CURL_SOCKET_BAD};
    client->multi = curl_multi_init();
    if (client->multi == NULL)
        return error_set(error, ERROR_MEMORY, "no memory for connections");
    if (!set_callbacks(client))
        return error_set(error, ERROR_INTERNAL, "libcurl refuses a setting");
    return loop_add_timer(loop, &client->timer, error);
}

void client_loop_finish(struct client_loop *client)
{
    if (client->loop == NULL)
        return;
    curl_multi_cleanup(client->multi);
    loop_remove_timer(client->loop, &client->timer);
    for (size_t i = 0; i < CLIENT_LOOP_SOCKETS; i++)
        if (client->sockets[i].socket != CURL_SOCKET_BAD)
            loop_unwatch(client->loop, client->sockets[i].socket);
}
