#include "platform/base/local.h"

#include "platform/base/local_frame.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLIENT_MILLISECONDS 5000

struct client {
    struct local_server *server;
    int descriptor; /* -1: free */
    struct local_caller caller;
    struct frame_reader reader;
    struct frame_writer writer;
    bool answering;
    struct loop_timer timer;
};

struct local_server {
    struct loop *loop;
    int listener;
    size_t frame_max;
    local_handler *handler;
    void *context;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    struct client clients[LOCAL_CLIENTS_MAX];
    struct loop_timer pause; /* of listening */
};

static void accept_client(void *context, short events);

/* A full house is not listened to: who waits stays in the queue of the kernel. */
static bool listen_again(struct local_server *server, struct error *error)
{
    return loop_watch(server->loop, server->listener, POLLIN, accept_client, server, error);
}

static void drop(struct client *client)
{
    struct local_server *server = client->server;
    loop_unwatch(server->loop, client->descriptor);
    loop_remove_timer(server->loop, &client->timer);
    frame_reader_finish(&client->reader);
    if (client->answering) {
        frame_writer_finish(&client->writer);
    }
    (void)close(client->descriptor);
    client->descriptor = -1;
    client->answering = false;
    struct error error;
    if (!listen_again(server, &error)) {
        log_error("%s", error.text);
    }
}

static void too_slow(void *context)
{
    struct client *client = context;
    log_warning("%s: process %d did not finish in time", client->server->path,
                (int)client->caller.process);
    drop(client);
}

static void send_answer(void *context, short events)
{
    struct client *client = context;
    (void)events;
    if (frame_write(&client->writer, client->descriptor) != FRAME_MORE) {
        drop(client);
    }
}

static void answer(struct client *client)
{
    struct local_server *server = client->server;
    struct buffer content;
    struct error error;
    buffer_init(&content, LOCAL_FRAME_MAX);
    server->handler(server->context, &client->caller, client->reader.content.data,
                    client->reader.length, &content);
    frame_reader_finish(&client->reader);
    client->answering = frame_writer_init(&client->writer, content.data, content.length, &error);
    buffer_finish(&content);
    if (!client->answering ||
        !loop_watch(server->loop, client->descriptor, POLLOUT, send_answer, client, &error)) {
        log_error("%s: %s", server->path, error.text);
        drop(client);
        return;
    }
    send_answer(client, POLLOUT);
}

static void read_request(void *context, short events)
{
    struct client *client = context;
    (void)events;
    switch (frame_read(&client->reader, client->descriptor)) {
    case FRAME_MORE:
        break;
    case FRAME_DONE:
        answer(client);
        break;
    case FRAME_TOO_LARGE:
        log_warning("%s: process %d sent a message that is too long", client->server->path,
                    (int)client->caller.process);
        drop(client);
        break;
    case FRAME_ENDED:
        drop(client);
        break;
    }
}

static struct client *free_client(struct local_server *server)
{
    for (size_t i = 0; i < LOCAL_CLIENTS_MAX; i++) {
        if (server->clients[i].descriptor < 0) {
            return &server->clients[i];
        }
    }
    return NULL;
}

bool local_know_caller(int descriptor, struct local_caller *caller)
{
    struct ucred who;
    socklen_t size = sizeof who;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) {
        return false;
    }
    *caller = (struct local_caller){.user = who.uid, .group = who.gid, .process = who.pid};
    return true;
}

static void begin(struct local_server *server, struct client *client, int descriptor)
{
    struct error error = {.text = "its caller cannot be known"};
    client->descriptor = descriptor;
    client->timer = (struct loop_timer){.callback = too_slow, .context = client};
    frame_reader_init(&client->reader, server->frame_max);
    if (!local_know_caller(descriptor, &client->caller) ||
        !loop_add_timer(server->loop, &client->timer, &error) ||
        !loop_watch(server->loop, descriptor, POLLIN, read_request, client, &error)) {
        log_error("%s: a connection was refused: %s", server->path, error.text);
        drop(client);
        return;
    }
    loop_timer_set(server->loop, &client->timer, CLIENT_MILLISECONDS);
}

