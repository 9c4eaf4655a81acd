/* Client and server together, and whom the server turns away. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/http_pair.h"
#include "tests/support/lib/tls_client.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- client and server together -------------------------------------------- */

static void test_a_body_goes_there_and_back(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_outcome outcome =
        http_pair_ask_once(pair, running.port, &pair->pki.kiosk, pair->root_pem);

    assert_int_equal(outcome.status, 200);
    assert_string_equal(outcome.body, "hello");
    assert_int_equal(outcome.retry_after, -1);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_the_handler_knows_the_certificate(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);
    struct http_outcome outcome = http_pair_ask(pair, client, "/who", "", 0);

    assert_string_equal(outcome.body, "0417");
    http_client_destroy(client);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_the_largest_body_arrives_and_a_larger_one_is_refused(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);
    char *body = calloc(1, HTTP_SERVER_BODY_MAX + 1);
    struct http_outcome outcome = http_pair_ask(pair, client, "/echo", body, HTTP_SERVER_BODY_MAX);

    assert_int_equal(outcome.status, 200);
    assert_int_equal(outcome.length, HTTP_SERVER_BODY_MAX);
    outcome = http_pair_ask(pair, client, "/echo", body, HTTP_SERVER_BODY_MAX + 1);
    assert_int_not_equal(outcome.status, 200);
    free(body);
    http_client_destroy(client);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_retry_after_is_read(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);
    struct http_outcome outcome = http_pair_ask(pair, client, "/busy", "", 0);

    assert_int_equal(outcome.status, 503);
    assert_int_equal(outcome.retry_after, 7);
    http_client_destroy(client);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_nothing_wakes_between_requests(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);
    struct http_outcome outcome = http_pair_ask(pair, client, "/echo", "x", 1);
    struct loop_timer timer = {.callback = (loop_due *)loop_stop, .context = pair->loop};
    uint64_t before;

    assert_int_equal(outcome.status, 200);
    assert_true(loop_add_timer(pair->loop, &timer, NULL));
    loop_timer_set(pair->loop, &timer, 1500);
    before = loop_wakeups(pair->loop);
    assert_true(loop_run(pair->loop, NULL));
    assert_true(loop_wakeups(pair->loop) - before <= 1);
    loop_remove_timer(pair->loop, &timer);
    http_client_destroy(client);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_the_connection_is_kept_and_its_loss_noticed(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);

    for (int i = 0; i < 3; i++)
        assert_int_equal(http_pair_ask(pair, client, "/echo", "x", 1).status, 200);
    assert_int_equal(http_pair_ask(pair, client, "/last", "x", 1).status, 200);
    assert_int_equal(http_pair_ask(pair, client, "/echo", "x", 1).status, 200);
    http_client_destroy(client);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_a_server_that_ends_lets_idle_connections_go_at_once(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_client *client =
        http_pair_client(pair, running.port, &pair->pki.kiosk, pair->root_pem);
    int64_t before;

    assert_int_equal(http_pair_ask(pair, client, "/echo", "x", 1).status, 200);
    before = clock_monotonic(&clock_system);
    assert_int_equal(http_pair_end(&running), 0);
    assert_true(clock_monotonic(&clock_system) - before < 3000);
    assert_int_equal(http_pair_ask(pair, client, "/echo", "x", 1).error.kind, ERROR_UNAVAILABLE);
    http_client_destroy(client);
}

/* ---- whom the server turns away -------------------------------------------- */

static void assert_turned_away(struct http_pair *pair, struct pki_pair *client)
{
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_outcome outcome = http_pair_ask_once(pair, running.port, client, pair->root_pem);

    assert_int_equal(outcome.status, 0);
    /* The server's alert may be overtaken by the end of the connection. */
    assert_true(outcome.error.kind == ERROR_REFUSED || outcome.error.kind == ERROR_UNAVAILABLE);
    assert_int_equal(http_pair_end(&running), 0);
    pki_pair_finish(client);
}

static void test_a_client_of_another_authority_is_turned_away(void **state)
{
    struct http_pair *pair = *state;
    struct pki_pair client =
        pki_make(&pair->pki, &pair->pki.site_root, PURPOSE_TLS_CLIENT, "0417", 0, 5);

    assert_turned_away(pair, &client);
}

static void test_a_client_with_an_ended_certificate_is_turned_away(void **state)
{
    struct http_pair *pair = *state;
    struct pki_pair client =
        pki_make(&pair->pki, &pair->pki.issuing, PURPOSE_TLS_CLIENT, "0417", -9, 3);

    assert_turned_away(pair, &client);
}

static void test_a_server_certificate_is_no_client(void **state)
{
    struct http_pair *pair = *state;
    struct pki_pair client =
        pki_make(&pair->pki, &pair->pki.issuing, PURPOSE_TLS_SERVER, "0417", 0, 5);

    assert_turned_away(pair, &client);
}

static void test_plain_http_gets_no_answer(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    int client = tls_client_connect(running.port);
    char answer[512] = {0};
    ssize_t got;

    assert_true(write(client, "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n", 32) > 0);
    while ((got = read(client, answer, sizeof answer - 1)) > 0)
        assert_null(strstr(answer, "HTTP/"));
    close(client);
    assert_int_equal(http_pair_end(&running), 0);
}

/* A client that proves itself, then sends one byte each 100 ms. Milliseconds until it was cut. */
static int64_t dribble(const struct http_pair *pair, uint16_t port)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    SSL *ssl;
    int client = tls_client_connect(port), got = 0;
    int64_t begun = clock_monotonic(&clock_system);
    char answer;

    assert_int_equal(SSL_CTX_use_certificate(tls, certificate_x509(pair->pki.kiosk.certificate)),
                     1);
    assert_int_equal(SSL_CTX_use_PrivateKey(tls, private_key_pkey(pair->pki.kiosk.key)), 1);
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
    struct http_pair *pair = *state;
    struct http_running running =
        http_pair_serve(pair, (struct http_server_settings){.request_seconds = 1});
    int64_t took;

    signal(SIGPIPE, SIG_IGN);
    took = dribble(pair, running.port);
    assert_true(took > 700 && took < 4000);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_silent_connections_do_not_keep_others_out_for_long(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(
        pair, (struct http_server_settings){.request_seconds = 1, .connections_max = 2});
    int silent[4];

    for (size_t i = 0; i < 4; i++)
        silent[i] = tls_client_connect(running.port);
    assert_int_equal(
        http_pair_ask_once(pair, running.port, &pair->pki.kiosk, pair->root_pem).status, 200);
    for (size_t i = 0; i < 4; i++)
        close(silent[i]);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_a_guest_asks_by_get_and_with_a_password(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running =
        http_pair_serve(pair, (struct http_server_settings){.clients = HTTP_CLIENTS_OPTIONAL});
    struct http_outcome outcome = http_pair_ask_as_guest(pair, running.port, NULL, NULL, NULL);

    assert_string_equal(outcome.body, "GET nobody ");
    outcome = http_pair_ask_as_guest(pair, running.port, "application/pkcs10", "0417", "K7M4");
    assert_string_equal(outcome.body, "POST nobody Basic MDQxNzpLN000");
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_a_guest_is_no_kiosk(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    struct http_outcome outcome = http_pair_ask_as_guest(pair, running.port, NULL, NULL, NULL);

    assert_int_equal(outcome.status, 0);
    assert_int_not_equal(outcome.error.kind, ERROR_NONE);
    assert_int_equal(http_pair_end(&running), 0);
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
    };

    return cmocka_run_group_tests(tests, http_pair_set_up, http_pair_tear_down);
}
