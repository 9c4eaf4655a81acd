/* The staff page's tiles say no more than is true. */
#include "app/screen/process/tiles.h"

#include "app/local/update_state.h"
#include "app/screen/showroom/example_site.h"
#include "platform/base/secret.h"
#include "platform/base/state.h"
#include "platform/base/text.h"
#include "platform/language/language.h"
#include "tests/support/lib/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

struct board {
    struct temp_folder *folder;
    struct kiosk_config config;
    struct clock_source clock;
    int64_t now_utc;
    struct resources resources;
    struct language *languages;
    struct tiles tiles;
};

static int64_t board_utc(void *context)
{
    const struct board *board = context;

    return board->now_utc;
}

static int set_up(void **state)
{
    struct board *board = calloc(1, sizeof *board);

    assert_non_null(board);
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    tzset();
    assert_int_equal(temp_folder_setup((void **)&board->folder), 0);
    assert_true(
        text_copy(board->config.paths.state, KIOSK_PATH_MAX, temp_folder_path(board->folder, ".")));
    board->clock = (struct clock_source){.utc_seconds = board_utc, .context = board};
    board->resources.config = &board->config;
    board->resources.clock = &board->clock;
    board->resources.site = example_site(NULL, NULL);
    board->languages = language_open("build/share/languages", NULL);
    assert_non_null(board->resources.site);
    assert_non_null(board->languages);
    *state = board;
    return 0;
}

static int tear_down(void **state)
{
    struct board *board = *state;

    site_destroy(board->resources.site);
    language_close(board->languages);
    (void)temp_folder_teardown((void **)&board->folder);
    free(board);
    return 0;
}

static void deliver_at(struct board *board, const char *utc)
{
    struct state_file *courier = state_own(board->config.paths.state, "courier", NULL);
    json_t *object = json_pack("{s:s}", "last_delivery_utc", utc);

    assert_non_null(courier);
    assert_true(state_publish(courier, object, NULL));
    json_decref(object);
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    state_disown(courier);
}

static const char *value_of(const struct board *board, const char *id)
{
    for (size_t i = 0; i < STAFF_TILES; i++) {
        if (strcmp(board->tiles.rows[i].id, id) == 0)
            return board->tiles.rows[i].value;
    }
    fail_msg("there is no tile %s", id);
    return "";
}

static void last_night_is_not_today(void **state)
{
    struct board *board = *state;

    assert_true(clock_parse("2026-11-22T07:00:00Z", &board->now_utc));
    deliver_at(board, "2026-11-21T22:00:00Z");
    assert_null(strstr(value_of(board, "delivery"), "Today"));
}

static void this_morning_is_today(void **state)
{
    struct board *board = *state;

    assert_true(clock_parse("2026-11-22T23:00:00Z", &board->now_utc));
    deliver_at(board, "2026-11-22T07:00:00Z");
    assert_non_null(strstr(value_of(board, "delivery"), "Today"));
}

static const struct staff_tile *tile_of(const struct board *board, const char *id)
{
    for (size_t i = 0; i < STAFF_TILES; i++) {
        if (strcmp(board->tiles.rows[i].id, id) == 0)
            return &board->tiles.rows[i];
    }
    fail_msg("there is no tile %s", id);
    return NULL;
}

/* Nobody is sent to look at a cable. */
static void a_key_that_does_not_sign_is_named(void **state)
{
    struct board *board = *state;
    struct state_file *courier = state_own(board->config.paths.state, "courier", NULL);
    json_t *object = json_pack("{s:s, s:b, s:b}", "last_delivery_utc", "2026-11-22T07:00:00Z",
                               "connected", false, "key_fails", true);

    assert_true(clock_parse("2026-11-22T23:00:00Z", &board->now_utc));
    assert_true(state_publish(courier, object, NULL));
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    assert_non_null(strstr(value_of(board, "delivery"), "Today"));
    assert_true(tile_of(board, "delivery")->attention);
    assert_non_null(strstr(tile_of(board, "delivery")->description, "security chip"));
    assert_non_null(strstr(tile_of(board, "network")->description, "security chip"));
    assert_int_equal(json_object_set_new(object, "key_fails", json_false()), 0);
    assert_true(state_publish(courier, object, NULL));
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    assert_false(tile_of(board, "delivery")->attention);
    assert_null(strstr(tile_of(board, "network")->description, "security chip"));
    json_decref(object);
    state_disown(courier);
}

