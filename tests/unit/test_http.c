#include "platform/http/client.h"
#include "platform/http/server.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/hostile_server.h"
#include "tests/support/lib/patience.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/crypto/openssl.h"

struct fixture {
    struct pki pki;
    char *root_pem;
    struct loop *loop;
};

static char *pem_of(const struct pki_pair *pair)
{
    struct buffer pem;
    char *text;

    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(pair->certificate, &pem, NULL));
    text = strdup(buffer_text(&pem));
    buffer_finish(&pem);
    return text;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    pki_start(&fixture->pki);
    fixture->root_pem = pem_of(&fixture->pki.tls_root);
    fixture->loop = loop_create(&clock_system, NULL);
    assert_non_null(fixture->loop);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    loop_destroy(fixture->loop);
    free(fixture->root_pem);
    pki_stop(&fixture->pki);
    free(fixture);
    return 0;
}

/* ---- the server under test, in a process of its own ------------------------ */

struct running {
    pid_t process;
    uint16_t port;
};

/* "/echo" gives the body back; "/who" the kiosk's name; "/busy" 503 with Retry-After. */
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

static struct running start_server(const struct fixture *fixture,
                                   struct http_server_settings settings)
{
    struct running running = {0};
    int port[2];

    settings.address = "127.0.0.1";
    settings.certificate = fixture->pki.server.certificate;
    settings.key = fixture->pki.server.key;
    settings.client_root = fixture->pki.issuing.certificate;
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

/* SIGTERM, and the exit code. */
static int stop_server(const struct running *running)
{
    int status = 0;

    assert_int_equal(kill(running->process, SIGTERM), 0);
    assert_int_equal(waitpid(running->process, &status, 0), running->process);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- asking through the client --------------------------------------------- */

struct outcome {
    struct loop *loop;
    int calls;
    int status;
    int64_t retry_after;
    char body[256];
    size_t length;
    struct error error;
};

static void take_outcome(void *context, const struct http_reply *reply, const struct error *error)
{
    struct outcome *outcome = context;

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

static struct http_client *make_client(struct fixture *fixture, uint16_t port,
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
    client = http_client_create(fixture->loop, &settings, &error);
    if (client == NULL)
        fail_msg("%s", error.text);
    return client;
}

static struct outcome ask(struct fixture *fixture, struct http_client *client, const char *path,
                          const void *body, size_t length)
{
    struct outcome outcome = {.loop = fixture->loop};
    struct error error = {0};

    if (!http_client_post(client, path, "application/cbor-seq", body, length, take_outcome,
                          &outcome, &error))
        fail_msg("%s", error.text);
    assert_int_equal(outcome.calls, 0);
    assert_true(loop_run(fixture->loop, NULL));
    assert_int_equal(outcome.calls, 1);
    return outcome;
}

static struct outcome ask_once(struct fixture *fixture, uint16_t port,
                               const struct pki_pair *identity, const char *root_pem)
{
    struct http_client *client = make_client(fixture, port, identity, root_pem);
    struct outcome outcome = ask(fixture, client, "/echo", "hello", 5);

    http_client_destroy(client);
    return outcome;
}

/* The answer of the hostile server to a proper request. */
static struct outcome ask_hostile(struct fixture *fixture, enum hostile_manner manner,
                                  const char *answer)
{
    struct hostile_server hostile = hostile_server_start(&fixture->pki.server, manner, answer);
    struct outcome outcome =
        ask_once(fixture, hostile.port, &fixture->pki.kiosk, fixture->root_pem);

    hostile_server_stop(&hostile);
    return outcome;
}

/* Who has no certificate, and how the request arrived. */
static struct outcome ask_as_guest(struct fixture *fixture, uint16_t port, const char *content_type,
                                   const char *user, const char *password)
{
    static const struct pki_pair nobody = {NULL, NULL};
    struct outcome outcome = {.loop = fixture->loop};
    struct http_client *client = make_client(fixture, port, &nobody, fixture->root_pem);
    const struct http_client_request request = {
        .path = "/how", .content_type = content_type, .user = user, .password = password};

    assert_true(http_client_ask(client, &request, take_outcome, &outcome, NULL));
    assert_true(loop_run(fixture->loop, NULL));
    http_client_destroy(client);
    return outcome;
}

/* ---- client and server together -------------------------------------------- */

static void test_a_body_goes_there_and_back(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct outcome outcome =
        ask_once(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);

    assert_int_equal(outcome.status, 200);
    assert_string_equal(outcome.body, "hello");
    assert_int_equal(outcome.retry_after, -1);
    assert_int_equal(stop_server(&running), 0);
}

static void test_the_handler_knows_the_certificate(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);
    struct outcome outcome = ask(fixture, client, "/who", "", 0);

    assert_string_equal(outcome.body, "0417");
    http_client_destroy(client);
    assert_int_equal(stop_server(&running), 0);
}

static void test_the_largest_body_arrives_and_a_larger_one_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);
    char *body = calloc(1, HTTP_SERVER_BODY_MAX + 1);
    struct outcome outcome = ask(fixture, client, "/echo", body, HTTP_SERVER_BODY_MAX);

