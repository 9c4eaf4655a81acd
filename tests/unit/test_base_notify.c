#include "platform/base/notify.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const variables[] = {"NOTIFY_SOCKET",    "WATCHDOG_USEC", "WATCHDOG_PID",
                                        "SYSTEMD_EXEC_PID", "LISTEN_PID",    "LISTEN_FDS",
                                        "LISTEN_FDNAMES"};

struct scene {
    struct temp_folder *folder;
    int manager; /* a notification socket as a service manager makes it */
    struct notify notify;
};

static void forget_variables(void)
{
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        (void)unsetenv(variables[i]);
    }
}

static void set_number(const char *name, long number)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%ld", number);
    (void)setenv(name, text, 1);
}

static int setup(void **state)
{
    static struct scene scene;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    forget_variables();
    assert_int_equal(temp_folder_setup((void **)&scene.folder), 0);
    const char *path = temp_folder_path(scene.folder, "notify");
    (void)strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    scene.manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(scene.manager, (struct sockaddr *)&address, sizeof address), 0);
    (void)setenv("NOTIFY_SOCKET", path, 1);
    scene.notify = (struct notify){.socket = -1};
    *state = &scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    notify_close(&scene->notify);
    (void)close(scene->manager);
    forget_variables();
    return temp_folder_teardown((void **)&scene->folder);
}

static void hears(const struct scene *scene, const char *expected)
{
    char text[256] = "";
    assert_true(recv(scene->manager, text, sizeof text - 1, 0) > 0);
    assert_string_equal(text, expected);
}

static void hears_nothing(const struct scene *scene)
{
    char text[8];
    assert_int_equal(recv(scene->manager, text, sizeof text, 0), -1);
}

static void ready_and_alive_are_said(void **state)
{
    struct scene *scene = *state;
    notify_open(&scene->notify);
    notify_ready(&scene->notify);
    notify_alive(&scene->notify);
    hears(scene, "READY=1");
    hears(scene, "WATCHDOG=1");
    hears_nothing(scene);
    assert_int_equal(scene->notify.period_milliseconds, 0);
}

static void the_period_is_half_the_watchdogs(void **state)
{
    struct scene *scene = *state;
    set_number("WATCHDOG_USEC", 180L * 1000 * 1000);
    set_number("WATCHDOG_PID", (long)getpid());
    notify_open(&scene->notify);
    assert_int_equal(scene->notify.period_milliseconds, 90000);
}

static void a_short_watchdog_wakes_nobody_more_often(void **state)
{
    struct scene *scene = *state;
    set_number("WATCHDOG_USEC", 2L * 1000 * 1000);
    notify_open(&scene->notify);
    assert_int_equal(scene->notify.period_milliseconds, 30000);
}

static void without_a_manager_all_is_silent(void **state)
{
    struct scene *scene = *state;
    int descriptor = STDERR_FILENO;
    (void)unsetenv("NOTIFY_SOCKET");
    notify_open(&scene->notify);
    notify_ready(&scene->notify);
    assert_int_equal(scene->notify.socket, -1);
    assert_true(notify_store_descriptors(&scene->notify, "display", &descriptor, 1, NULL));
    notify_drop_descriptors(&scene->notify, "display");
}

static void a_manager_that_is_gone_is_no_failure(void **state)
{
    struct scene *scene = *state;
    (void)setenv("NOTIFY_SOCKET", temp_folder_path(scene->folder, "nobody"), 1);
    notify_open(&scene->notify);
    assert_int_equal(scene->notify.socket, -1);
    notify_alive(&scene->notify);
}

static void a_child_that_inherited_the_variables_says_nothing(void **state)
{
    struct scene *scene = *state;
    static const char *const owners[] = {"WATCHDOG_PID", "SYSTEMD_EXEC_PID"};
    for (size_t i = 0; i < 2; i++) {
        set_number(owners[i], (long)getpid() + 1);
        notify_open(&scene->notify);
        notify_ready(&scene->notify);
        hears_nothing(scene);
        (void)unsetenv(owners[i]);
    }
}

static int descriptor_in(const struct msghdr *message)
{
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    int descriptor = -1;
    assert_non_null(header);
    assert_int_equal(header->cmsg_type, SCM_RIGHTS);
    assert_int_equal(header->cmsg_len, CMSG_LEN(sizeof descriptor));
    memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return descriptor;
}

