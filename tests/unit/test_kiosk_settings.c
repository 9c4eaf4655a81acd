/* What may differ from one kiosk to the next, and what may not. */
#include "app/local/kiosk_settings.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>

struct fixture {
    void *folder;
    struct kiosk_config config;
};

static const char image[] =
    "[paths]\nsettings = settings.ini\n[printer]\ndevice = file:/dev/usb/lp0\n"
    "[keypad]\nup = 82\n[users]\nscreen = kiosk-screen\n";

static void load(struct fixture *fixture)
{
    struct error error = {.text = ""};
    bool fine = kiosk_config_load(temp_folder_write(fixture->folder, "kiosk.ini", image),
                                  &fixture->config, &error);
    assert_string_equal(error.text, "");
    assert_true(fine);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_int_equal(temp_folder_setup(&fixture->folder), 0);
    load(fixture);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    int gone = temp_folder_teardown(&fixture->folder);
    free(fixture);
    return gone;
}

static void settings(struct fixture *fixture, const char *text)
{
    (void)temp_folder_write(fixture->folder, "settings.ini", text);
}

static bool taken(struct fixture *fixture, const char *text)
{
    struct error error;
    struct kiosk_config before;
    settings(fixture, text);
    load(fixture);
    before = fixture->config;
    bool fine = kiosk_settings_lay_over(&fixture->config, &error);
    assert_true(fine || memcmp(&before, &fixture->config, sizeof before) == 0);
    return fine;
}

static bool changes(struct fixture *fixture, const char *section, const char *name,
                    const char *value, enum error_kind *kind)
{
    struct error error = {.kind = ERROR_NONE};
    bool fine = kiosk_settings_change(&fixture->config, section, name, value, &error);
    *kind = error.kind;
    return fine;
}

static void without_a_file_the_image_holds(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(fixture->config.printer.device, "file:/dev/usb/lp0");
}

static void settings_come_after_the_image(void **state)
{
    struct fixture *fixture = *state;
    settings(fixture, "[printer]\ndevice = tcp:192.0.2.7:9100\n[central]\n"
                      "url = https://alerts.example.org:8443\n");
    load(fixture);
    assert_string_equal(fixture->config.printer.device, "tcp:192.0.2.7:9100");
    assert_string_equal(fixture->config.central.url, "https://alerts.example.org:8443");
    assert_string_equal(fixture->config.users.screen, "kiosk-screen");
}

static void a_broken_file_is_left_out_as_a_whole(void **state)
{
    static const char *const broken[] = {
        "[printer]\ndots = 384\nthis is nothing\n",
        "[printer]\ndots = 384\ndots = 576\n",
        "[printer]\ndots = 400\n",
        "[printer]\ndots = 384\n[central]\nurl = http://plain.example.org\n",
        "[printer]\ndots = 384\n[keypad]\nleft = 82\n",
        "[printer]\ndots = 384\n\xff\xfe",
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_false(taken(fixture, broken[i]));
        load(fixture);
        assert_int_equal(kiosk_config_dots(&fixture->config), 576);
    }
    assert_true(taken(fixture, "[printer]\ndots = 384\n"));
}

static void nothing_that_says_whom_to_trust_is_a_setting(void **state)
{
    struct fixture *fixture = *state;
    for (const struct config_key *key = kiosk_config_keys; key->section != NULL; key++) {
        char text[160];
        (void)text_format(text, sizeof text, "[%s]\n%s =\n", key->section, key->name);
        bool trusts = strcmp(key->section, "paths") == 0 || strcmp(key->section, "users") == 0 ||
                      strcmp(key->section, "update") == 0 || strcmp(key->section, "keys") == 0 ||
                      strcmp(key->name, "engine") == 0 || strcmp(key->name, "first_start") == 0 ||
                      strcmp(key->name, "staff_key") == 0;
        assert_false(trusts && taken(fixture, text));
    }
}

static void a_setting_names_no_file_but_a_device(void **state)
{
    static const char *const devices[] = {"file:/data/settings/receipts", "pictures:/data",
                                          "file:/dev/../etc/passwd", "serial:/etc/passwd"};
    struct fixture *fixture = *state;
    char text[160];
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        (void)text_format(text, sizeof text, "[printer]\ndevice = %s\n", devices[i]);
        assert_false(taken(fixture, text));
    }
    assert_true(taken(fixture, "[printer]\ndevice = serial:/dev/ttyUSB0,19200\n"));
    assert_false(taken(fixture, "[voice]\nheadphones = /etc/passwd\n"));
}

static void a_change_is_kept_beside_the_others(void **state)
{
    struct fixture *fixture = *state;
    enum error_kind kind;
    assert_true(changes(fixture, "setup", "reached", "network", &kind));
    assert_true(changes(fixture, "printer", "dots", "384", &kind));
    assert_true(changes(fixture, "setup", "language", "zh-Hans", &kind));
    load(fixture);
    assert_string_equal(fixture->config.setup.reached, "network");
    assert_string_equal(fixture->config.setup.language, "zh-Hans");
    assert_int_equal(kiosk_config_dots(&fixture->config), 384);
    assert_true(changes(fixture, "setup", "reached", "", &kind));
    load(fixture);
    assert_string_equal(fixture->config.setup.reached, "");
    assert_int_equal(kiosk_config_dots(&fixture->config), 384);
}

static void a_change_that_is_none_leaves_the_file(void **state)
{
    static const struct {
        const char *section, *name, *value;
        enum error_kind kind;
    } wrong[] = {
        {"paths", "site_root", "/data/mine.pem", ERROR_REFUSED},
        {"users", "staff", "root", ERROR_REFUSED},
        {"setup", "first_start", "yes", ERROR_REFUSED},
        {"printer", "dots", "12", ERROR_INPUT},
        {"printer", "device", "pictures:/data", ERROR_INPUT},
        {"setup", "reached", "a\n[paths]\noutbox = /tmp", ERROR_INPUT},
        {"setup", "reached", "a ; b", ERROR_INPUT},
        {"keypad", "left", "82", ERROR_INPUT},
    };
    struct fixture *fixture = *state;
    enum error_kind kind;
    assert_true(changes(fixture, "printer", "dots", "384", &kind));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(changes(fixture, wrong[i].section, wrong[i].name, wrong[i].value, &kind));
        assert_int_equal(kind, wrong[i].kind);
    }
    load(fixture);
    assert_int_equal(kiosk_config_dots(&fixture->config), 384);
}

static void a_change_mends_a_broken_file(void **state)
{
    struct fixture *fixture = *state;
    enum error_kind kind;
    settings(fixture, "[paths]\noutbox = /tmp\n");
    assert_true(changes(fixture, "printer", "dots", "384", &kind));
    load(fixture);
    assert_int_equal(kiosk_config_dots(&fixture->config), 384);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(without_a_file_the_image_holds),
        TEST(settings_come_after_the_image),
        TEST(a_broken_file_is_left_out_as_a_whole),
        TEST(nothing_that_says_whom_to_trust_is_a_setting),
        TEST(a_setting_names_no_file_but_a_device),
        TEST(a_change_is_kept_beside_the_others),
        TEST(a_change_that_is_none_leaves_the_file),
        TEST(a_change_mends_a_broken_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