    assert_int_equal(outcome.status, 200);
    assert_int_equal(outcome.length, HTTP_SERVER_BODY_MAX);
    outcome = ask(fixture, client, "/echo", body, HTTP_SERVER_BODY_MAX + 1);
    assert_int_not_equal(outcome.status, 200);
    free(body);
    http_client_destroy(client);
    assert_int_equal(stop_server(&running), 0);
}

static void test_retry_after_is_read(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);
    struct outcome outcome = ask(fixture, client, "/busy", "", 0);

    assert_int_equal(outcome.status, 503);
    assert_int_equal(outcome.retry_after, 7);
    http_client_destroy(client);
    assert_int_equal(stop_server(&running), 0);
}

static void test_nothing_wakes_between_requests(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);
    struct outcome outcome = ask(fixture, client, "/echo", "x", 1);
    struct loop_timer timer = {.callback = (loop_due *)loop_stop, .context = fixture->loop};
    uint64_t before;

    assert_int_equal(outcome.status, 200);
    assert_true(loop_add_timer(fixture->loop, &timer, NULL));
    loop_timer_set(fixture->loop, &timer, 1500);
    before = loop_wakeups(fixture->loop);
    assert_true(loop_run(fixture->loop, NULL));
    assert_true(loop_wakeups(fixture->loop) - before <= 1);
    loop_remove_timer(fixture->loop, &timer);
    http_client_destroy(client);
    assert_int_equal(stop_server(&running), 0);
}

static void test_the_connection_is_kept_and_its_loss_noticed(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);

    for (int i = 0; i < 3; i++)
        assert_int_equal(ask(fixture, client, "/echo", "x", 1).status, 200);
    assert_int_equal(ask(fixture, client, "/last", "x", 1).status, 200);
    assert_int_equal(ask(fixture, client, "/echo", "x", 1).status, 200);
    http_client_destroy(client);
    assert_int_equal(stop_server(&running), 0);
}

static void test_a_server_that_ends_lets_idle_connections_go_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct http_client *client =
        make_client(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem);
    int64_t before;

    assert_int_equal(ask(fixture, client, "/echo", "x", 1).status, 200);
    before = clock_monotonic(&clock_system);
    assert_int_equal(stop_server(&running), 0);
    assert_true(clock_monotonic(&clock_system) - before < 3000);
    assert_int_equal(ask(fixture, client, "/echo", "x", 1).error.kind, ERROR_UNAVAILABLE);
    http_client_destroy(client);
}

/* ---- whom the server turns away -------------------------------------------- */

static void assert_turned_away(struct fixture *fixture, struct pki_pair *client)
{
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct outcome outcome = ask_once(fixture, running.port, client, fixture->root_pem);

    assert_int_equal(outcome.status, 0);
    /* The server's alert may be overtaken by the end of the connection. */
    assert_true(outcome.error.kind == ERROR_REFUSED || outcome.error.kind == ERROR_UNAVAILABLE);
    assert_int_equal(stop_server(&running), 0);
    pki_pair_finish(client);
}

static void test_a_client_of_another_authority_is_turned_away(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair client =
        pki_make(&fixture->pki, &fixture->pki.site_root, PURPOSE_TLS_CLIENT, "0417", 0, 5);

    assert_turned_away(fixture, &client);
}

