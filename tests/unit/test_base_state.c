#include "platform/base/state.h"
#include "tests/support/lib/temp_folder.h"

#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *folder_of(void **state)
{
    return ((const struct temp_folder *)*state)->path;
}

static void publish(struct state_file *owner, int waiting)
{
    json_t *object = json_pack("{s:i}", "waiting", waiting);
    assert_true(state_publish(owner, object, NULL));
    json_decref(object);
}

static void what_is_published_is_read(void **state)
{
    enum state_life life;
    json_t *object;
    struct state_file *owner = state_own(folder_of(state), "courier", NULL);
    publish(owner, 1);
    publish(owner, 2);
    assert_true(state_read(folder_of(state), "courier", &life, &object, NULL));
    assert_int_equal(life, STATE_RUNNING);
    assert_int_equal(json_integer_value(json_object_get(object, "waiting")), 2);
    assert_int_equal(json_integer_value(json_object_get(object, "pid")), getpid());
    assert_true(json_is_string(json_object_get(object, "written_utc")));
    json_decref(object);
    state_disown(owner);
}

static void nobody_there_is_absent(void **state)
{
    enum state_life life;
    json_t *object;
    assert_true(state_read(folder_of(state), "courier", &life, &object, NULL));
    assert_int_equal(life, STATE_ABSENT);
    assert_null(object);
}

static void a_second_owner_is_refused(void **state)
{
    struct error error;
    struct state_file *owner = state_own(folder_of(state), "courier", NULL);
    assert_null(state_own(folder_of(state), "courier", &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    state_disown(owner);
    owner = state_own(folder_of(state), "courier", NULL);
    assert_non_null(owner);
    state_disown(owner);
}

static void an_owner_that_died_does_not_run(void **state)
{
    enum state_life life;
    json_t *object;
    int status;
    pid_t child = fork();
    if (child == 0) {
        publish(state_own(folder_of(state), "courier", NULL), 5);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(state_read(folder_of(state), "courier", &life, &object, NULL));
    assert_int_equal(life, STATE_NOT_RUNNING);
    assert_int_equal(json_integer_value(json_object_get(object, "waiting")), 5);
    json_decref(object);
}

static void a_file_of_an_earlier_boot_is_absent(void **state)
{
    enum state_life life;
    json_t *object;
    temp_folder_write(*state, "courier.json", "{\"waiting\": 1, \"boot_id\": \"another\"}");
    assert_true(state_read(folder_of(state), "courier", &life, &object, NULL));
    assert_int_equal(life, STATE_ABSENT);
    assert_null(object);
}

static void a_broken_file_is_named(void **state)
{
    enum state_life life;
    json_t *object;
    struct error error;
    const char *path = temp_folder_write(*state, "courier.json", "{\"waiting\": ");
    assert_false(state_read(folder_of(state), "courier", &life, &object, &error));
    assert_int_equal(error.kind, ERROR_CORRUPT);
    assert_non_null(strstr(error.text, path));
    assert_null(object);
}

static bool is_readable(int descriptor)
{
    struct pollfd polled = {.fd = descriptor, .events = POLLIN};
    return poll(&polled, 1, 0) == 1;
}

static void watchers_hear_of_changes_and_of_the_end(void **state)
{
    struct state_file *owner = state_own(folder_of(state), "courier", NULL);
    int watch = state_watch(folder_of(state), NULL);
    assert_true(watch >= 0);
    assert_false(is_readable(watch));
    publish(owner, 1);
    assert_true(is_readable(watch));
    state_watch_drain(watch);
    assert_false(is_readable(watch));
    state_disown(owner);
    assert_true(is_readable(watch));
    (void)close(watch);
}

static void a_missing_folder_cannot_be_watched(void **state)
{
    struct error error;
    assert_int_equal(state_watch(temp_folder_path(*state, "absent"), &error), -1);
    assert_int_equal(error.kind, ERROR_NOT_FOUND);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, temp_folder_setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_published_is_read),
        TEST(nobody_there_is_absent),
        TEST(a_second_owner_is_refused),
        TEST(an_owner_that_died_does_not_run),
        TEST(a_file_of_an_earlier_boot_is_absent),
        TEST(a_broken_file_is_named),
        TEST(watchers_hear_of_changes_and_of_the_end),
        TEST(a_missing_folder_cannot_be_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