static void the_manager_is_given_descriptors_under_a_name(void **state)
{
    struct scene *scene = *state;
    int ends[2];
    char text[128] = "", byte = 'k';
    union {
        char bytes[CMSG_SPACE(sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct iovec data = {text, sizeof text - 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    assert_int_equal(pipe(ends), 0);
    notify_open(&scene->notify);
    assert_true(notify_store_descriptors(&scene->notify, "display", &ends[1], 1, NULL));
    assert_true(recvmsg(scene->manager, &message, 0) > 0);
    assert_string_equal(text, "FDSTORE=1\nFDNAME=display");
    int kept = descriptor_in(&message);
    (void)close(ends[1]);
    assert_int_equal(write(kept, &byte, 1), 1);
    byte = 0;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'k');
    (void)close(kept);
    (void)close(ends[0]);
}

static void what_is_kept_is_dropped_by_name(void **state)
{
    struct scene *scene = *state;
    notify_open(&scene->notify);
    notify_drop_descriptors(&scene->notify, "display");
    hears(scene, "FDSTOREREMOVE=1\nFDNAME=display");
}

static void a_name_cannot_begin_another_line(void **state)
{
    struct scene *scene = *state;
    struct error error = {0};
    int descriptor = STDERR_FILENO;
    notify_open(&scene->notify);
    assert_false(notify_store_descriptors(&scene->notify, "a\nREADY=1", &descriptor, 1, &error));
    assert_int_equal(error.kind, ERROR_INTERNAL);
    notify_drop_descriptors(&scene->notify, "a\nREADY=1");
    hears_nothing(scene);
}

static void too_many_descriptors_are_refused(void **state)
{
    struct scene *scene = *state;
    int descriptors[NOTIFY_DESCRIPTORS_MAX + 1] = {0};
    notify_open(&scene->notify);
    assert_false(notify_store_descriptors(&scene->notify, "display", descriptors,
                                          NOTIFY_DESCRIPTORS_MAX + 1, NULL));
    assert_false(notify_store_descriptors(&scene->notify, "display", descriptors, 0, NULL));
    hears_nothing(scene);
}

/* The manager's numbers begin at 3, so what is looked at happens in a process that has nothing there. */
static bool takes(long process, int given, const char *names, const char *expected)
{
    struct notify_kept kept[NOTIFY_DESCRIPTORS_MAX];
    char told[256] = "";
    for (int i = 0; i < given; i++) {
        (void)dup2(STDERR_FILENO, 3 + i);
    }
    set_number("LISTEN_PID", process != 0 ? process : (long)getpid());
    set_number("LISTEN_FDS", given);
    (void)setenv("LISTEN_FDNAMES", names, 1);
    size_t count = notify_take_descriptors(kept);
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(told);
        bool closes = (fcntl(kept[i].descriptor, F_GETFD) & FD_CLOEXEC) != 0;
        (void)snprintf(told + length, sizeof told - length, "%d=%.20s%s ", kept[i].descriptor,
                       kept[i].name, closes ? "" : "!");
    }
    bool rest_closed =
        process != 0 || fcntl(3 + NOTIFY_DESCRIPTORS_MAX, F_GETFD) == -1 || given == 0;
    return strcmp(told, expected) == 0 && rest_closed;
}

static void in_a_child(long process, int given, const char *names, const char *expected)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        _exit(takes(process, given, names, expected) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void what_was_kept_comes_back_with_its_name(void **state)
{
    (void)state;
    in_a_child(0, 2, "display:input", "3=display 4=input ");
    in_a_child(0, 2, "display", "3=display 4= ");
    in_a_child(0, 0, "", "");
}

static void what_is_meant_for_another_is_not_taken(void **state)
{
    (void)state;
    in_a_child(1, 2, "display:input", "");
}

static void more_than_there_is_room_for_is_closed(void **state)
{
    (void)state;
    in_a_child(0, NOTIFY_DESCRIPTORS_MAX + 1, "a:b:c:d:e:f:g:h:i",
               "3=a 4=b 5=c 6=d 7=e 8=f 9=g 10=h ");
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ready_and_alive_are_said),
        TEST(the_period_is_half_the_watchdogs),
        TEST(a_short_watchdog_wakes_nobody_more_often),
        TEST(without_a_manager_all_is_silent),
        TEST(a_manager_that_is_gone_is_no_failure),
        TEST(a_child_that_inherited_the_variables_says_nothing),
        TEST(the_manager_is_given_descriptors_under_a_name),
        TEST(what_is_kept_is_dropped_by_name),
        TEST(a_name_cannot_begin_another_line),
        TEST(too_many_descriptors_are_refused),
        TEST(what_was_kept_comes_back_with_its_name),
        TEST(what_is_meant_for_another_is_not_taken),
        TEST(more_than_there_is_room_for_is_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
