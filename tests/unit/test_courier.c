#include "app/courier/courier.h"

#include "app/central/ledger/ledger.h"
#include "app/courier/delivery.h"
#include "app/wire/batch.h"
#include "platform/http/client.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/courier_bed.h"
#include "tests/support/lib/receiver.h"

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- with the real receiver ------------------------------------------------ */

static void test_what_waits_is_delivered(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_requests(bed, 3);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 3);
}

static void test_more_than_one_batch_is_delivered(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_requests(bed, BATCH_RECORDS_MAX + 20);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), BATCH_RECORDS_MAX + 20);
}

static void test_a_clock_that_cannot_be_right_delivers_nothing_and_says_so(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_requests(bed, 1);
    bed->earliest_utc = bed->pki.now + 10 * 86400;
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_has_failed, COURIER_BED_PATIENCE));
    json_t *told = courier_bed_read_state(bed);
    const char *reason = json_string_value(json_object_get(told, "last_error"));
    assert_non_null(strstr(reason, "clock is before"));
    json_decref(told);
    assert_int_equal(courier_bed_count(bed).waiting, 1);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 0);
}

static void test_a_clock_a_little_behind_delivers(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_requests(bed, 1);
    bed->earliest_utc = bed->pki.now + 3600;
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
}

static void test_a_new_record_wakes_the_courier(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    courier_bed_save_requests(bed, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 1);
}

static void test_nothing_wakes_while_nothing_waits(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    uint64_t before;

    courier_bed_save_requests(bed, 1);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    /* What the deletion itself stirred up may pass first. */
    assert_false(courier_bed_run_until(bed, courier_bed_never, 300));
    before = loop_wakeups(bed->loop);
    assert_false(courier_bed_run_until(bed, courier_bed_never, 1500));
    assert_true(loop_wakeups(bed->loop) - before <= 1);
    receiver_stop(&receiver);
}

static bool take_kiosk(void *context, const struct ledger_kiosk *kiosk)
{
    json_t *health = json_loads(kiosk->health_json, 0, NULL);

    assert_string_equal(kiosk->kiosk, PKI_KIOSK_ID);
    assert_int_equal(json_integer_value(json_object_get(health, "waiting")), 0);
    assert_int_equal(json_integer_value(json_object_get(health, "last_sequence")), 2);
    assert_string_equal(json_string_value(json_object_get(health, "printer")), "not_running");
    json_decref(health);
    *(int *)context += 1;
    return true;
}

static void test_the_centre_hears_how_the_kiosk_is(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    struct ledger *ledger;
    char path[256];
    int kiosks = 0;

    courier_bed_save_requests(bed, 2);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    ledger = ledger_open(pki_path(&bed->pki, "ledger.db", path), LEDGER_READ, NULL);
    assert_non_null(ledger);
    assert_true(ledger_each_kiosk(ledger, take_kiosk, &kiosks, NULL));
    assert_int_equal(kiosks, 1);
    ledger_close(ledger);
}

static void test_what_nobody_could_open_is_set_aside_and_kept(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_bytes(bed, 900, "this is not sealed", 18);
    courier_bed_save_requests(bed, 1);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(courier_bed_count(bed).rejected, 1);
    assert_int_equal(receiver_count(&bed->pki), 1);
}

/* ---- one batch, posted as the test likes ----------------------------------- */

struct posting {
    struct loop *loop;
    int status;
};

static void take_status(void *context, const struct http_reply *reply, const struct error *error)
{
    struct posting *posting = context;

    (void)error;
    posting->status = reply != NULL ? reply->status : -1;
    loop_stop(posting->loop);
}

/* Posts what waits and forgets the answer, as if it had been lost; the status. */
static int post_and_forget(struct courier_bed *bed, const struct delivery *delivery, uint16_t port)
{
    char url[64];
    struct loop *loop = loop_create(&clock_system, NULL);
    struct http_client_settings settings = {.url = url,
                                            .root_pem = bed->roots,
                                            .certificate = bed->pki.kiosk.certificate,
                                            .key = bed->pki.kiosk.key};
    struct posting posting = {.loop = loop};
    struct http_client *client;

    snprintf(url, sizeof url, "https://127.0.0.1:%u", port);
    client = http_client_create(loop, &settings, NULL);
    assert_non_null(client);
    assert_true(http_client_post(client, "/v1/batches", BATCH_MEDIA_TYPE, delivery->batch.data,
                                 delivery->batch.length, take_status, &posting, NULL));
    assert_true(loop_run(loop, NULL));
    http_client_destroy(client);
    loop_destroy(loop);
    return posting.status;
}

static void prepare(struct courier_bed *bed, struct delivery *delivery)
{
    struct reach reach;

    delivery_init(delivery);
    reach_begin(&reach);
    assert_true(delivery_prepare(delivery, bed->outbox, &reach, bed->pki.kiosk.certificate,
                                 bed->pki.kiosk.key, NULL));
}

static void test_a_lost_answer_doubles_nothing(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    struct delivery delivery;

    courier_bed_save_requests(bed, 3);
    prepare(bed, &delivery);
    assert_int_equal(post_and_forget(bed, &delivery, receiver.port), 200);
    assert_int_equal(courier_bed_count(bed).waiting, 3);
    delivery_finish(&delivery);
    courier_bed_save_requests(bed, 1);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 4);
}

