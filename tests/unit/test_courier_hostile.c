/* A centre that misbehaves: what waits is kept, and delivered once it is well. */
#include "app/courier/courier.h"

#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/courier_bed.h"
#include "tests/support/lib/hostile_server.h"
#include "tests/support/lib/receiver.h"

#include <string.h>

static void assert_kept_by(struct courier_bed *bed, const struct pki_pair *identity,
                           enum hostile_manner manner, const char *answer)
{
    struct hostile_server hostile = hostile_server_start(identity, manner, answer);
    struct receiver_process receiver;

    courier_bed_save_requests(bed, 3);
    courier_bed_start(bed, hostile.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_has_failed, COURIER_BED_PATIENCE));
    assert_int_equal(courier_bed_count(bed).waiting, 3);
    assert_int_equal(courier_bed_count(bed).rejected, 0);
    hostile_server_stop(&hostile);
    receiver = receiver_start(&bed->pki, hostile.port);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 3);
}

static void assert_answer_keeps(void **state, enum hostile_manner manner, const char *answer)
{
    struct courier_bed *bed = *state;

    assert_kept_by(bed, &bed->pki.server, manner, answer);
}

#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n"
#define ENDS         "Connection: close\r\n\r\n"

static void test_a_dead_centre_loses_nothing(void **state)
{
    struct courier_bed *bed = *state;
    struct hostile_server gone = hostile_server_start(&bed->pki.server, HOSTILE_SILENT, "");
    struct receiver_process receiver;

    hostile_server_stop(&gone);
    courier_bed_save_requests(bed, 3);
    courier_bed_start(bed, gone.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_has_failed, COURIER_BED_PATIENCE));
    assert_int_equal(courier_bed_count(bed).waiting, 3);
    receiver = receiver_start(&bed->pki, gone.port);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
    assert_int_equal(receiver_count(&bed->pki), 3);
}

static void test_a_silent_centre_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_SILENT, "");
}

static void test_a_slow_centre_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_TRICKLE, HEAD("200 OK") ENDS "{\"version\":1,\"records\":");
}

static void test_an_error_500_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("500 Broken") "Content-Length: 0\r\n" ENDS);
}

static void test_an_error_400_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("400 Bad") "Content-Length: 0\r\n" ENDS);
}

static void test_nonsense_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, "nonsense\r\n\r\nmore nonsense");
}

static void test_an_empty_200_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER, HEAD("200 OK") "Content-Length: 0\r\n" ENDS);
}

static void test_an_answer_that_names_nothing_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        HEAD("200 OK") ENDS "{\"version\":1,\"records\":[]}");
}

static void test_right_numbers_with_wrong_ids_lose_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        HEAD("200 OK") ENDS
                        "{\"version\":1,\"records\":[{\"sequence\":1,\"verdict\":\"stored\",\"id\":"
                        "\"00000000000000000000000000000000000000000000000000000000000000aa\"}]}");
}

static void test_an_answer_of_another_type_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_ANSWER,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" ENDS "<p>stored</p>");
}

static void test_a_cut_answer_loses_nothing(void **state)
{
    assert_answer_keeps(state, HOSTILE_CUT,
                        HEAD("200 OK") "Content-Length: 500\r\n\r\n{\"version\":1,\"rec");
}

static void test_a_wrong_certificate_loses_nothing(void **state)
{
    struct courier_bed *bed = *state;
    struct pki_pair impostor =
        pki_make(&bed->pki, &bed->pki.issuing, PURPOSE_TLS_SERVER, "impostor", -1, 5);

    assert_kept_by(bed, &impostor, HOSTILE_ANSWER, HEAD("200 OK") ENDS "{}");
    pki_pair_finish(&impostor);
}

static void test_retry_after_holds_pokes_back(void **state)
{
    struct courier_bed *bed = *state;
    struct hostile_server hostile =
        hostile_server_start(&bed->pki.server, HOSTILE_ANSWER,
                             HEAD("503 Busy") "Retry-After: 600\r\nContent-Length: 0\r\n" ENDS);
    struct receiver_process receiver;
    json_t *told;
    int64_t next = 0;

    courier_bed_save_requests(bed, 1);
    courier_bed_start(bed, hostile.port, 1);
    assert_true(courier_bed_run_until(bed, courier_bed_has_failed, COURIER_BED_PATIENCE));
    told = courier_bed_read_state(bed);
    assert_true(clock_parse(json_string_value(json_object_get(told, "next_try_utc")), &next));
    assert_true(next - clock_utc(&clock_system) >= 590);
    json_decref(told);
    hostile_server_stop(&hostile);
    receiver = receiver_start(&bed->pki, hostile.port);
    courier_poke(bed->courier);
    assert_false(courier_bed_run_until(bed, courier_bed_is_at_rest, 800));
    assert_int_equal(courier_bed_count(bed).waiting, 1);
    receiver_stop(&receiver);
}

static void test_a_poke_cuts_a_wait_short(void **state)
{
    struct courier_bed *bed = *state;
    struct hostile_server gone = hostile_server_start(&bed->pki.server, HOSTILE_SILENT, "");
    struct receiver_process receiver;

    hostile_server_stop(&gone);
    courier_bed_save_requests(bed, 1);
    courier_bed_start(bed, gone.port, 100000);
    assert_true(courier_bed_run_until(bed, courier_bed_has_failed, COURIER_BED_PATIENCE));
    receiver = receiver_start(&bed->pki, gone.port);
    courier_poke(bed->courier);
    assert_true(courier_bed_run_until(bed, courier_bed_is_at_rest, COURIER_BED_PATIENCE));
    receiver_stop(&receiver);
}

#define WITH_KIOSK(test)                                                                           \
    cmocka_unit_test_setup_teardown(test, courier_bed_set_up, courier_bed_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_KIOSK(test_a_dead_centre_loses_nothing),
        WITH_KIOSK(test_a_silent_centre_loses_nothing),
        WITH_KIOSK(test_a_slow_centre_loses_nothing),
        WITH_KIOSK(test_an_error_500_loses_nothing),
        WITH_KIOSK(test_an_error_400_loses_nothing),
        WITH_KIOSK(test_nonsense_loses_nothing),
        WITH_KIOSK(test_an_empty_200_loses_nothing),
        WITH_KIOSK(test_an_answer_that_names_nothing_loses_nothing),
        WITH_KIOSK(test_right_numbers_with_wrong_ids_lose_nothing),
        WITH_KIOSK(test_an_answer_of_another_type_loses_nothing),
        WITH_KIOSK(test_a_cut_answer_loses_nothing),
        WITH_KIOSK(test_a_wrong_certificate_loses_nothing),
        WITH_KIOSK(test_retry_after_holds_pokes_back),
        WITH_KIOSK(test_a_poke_cuts_a_wait_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
