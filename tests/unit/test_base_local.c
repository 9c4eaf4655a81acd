#include "platform/base/local.h"
#include "tests/support/lib/temp_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct scene {
    struct temp_folder *folder;
    char path[128];
    struct loop *loop;
    struct local_server *server;
    struct local_caller caller;
    int handled;
    int64_t ahead; /* how far the clock has been turned, ms */
    struct clock_source clock;
    char answered[64];
    enum error_kind problem;
};

static int64_t scene_now(void *context)
{
    return clock_monotonic(&clock_system) + ((const struct scene *)context)->ahead;
}

static void echo(void *context, const struct local_caller *caller, const uint8_t *frame,
                 size_t length, struct buffer *answer)
{
    struct scene *scene = context;
    scene->caller = *caller;
    scene->handled++;
    buffer_append_text(answer, "heard ");
    buffer_append(answer, frame, length);
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    *state = scene;
    if (temp_folder_setup((void **)&scene->folder) != 0) {
        return -1;
    }
    strcpy(scene->path, temp_folder_path(scene->folder, "echo.sock"));
    scene->clock = (struct clock_source){
        .utc_seconds = scene_now, .monotonic_milliseconds = scene_now, .context = scene};
    scene->loop = loop_create(&scene->clock, NULL);
    scene->server = local_serve(scene->loop, scene->path, 0640, 200000, echo, scene, NULL);
    return scene->server != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    local_server_destroy(scene->server);
    loop_destroy(scene->loop);
    int result = temp_folder_teardown((void **)&scene->folder);
    free(scene);
    return result;
}

