#include "platform/base/loop.h"
#include "platform/base/secret.h"
#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/temp_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIED_BY_SIGSYS 254
#define DIED_OTHERWISE 255
#define NOT_ENTERED    253

/* But for the rights of hands, one of which takes Landlock away. */
#define EVERY_GROUP (~0u & ~(unsigned)(SANDBOX_CLOCK | SANDBOX_MOUNT))

static const char *folder_path; /* of the test that runs */
static uint16_t listening_port; /* on the loopback, of the test that runs */

/* An attempt returns 0 when it succeeded, else errno. */
typedef int attempt(void);

static int result_of(bool fine)
{
    return fine ? 0 : errno;
}

/* What `try` comes to in a process of its own that has entered `plan`. */
static int outcome(const struct sandbox_plan *plan, attempt *try)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        struct error error;
        (void)signal(SIGSYS, SIG_DFL);
        if (!sandbox_prepare(NULL, 0, &error) || !sandbox_enter(plan, &error)) {
            (void)fprintf(stderr, "%s\n", error.text);
            _exit(NOT_ENTERED);
        }
        _exit(try());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? DIED_BY_SIGSYS : DIED_OTHERWISE;
    }
    return WEXITSTATUS(status);
}

#define assert_allowed(plan_, try_) assert_int_equal(outcome((plan_), (try_)), 0)
#define assert_deadly(plan_, try_)  assert_int_equal(outcome((plan_), (try_)), DIED_BY_SIGSYS)

static void check_refused(const struct sandbox_plan *plan, attempt *try, int line)
{
    int result = outcome(plan, try);
    if (result != EPERM && result != EACCES) {
        fail_msg("line %d: came to %d", line, result);
    }
}

#define assert_refused(plan_, try_) check_refused((plan_), (try_), __LINE__)

static const struct sandbox_plan nothing = {.program = "tester"};

/* ---- attempts */

static int open_in(const char *name, int flags)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", folder_path, name);
    return result_of(open(path, flags | O_CLOEXEC, 0600) >= 0);
}

static int read_inside(void)
{
    return open_in("inside/file", O_RDONLY);
}

static int read_outside(void)
{
    return open_in("outside", O_RDONLY);
}

static int write_inside(void)
{
    return open_in("inside/file", O_WRONLY | O_TRUNC);
}

static int create_inside(void)
{
    return open_in("inside/new", O_WRONLY | O_CREAT);
}

static int create_outside(void)
{
    return open_in("new", O_WRONLY | O_CREAT);
}

static int rename_inside(void)
{
    char from[256];
    char to[256];
    (void)snprintf(from, sizeof from, "%s/inside/file", folder_path);
    (void)snprintf(to, sizeof to, "%s/inside/renamed", folder_path);
    return result_of(rename(from, to) == 0);
}

static int remove_outside(void)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/outside", folder_path);
    return result_of(unlink(path) == 0);
}

static int read_passwords(void)
{
    return result_of(open("/etc/shadow", O_RDONLY) >= 0);
}

static int read_boot_id(void)
{
    return result_of(open("/proc/sys/kernel/random/boot_id", O_RDONLY) >= 0);
}

static int open_socket(int family, int type)
{
    return result_of(socket(family, type, 0) >= 0);
}

static int inet_socket(void)
{
    return open_socket(AF_INET, SOCK_STREAM);
}

static int inet6_socket(void)
{
    return open_socket(AF_INET6, SOCK_DGRAM);
}

static int unix_socket(void)
{
    return open_socket(AF_UNIX, SOCK_STREAM);
}

static int raw_socket(void)
{
    return open_socket(AF_PACKET, SOCK_RAW);
}

static int connect_port(uint16_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return result_of(connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0);
}

static int connect_listener(void)
{
    return connect_port(listening_port);
}

static int bind_some_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(39999)};
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    return result_of(bind(descriptor, (struct sockaddr *)&address, sizeof address) == 0);
}

static int run_true(void)
{
    pid_t child = fork();
    if (child == 0) {
        (void)execl("/usr/bin/true", "true", (char *)NULL);
        _exit(errno);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return errno;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : DIED_OTHERWISE;
}

static int run_id(void)
{
    (void)execl("/usr/bin/id", "id", (char *)NULL);
    return errno;
}

static int fork_only(void)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    return result_of(child > 0);
}

static int seize_parent(void)
{
    return result_of(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0);
}

static int read_parent_memory(void)
{
    char byte;
    struct iovec here = {&byte, 1};
    struct iovec there = {&byte, 1};
    return result_of(process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1);
}