static void test_eight_posts_of_a_batch_at_once_store_it_once(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    struct delivery delivery;
    pid_t clients[8];

    courier_bed_save_requests(bed, 5);
    prepare(bed, &delivery);
    for (size_t i = 0; i < 8; i++) {
        clients[i] = fork();
        if (clients[i] == 0)
            _exit(post_and_forget(bed, &delivery, receiver.port) == 200 ? 0 : 1);
    }
    for (size_t i = 0; i < 8; i++) {
        int status = 1;

        assert_int_equal(waitpid(clients[i], &status, 0), clients[i]);
        assert_int_equal(status, 0);
    }
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 5);
}

static void test_a_spoilt_batch_stores_nothing(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    struct delivery delivery;

    courier_bed_save_requests(bed, 2);
    prepare(bed, &delivery);
    delivery.batch.data[delivery.batch.length - 1] ^= 1; /* in the signature */
    assert_int_equal(post_and_forget(bed, &delivery, receiver.port), 403);
    delivery.batch.length -= 10;
    assert_int_equal(post_and_forget(bed, &delivery, receiver.port), 400);
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 0);
}

static void test_another_kiosks_batch_is_refused(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);
    struct pki_pair own = bed->pki.kiosk;
    struct delivery delivery;

    courier_bed_save_requests(bed, 2);
    prepare(bed, &delivery);
    bed->pki.kiosk = pki_make(&bed->pki, &bed->pki.issuing, PURPOSE_TLS_CLIENT, "0500", -1, 5);
    assert_int_equal(post_and_forget(bed, &delivery, receiver.port), 403);
    pki_pair_finish(&bed->pki.kiosk);
    bed->pki.kiosk = own;
    delivery_finish(&delivery);
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 0);
}

/* ---- a process that cannot go on --------------------------------------------- */

static void give_up(void *context)
{
    loop_stop(context);
}

/* Until the courier ends by itself; false where it would go on. */
static bool ends_by_itself(struct courier_bed *bed)
{
    struct loop_timer timer = {.callback = give_up, .context = bed->loop};
    bool ended;

    assert_true(loop_add_timer(bed->loop, &timer, NULL));
    loop_timer_set(bed->loop, &timer, COURIER_BED_PATIENCE);
    assert_true(loop_run(bed->loop, NULL));
    ended = timer.due != 0;
    loop_remove_timer(bed->loop, &timer);
    return ended;
}

static void begin_anew(struct courier_bed *bed)
{
    courier_destroy(bed->courier);
    loop_destroy(bed->loop);
    bed->courier = NULL;
    bed->loop = loop_create(&clock_system, NULL);
    assert_non_null(bed->loop);
}

/* As an allocation that failed at the wrong moment leaves OpenSSL: what it did not find then it holds for
 * unsupported as long as the process lives. */
static bool signing_is_unsupported;

typedef int digest_sign(EVP_MD_CTX *, unsigned char *, size_t *, const unsigned char *, size_t);

/* In the place of OpenSSL's. */
int EVP_DigestSign(EVP_MD_CTX *context, unsigned char *signature, size_t *size,
                   const unsigned char *bytes, size_t length)
{
    digest_sign *sign;

    *(void **)&sign = dlsym(RTLD_NEXT, "EVP_DigestSign");
    if (!signing_is_unsupported)
        return sign(context, signature, size, bytes, length);
    ERR_raise(ERR_LIB_EVP, ERR_R_UNSUPPORTED);
    return 0;
}

static void test_a_process_that_can_sign_no_more_ends_and_the_next_delivers(void **state)
{
    struct courier_bed *bed = *state;
    struct receiver_process receiver = receiver_start(&bed->pki, 0);

    courier_bed_save_requests(bed, 3);
    courier_bed_start(bed, receiver.port, 1);
    signing_is_unsupported = true;
    bool ended = ends_by_itself(bed);
    signing_is_unsupported = false;
    assert_true(ended);
    json_t *told = courier_bed_read_state(bed);
    const char *reason = json_string_value(json_object_get(told, "last_error"));
    assert_non_null(strstr(reason, "a signature could not be made"));
    json_decref(told);
    assert_int_equal(courier_bed_count(bed).waiting, 3);
    begin_anew(bed);
    courier_bed_start(bed, receiver.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 3);
}

#define WITH_KIOSK(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, courier_bed_set_up, courier_bed_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KIOSK(test_what_waits_is_delivered),
        WITH_KIOSK(test_more_than_one_batch_is_delivered),
        WITH_KIOSK(test_a_clock_that_cannot_be_right_delivers_nothing_and_says_so),
        WITH_KIOSK(test_a_clock_a_little_behind_delivers),
        WITH_KIOSK(test_a_new_record_wakes_the_courier),
        WITH_KIOSK(test_nothing_wakes_while_nothing_waits),
        WITH_KIOSK(test_the_centre_hears_how_the_kiosk_is),
        WITH_KIOSK(test_what_nobody_could_open_is_set_aside_and_kept),
        WITH_KIOSK(test_a_lost_answer_doubles_nothing),
        WITH_KIOSK(test_eight_posts_of_a_batch_at_once_store_it_once),
        WITH_KIOSK(test_a_spoilt_batch_stores_nothing),
        WITH_KIOSK(test_another_kiosks_batch_is_refused),
        WITH_KIOSK(test_a_process_that_can_sign_no_more_ends_and_the_next_delivers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
