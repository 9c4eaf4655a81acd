#include "platform/base/loop.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/sandbox_bed.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_boot_id(void)
{
    return sandbox_bed_result(open("/proc/sys/kernel/random/boot_id", O_RDONLY) >= 0);
}

static int signal_self(void)
{
    (void)signal(SIGUSR1, SIG_IGN);
    return sandbox_bed_result(raise(SIGUSR1) == 0);
}

static int dump_core(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0
               ? EPERM
               : 0;
}

static int gain_privileges(void)
{
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

static int work(void)
{
    struct loop *loop = loop_create(&clock_system, NULL);
    static const int signals[] = {SIGTERM};
    int ends[2];
    bool fine = loop != NULL && secret_start(NULL) &&
                loop_catch(loop, signals, 1, NULL, NULL, NULL) && pipe(ends) == 0 &&
                write(ends[1], "x", 1) == 1 && loop_once(loop, false, NULL) &&
                clock_utc(&clock_system) > 0;
    (void)clock_is_trusted(&clock_system, 0);
    loop_destroy(loop);
    secret_stop();
    return fine ? 0 : 1;
}

static void what_every_program_does_works(void **state)
{
    (void)state;
    assert_allowed(&sandbox_bed_nothing, work);
    assert_allowed(&sandbox_bed_nothing, signal_self);
    assert_allowed(&sandbox_bed_nothing, read_boot_id);
}

static void nothing_is_dumped_and_nothing_gained(void **state)
{
    (void)state;
    assert_refused(&sandbox_bed_nothing, dump_core);
    assert_refused(&sandbox_bed_nothing, gain_privileges);
}

static int enter_narrower(void)
{
    struct error error;
    return sandbox_enter(&sandbox_bed_nothing, &error) && sandbox_bed_read_inside() == EACCES &&
                   sandbox_bed_unix_socket() == EPERM
               ? 0
               : 1;
}

static void a_child_can_enter_a_narrower_plan(void **state)
{
    (void)state;
    const char *const list[] = {sandbox_bed_folder(), NULL};
    const struct sandbox_plan parent = {
        .program = "t", .groups = SANDBOX_EXEC | SANDBOX_FILES | SANDBOX_UNIX, .read = list};
    assert_allowed(&parent, enter_narrower);
}

/* Runs `act` where the kernel answers `number` to `call`. */
static int without(int call, int number, int (*act)(void))
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)number), call, 0) != 0 ||
            seccomp_load(filter) != 0) {
            _exit(NOT_ENTERED);
        }
        seccomp_release(filter);
        _exit(act());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : DIED_OTHERWISE;
}

static int enter_refuses(void)
{
    struct error error = {.kind = ERROR_NONE};
    return !sandbox_enter(&sandbox_bed_nothing, &error) && error.kind == ERROR_REFUSED ? 0 : 1;
}

static void without_a_filter_the_program_does_not_run(void **state)
{
    (void)state;
    assert_int_equal(without(SCMP_SYS(seccomp), EINVAL, enter_refuses), 0);
}

static int enter_without_landlock(void)
{
    struct error error;
    return sandbox_landlock_abi() == 0 && sandbox_enter(&sandbox_bed_nothing, &error) &&
                   sandbox_bed_inet_socket() == EPERM
               ? 0
               : 1;
}

static void an_old_kernel_still_filters_calls(void **state)
{
    (void)state;
    assert_int_equal(without(SCMP_SYS(landlock_create_ruleset), ENOSYS, enter_without_landlock), 0);
}

static void *stay(void *context)
{
    (void)context;
    return pause() == 0 ? context : NULL;
}

static int enter_beside_a_thread(void)
{
    struct error error = {.kind = ERROR_NONE};
    pthread_t beside;
    return pthread_create(&beside, NULL, stay, NULL) == 0 &&
                   !sandbox_enter(&sandbox_bed_nothing, &error) && error.kind == ERROR_INTERNAL
               ? 0
               : 1;
}

static void a_thread_would_stay_outside(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        _exit(enter_beside_a_thread());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static int inherited[3];

static int descriptors_left(void)
{
    struct error error;
    const int keep[] = {inherited[1]};
    if (!sandbox_prepare(keep, 1, &error)) {
        return 1;
    }
    return fcntl(inherited[0], F_GETFD) < 0 && fcntl(inherited[1], F_GETFD) >= 0 &&
                   fcntl(inherited[2], F_GETFD) < 0 && fcntl(2, F_GETFD) >= 0
               ? 0
               : 2;
}

static void stray_descriptors_are_closed(void **state)
{
    (void)state;
    int status;
    for (size_t i = 0; i < 3; i++) {
        inherited[i] = dup(0);
    }
    pid_t child = fork();
    if (child == 0) {
        (void)close(0);
        _exit(descriptors_left());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    for (size_t i = 0; i < 3; i++) {
        (void)close(inherited[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_every_program_does_works),     TEST(nothing_is_dumped_and_nothing_gained),
        TEST(a_child_can_enter_a_narrower_plan), TEST(without_a_filter_the_program_does_not_run),
        TEST(an_old_kernel_still_filters_calls), TEST(stray_descriptors_are_closed),
        TEST(a_thread_would_stay_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
