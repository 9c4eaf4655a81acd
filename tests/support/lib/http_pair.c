#include "tests/support/lib/http_pair.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/patience.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

char *http_pair_pem(const struct pki_pair *pair)
{
    struct buffer pem;
    char *text;

    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(pair->certificate, &pem, NULL));
    text = strdup(buffer_text(&pem));
    buffer_finish(&pem);
    return text;
}

int http_pair_set_up(void **state)
{
    struct http_pair *pair = calloc(1, sizeof *pair);

    pki_start(&pair->pki);
    pair->root_pem = http_pair_pem(&pair->pki.tls_root);
    pair->loop = loop_create(&clock_system, NULL);
    assert_non_null(pair->loop);
    *state = pair;
    return 0;
}

int http_pair_tear_down(void **state)
{
    struct http_pair *pair = *state;

    loop_destroy(pair->loop);
    free(pair->root_pem);
    pki_stop(&pair->pki);
    free(pair);
    return 0;
}

/* ---- the server under test, in a process of its own ------------------------ */

static void handle(void *context, const struct http_request *request, struct http_answer *answer)
{
    (void)context;
    answer->status = 200;
    if (strcmp(request->path, "/echo") == 0) {
        buffer_append(&answer->body, request->body, request->length);
    } else if (strcmp(request->path, "/who") == 0) {
        struct certificate *peer =
            certificate_parse(request->certificate, request->certificate_length, NULL);

        buffer_append_text(&answer->body, certificate_name(peer));
        certificate_destroy(peer);
    } else if (strcmp(request->path, "/busy") == 0) {
        answer->status = 503;
        answer->retry_after_seconds = 7;
    } else if (strcmp(request->path, "/type") == 0) {
        buffer_append_text(&answer->body, request->content_type);
    } else if (strcmp(request->path, "/how") == 0) {
        buffer_append_format(&answer->body, "%s %s %s",
                             request->method == HTTP_GET ? "GET" : "POST",
                             request->client == NULL ? "nobody" : certificate_name(request->client),
                             request->authorization);
    } else if (strcmp(request->path, "/last") == 0) {
        answer->close = true;
    } else {
        answer->status = 404;
    }
}

static void run_server(const struct http_server_settings *settings, int port_out)
{
    struct http_server *server = http_server_create(settings, handle, NULL, NULL);
    uint16_t port = server != NULL ? http_server_port(server) : 0;
    bool fine = write(port_out, &port, sizeof port) == sizeof port && server != NULL &&
                http_server_run(server, NULL);

    http_server_destroy(server);
    _exit(fine ? 0 : 1);
}

struct http_running http_pair_serve(const struct http_pair *pair,
                                    struct http_server_settings settings)
{
    struct http_running running = {0};
    int port[2];

    settings.address = "127.0.0.1";
    settings.certificate = pair->pki.server.certificate;
    settings.key = pair->pki.server.key;
    settings.client_root = pair->pki.issuing.certificate;
    assert_int_equal(pipe(port), 0);
    running.process = fork();
    if (running.process == 0)
        run_server(&settings, port[1]);
    assert_int_equal(read(port[0], &running.port, sizeof running.port), sizeof running.port);
    assert_int_not_equal(running.port, 0);
    close(port[0]);
    close(port[1]);
    return running;
}

int http_pair_end(const struct http_running *running)
{
    int status = 0;

    assert_int_equal(kill(running->process, SIGTERM), 0);
    assert_int_equal(waitpid(running->process, &status, 0), running->process);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- asking through the client --------------------------------------------- */

void http_pair_take(void *context, const struct http_reply *reply, const struct error *error)
{
    struct http_outcome *outcome = context;

    outcome->calls++;
    assert_true((reply == NULL) != (error == NULL));
    if (error != NULL) {
        outcome->error = *error;
    } else {
        outcome->status = reply->status;
        outcome->retry_after = reply->retry_after_seconds;
        outcome->length = reply->length;
        memcpy(outcome->body, reply->body,
               reply->length < sizeof outcome->body ? reply->length : sizeof outcome->body - 1);
    }
    loop_stop(outcome->loop);
}

struct http_client *http_pair_client(struct http_pair *pair, uint16_t port,
                                     const struct pki_pair *identity, const char *root_pem)
{
    char url[64];
    struct error error = {0};
    struct http_client_settings settings = {.url = url,
                                            .root_pem = root_pem,
                                            .certificate = identity->certificate,
                                            .key = identity->key,
                                            .connect_seconds = patience(5),
                                            .total_seconds = patience(3),
                                            .stall_seconds = patience(2)};
    struct http_client *client;

    snprintf(url, sizeof url, "https://127.0.0.1:%u", port);
    client = http_client_create(pair->loop, &settings, &error);
    if (client == NULL)
        fail_msg("%s", error.text);
    return client;
}

struct http_outcome http_pair_ask(struct http_pair *pair, struct http_client *client,
                                  const char *path, const void *body, size_t length)
{
    struct http_outcome outcome = {.loop = pair->loop};
    struct error error = {0};

    if (!http_client_post(client, path, "application/cbor-seq", body, length, http_pair_take,
                          &outcome, &error))
        fail_msg("%s", error.text);
    assert_int_equal(outcome.calls, 0);
    assert_true(loop_run(pair->loop, NULL));
    assert_int_equal(outcome.calls, 1);
    return outcome;
}

struct http_outcome http_pair_ask_once(struct http_pair *pair, uint16_t port,
                                       const struct pki_pair *identity, const char *root_pem)
{
    struct http_client *client = http_pair_client(pair, port, identity, root_pem);
    struct http_outcome outcome = http_pair_ask(pair, client, "/echo", "hello", 5);

    http_client_destroy(client);
    return outcome;
}

struct http_outcome http_pair_ask_hostile(struct http_pair *pair, enum hostile_manner manner,
                                          const char *answer)
{
    struct hostile_server hostile = hostile_server_start(&pair->pki.server, manner, answer);
    struct http_outcome outcome =
        http_pair_ask_once(pair, hostile.port, &pair->pki.kiosk, pair->root_pem);

    hostile_server_stop(&hostile);
    return outcome;
}

struct http_outcome http_pair_ask_as_guest(struct http_pair *pair, uint16_t port,
                                           const char *content_type, const char *user,
                                           const char *password)
{
    static const struct pki_pair nobody = {NULL, NULL};
    struct http_outcome outcome = {.loop = pair->loop};
    struct http_client *client = http_pair_client(pair, port, &nobody, pair->root_pem);
    const struct http_client_request request = {
        .path = "/how", .content_type = content_type, .user = user, .password = password};

    assert_true(http_client_ask(client, &request, http_pair_take, &outcome, NULL));
    assert_true(loop_run(pair->loop, NULL));
    http_client_destroy(client);
    return outcome;
}