static void test_a_client_with_an_ended_certificate_is_turned_away(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair client =
        pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_CLIENT, "0417", -9, 3);

    assert_turned_away(fixture, &client);
}

static void test_a_server_certificate_is_no_client(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair client =
        pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_SERVER, "0417", 0, 5);

    assert_turned_away(fixture, &client);
}

static int connect_to(uint16_t port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    return client;
}

static void test_plain_http_gets_no_answer(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    int client = connect_to(running.port);
    char answer[512] = {0};
    ssize_t got;

    assert_true(write(client, "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n", 32) > 0);
    while ((got = read(client, answer, sizeof answer - 1)) > 0)
        assert_null(strstr(answer, "HTTP/"));
    close(client);
    assert_int_equal(stop_server(&running), 0);
}

/* A client that proves itself, then sends one byte each 100 ms. Milliseconds until it was cut. */
static int64_t dribble(const struct fixture *fixture, uint16_t port)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    SSL *ssl;
    int client = connect_to(port), got = 0;
    int64_t begun = clock_monotonic(&clock_system);
    char answer;

    assert_int_equal(SSL_CTX_use_certificate(tls, certificate_x509(fixture->pki.kiosk.certificate)),
                     1);
    assert_int_equal(SSL_CTX_use_PrivateKey(tls, private_key_pkey(fixture->pki.kiosk.key)), 1);
    ssl = SSL_new(tls);
    SSL_set_fd(ssl, client);
    assert_int_equal(SSL_connect(ssl), 1);
    fcntl(client, F_SETFL, O_NONBLOCK);
    for (int i = 0; i < 200; i++) {
        if (SSL_write(ssl, "G", 1) <= 0)
            break;
        poll(NULL, 0, 100);
        got = SSL_read(ssl, &answer, 1);
        if (got <= 0 && SSL_get_error(ssl, got) != SSL_ERROR_WANT_READ)
            break;
    }
    SSL_free(ssl);
    SSL_CTX_free(tls);
    close(client);
    return clock_monotonic(&clock_system) - begun;
}

static void test_a_trickle_does_not_hold_a_connection(void **state)
{
    struct fixture *fixture = *state;
    struct running running =
        start_server(fixture, (struct http_server_settings){.request_seconds = 1});
    int64_t took;

    signal(SIGPIPE, SIG_IGN);
    took = dribble(fixture, running.port);
    assert_true(took > 700 && took < 4000);
    assert_int_equal(stop_server(&running), 0);
}

static void test_silent_connections_do_not_keep_others_out_for_long(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(
        fixture, (struct http_server_settings){.request_seconds = 1, .connections_max = 2});
    int silent[4];

    for (size_t i = 0; i < 4; i++)
        silent[i] = connect_to(running.port);
    assert_int_equal(ask_once(fixture, running.port, &fixture->pki.kiosk, fixture->root_pem).status,
                     200);
    for (size_t i = 0; i < 4; i++)
        close(silent[i]);
    assert_int_equal(stop_server(&running), 0);
}

/* ---- what the client does not take from a server --------------------------- */

static void test_a_server_of_another_root_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    char *other = pem_of(&fixture->pki.site_root);
    struct outcome outcome = ask_once(fixture, running.port, &fixture->pki.kiosk, other);

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    free(other);
    assert_int_equal(stop_server(&running), 0);
}

static void test_a_server_of_another_name_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct pki_pair client =
        pki_make(&fixture->pki, &fixture->pki.tls_root, PURPOSE_TLS_CLIENT, "no server", 0, 5);
    struct hostile_server hostile = hostile_server_start(&client, HOSTILE_ANSWER, "");
    struct outcome outcome =
        ask_once(fixture, hostile.port, &fixture->pki.kiosk, fixture->root_pem);

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    hostile_server_stop(&hostile);
    pki_pair_finish(&client);
}

static void test_older_tls_is_refused(void **state)
{
    assert_int_equal(ask_hostile(*state, HOSTILE_OLD_TLS, "").error.kind, ERROR_REFUSED);
}

