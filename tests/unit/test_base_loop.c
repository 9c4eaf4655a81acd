#include "platform/base/loop.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct scene {
    int64_t now;
    struct clock_source clock;
    struct loop *loop;
    int ends[2];
    int other[2];
    int calls;
    int last;
};

static int64_t scene_now(void *context)
{
    return ((const struct scene *)context)->now;
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    scene->now = 1000;
    scene->clock = (struct clock_source){
        .utc_seconds = scene_now, .monotonic_milliseconds = scene_now, .context = scene};
    scene->loop = loop_create(&scene->clock, NULL);
    *state = scene;
    return scene->loop != NULL && pipe(scene->ends) == 0 && pipe(scene->other) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    loop_destroy(scene->loop);
    for (int i = 0; i < 2; i++) {
        (void)close(scene->ends[i]);
        (void)close(scene->other[i]);
    }
    free(scene);
    return 0;
}

static void count_ready(void *context, short events)
{
    struct scene *scene = context;
    char byte;
    assert_true((events & POLLIN) != 0);
    assert_int_equal(read(scene->ends[0], &byte, 1), 1);
    scene->calls++;
}

static void count_due(void *context)
{
    ((struct scene *)context)->calls++;
}

static void a_readable_descriptor_is_called(void **state)
{
    struct scene *scene = *state;
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, count_ready, scene, NULL));
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(scene->calls, 0);
    assert_int_equal(write(scene->ends[1], "x", 1), 1);
    assert_true(loop_once(scene->loop, true, NULL));
    assert_int_equal(scene->calls, 1);
}

static void an_unwatched_descriptor_is_not(void **state)
{
    struct scene *scene = *state;
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, count_ready, scene, NULL));
    loop_unwatch(scene->loop, scene->ends[0]);
    assert_int_equal(write(scene->ends[1], "x", 1), 1);
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(scene->calls, 0);
}

static void end_the_other(void *context, short events)
{
    struct scene *scene = context;
    (void)events;
    scene->calls++;
    loop_unwatch(scene->loop, scene->ends[0]);
    loop_unwatch(scene->loop, scene->other[0]);
}

static void what_a_callback_ends_is_not_called_in_that_round(void **state)
{
    struct scene *scene = *state;
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, end_the_other, scene, NULL));
    assert_true(loop_watch(scene->loop, scene->other[0], POLLIN, end_the_other, scene, NULL));
    assert_int_equal(write(scene->ends[1], "x", 1), 1);
    assert_int_equal(write(scene->other[1], "x", 1), 1);
    assert_true(loop_once(scene->loop, true, NULL));
    assert_int_equal(scene->calls, 1);
}

static void must_not_run(void *context, short events)
{
    (void)context;
    (void)events;
    fail_msg("the events of an ended watch went to the one after it");
}

static void replace_the_other(void *context, short events)
{
    struct scene *scene = context;
    (void)events;
    scene->calls++;
    loop_unwatch(scene->loop, scene->ends[0]);
    loop_unwatch(scene->loop, scene->other[0]);
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, must_not_run, scene, NULL));
    assert_true(loop_watch(scene->loop, scene->other[0], POLLIN, must_not_run, scene, NULL));
}

static void a_new_watch_gets_no_events_of_the_old_one(void **state)
{
    struct scene *scene = *state;
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, replace_the_other, scene, NULL));
    assert_true(loop_watch(scene->loop, scene->other[0], POLLIN, replace_the_other, scene, NULL));
    assert_int_equal(write(scene->ends[1], "x", 1), 1);
    assert_int_equal(write(scene->other[1], "x", 1), 1);
    assert_true(loop_once(scene->loop, true, NULL));
    assert_int_equal(scene->calls, 1);
}

static void a_closed_descriptor_is_an_error_not_a_spin(void **state)
{
    struct scene *scene = *state;
    struct error error;
    int gone = dup(scene->ends[0]);
    assert_true(loop_watch(scene->loop, gone, POLLIN, count_ready, scene, NULL));
    (void)close(gone);
    assert_false(loop_once(scene->loop, true, &error));
    assert_int_equal(error.kind, ERROR_INTERNAL);
}

static void watches_have_a_limit(void **state)
{
    struct scene *scene = *state;
    struct error error;
    for (int i = 0; i < LOOP_DESCRIPTORS_MAX; i++) {
        assert_true(loop_watch(scene->loop, 100 + i, POLLIN, count_ready, scene, NULL));
    }
    assert_false(loop_watch(scene->loop, 5000, POLLIN, count_ready, scene, &error));
    assert_int_equal(error.kind, ERROR_LIMIT);
}

static void a_timer_fires_once_when_due(void **state)
{
    struct scene *scene = *state;
    struct loop_timer timer = {.callback = count_due, .context = scene};
    assert_true(loop_add_timer(scene->loop, &timer, NULL));
    loop_timer_set(scene->loop, &timer, 500);
    scene->now = 1499;
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(scene->calls, 0);
    scene->now = 1500;
    assert_true(loop_once(scene->loop, true, NULL));
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(scene->calls, 1);
}

