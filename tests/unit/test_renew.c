/* When a certificate is renewed, what is asked, and what an answer is worth; with a clock that is turned. */
#include "app/courier/renew.h"

#include "platform/crypto/est_body.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/hostile_server.h"
#include "tests/support/lib/identity_folder.h"
#include "tests/support/lib/temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE 10000 /* milliseconds */
#define DAY      INT64_C(86400)

struct fixture {
    struct pki pki;
    struct temp_folder *folder;
    struct identity *identity;
    char *roots;
    int64_t now; /* what the clock says */
    struct clock_source clock;
    struct loop *loop;
    struct renewal *renewal;
    unsigned told;
    struct hostile_server server;
    char url[64];
};

static int64_t turned_utc(void *context)
{
    return ((const struct fixture *)context)->now;
}

static int64_t true_monotonic(void *context)
{
    (void)context;
    return clock_monotonic(&clock_system);
}

static void changed(void *context)
{
    ((struct fixture *)context)->told++;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct buffer pem;

    pki_start(&fixture->pki);
    assert_int_equal(temp_folder_setup((void **)&fixture->folder), 0);
    identity_folder_fill(fixture->folder->path, &fixture->pki.kiosk);
    fixture->identity = identity_load(fixture->folder->path, PKI_KIOSK_ID, NULL, NULL);
    assert_non_null(fixture->identity);
    buffer_init(&pem, CERTIFICATE_FILE_MAX);
    assert_true(certificate_encode_pem(fixture->pki.tls_root.certificate, &pem, NULL));
    fixture->roots = strdup(buffer_text(&pem));
    buffer_finish(&pem);
    fixture->now = fixture->pki.now;
    fixture->clock = (struct clock_source){
        .utc_seconds = turned_utc, .monotonic_milliseconds = true_monotonic, .context = fixture};
    fixture->loop = loop_create(&fixture->clock, NULL);
    assert_non_null(fixture->loop);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    renewal_destroy(fixture->renewal);
    if (fixture->server.process > 0)
        hostile_server_stop(&fixture->server);
    loop_destroy(fixture->loop);
    free(fixture->roots);
    identity_destroy(fixture->identity);
    temp_folder_teardown((void **)&fixture->folder);
    pki_stop(&fixture->pki);
    free(fixture);
    return 0;
}

/* ---- what the tests are made of ------------------------------------------------ */

static int64_t begins(const struct fixture *fixture)
{
    return renewal_begins(fixture->pki.kiosk.certificate);
}

static void serve(struct fixture *fixture, const char *answer)
{
    fixture->server = hostile_server_start(&fixture->pki.server, HOSTILE_ANSWER, answer);
    snprintf(fixture->url, sizeof fixture->url, "https://127.0.0.1:%u", fixture->server.port);
}

static void start_renewal(struct fixture *fixture)
{
    struct error error = {0};
    const struct renewal_settings settings = {
        .server = {.url = fixture->url, .roots_pem = fixture->roots, .answer_seconds = 5},
        .kiosk_id = PKI_KIOSK_ID,
        .identity = fixture->identity,
        .clock = &fixture->clock,
        .earliest_utc = fixture->pki.now - DAY,
        .retry_least = 600,
        .retry_most = 600,
        .changed = changed,
        .context = fixture};
    fixture->renewal = renewal_create(fixture->loop, &settings, &error);
    if (fixture->renewal == NULL)
        fail_msg("%s", error.text);
}

