#include "app/clock/floor.h"
#include "platform/base/known_time.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define KNOWN_TEXT "2026-11-22T08:00:00Z\n"

struct scene {
    struct temp_folder *folder;
    struct floor_clock clock;
    int64_t now, known;
    int sets;
    bool stuck;
};

static int64_t read_now(void *context)
{
    const struct scene *scene = context;
    return scene->now;
}

static bool set_now(void *context, int64_t utc_seconds)
{
    struct scene *scene = context;
    scene->sets++;
    errno = EPERM;
    scene->now = scene->stuck ? scene->now : utc_seconds;
    return !scene->stuck;
}

static int setup(void **state)
{
    static struct scene scene;
    scene = (struct scene){.sets = 0};
    assert_int_equal(temp_folder_setup((void **)&scene.folder), 0);
    scene.clock = (struct floor_clock){read_now, set_now, &scene};
    (void)temp_folder_write(scene.folder, KNOWN_TIME_FILE, KNOWN_TEXT);
    scene.known = known_time(scene.folder->path);
    assert_true(scene.known > 0);
    *state = &scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    return temp_folder_teardown((void **)&scene->folder);
}

static void a_clock_that_is_behind_is_lifted(void **state)
{
    struct scene *scene = *state;
    scene->now = scene->known - 1;
    assert_int_equal(floor_lift(&scene->clock, scene->folder->path, NULL), FLOOR_LIFTED);
    assert_int_equal(scene->now, scene->known);
}

static void a_clock_that_is_ahead_is_left_alone(void **state)
{
    struct scene *scene = *state;
    scene->now = scene->known;
    assert_int_equal(floor_lift(&scene->clock, scene->folder->path, NULL), FLOOR_HOLDS);
    scene->now = scene->known + 86400;
    assert_int_equal(floor_lift(&scene->clock, scene->folder->path, NULL), FLOOR_HOLDS);
    assert_int_equal(scene->sets, 0);
}

static void where_nothing_is_known_nothing_is_set(void **state)
{
    struct scene *scene = *state;
    scene->now = 1;
    (void)temp_folder_write(scene->folder, KNOWN_TIME_FILE, "yesterday\n");
    assert_int_equal(floor_lift(&scene->clock, scene->folder->path, NULL), FLOOR_HOLDS);
    assert_int_equal(floor_lift(&scene->clock, "/nonexistent", NULL), FLOOR_HOLDS);
    assert_int_equal(scene->sets, 0);
}

static void a_clock_that_cannot_be_set_is_said(void **state)
{
    struct scene *scene = *state;
    struct error error = {.kind = ERROR_NONE};
    scene->stuck = true;
    assert_int_equal(floor_lift(&scene->clock, scene->folder->path, &error), FLOOR_FAILED);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_non_null(strstr(error.text, "2026-11-22T08:00:00Z"));
}

/* Setting this machine's clock is not a test's business: only that nothing is told without it. */
static void nobody_is_woken_while_the_clock_goes_on(void **state)
{
    int watch = floor_watch(NULL);
    struct pollfd polled = {.fd = watch, .events = POLLIN};
    (void)state;
    assert_true(watch >= 0);
    assert_int_equal(poll(&polled, 1, 50), 0);
    assert_false(floor_was_set(watch));
    (void)close(watch);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clock_that_is_behind_is_lifted),        TEST(a_clock_that_is_ahead_is_left_alone),
        TEST(where_nothing_is_known_nothing_is_set),   TEST(a_clock_that_cannot_be_set_is_said),
        TEST(nobody_is_woken_while_the_clock_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