static void a_stopped_or_removed_timer_stays_quiet(void **state)
{
    struct scene *scene = *state;
    struct loop_timer one = {.callback = count_due, .context = scene};
    struct loop_timer two = one;
    assert_true(loop_add_timer(scene->loop, &one, NULL));
    assert_true(loop_add_timer(scene->loop, &two, NULL));
    loop_timer_set(scene->loop, &one, 1);
    loop_timer_set(scene->loop, &two, 1);
    loop_timer_stop(&one);
    loop_remove_timer(scene->loop, &two);
    scene->now += 10;
    assert_true(loop_once(scene->loop, false, NULL));
    assert_int_equal(scene->calls, 0);
}

struct again {
    struct scene *scene;
    struct loop_timer timer;
};

static void set_again(void *context)
{
    struct again *again = context;
    again->scene->calls++;
    loop_timer_set(again->scene->loop, &again->timer, 0);
}

static void a_timer_that_sets_itself_runs_once_a_round(void **state)
{
    struct scene *scene = *state;
    struct again again = {.scene = scene};
    again.timer = (struct loop_timer){.callback = set_again, .context = &again};
    assert_true(loop_add_timer(scene->loop, &again.timer, NULL));
    loop_timer_set(scene->loop, &again.timer, 0);
    assert_true(loop_once(scene->loop, true, NULL));
    assert_int_equal(scene->calls, 1);
    assert_true(loop_once(scene->loop, true, NULL));
    assert_int_equal(scene->calls, 2);
}

static void stop_loop(void *context, int signal_number)
{
    struct scene *scene = context;
    scene->last = signal_number;
    loop_stop(scene->loop);
}

static void signals_come_through_the_loop(void **state)
{
    struct scene *scene = *state;
    static const int signals[] = {SIGTERM, SIGUSR1};
    assert_true(loop_catch(scene->loop, signals, 2, stop_loop, scene, NULL));
    assert_int_equal(raise(SIGUSR1), 0);
    assert_true(loop_run(scene->loop, NULL));
    assert_int_equal(scene->last, SIGUSR1);
}

static void nothing_wakes_a_loop_that_nobody_asks(void **state)
{
    struct scene *scene = *state;
    static const int signals[] = {SIGALRM};
    struct loop_timer off = {.callback = count_due, .context = scene};
    assert_true(loop_add_timer(scene->loop, &off, NULL));
    assert_true(loop_watch(scene->loop, scene->ends[0], POLLIN, count_ready, scene, NULL));
    assert_true(loop_catch(scene->loop, signals, 1, stop_loop, scene, NULL));
    (void)alarm(1);
    assert_true(loop_run(scene->loop, NULL));
    assert_int_equal(loop_wakeups(scene->loop), 1);
}

/* A notification socket as a service manager makes it. */
static int manager_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    strcpy(address.sun_path, path);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    return descriptor;
}

static void tick(void *context)
{
    struct again *again = context;
    again->scene->calls++;
    again->scene->now += 10000;
    loop_timer_set(again->scene->loop, &again->timer, 0);
    if (again->scene->calls == 8) {
        loop_stop(again->scene->loop);
    }
}

static void the_watchdog_hears_at_most_every_thirty_seconds(void **state)
{
    struct scene *scene = *state;
    struct temp_folder *folder;
    char text[32];
    assert_int_equal(temp_folder_setup((void **)&folder), 0);
    const char *path = temp_folder_path(folder, "notify");
    int manager = manager_socket(path);
    (void)setenv("NOTIFY_SOCKET", path, 1);
    (void)setenv("WATCHDOG_USEC", "20000000", 1);
    struct loop *loop = loop_create(&scene->clock, NULL);
    (void)unsetenv("NOTIFY_SOCKET");
    (void)unsetenv("WATCHDOG_USEC");
    loop_destroy(scene->loop);
    scene->loop = loop;
    struct again again = {.scene = scene};
    again.timer = (struct loop_timer){.callback = tick, .context = &again};
    assert_true(loop_add_timer(loop, &again.timer, NULL));
    loop_timer_set(loop, &again.timer, 0);
    assert_true(loop_run(loop, NULL));
    assert_int_equal(loop_watchdog_pings(loop), 2); /* 80 s passed */
    assert_int_equal(recv(manager, text, sizeof text, 0), strlen("READY=1"));
    assert_int_equal(recv(manager, text, sizeof text, 0), strlen("WATCHDOG=1"));
    assert_memory_equal(text, "WATCHDOG=1", 10);
    assert_int_equal(recv(manager, text, sizeof text, 0), 10);
    assert_int_equal(recv(manager, text, sizeof text, 0), -1);
    (void)close(manager);
    assert_int_equal(temp_folder_teardown((void **)&folder), 0);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_readable_descriptor_is_called),
        TEST(an_unwatched_descriptor_is_not),
        TEST(what_a_callback_ends_is_not_called_in_that_round),
        TEST(a_new_watch_gets_no_events_of_the_old_one),
        TEST(a_closed_descriptor_is_an_error_not_a_spin),
        TEST(watches_have_a_limit),
        TEST(a_timer_fires_once_when_due),
        TEST(a_stopped_or_removed_timer_stays_quiet),
        TEST(a_timer_that_sets_itself_runs_once_a_round),
        TEST(signals_come_through_the_loop),
        TEST(nothing_wakes_a_loop_that_nobody_asks),
        TEST(the_watchdog_hears_at_most_every_thirty_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