static void a_certificate_has_ended_at_once(void **state)
{
    struct board *board = *state;

    board->now_utc = certificate_not_after(site_kiosk_certificate(board->resources.site)) + 60;
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    assert_string_equal(value_of(board, "certificate"), "Ended");
}

static void the_courier_knows_a_renewed_certificate(void **state)
{
    struct board *board = *state;
    struct state_file *courier = state_own(board->config.paths.state, "courier", NULL);
    json_t *object = json_pack("{s:s}", "certificate_ends_utc", "2027-03-01T00:00:00Z");

    assert_true(clock_parse("2027-03-01T00:00:01Z", &board->now_utc));
    assert_true(state_publish(courier, object, NULL));
    json_decref(object);
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    assert_string_equal(value_of(board, "certificate"), "Ended");
    state_disown(courier);
}

/* ---- the release ----------------------------------------------------------- */

static void publish(struct board *board, const char *name, json_t *object)
{
    struct state_file *file = state_own(board->config.paths.state, name, NULL);

    assert_non_null(file);
    assert_true(state_publish(file, object, NULL));
    json_decref(object);
    state_leave(file);
}

static const struct staff_tile *version_tile(struct board *board)
{
    tiles_fill(&board->tiles, &board->resources, board->languages, "en");
    assert_string_equal(board->tiles.rows[STAFF_TILES - 1].id, "version");
    assert_string_equal(board->tiles.rows[STAFF_TILES - 1].value, KIOSK_VERSION);
    return &board->tiles.rows[STAFF_TILES - 1];
}

static void a_release_that_is_good_is_installed(void **state)
{
    struct board *board = *state;

    assert_string_equal(version_tile(board)->description, "Installed on this kiosk");
    publish(board, "health",
            json_pack("{s:b, s:b, s:n}", "good", 1, "on_trial", 1, "went_back_from"));
    assert_string_equal(version_tile(board)->description, "Installed on this kiosk");
    assert_false(version_tile(board)->attention);
}

static void a_release_on_trial_is_told(void **state)
{
    struct board *board = *state;

    publish(board, "health",
            json_pack("{s:b, s:b, s:n}", "good", 0, "on_trial", 1, "went_back_from"));
    assert_string_equal(version_tile(board)->description, "New, still being tried");
}

static void an_update_that_was_taken_back_is_told(void **state)
{
    struct board *board = *state;

    publish(board, "health",
            json_pack("{s:b, s:b, s:s}", "good", 1, "on_trial", 0, "went_back_from", "1.5.0"));
    assert_string_equal(version_tile(board)->description, "1.5.0 did not work and was taken back");
    assert_true(version_tile(board)->attention);
}

static void an_update_waits_for_a_restart(void **state)
{
    struct board *board = *state;
    const struct update_state update = {.stage = UPDATE_INSTALLED, .version = "1.6.0"};

    publish(board, UPDATE_STATE_NAME, update_state_json(&update));
    assert_string_equal(version_tile(board)->description, "1.6.0 begins with the next restart");
    assert_true(version_tile(board)->attention);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(last_night_is_not_today, set_up, tear_down),
        cmocka_unit_test_setup_teardown(this_morning_is_today, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_key_that_does_not_sign_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_certificate_has_ended_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_courier_knows_a_renewed_certificate, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_release_that_is_good_is_installed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_release_on_trial_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_update_that_was_taken_back_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_update_waits_for_a_restart, set_up, tear_down),
    };

    if (!secret_start(NULL))
        return EXIT_FAILURE;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