/* Asks from a child of this process while the server runs here. Returns the exit code of `ask`. */
static int ask_from_child(struct scene *scene, int (*ask)(const char *path))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(ask(scene->path));
    }
    while (waitpid(child, &status, WNOHANG) == 0) {
        assert_true(loop_once(scene->loop, false, NULL));
        (void)poll(NULL, 0, 1);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

static int ask_hello(const char *path)
{
    struct buffer answer;
    buffer_init(&answer, 100);
    bool fine = local_ask(path, "hello", 5, 2000, &answer, NULL);
    int result = fine && strcmp(buffer_text(&answer), "heard hello") == 0 ? 0 : 1;
    buffer_finish(&answer);
    return result;
}

static void a_question_is_answered_and_the_caller_known(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(ask_from_child(scene, ask_hello), 0);
    assert_int_equal(scene->handled, 1);
    assert_int_equal(scene->caller.user, geteuid());
    assert_int_not_equal(scene->caller.process, getpid());
}

static int ask_large(const char *path)
{
    size_t length = 200000;
    uint8_t *frame = malloc(length);
    struct buffer answer;
    memset(frame, 0x5A, length);
    buffer_init(&answer, length + 6);
    bool fine = local_ask(path, frame, length, 5000, &answer, NULL) &&
                answer.length == length + 6 && memcmp(answer.data + 6, frame, length) == 0;
    buffer_finish(&answer);
    free(frame);
    return fine ? 0 : 1;
}

static void frames_larger_than_the_socket_buffer_pass(void **state)
{
    assert_int_equal(ask_from_child(*state, ask_large), 0);
}

static int ask_too_large(const char *path)
{
    uint8_t *frame = calloc(1, 200001);
    struct buffer answer;
    struct error error = {.kind = ERROR_NONE};
    buffer_init(&answer, 10);
    bool fine = local_ask(path, frame, 200001, 5000, &answer, &error);
    free(frame);
    return !fine && error.kind == ERROR_UNAVAILABLE ? 0 : 1;
}

static void frames_above_the_limit_are_dropped(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(ask_from_child(scene, ask_too_large), 0);
    assert_int_equal(scene->handled, 0);
}

static void the_socket_has_the_mode_asked_for(void **state)
{
    struct scene *scene = *state;
    struct stat about;
    assert_int_equal(stat(scene->path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

static void an_old_socket_is_replaced_another_file_is_not(void **state)
{
    struct scene *scene = *state;
    struct error error;
    local_server_destroy(scene->server);
    scene->server = NULL;
    int old = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, scene->path);
    assert_int_equal(bind(old, (struct sockaddr *)&address, sizeof address), 0);
    (void)close(old);
    scene->server = local_serve(scene->loop, scene->path, 0600, 100, echo, scene, NULL);
    assert_non_null(scene->server);
    const char *file = temp_folder_write(scene->folder, "file", "text");
    assert_null(local_serve(scene->loop, file, 0600, 100, echo, scene, &error));
    assert_int_equal(error.kind, ERROR_INPUT);
}

static int connect_raw(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(address.sun_path, path);
    assert_int_equal(connect(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    return descriptor;
}

static void who_does_not_finish_is_dropped_and_makes_room(void **state)
{
    struct scene *scene = *state;
    int slow[LOCAL_CLIENTS_MAX];
    char byte;
    for (int i = 0; i < LOCAL_CLIENTS_MAX; i++) {
        slow[i] = connect_raw(scene->path);
        assert_int_equal(write(slow[i], "\0\0", 2), 2);
        for (int j = 0; j < 3; j++) {
            assert_true(loop_once(scene->loop, false, NULL));
        }
    }
    scene->ahead = 5001;
    assert_true(loop_once(scene->loop, false, NULL));
    for (int i = 0; i < LOCAL_CLIENTS_MAX; i++) {
        assert_int_equal(read(slow[i], &byte, 1), 0);
        (void)close(slow[i]);
    }
    assert_int_equal(scene->handled, 0);
    assert_int_equal(ask_from_child(scene, ask_hello), 0);
}

static void end_loop(void *context)
{
    loop_stop(context);
}

static void a_lack_of_descriptors_does_not_spin(void **state)
{
    struct scene *scene = *state;
    struct loop_timer end = {.callback = end_loop, .context = scene->loop};
    struct rlimit before, few;
    int client = connect_raw(scene->path);
    int next = dup(client);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    (void)close(next);
    few = (struct rlimit){.rlim_cur = (rlim_t)next, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    assert_true(loop_add_timer(scene->loop, &end, NULL));
    loop_timer_set(scene->loop, &end, LOCAL_PAUSE_MILLISECONDS / 2);
    uint64_t wakeups = loop_wakeups(scene->loop);
    assert_true(loop_run(scene->loop, NULL));
    wakeups = loop_wakeups(scene->loop) - wakeups;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    loop_remove_timer(scene->loop, &end);
    assert_true(wakeups <= 3);
    scene->ahead += LOCAL_PAUSE_MILLISECONDS;
    assert_int_equal(ask_from_child(scene, ask_hello), 0);
    (void)close(client);
}

static void asking_nobody_says_so(void **state)
{
    struct scene *scene = *state;
    struct error error;
    struct buffer answer;
    buffer_init(&answer, 100);
    assert_false(
        local_ask(temp_folder_path(scene->folder, "absent.sock"), "x", 1, 100, &answer, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    /* Nobody turns this loop while it is asked: the time runs out. */
    assert_false(local_ask(scene->path, "x", 1, 30, &answer, &error));
    assert_int_equal(error.kind, ERROR_UNAVAILABLE);
    buffer_finish(&answer);
}

static void note(void *context, const struct buffer *answer, const struct error *error)
{
    struct scene *scene = context;
    scene->problem = error != NULL ? error->kind : ERROR_NONE;
    if (error == NULL) {
        memcpy(scene->answered, answer->data, answer->length);
    }
    loop_stop(scene->loop);
}

static void a_loop_can_ask_itself(void **state)
{
    struct scene *scene = *state;
    assert_non_null(local_ask_later(scene->loop, scene->path, "hi", 2, 1000, note, scene, NULL));
    assert_true(loop_run(scene->loop, NULL));
    assert_int_equal(scene->problem, ERROR_NONE);
    assert_string_equal(scene->answered, "heard hi");
}

static void a_later_answer_can_come_too_late(void **state)
{
    struct scene *scene = *state;
    const char *silent = temp_folder_path(scene->folder, "silent.sock");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(address.sun_path, silent);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_non_null(local_ask_later(scene->loop, silent, "hi", 2, 60000, note, scene, NULL));
    assert_true(loop_once(scene->loop, false, NULL));
    scene->ahead = 60001;
    assert_true(loop_run(scene->loop, NULL));
    assert_int_equal(scene->problem, ERROR_UNAVAILABLE);
    (void)close(listener);
}

static void a_cancelled_call_is_never_answered(void **state)
{
    struct scene *scene = *state;
    struct local_call *call =
        local_ask_later(scene->loop, scene->path, "hi", 2, 1000, note, scene, NULL);
    local_call_cancel(call);
    for (int i = 0; i < 10; i++) {
        assert_true(loop_once(scene->loop, false, NULL));
    }
    assert_string_equal(scene->answered, "");
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_question_is_answered_and_the_caller_known),
        TEST(frames_larger_than_the_socket_buffer_pass),
        TEST(frames_above_the_limit_are_dropped),
        TEST(the_socket_has_the_mode_asked_for),
        TEST(an_old_socket_is_replaced_another_file_is_not),
        TEST(who_does_not_finish_is_dropped_and_makes_room),
        TEST(a_lack_of_descriptors_does_not_spin),
        TEST(asking_nobody_says_so),
        TEST(a_loop_can_ask_itself),
        TEST(a_later_answer_can_come_too_late),
        TEST(a_cancelled_call_is_never_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
