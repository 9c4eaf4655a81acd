/* What the client does not take from a server. */
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/http_pair.h"
#include "tests/support/lib/patience.h"

#include <stdlib.h>
#include <string.h>

static void test_a_server_of_another_root_is_refused(void **state)
{
    struct http_pair *pair = *state;
    struct http_running running = http_pair_serve(pair, (struct http_server_settings){0});
    char *other = http_pair_pem(&pair->pki.site_root);
    struct http_outcome outcome = http_pair_ask_once(pair, running.port, &pair->pki.kiosk, other);

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    free(other);
    assert_int_equal(http_pair_end(&running), 0);
}

static void test_a_server_of_another_name_is_refused(void **state)
{
    struct http_pair *pair = *state;
    struct pki_pair client =
        pki_make(&pair->pki, &pair->pki.tls_root, PURPOSE_TLS_CLIENT, "no server", 0, 5);
    struct hostile_server hostile = hostile_server_start(&client, HOSTILE_ANSWER, "");
    struct http_outcome outcome =
        http_pair_ask_once(pair, hostile.port, &pair->pki.kiosk, pair->root_pem);

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    hostile_server_stop(&hostile);
    pki_pair_finish(&client);
}

static void test_older_tls_is_refused(void **state)
{
    assert_int_equal(http_pair_ask_hostile(*state, HOSTILE_OLD_TLS, "").error.kind, ERROR_REFUSED);
}

static void test_an_answer_in_the_clear_is_refused(void **state)
{
    struct http_outcome outcome = http_pair_ask_hostile(
        *state, HOSTILE_PLAIN, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assert_int_equal(outcome.error.kind, ERROR_REFUSED);
    assert_non_null(strstr(outcome.error.text, "captive portal"));
}

static void test_a_redirect_is_only_a_status(void **state)
{
    struct http_outcome outcome =
        http_pair_ask_hostile(*state, HOSTILE_ANSWER,
                              "HTTP/1.1 307 Elsewhere\r\nLocation: https://127.0.0.1:1/\r\n"
                              "Content-Length: 0\r\nConnection: close\r\n\r\n");

    assert_int_equal(outcome.status, 307);
}

static void test_nonsense_is_no_answer(void **state)
{
    struct http_outcome outcome =
        http_pair_ask_hostile(*state, HOSTILE_ANSWER, "what is this?\r\n\r\n");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_INPUT);
}

static void test_a_server_that_only_says_continue_has_not_answered(void **state)
{
    struct http_outcome outcome =
        http_pair_ask_hostile(*state, HOSTILE_ANSWER, "HTTP/1.1 100 Continue\n");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_INPUT);
}

static void test_an_answer_cut_short_is_no_answer(void **state)
{
    struct http_outcome outcome = http_pair_ask_hostile(
        *state, HOSTILE_CUT, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"records\":[");

    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.error.kind, ERROR_UNAVAILABLE);
}

static void test_a_connection_closed_without_an_answer_is_unavailable(void **state)
{
    assert_int_equal(http_pair_ask_hostile(*state, HOSTILE_CUT, "").error.kind, ERROR_UNAVAILABLE);
}

static void test_a_slow_answer_ends_in_time(void **state)
{
    int64_t begun = clock_monotonic(&clock_system);
    struct http_outcome outcome = http_pair_ask_hostile(
        *state, HOSTILE_TRICKLE,
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
        "0123456789012345678901234567890123456789012345678901234567890123456789");

    assert_int_equal(outcome.error.kind, ERROR_UNAVAILABLE);
    assert_true(clock_monotonic(&clock_system) - begun < patience(5000));
}

static void test_a_silent_server_ends_in_time(void **state)
{
    int64_t begun = clock_monotonic(&clock_system);

    assert_int_equal(http_pair_ask_hostile(*state, HOSTILE_SILENT, "").error.kind,
                     ERROR_UNAVAILABLE);
    assert_true(clock_monotonic(&clock_system) - begun < patience(5000));
}

static void test_an_announced_giant_is_refused(void **state)
{
    struct http_outcome outcome = http_pair_ask_hostile(
        *state, HOSTILE_ANSWER, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{");

    assert_int_equal(outcome.error.kind, ERROR_LIMIT);
}

static void test_endless_headers_are_refused(void **state)
{
    size_t length = 64000;
    char *answer = calloc(1, length + 64);
    struct http_outcome outcome;

    strcpy(answer, "HTTP/1.1 200 OK\r\n");
    while (strlen(answer) < length)
        strcat(answer, "X-Header: 0123456789012345678901234567890123456789\r\n");
    outcome = http_pair_ask_hostile(*state, HOSTILE_ANSWER, answer);
    assert_int_equal(outcome.error.kind, ERROR_LIMIT);
    free(answer);
}

static void test_nobody_there_is_unavailable(void **state)
{
    struct http_pair *pair = *state;
    struct hostile_server hostile = hostile_server_start(&pair->pki.server, HOSTILE_SILENT, "");

    hostile_server_stop(&hostile);
    assert_int_equal(
        http_pair_ask_once(pair, hostile.port, &pair->pki.kiosk, pair->root_pem).error.kind,
        ERROR_UNAVAILABLE);
}

static void test_addresses_that_are_not_plain_https_are_refused(void **state)
{
    static const char *const urls[] = {"http://127.0.0.1", "https://", "https://a@b",
                                       "https://a/path",   "ftp://a",  "https://a?q"};
    struct http_pair *pair = *state;

    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct http_client_settings settings = {.url = urls[i],
                                                .root_pem = pair->root_pem,
                                                .certificate = pair->pki.kiosk.certificate,
                                                .key = pair->pki.kiosk.key};
        struct error error = {0};

        assert_null(http_client_create(pair->loop, &settings, &error));
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
    struct http_pair *pair = *state;
    struct hostile_server hostile = hostile_server_start(&pair->pki.server, HOSTILE_SILENT, "");
    struct http_client *client =
        http_pair_client(pair, hostile.port, &pair->pki.kiosk, pair->root_pem);
    struct error error = {0};

    assert_true(http_client_post(client, "/a", "a/b", "", 0, fail_if_called, NULL, &error));
    assert_true(loop_once(pair->loop, true, NULL));
    assert_true(http_client_is_busy(client));
    assert_false(http_client_post(client, "/a", "a/b", "", 0, fail_if_called, NULL, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    http_client_destroy(client);
    assert_true(loop_once(pair->loop, false, NULL));
    hostile_server_stop(&hostile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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

    return cmocka_run_group_tests(tests, http_pair_set_up, http_pair_tear_down);
}