/* An answer with a certificate for `key` that ends when the authority does. */
static void serve_certificate(struct fixture *fixture, const struct private_key *key,
                              const char *kiosk)
{
    char answer[8192];
    const struct certificate_order order = {
        .purpose = PURPOSE_TLS_CLIENT, .name = kiosk, .not_before = fixture->pki.now, .days = 900};
    struct certificate_request *request = request_create(key, "anything", NULL);
    struct certificate *made = issue_certificate(request, &order, fixture->pki.issuing.certificate,
                                                 fixture->pki.issuing.key, NULL);
    const struct certificate *const one[] = {made};
    struct buffer body;

    assert_non_null(made);
    buffer_init(&body, EST_CERTIFICATES_MAX);
    assert_true(est_certificates_encode(one, 1, &body, NULL));
    snprintf(answer, sizeof answer,
             "HTTP/1.1 200 OK\r\nContent-Type: " EST_CERTIFICATES_TYPE
             "\r\nContent-Length: %zu\r\n\r\n%s",
             body.length, buffer_text(&body));
    serve(fixture, answer);
    buffer_finish(&body);
    certificate_destroy(made);
    request_destroy(request);
}

static void late(void *context)
{
    *(bool *)context = true;
}

/* Runs until the renewal has told something more, or fails. */
static void run_until_told(struct fixture *fixture, unsigned times)
{
    bool is_late = false;
    struct loop_timer timer = {.callback = late, .context = &is_late};

    assert_true(loop_add_timer(fixture->loop, &timer, NULL));
    loop_timer_set(fixture->loop, &timer, PATIENCE);
    while (fixture->told < times && !is_late)
        assert_true(loop_once(fixture->loop, true, NULL));
    loop_remove_timer(fixture->loop, &timer);
    assert_false(is_late);
}

/* The first look, and then the answer. */
static void run_to_answer(struct fixture *fixture)
{
    start_renewal(fixture);
    run_until_told(fixture, 2);
}

static bool has_error(const struct fixture *fixture, const char *text)
{
    return strstr(renewal_error(fixture->renewal), text) != NULL;
}

/* ---- when ----------------------------------------------------------------------- */

static void test_it_begins_between_half_and_two_thirds_of_the_life(void **state)
{
    struct fixture *fixture = *state;
    int64_t least = INT64_MAX, most = 0;

    for (int i = 0; i < 40; i++) {
        struct pki_pair pair =
            pki_make(&fixture->pki, &fixture->pki.issuing, PURPOSE_TLS_CLIENT, "0417", 0, 60);
        int64_t after = renewal_begins(pair.certificate) - certificate_not_before(pair.certificate);
        assert_in_range(after, 30 * DAY, 40 * DAY);
        assert_int_equal(after, renewal_begins(pair.certificate) -
                                    certificate_not_before(pair.certificate));
        least = after < least ? after : least;
        most = after > most ? after : most;
        pki_pair_finish(&pair);
    }
    assert_true(most - least > 3 * DAY);
}

static void test_before_that_it_is_planned(void **state)
{
    struct fixture *fixture = *state;
    fixture->now = begins(fixture) - 1000;
    serve(fixture, "HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n");
    start_renewal(fixture);
    run_until_told(fixture, 1);
    assert_int_equal(renewal_stage(fixture->renewal), RENEWAL_PLANNED);
    assert_int_equal(renewal_next_utc(fixture->renewal), begins(fixture));
    assert_false(identity_folder_has(fixture->folder->path, "next.key"));
}

static void test_without_an_address_nothing_renews(void **state)
{
    struct fixture *fixture = *state;
    fixture->now = begins(fixture) + DAY;
    start_renewal(fixture);
    assert_int_equal(renewal_stage(fixture->renewal), RENEWAL_OFF);
    assert_string_equal(renewal_stage_name(fixture->renewal), "off");
    assert_int_equal(renewal_next_utc(fixture->renewal), 0);
    assert_true(loop_once(fixture->loop, false, NULL));
    assert_int_equal(fixture->told, 0);
}

static void test_a_clock_that_cannot_be_right_renews_nothing(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture, "HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n");
    fixture->now = 1000;
    start_renewal(fixture);
    run_until_told(fixture, 1);
    assert_false(identity_folder_has(fixture->folder->path, "next.key"));
    assert_string_equal(renewal_error(fixture->renewal), "");
}

/* ---- answers -------------------------------------------------------------------- */