static void test_an_answer_in_the_clear_is_refused(void **state)
{
    struct outcome outcome =
        ask_hostile(*state, HOSTILE_PLAIN, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    assert_non_null(strstr(outcome.error.text, "captive portal"));
}

static void test_a_redirect_is_only_a_status(void **state)
{
    struct outcome outcome =
        ask_hostile(*state, HOSTILE_ANSWER,
                    "HTTP/1.1 307 Elsewhere\r\nLocation: https://127.0.0.1:1/\r\n"
                    "Content-Length: 0\r\nConnection: close\r\n\r\n");

    assert_int_equal(outcome.status, 307);
}

static void test_nonsense_is_no_answer(void **state)
{
    struct outcome outcome = ask_hostile(*state, HOSTILE_ANSWER, "what is this?\r\n\r\n");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_INPUT);
}

static void test_a_server_that_only_says_continue_has_not_answered(void **state)
{
    struct outcome outcome = ask_hostile(*state, HOSTILE_ANSWER, "HTTP/1.1 100 Continue\n");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_INPUT);
}

static void test_an_answer_cut_short_is_no_answer(void **state)
{
    struct outcome outcome = ask_hostile(
        *state, HOSTILE_CUT, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"records\":[");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_UNAVAILABLE);
}

static void test_a_connection_closed_without_an_answer_is_unavailable(void **state)
{
    assert_int_equal(ask_hostile(*state, HOSTILE_CUT, "").error.kind, ERROR_UNAVAILABLE);
}

static void test_a_slow_answer_ends_in_time(void **state)
{
    int64_t begun = clock_monotonic(&clock_system);
    struct outcome outcome =
        ask_hostile(*state, HOSTILE_TRICKLE,
                    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
                    "0123456789012345678901234567890123456789012345678901234567890123456789");

    assert_int_equal(outcome.error.kind, ERROR_UNAVAILABLE);
    assert_true(clock_monotonic(&clock_system) - begun < patience(5000));
}

static void test_a_silent_server_ends_in_time(void **state)
{
    int64_t begun = clock_monotonic(&clock_system);

    assert_int_equal(ask_hostile(*state, HOSTILE_SILENT, "").error.kind, ERROR_UNAVAILABLE);
    assert_true(clock_monotonic(&clock_system) - begun < patience(5000));
}

