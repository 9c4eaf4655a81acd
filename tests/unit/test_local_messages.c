#include "app/local/deliver_poke.h"
#include "app/local/kiosk_config.h"
#include "app/local/print_request.h"
#include "app/local/steward_request.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <string.h>
#include <unistd.h>

/* ---- print */

static const uint8_t rows[2 * 3] = {0x80, 0x01, 0xFF, 0xFF, 0x00, 0x40};
static const struct print_request picture = {
    .kind = PRINT_TEST, .job = {1, 2, 3}, .width = 10, .height = 3, .rows = rows};

static void a_print_request_comes_back(void **state)
{
    (void)state;
    struct buffer frame;
    struct print_request found;
    buffer_init(&frame, 1000);
    assert_true(print_request_encode(&picture, &frame, NULL));
    assert_true(print_request_decode(frame.data, frame.length, &found, NULL));
    assert_int_equal(found.kind, PRINT_TEST);
    assert_int_equal(found.width, 10);
    assert_int_equal(found.height, 3);
    assert_memory_equal(found.job, picture.job, PRINT_JOB_BYTES);
    assert_memory_equal(found.rows, rows, sizeof rows);
    buffer_finish(&frame);
}

static void a_frame_that_is_cut_or_longer_is_refused(void **state)
{
    (void)state;
    struct buffer frame;
    struct print_request found;
    struct error error;
    buffer_init(&frame, 1000);
    assert_true(print_request_encode(&picture, &frame, NULL));
    for (size_t length = 0; length < frame.length; length++) {
        assert_false(print_request_decode(frame.data, length, &found, &error));
    }
    buffer_append_byte(&frame, 0);
    assert_false(print_request_decode(frame.data, frame.length, &found, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
    buffer_finish(&frame);
}

static void pictures_have_a_largest_size(void **state)
{
    (void)state;
    struct buffer frame;
    struct error error;
    struct print_request request = picture;
    buffer_init(&frame, 1u << 20);
    request.width = PRINT_WIDTH_MAX + 1;
    assert_false(print_request_encode(&request, &frame, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    request.width = 0;
    assert_false(print_request_encode(&request, &frame, &error));
    /* Too many rows, by hand: the size must not be believed. */
    uint8_t large[28] = {'P', 'R', 'N', '1', PRINT_TEST, 0, 0, 10, 0xFF, 0xFF, 0xFF, 0xFF};
    assert_false(print_request_decode(large, sizeof large, &request, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
    buffer_finish(&frame);
}

static void a_query_has_no_picture(void **state)
{
    (void)state;
    struct buffer frame;
    struct print_request request = {.kind = PRINT_QUERY, .job = {9}};
    struct print_request found;
    buffer_init(&frame, 100);
    assert_true(print_request_encode(&request, &frame, NULL));
    assert_true(print_request_decode(frame.data, frame.length, &found, NULL));
    assert_null(found.rows);
    request.width = 1;
    assert_false(print_request_encode(&request, &frame, NULL));
    buffer_finish(&frame);
}

static void every_print_answer_comes_back(void **state)
{
    (void)state;
    for (int i = PRINT_QUEUED; i <= PRINT_REFUSED; i++) {
        struct print_answer answer = {
            .job = {7}, .state = (enum print_state)i, .reason = "no-paper"};
        struct print_answer found;
        struct buffer frame;
        buffer_init(&frame, 1000);
        assert_true(print_answer_encode(&answer, &frame, NULL));
        assert_true(print_answer_decode(frame.data, frame.length, &found, NULL));
        assert_int_equal(found.state, i);
        assert_string_equal(found.reason, "no-paper");
        assert_memory_equal(found.job, answer.job, PRINT_JOB_BYTES);
        buffer_finish(&frame);
    }
}

static bool decode_print(const char *text)
{
    struct print_answer found;
    return print_answer_decode((const uint8_t *)text, strlen(text), &found, NULL);
}

static void broken_answers_are_refused(void **state)
{
    (void)state;
    assert_false(decode_print(""));
    assert_false(decode_print("[]"));
    assert_false(decode_print("{\"state\":\"sent\",\"reason\":\"\"}"));
    assert_false(decode_print("{\"job\":\"07000000000000000000000000000000\","
                              "\"state\":\"printed\",\"reason\":\"\"}"));
    assert_true(decode_print("{\"job\":\"07000000000000000000000000000000\","
                             "\"state\":\"sent\",\"reason\":\"\",\"more\":1}"));
}

/* ---- steward */

static void a_steward_request_comes_back(void **state)
{
    (void)state;
    struct buffer frame;
    struct steward_request found;
    buffer_init(&frame, STEWARD_FRAME_MAX);
    assert_true(steward_request_encode("check-pin", (const uint8_t *)"123456", 6, &frame, NULL));
    assert_true(steward_request_decode(frame.data, frame.length, &found, NULL));
    assert_string_equal(found.verb, "check-pin");
    assert_int_equal(found.argument_length, 6);
    assert_memory_equal(found.argument, "123456", 6);
    buffer_finish(&frame);
}

static bool decode_steward(const void *frame, size_t length)
{
    struct steward_request found;
    return steward_request_decode(frame, length, &found, NULL);
}

static void broken_steward_requests_are_refused(void **state)
{
    (void)state;
    uint8_t longer[5 + 9 + STEWARD_ARGUMENT_MAX + 1] = "STW1\x09"
                                                       "check-pin";
    assert_true(decode_steward("STW1\x09"
                               "check-pin",
                               14));
    assert_false(decode_steward("STW1", 4));
    assert_false(decode_steward("STW2\x01"
                                "a",
                                6));
    assert_false(decode_steward("STW1\x00", 5));
    assert_false(decode_steward("STW1\x02"
                                "a",
                                6));
    assert_false(decode_steward("STW1\x03"
                                "a\0b",
                                8));
    assert_false(decode_steward("STW1\x02"
                                "A/",
                                7));
    assert_false(decode_steward(longer, sizeof longer));
    assert_true(decode_steward(longer, sizeof longer - 1));
}

static void every_steward_answer_comes_back(void **state)
{
    (void)state;
    for (int i = STEWARD_FINE; i <= STEWARD_FAILED; i++) {
        struct steward_answer answer = {
            .result = (enum steward_result)i, .tries_left = 3, .locked_seconds = 900, .task = 7};
        struct steward_answer found;
        struct buffer frame;
        buffer_init(&frame, 1000);
        assert_true(steward_answer_encode(&answer, &frame, NULL));
        assert_true(steward_answer_decode(frame.data, frame.length, &found, NULL));
        assert_int_equal(found.result, i);
        assert_int_equal(found.tries_left, 3);
        assert_int_equal(found.locked_seconds, 900);
        assert_int_equal(found.task, 7);
        buffer_finish(&frame);
    }
}

/* ---- courier */

static void only_the_poke_is_the_poke(void **state)
{
    (void)state;
    assert_true(deliver_poke_is((const uint8_t *)"deliver", 7));
    assert_false(deliver_poke_is((const uint8_t *)"deliver!", 8));
    assert_false(deliver_poke_is((const uint8_t *)"", 0));
}

static void poking_nobody_says_so(void **state)
{
    struct error error;
    const char *folder = ((const struct temp_folder *)*state)->path;
    assert_false(deliver_poke_send(folder, 100, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
}

/* ---- configuration */

static bool load(void **state, const char *text, struct kiosk_config *config, struct error *error)
{
    return kiosk_config_load(temp_folder_write(*state, "kiosk.ini", text), config, error);
}

static void an_empty_configuration_has_defaults(void **state)
{
    struct kiosk_config config;
    assert_true(load(state, "", &config, NULL));
    assert_string_equal(config.paths.state, "/run/custody-kiosk");
    assert_int_equal(config.display.canvas_width, 1080);
    assert_int_equal(config.display.canvas_height, 1920);
    assert_string_equal(config.printer.device, "none");
    assert_int_equal(kiosk_config_dots(&config), 576);
    assert_int_equal(config.visit.timeout, 90);
}

static void values_reach_their_places(void **state)
{
    struct kiosk_config config;
    assert_true(load(state,
                     "[paths]\noutbox=box\n[display]\ncanvas=1280x800\ndriver=offscreen\n"
                     "keypad=yes\n[keypad]\nleft=114\nswitches=yes\n"
                     "[printer]\ndots=384\n[visit]\ntimeout=5\nhotline_on_paper=yes\n"
                     "[central]\nurl=https://a:1\nretry_least=2\nretry_most=3\nanswer_seconds=7\n",
                     &config, NULL));
    assert_string_equal(config.paths.outbox, temp_folder_path(*state, "box"));
    assert_int_equal(config.display.canvas_width, 1280);
    assert_int_equal(config.display.driver, KIOSK_DRIVER_OFFSCREEN);
    assert_true(config.display.keypad);
    assert_true(config.keypad.switches);
    assert_int_equal(config.keypad.codes[KIOSK_KEY_LEFT], 114);
    assert_int_equal(kiosk_config_dots(&config), 384);
    assert_int_equal(config.visit.timeout, 5);
    assert_true(config.visit.hotline_on_paper);
    assert_int_equal(config.central.retry_most, 3);
    assert_int_equal(config.central.answer_seconds, 7);
}

static void the_panel_can_be_turned_and_calibrated(void **state)
{
    struct kiosk_config config;
    assert_true(load(state, "", &config, NULL));
    assert_int_equal(config.display.rotation, 0);
    assert_float_equal((float)config.display.calibration[4], 1, 0);
    assert_true(load(state,
                     "[display]\ndriver=kms\ncard=/dev/dri/card1\nrotation=270\n"
                     "calibration=-1 0 1  0 1.05 -0.025\n",
                     &config, NULL));
    assert_int_equal(config.display.driver, KIOSK_DRIVER_KMS);
    assert_int_equal(config.display.rotation, 3);
    assert_string_equal(config.display.card, "/dev/dri/card1");
    assert_float_equal((float)config.display.calibration[0], -1, 0);
    assert_float_equal((float)config.display.calibration[5], -0.025F, 1e-6F);
}

static void what_does_not_go_together_is_refused(void **state)
{
    static const char *const wrong[] = {
        "[display]\ncanvas=1080\n",
        "[display]\ncanvas=1080x\n",
        "[display]\ncanvas=10x10\n",
        "[display]\ncanvas=1080x1920x\n",
        "[display]\ncanvas=-1080x1920\n",
        "[display]\nrotation=45\n",
        "[display]\ncalibration=1 0 0 0 1\n",
        "[display]\ncalibration=1 0 0 0 1 0 0\n",
        "[display]\ncalibration=1 0 0 0 1 x\n",
        "[display]\ncalibration=1 0 0 0 nan 0\n",
        "[display]\ncalibration=1e9 0 0 0 1 0\n",
        "[central]\nurl=http://a\n",
        "[central]\nenrol_url=http://a\n",
        "[central]\nretry_least=9\nretry_most=8\n",
        "[visit]\ntimeout=0\n",
        "[keypad]\nup=600\n",
        "[keypad]\nup=104\nnext=104\n",
        "[paths]\nshar=x\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct kiosk_config config;
        struct error error;
        assert_false(load(state, wrong[i], &config, &error));
        assert_int_equal(error.kind, ERROR_INPUT);
        assert_non_null(strstr(error.text, "kiosk.ini"));
    }
}

static void users_are_looked_up(void **state)
{
    (void)state;
    uid_t user = 77;
    struct error error;
    assert_true(kiosk_config_user("root", &user, NULL));
    assert_int_equal(user, 0);
    assert_true(kiosk_config_user("", &user, NULL));
    assert_int_equal(user, getuid());
    assert_false(kiosk_config_user("nobody-of-this-name", &user, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

#define IN_FOLDER(name_)                                                                           \
    cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_print_request_comes_back),
        cmocka_unit_test(a_frame_that_is_cut_or_longer_is_refused),
        cmocka_unit_test(pictures_have_a_largest_size),
        cmocka_unit_test(a_query_has_no_picture),
        cmocka_unit_test(every_print_answer_comes_back),
        cmocka_unit_test(broken_answers_are_refused),
        cmocka_unit_test(a_steward_request_comes_back),
        cmocka_unit_test(broken_steward_requests_are_refused),
        cmocka_unit_test(every_steward_answer_comes_back),
        cmocka_unit_test(only_the_poke_is_the_poke),
        IN_FOLDER(poking_nobody_says_so),
        IN_FOLDER(an_empty_configuration_has_defaults),
        IN_FOLDER(values_reach_their_places),
        IN_FOLDER(the_panel_can_be_turned_and_calibrated),
        IN_FOLDER(what_does_not_go_together_is_refused),
        cmocka_unit_test(users_are_looked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