static void test_a_due_certificate_is_renewed_and_tried(void **state)
{
    struct fixture *fixture = *state;
    serve_certificate(fixture, identity_next_key(fixture->identity, NULL), PKI_KIOSK_ID);
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_string_equal(renewal_error(fixture->renewal), "");
    assert_int_equal(renewal_stage(fixture->renewal), RENEWAL_TRYING);
    assert_true(identity_has_next(fixture->identity));
    assert_int_equal(certificate_not_after(identity_tried(fixture->identity)->certificate),
                     certificate_not_after(fixture->pki.issuing.certificate));
}

static void test_after_it_has_delivered_the_next_renewal_is_planned(void **state)
{
    struct fixture *fixture = *state;
    serve_certificate(fixture, identity_next_key(fixture->identity, NULL), PKI_KIOSK_ID);
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(identity_succeeded(fixture->identity, NULL));
    unsigned told = fixture->told;
    renewal_look(fixture->renewal);
    run_until_told(fixture, told + 1);
    assert_int_equal(renewal_stage(fixture->renewal), RENEWAL_PLANNED);
    assert_true(renewal_next_utc(fixture->renewal) > fixture->now + 10 * DAY);
}

static void test_another_kiosks_certificate_is_refused(void **state)
{
    struct fixture *fixture = *state;
    serve_certificate(fixture, identity_next_key(fixture->identity, NULL), "0666");
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(has_error(fixture, "not for this kiosk's new key"));
    assert_false(identity_has_next(fixture->identity));
}

static void test_a_certificate_for_the_old_key_is_refused(void **state)
{
    struct fixture *fixture = *state;
    serve_certificate(fixture, fixture->pki.kiosk.key, PKI_KIOSK_ID);
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(has_error(fixture, "not for this kiosk's new key"));
    assert_false(identity_has_next(fixture->identity));
}

static void test_a_refusal_says_what_to_do_and_is_tried_again(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture, "HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n");
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(has_error(fixture, "403") && has_error(fixture, "enrol it anew"));
    assert_int_equal(renewal_stage(fixture->renewal), RENEWAL_ASKING);
    assert_in_range(renewal_next_utc(fixture->renewal), fixture->now, fixture->now + 600);
    assert_true(identity_tried(fixture->identity) == identity_kept(fixture->identity));
}

static void test_a_refusal_after_the_end_says_so(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture, "HTTP/1.1 403 no\r\nContent-Length: 0\r\n\r\n");
    fixture->now = certificate_not_after(fixture->pki.kiosk.certificate) + DAY;
    run_to_answer(fixture);
    assert_true(has_error(fixture, "ended too long ago"));
}

static void test_what_is_no_certificate_is_refused(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(has_error(fixture, "200"));
    assert_false(identity_has_next(fixture->identity));
}

static void test_a_broken_answer_is_refused(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture, "HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\n"
                   "Content-Length: 8\r\n\r\nMIIBAAAA");
    fixture->now = begins(fixture);
    run_to_answer(fixture);
    assert_true(strlen(renewal_error(fixture->renewal)) > 0);
    assert_false(identity_has_next(fixture->identity));
}

#define WITH_KIOSK(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KIOSK(test_it_begins_between_half_and_two_thirds_of_the_life),
        WITH_KIOSK(test_before_that_it_is_planned),
        WITH_KIOSK(test_without_an_address_nothing_renews),
        WITH_KIOSK(test_a_clock_that_cannot_be_right_renews_nothing),
        WITH_KIOSK(test_a_due_certificate_is_renewed_and_tried),
        WITH_KIOSK(test_after_it_has_delivered_the_next_renewal_is_planned),
        WITH_KIOSK(test_another_kiosks_certificate_is_refused),
        WITH_KIOSK(test_a_certificate_for_the_old_key_is_refused),
        WITH_KIOSK(test_a_refusal_says_what_to_do_and_is_tried_again),
        WITH_KIOSK(test_a_refusal_after_the_end_says_so),
        WITH_KIOSK(test_what_is_no_certificate_is_refused),
        WITH_KIOSK(test_a_broken_answer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