static void test_an_announced_giant_is_refused(void **state)
{
    struct outcome outcome =
        ask_hostile(*state, HOSTILE_ANSWER, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{");

    assert_int_equal(outcome.error.kind, ERROR_LIMIT);
}

static void test_endless_headers_are_refused(void **state)
{
    size_t length = 64000;
    char *answer = calloc(1, length + 64);
    struct outcome outcome;

    strcpy(answer, "HTTP/1.1 200 OK\r\n");
    while (strlen(answer) < length)
        strcat(answer, "X-Header: 0123456789012345678901234567890123456789\r\n");
    outcome = ask_hostile(*state, HOSTILE_ANSWER, answer);
    assert_int_equal(outcome.error.kind, ERROR_LIMIT);
    free(answer);
}

static void test_nobody_there_is_unavailable(void **state)
{
    struct fixture *fixture = *state;
    struct hostile_server hostile = hostile_server_start(&fixture->pki.server, HOSTILE_SILENT, "");

    hostile_server_stop(&hostile);
    assert_int_equal(
        ask_once(fixture, hostile.port, &fixture->pki.kiosk, fixture->root_pem).error.kind,
        ERROR_UNAVAILABLE);
}

static void test_addresses_that_are_not_plain_https_are_refused(void **state)
{
    static const char *const urls[] = {"http://127.0.0.1", "https://", "https://a@b",
                                       "https://a/path",   "ftp://a",  "https://a?q"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct http_client_settings settings = {.url = urls[i],
                                                .root_pem = fixture->root_pem,
                                                .certificate = fixture->pki.kiosk.certificate,
                                                .key = fixture->pki.kiosk.key};
        struct error error = {0};

        assert_null(http_client_create(fixture->loop, &settings, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
    }
}

static void fail_if_called(void *context, const struct http_reply *reply, const struct error *error)
{
    (void)context;
    (void)reply;
    (void)error;
    fail();
}

static void test_a_second_request_at_once_is_refused_and_destroying_cancels(void **state)
{
    struct fixture *fixture = *state;
    struct hostile_server hostile = hostile_server_start(&fixture->pki.server, HOSTILE_SILENT, "");
    struct http_client *client =
        make_client(fixture, hostile.port, &fixture->pki.kiosk, fixture->root_pem);
    struct error error = {0};

    assert_true(http_client_post(client, "/a", "a/b", "", 0, fail_if_called, NULL, &error));
    assert_true(loop_once(fixture->loop, true, NULL));
    assert_true(http_client_is_busy(client));
    assert_false(http_client_post(client, "/a", "a/b", "", 0, fail_if_called, NULL, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    http_client_destroy(client);
    assert_true(loop_once(fixture->loop, false, NULL));
    hostile_server_stop(&hostile);
}

static void test_a_guest_asks_by_get_and_with_a_password(void **state)
{
    struct fixture *fixture = *state;
    struct running running =
        start_server(fixture, (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL});
    struct outcome outcome = ask_as_guest(fixture, running.port, NULL, NULL, NULL);

    assert_string_equal(outcome.body, "GET nobody ");
    outcome = ask_as_guest(fixture, running.port, "application/pkcs10", "0417", "K7M4");
    assert_string_equal(outcome.body, "POST nobody Basic MDQxNzpLN000");
    assert_int_equal(stop_server(&running), 0);
}

static void test_a_guest_is_no_kiosk(void **state)
{
    struct fixture *fixture = *state;
    struct running running = start_server(fixture, (struct http_server_settings){0});
    struct outcome outcome = ask_as_guest(fixture, running.port, NULL, NULL, NULL);

    assert_int_equal(outcome.status, 0);
    assert_int_not_equal(outcome.error.kind, ERROR_NONE);
    assert_int_equal(stop_server(&running), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_body_goes_there_and_back),
        cmocka_unit_test(test_the_handler_knows_the_certificate),
        cmocka_unit_test(test_a_guest_asks_by_get_and_with_a_password),
        cmocka_unit_test(test_a_guest_is_no_kiosk),
        cmocka_unit_test(test_the_largest_body_arrives_and_a_larger_one_is_refused),
        cmocka_unit_test(test_retry_after_is_read),
        cmocka_unit_test(test_nothing_wakes_between_requests),
        cmocka_unit_test(test_the_connection_is_kept_and_its_loss_noticed),
        cmocka_unit_test(test_a_server_that_ends_lets_idle_connections_go_at_once),
        cmocka_unit_test(test_a_client_of_another_authority_is_turned_away),
        cmocka_unit_test(test_a_client_with_an_ended_certificate_is_turned_away),
        cmocka_unit_test(test_a_server_certificate_is_no_client),
        cmocka_unit_test(test_plain_http_gets_no_answer),
        cmocka_unit_test(test_a_trickle_does_not_hold_a_connection),
        cmocka_unit_test(test_silent_connections_do_not_keep_others_out_for_long),
        cmocka_unit_test(test_a_server_of_another_root_is_refused),
        cmocka_unit_test(test_a_server_of_another_name_is_refused),
        cmocka_unit_test(test_older_tls_is_refused),
        cmocka_unit_test(test_an_answer_in_the_clear_is_refused),
        cmocka_unit_test(test_a_redirect_is_only_a_status),
        cmocka_unit_test(test_nonsense_is_no_answer),
        cmocka_unit_test(test_a_server_that_only_says_continue_has_not_answered),
        cmocka_unit_test(test_an_answer_cut_short_is_no_answer),
        cmocka_unit_test(test_a_connection_closed_without_an_answer_is_unavailable),
        cmocka_unit_test(test_a_slow_answer_ends_in_time),
        cmocka_unit_test(test_a_silent_server_ends_in_time),
        cmocka_unit_test(test_an_announced_giant_is_refused),
        cmocka_unit_test(test_endless_headers_are_refused),
        cmocka_unit_test(test_nobody_there_is_unavailable),
        cmocka_unit_test(test_addresses_that_are_not_plain_https_are_refused),
        cmocka_unit_test(test_a_second_request_at_once_is_refused_and_destroying_cancels),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