int local_accept(int listener)
{
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

bool local_accept_starved(void)
{
    return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
}

static void pause_over(void *context)
{
    struct local_server *server = context;
    struct error error;
    if (!listen_again(server, &error)) {
        log_error("%s", error.text);
    }
}

static void pause_listening(struct local_server *server)
{
    log_warning("%s: no caller can be taken for now: %s", server->path, strerror(errno));
    loop_unwatch(server->loop, server->listener);
    loop_timer_set(server->loop, &server->pause, LOCAL_PAUSE_MILLISECONDS);
}

static void accept_client(void *context, short events)
{
    struct local_server *server = context;
    struct client *client = free_client(server);
    (void)events;
    if (client == NULL) {
        loop_unwatch(server->loop, server->listener);
        return;
    }
    int descriptor = local_accept(server->listener);
    if (descriptor >= 0) {
        begin(server, client, descriptor);
    } else if (local_accept_starved()) {
        pause_listening(server);
    }
}

static bool remove_old_socket(const char *path, struct error *error)
{
    struct stat about;
    if (lstat(path, &about) != 0) {
        return errno == ENOENT || error_set_errno(error, "%s cannot be looked at", path);
    }
    if (!S_ISSOCK(about.st_mode)) {
        return error_set(error, ERROR_INPUT, "%s is in the way: it is not a socket", path);
    }
    return unlink(path) == 0 || error_set_errno(error, "%s cannot be removed", path);
}

/* The mode is set before anybody can get through: connections begin with listen. */
static bool bind_to(int listener, const struct sockaddr_un *address, mode_t mode)
{
    return bind(listener, (const struct sockaddr *)address, sizeof *address) == 0 &&
           chmod(address->sun_path, mode) == 0 && listen(listener, 16) == 0;
}

int local_listen(const char *path, mode_t mode, struct error *error)
{
    struct sockaddr_un address;
    if (!local_address(path, &address, error) || !remove_old_socket(path, error)) {
        return -1;
    }
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener >= 0 && bind_to(listener, &address, mode)) {
        return listener;
    }
    error_set_errno(error, "%s cannot be listened at", path);
    if (listener >= 0) {
        (void)close(listener);
    }
    return -1;
}

struct local_server *local_serve(struct loop *loop, const char *path, mode_t mode, size_t frame_max,
                                 local_handler *handler, void *context, struct error *error)
{
    struct local_server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        error_set(error, ERROR_MEMORY, "no memory for %s", path);
        return NULL;
    }
    server->loop = loop;
    server->listener = -1;
    server->frame_max = frame_max;
    server->handler = handler;
    server->context = context;
    for (size_t i = 0; i < LOCAL_CLIENTS_MAX; i++) {
        server->clients[i] = (struct client){.server = server, .descriptor = -1};
    }
    server->pause = (struct loop_timer){.callback = pause_over, .context = server};
    server->listener = local_listen(path, mode, error);
    if (server->listener < 0 || !loop_add_timer(loop, &server->pause, error) ||
        !listen_again(server, error)) {
        local_server_destroy(server);
        return NULL;
    }
    (void)text_copy(server->path, sizeof server->path, path);
    return server;
}

void local_server_destroy(struct local_server *server)
{
    if (server == NULL) {
        return;
    }
    for (size_t i = 0; i < LOCAL_CLIENTS_MAX; i++) {
        if (server->clients[i].descriptor >= 0) {
            drop(&server->clients[i]);
        }
    }
    loop_unwatch(server->loop, server->listener);
    loop_remove_timer(server->loop, &server->pause);
    if (server->listener >= 0) {
        (void)close(server->listener);
    }
    if (server->path[0] != '\0') {
        (void)unlink(server->path);
    }
    free(server);
}