static int mount_something(void)
{
    return result_of(mount("none", folder_path, "tmpfs", 0, NULL) == 0);
}

static int leave_namespace(void)
{
    return result_of(unshare(CLONE_NEWUSER) == 0);
}

static int load_module(void)
{
    return result_of(syscall(SYS_finit_module, -1, "", 0) == 0);
}

static int use_io_uring(void)
{
    return result_of(syscall(SYS_io_uring_setup, 1, NULL) == 0);
}

static int become_another(void)
{
    return result_of(setuid(65534) == 0);
}

static int signal_parent(void)
{
    return result_of(kill(getppid(), 0) == 0);
}

static int signal_self(void)
{
    (void)signal(SIGUSR1, SIG_IGN);
    return result_of(raise(SIGUSR1) == 0);
}

static int map_writable_code(void)
{
    void *map =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result_of(map != MAP_FAILED);
}

static int make_code(void)
{
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result_of(mprotect(map, 4096, PROT_READ | PROT_EXEC) == 0);
}

static int any_ioctl(void)
{
    return syscall(SYS_ioctl, 0, 0x5412, "x") == 0 || errno != EPERM ? 0 : EPERM; /* TIOCSTI */
}

static int hidden_ioctl(void)
{
    /* The kernel drops the upper half: a filter that looked at it would let this through. */
    return syscall(SYS_ioctl, 0, 0x100005412ul, "x") == 0 || errno != EPERM ? 0 : EPERM;
}

static int neighbouring_ioctl(void)
{
    /* The lower half is TCGETS, which is allowed. */
    return syscall(SYS_ioctl, 0, 0x7F005401ul, "x") == 0 || errno != EPERM ? 0 : EPERM;
}

/* Standard input is no device: what passes the filter fails in the kernel. */
static int ioctl_number(unsigned long request)
{
    return syscall(SYS_ioctl, 0, request, NULL) == 0 || errno != EPERM ? 0 : EPERM;
}

static int flip_a_picture(void)
{
    return ioctl_number(0xC01864B0); /* DRM_IOCTL_MODE_PAGE_FLIP */
}

static int ask_an_input_device(void)
{
    return ioctl_number(0x80044501); /* EVIOCGVERSION */
}

static int make_a_buffer(void)
{
    return ioctl_number(0xC02064B2); /* DRM_IOCTL_MODE_CREATE_DUMB */
}

static int set_a_mode(void)
{
    return ioctl_number(0xC06864A2); /* DRM_IOCTL_MODE_SETCRTC */
}

static int switch_the_console(void)
{
    return ioctl_number(0x4B3A); /* KDSETMODE */
}

static void *return_it(void *context)
{
    return context;
}

