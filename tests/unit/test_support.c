/* What support is told is true, bounded, and no more than the states say. */
#include "app/screen/process/support.h"

#include "app/screen/showroom/example_site.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>

struct desk {
    struct temp_folder *folder;
    struct kiosk_config config;
    struct resources resources;
    struct support support;
};

static int set_up(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    assert_non_null(desk);
    assert_int_equal(temp_folder_setup((void **)&desk->folder), 0);
    assert_true(
        text_copy(desk->config.paths.state, KIOSK_PATH_MAX, temp_folder_path(desk->folder, ".")));
    desk->resources.config = &desk->config;
    desk->resources.clock = &clock_system;
    desk->resources.site = example_site(NULL, NULL);
    assert_non_null(desk->resources.site);
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    site_destroy(desk->resources.site);
    (void)temp_folder_teardown((void **)&desk->folder);
    free(desk);
    return 0;
}

static void publish(struct desk *desk, const char *name, json_t *object)
{
    struct state_file *file = state_own(desk->config.paths.state, name, NULL);
    assert_non_null(file);
    assert_true(state_publish(file, object, NULL));
    json_decref(object);
    state_leave(file);
}

static bool says(struct desk *desk, const char *words)
{
    support_fill(&desk->support, &desk->resources);
    for (size_t i = 0; i < SUPPORT_LINES; i++) {
        assert_int_equal(desk->support.lines[i][SUPPORT_LINE_SIZE - 1], '\0');
        if (strstr(desk->support.lines[i], words) != NULL) {
            return true;
        }
    }
    return false;
}

static void each_program_is_told(void **state)
{
    struct desk *desk = *state;
    publish(desk, "courier",
            json_pack("{s:b, s:s, s:s, s:i, s:{s:i}}", "connected", 0, "last_error",
                      "no route to host", "last_delivery_utc", "", "tries", 7, "nested", "x", 1));
    assert_true(says(desk, "kiosk "));
    assert_true(says(desk, "release " KIOSK_VERSION));
    assert_true(says(desk, "outbox: cannot be read"));
    assert_true(says(desk, "voice: not started"));
    assert_true(says(desk, "courier: ended"));
    assert_true(says(desk, "; connected no; last error no route to host"));
    assert_true(says(desk, "; last delivery utc none; tries 7"));
    assert_false(says(desk, "pid"));
    assert_false(says(desk, "nested"));
}

static void a_kiosk_without_a_bundle_is_told(void **state)
{
    struct desk *desk = *state;
    site_destroy(desk->resources.site);
    desk->resources.site = NULL;
    assert_true(says(desk, "kiosk not enrolled, site none"));
}

static void a_long_line_is_cut_between_characters(void **state)
{
    struct desk *desk = *state;
    char text[2 * SUPPORT_LINE_SIZE];
    for (size_t i = 0; i + 1 < sizeof text; i += 2) {
        (void)memcpy(text + i, "\xc3\xa9", 2);
    }
    text[sizeof text - 2] = '\0';
    for (int shift = 0; shift < 2; shift++) {
        publish(desk, "courier", json_pack("{s:s}", shift == 0 ? "error" : "errors", text));
        assert_true(says(desk, "courier: ended; error"));
        for (size_t i = 0; i < SUPPORT_LINES; i++) {
            size_t length = strlen(desk->support.lines[i]);
            const char *last = desk->support.lines[i] + (length > 0 ? length - 1 : 0);
            assert_true(((unsigned char)*last & 0xC0) != 0xC0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_program_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_kiosk_without_a_bundle_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_line_is_cut_between_characters, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
