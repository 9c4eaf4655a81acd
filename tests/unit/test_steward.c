#include "app/staff/steward/verbs.h"

#include "app/local/kiosk_settings.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/steward_bed.h"

#include <string.h>

static void only_listed_callers_are_served(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(steward_bed_ask(bed, 1001, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask(bed, 1002, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask(bed, 0, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask(bed, 1003, STEWARD_CHECK_PIN, "482913"), STEWARD_REFUSED);
}

static void unknown_verbs_and_rubbish_are_refused(void **state)
{
    struct steward_bed *bed = *state;
    struct local_caller root = {.user = 0};
    struct steward_answer answer;
    assert_int_equal(steward_bed_ask(bed, 0, "open-sesame", ""), STEWARD_REFUSED);
    steward_do(&bed->steward, &root, (const uint8_t *)"rubbish", 7, &answer);
    assert_int_equal(answer.result, STEWARD_REFUSED);
    steward_do(&bed->steward, &root, NULL, 0, &answer);
    assert_int_equal(answer.result, STEWARD_REFUSED);
}

static const struct {
    const char *verb, *argument;
} guarded[] = {{STEWARD_SET_PIN, "111222"},
               {STEWARD_RESTART, ""},
               {STEWARD_SHUT_DOWN, ""},
               {STEWARD_NETWORK, "dhcp"},
               {STEWARD_TIME, "2026-11-22T08:15:06Z"},
               {STEWARD_EXPORT, ""},
               {STEWARD_ACKNOWLEDGE, ""},
               {STEWARD_UPDATE, ""},
               {STEWARD_ENROL, "ABCD EFGH JKMN PQRS"},
               {STEWARD_FACTORY_RESET, ""}};
#define GUARDED (sizeof guarded / sizeof guarded[0])

static void nothing_that_needs_a_right_comes_without_the_pin(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    for (size_t i = 0; i < GUARDED; i++) {
        assert_int_equal(steward_bed_ask(bed, SCREEN, guarded[i].verb, guarded[i].argument),
                         STEWARD_PIN_FIRST);
        assert_int_equal(steward_bed_ask(bed, STAFF, guarded[i].verb, guarded[i].argument),
                         STEWARD_REFUSED);
        assert_int_equal(steward_bed_ask(bed, 1003, guarded[i].verb, guarded[i].argument),
                         STEWARD_REFUSED);
    }
    assert_int_equal(tasks_state(bed->steward.tasks)->number, 0);
}

static void the_pin_holds_for_its_process_and_a_while(void **state)
{
    struct steward_bed *bed = *state;
    struct local_caller other = {.user = SCREEN, .process = 78};
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask_as(bed, other, STEWARD_RESTART, "").result, STEWARD_PIN_FIRST);
    steward_bed_pass(bed, GRANT_MILLISECONDS / 1000 - 1);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
    steward_bed_pass(bed, GRANT_MILLISECONDS / 1000 - 1);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
    steward_bed_pass(bed, GRANT_MILLISECONDS / 1000);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_PIN_FIRST);
}

static void a_wrong_pin_takes_it_away(void **state)
{
    struct steward_bed *bed = *state;
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_CHECK_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_CHECK_PIN, "482914"), STEWARD_WRONG);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_PIN_FIRST);
}

static void a_first_start_needs_none_until_it_sets_one(void **state)
{
    struct steward_bed *bed = *state;
    struct local_caller other = {.user = SCREEN, .process = 78};
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_NETWORK, "dhcp"), STEWARD_STARTED);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_SET_PIN, "12345"), STEWARD_FORM);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_SET_PIN, "482913"), STEWARD_FINE);
    assert_int_equal(steward_bed_ask_as(bed, other, STEWARD_SET_PIN, "111222").result,
                     STEWARD_PIN_FIRST);
    assert_int_equal(steward_bed_ask(bed, SCREEN, STEWARD_RESTART, ""), STEWARD_STARTED);
}

static void arguments_of_another_form_reach_no_hand(void **state)
{
    struct steward_bed *bed = *state;
    static const struct {
        const char *verb, *argument;
    } wrong[] = {{STEWARD_RESTART, "now"},
                 {STEWARD_NETWORK, ""},
                 {STEWARD_NETWORK, "dhcp\nDHCP=no"},
                 {STEWARD_TIME, ""},
                 {STEWARD_TIME, "2026-11-22 08:15:06Z"},
                 {STEWARD_TIME, "2026-02-30T08:15:06Z"},
                 {STEWARD_ENROL, ""},
                 {STEWARD_ENROL, "ABCDEFGH\nJKMN"},
                 {STEWARD_ENROL, "../../../etc/passwd"},
                 {STEWARD_UPDATE, "/dev/sda"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(steward_bed_ask(bed, SCREEN, wrong[i].verb, wrong[i].argument),
                         STEWARD_FORM);
    }
    assert_int_equal(tasks_state(bed->steward.tasks)->number, 0);
}

static enum steward_result ask_setting(struct steward_bed *bed, const char *argument)
{
    struct buffer frame;
    struct steward_answer answer;
    const struct local_caller screen = {.user = 1001, .process = 77};
    buffer_init(&frame, STEWARD_FRAME_MAX);
    assert_true(steward_request_encode(STEWARD_SETTING, (const uint8_t *)argument, strlen(argument),
                                       &frame, NULL));
    steward_do(&bed->steward, &screen, frame.data, frame.length, &answer);
    buffer_finish(&frame);
    return answer.result;
}

static void settings_are_kept_for_the_screen(void **state)
{
    struct steward_bed *bed = *state;
    static struct kiosk_config config;
    struct error error;
    assert_true(kiosk_config_load(
        temp_folder_write(bed->folder, "kiosk.ini", "[paths]\nsettings = settings.ini\n"), &config,
        &error));
    bed->steward.config = &config;
    assert_int_equal(ask_setting(bed, "setup reached network"), STEWARD_FINE);
    assert_int_equal(ask_setting(bed, "display calibration 1 0 0 0 1 0"), STEWARD_FINE);
    assert_int_equal(ask_setting(bed, "setup reached "), STEWARD_FINE);
    assert_int_equal(ask_setting(bed, "setup language ar"), STEWARD_FINE);
    assert_true(kiosk_settings_lay_over(&config, &error));
    assert_string_equal(config.setup.reached, "");
    assert_string_equal(config.setup.language, "ar");
    static const char *const wrong[] = {"",
                                        "setup",
                                        "setup reached",
                                        "paths outbox /tmp",
                                        "setup reached a\n[paths]",
                                        "printer dots 5",
                                        "display calibration 0 0 0 0 0 0",
                                        "display calibration 1 0 20 0 1 0",
                                        "display calibration 1 0 0 0 1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(ask_setting(bed, wrong[i]), STEWARD_FORM);
    }
    steward_bed_set_pin(bed, "482913");
    assert_int_equal(ask_setting(bed, "setup language es"), STEWARD_PIN_FIRST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(settings_are_kept_for_the_screen),
        TEST(only_listed_callers_are_served),
        TEST(unknown_verbs_and_rubbish_are_refused),
        TEST(nothing_that_needs_a_right_comes_without_the_pin),
        TEST(the_pin_holds_for_its_process_and_a_while),
        TEST(a_wrong_pin_takes_it_away),
        TEST(a_first_start_needs_none_until_it_sets_one),
        TEST(arguments_of_another_form_reach_no_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