static int start_thread(void)
{
    pthread_t thread;
    void *result;
    int number = pthread_create(&thread, NULL, return_it, NULL);
    return number != 0 ? number : pthread_join(thread, &result);
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

/* ---- what must hold */

static void what_every_program_does_works(void **state)
{
    (void)state;
    assert_allowed(&nothing, work);
    assert_allowed(&nothing, signal_self);
    assert_allowed(&nothing, read_boot_id);
}

static void files_outside_the_lists_are_refused(void **state)
{
    (void)state;
    char inside[256];
    (void)snprintf(inside, sizeof inside, "%s/inside", folder_path);
    const char *const list[] = {inside, "/nowhere/at/all", NULL};
    const struct sandbox_plan reads = {.program = "t", .groups = SANDBOX_FILES, .read = list};
    const struct sandbox_plan writes = {.program = "t", .groups = SANDBOX_FILES, .write = list};
    assert_refused(&nothing, read_inside);
    assert_allowed(&reads, read_inside);
    assert_refused(&reads, write_inside);
    assert_refused(&reads, create_inside);
    assert_refused(&reads, rename_inside);
    assert_refused(&reads, read_outside);
    assert_allowed(&writes, write_inside);
    assert_allowed(&writes, create_inside);
    assert_allowed(&writes, rename_inside);
    assert_refused(&writes, create_outside);
    assert_refused(&writes, remove_outside);
    assert_refused(&writes, read_passwords);
}

static void without_the_group_nothing_is_written(void **state)
{
    (void)state;
    const char *const list[] = {folder_path, NULL};
    const struct sandbox_plan plan = {.program = "t", .write = list};
    assert_allowed(&plan, read_inside);
    assert_refused(&plan, write_inside);
    assert_refused(&plan, create_inside);
    assert_refused(&plan, remove_outside);
}

static void sockets_come_by_family(void **state)
{
    (void)state;
    const struct sandbox_plan local = {.program = "t", .groups = SANDBOX_UNIX};
    const struct sandbox_plan inet = {.program = "t", .groups = SANDBOX_INET};
    assert_refused(&nothing, unix_socket);
    assert_refused(&nothing, inet_socket);
    assert_allowed(&local, unix_socket);
    assert_refused(&local, inet_socket);
    assert_refused(&local, inet6_socket);
    assert_allowed(&inet, inet_socket);
    assert_allowed(&inet, inet6_socket);
    assert_refused(&inet, unix_socket);
    assert_refused(&inet, raw_socket);
}

static int read_users(void)
{
    return result_of(open("/etc/passwd", O_RDONLY) >= 0);
}

static int write_etc(void)
{
    return result_of(open("/etc/custody-kiosk-test", O_WRONLY | O_CREAT, 0600) >= 0);
}

/* Whatever file a DHCP client puts in the place of resolv.conf. */
static void names_that_change_are_read_below_etc(void **state)
{
    const struct sandbox_plan inet = {.program = "t", .groups = SANDBOX_INET | SANDBOX_FILES};
    const struct sandbox_plan names = {.program = "t",
                                       .groups = SANDBOX_INET | SANDBOX_FILES | SANDBOX_NAMES};

    (void)state;
    assert_allowed(&names, read_users);
    if (sandbox_landlock_abi() == 0)
        return;
    assert_refused(&inet, read_users);
    assert_refused(&names, write_etc);
}

static int listen_on_loopback(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(descriptor, 8), 0);
    assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
    listening_port = ntohs(address.sin_port);
    return descriptor;
}

static void only_named_ports_are_reached(void **state)
{
    (void)state;
    int listener = listen_on_loopback();
    const uint16_t right[] = {listening_port, 0};
    const uint16_t wrong[] = {1, 0};
    const struct sandbox_plan one = {
        .program = "t", .groups = SANDBOX_INET, .connect_ports = right};
    const struct sandbox_plan other = {
        .program = "t", .groups = SANDBOX_INET, .connect_ports = wrong};
    assert_allowed(&one, connect_listener);
    if (sandbox_landlock_abi() >= 4) {
        assert_refused(&other, connect_listener);
        assert_refused(&one, bind_some_port);
    }
    (void)close(listener);
}

static void only_named_programs_are_started(void **state)
{
    (void)state;
    const char *const list[] = {"/usr/bin/true", NULL};
    const struct sandbox_plan plan = {.program = "t", .groups = SANDBOX_EXEC, .execute = list};
    assert_refused(&nothing, fork_only);
    assert_refused(&nothing, run_id);
    assert_allowed(&plan, run_true);
    assert_refused(&plan, run_id);
}

static void what_only_an_attacker_calls_is_deadly(void **state)
{
    (void)state;
    const struct sandbox_plan all = {.program = "t", .groups = EVERY_GROUP};
    assert_deadly(&all, seize_parent);
    assert_deadly(&all, read_parent_memory);
    assert_deadly(&all, mount_something);
    assert_deadly(&all, leave_namespace);
    assert_deadly(&all, load_module);
    assert_deadly(&all, use_io_uring);
    assert_deadly(&all, become_another);
}

static int set_no_clock(void)
{
    return result_of(syscall(SYS_clock_settime, CLOCK_REALTIME, NULL) == 0);
}

static int unmount_nothing(void)
{
    return result_of(umount2("/proc/absent/absent", 0) == 0);
}

static void a_right_comes_with_its_group_alone(void **state)
{
    (void)state;
    const struct sandbox_plan clock = {.program = "t", .groups = SANDBOX_CLOCK};
    const struct sandbox_plan mounts = {.program = "t", .groups = SANDBOX_FILES | SANDBOX_MOUNT};
    assert_int_equal(outcome(&clock, set_no_clock), EFAULT);
    assert_deadly(&clock, unmount_nothing);
    assert_int_equal(outcome(&mounts, unmount_nothing), ENOENT);
    assert_deadly(&mounts, set_no_clock);
    assert_deadly(&mounts, become_another);
    assert_deadly(&mounts, load_module);
}

static void other_processes_are_not_signalled(void **state)
{
    (void)state;
    const struct sandbox_plan all = {.program = "t", .groups = EVERY_GROUP};
    assert_refused(&nothing, signal_parent);
    if (sandbox_landlock_abi() >= 6) {
        assert_refused(&all, signal_parent);
    }
}

static void memory_is_never_writable_and_code(void **state)
{
    (void)state;
    const struct sandbox_plan all = {.program = "t", .groups = EVERY_GROUP};
    const struct sandbox_plan loads = {.program = "t", .groups = SANDBOX_LIBRARIES};
    assert_refused(&all, map_writable_code);
    assert_refused(&nothing, make_code);
    assert_allowed(&loads, make_code);
}

static void devices_need_their_group(void **state)
{
    (void)state;
    const struct sandbox_plan devices = {.program = "t", .groups = SANDBOX_DEVICE};
    assert_refused(&nothing, any_ioctl);
    assert_refused(&nothing, hidden_ioctl);
    assert_refused(&nothing, neighbouring_ioctl);
    assert_allowed(&devices, any_ioctl);
}

static void a_panel_is_for_pictures_and_touches_alone(void **state)
{
    (void)state;
    const struct sandbox_plan panel = {.program = "t", .groups = SANDBOX_PANEL};
    assert_refused(&nothing, flip_a_picture);
    assert_refused(&nothing, ask_an_input_device);
    assert_allowed(&panel, flip_a_picture);
    assert_allowed(&panel, ask_an_input_device);
    assert_refused(&panel, make_a_buffer);
    assert_refused(&panel, set_a_mode);
    assert_refused(&panel, switch_the_console);
    assert_refused(&panel, any_ioctl);
}

static void threads_need_their_group(void **state)
{
    (void)state;
    const struct sandbox_plan threads = {.program = "t", .groups = SANDBOX_THREADS};
    assert_refused(&nothing, start_thread);
    assert_allowed(&threads, start_thread);
    assert_refused(&threads, fork_only);
}

static void nothing_is_dumped_and_nothing_gained(void **state)
{
    (void)state;
    assert_refused(&nothing, dump_core);
    assert_refused(&nothing, gain_privileges);
}

static int enter_narrower(void)
{
    struct error error;
    return sandbox_enter(&nothing, &error) && read_inside() == EACCES && unix_socket() == EPERM ? 0
                                                                                                : 1;
}

static void a_child_can_enter_a_narrower_plan(void **state)
{
    (void)state;
    const char *const list[] = {folder_path, NULL};
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
    return !sandbox_enter(&nothing, &error) && error.kind == ERROR_REFUSED ? 0 : 1;
}

static void without_a_filter_the_program_does_not_run(void **state)
{
    (void)state;
    assert_int_equal(without(SCMP_SYS(seccomp), EINVAL, enter_refuses), 0);
}

static int enter_without_landlock(void)
{
    struct error error;
    return sandbox_landlock_abi() == 0 && sandbox_enter(&nothing, &error) && inet_socket() == EPERM
               ? 0
               : 1;
}

static void an_old_kernel_still_filters_calls(void **state)
{
    (void)state;
    assert_int_equal(without(SCMP_SYS(landlock_create_ruleset), ENOSYS, enter_without_landlock), 0);
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

static int setup(void **state)
{
    char inside[256];
    if (temp_folder_setup(state) != 0) {
        return -1;
    }
    folder_path = ((const struct temp_folder *)*state)->path;
    (void)snprintf(inside, sizeof inside, "%s/inside", folder_path);
    if (mkdir(inside, 0700) != 0) {
        return -1;
    }
    temp_folder_write(*state, "inside/file", "text");
    temp_folder_write(*state, "outside", "text");
    return 0;
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, setup, temp_folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_every_program_does_works),
        TEST(files_outside_the_lists_are_refused),
        TEST(without_the_group_nothing_is_written),
        TEST(sockets_come_by_family),
        TEST(names_that_change_are_read_below_etc),
        TEST(only_named_ports_are_reached),
        TEST(only_named_programs_are_started),
        TEST(what_only_an_attacker_calls_is_deadly),
        TEST(a_right_comes_with_its_group_alone),
        TEST(other_processes_are_not_signalled),
        TEST(memory_is_never_writable_and_code),
        TEST(devices_need_their_group),
        TEST(a_panel_is_for_pictures_and_touches_alone),
        TEST(threads_need_their_group),
        TEST(nothing_is_dumped_and_nothing_gained),
        TEST(a_child_can_enter_a_narrower_plan),
        TEST(without_a_filter_the_program_does_not_run),
        TEST(an_old_kernel_still_filters_calls),
        TEST(stray_descriptors_are_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
