/* Calls that need a group, and those that end the program. */
#include "platform/sandbox/sandbox.h"
#include "tests/support/lib/cmocka.h"
#include "tests/support/lib/sandbox_bed.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* But for the rights of hands, one of which takes Landlock away. */
#define EVERY_GROUP (~0u & ~(unsigned)(SANDBOX_CLOCK | SANDBOX_MOUNT))

static int seize_parent(void)
{
    return sandbox_bed_result(ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0);
}

static int read_parent_memory(void)
{
    char byte;
    struct iovec here = {&byte, 1};
    struct iovec there = {&byte, 1};
    return sandbox_bed_result(process_vm_readv(getppid(), &here, 1, &there, 1, 0) == 1);
}

static int mount_something(void)
{
    return sandbox_bed_result(mount("none", sandbox_bed_folder(), "tmpfs", 0, NULL) == 0);
}

static int leave_namespace(void)
{
    return sandbox_bed_result(unshare(CLONE_NEWUSER) == 0);
}

static int load_module(void)
{
    return sandbox_bed_result(syscall(SYS_finit_module, -1, "", 0) == 0);
}

static int use_io_uring(void)
{
    return sandbox_bed_result(syscall(SYS_io_uring_setup, 1, NULL) == 0);
}

static int become_another(void)
{
    return sandbox_bed_result(setuid(65534) == 0);
}

static int signal_parent(void)
{
    return sandbox_bed_result(kill(getppid(), 0) == 0);
}

static int map_writable_code(void)
{
    void *map =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return sandbox_bed_result(map != MAP_FAILED);
}

static int make_code(void)
{
    void *map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return sandbox_bed_result(mprotect(map, 4096, PROT_READ | PROT_EXEC) == 0);
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
    return sandbox_bed_result(syscall(SYS_clock_settime, CLOCK_REALTIME, NULL) == 0);
}

static int unmount_nothing(void)
{
    return sandbox_bed_result(umount2("/proc/absent/absent", 0) == 0);
}

static void a_right_comes_with_its_group_alone(void **state)
{
    (void)state;
    const struct sandbox_plan clock = {.program = "t", .groups = SANDBOX_CLOCK};
    const struct sandbox_plan mounts = {.program = "t", .groups = SANDBOX_FILES | SANDBOX_MOUNT};
    assert_int_equal(sandbox_bed_outcome(&clock, set_no_clock), EFAULT);
    assert_deadly(&clock, unmount_nothing);
    assert_int_equal(sandbox_bed_outcome(&mounts, unmount_nothing), ENOENT);
    assert_deadly(&mounts, set_no_clock);
    assert_deadly(&mounts, become_another);
    assert_deadly(&mounts, load_module);
}

static void other_processes_are_not_signalled(void **state)
{
    (void)state;
    const struct sandbox_plan all = {.program = "t", .groups = EVERY_GROUP};
    assert_refused(&sandbox_bed_nothing, signal_parent);
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
    assert_refused(&sandbox_bed_nothing, make_code);
    assert_allowed(&loads, make_code);
}

static void devices_need_their_group(void **state)
{
    (void)state;
    const struct sandbox_plan devices = {.program = "t", .groups = SANDBOX_DEVICE};
    assert_refused(&sandbox_bed_nothing, any_ioctl);
    assert_refused(&sandbox_bed_nothing, hidden_ioctl);
    assert_refused(&sandbox_bed_nothing, neighbouring_ioctl);
    assert_allowed(&devices, any_ioctl);
}

static void a_panel_is_for_pictures_and_touches_alone(void **state)
{
    (void)state;
    const struct sandbox_plan panel = {.program = "t", .groups = SANDBOX_PANEL};
    assert_refused(&sandbox_bed_nothing, flip_a_picture);
    assert_refused(&sandbox_bed_nothing, ask_an_input_device);
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
    assert_refused(&sandbox_bed_nothing, start_thread);
    assert_allowed(&threads, start_thread);
    assert_refused(&threads, sandbox_bed_fork_only);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_only_an_attacker_calls_is_deadly),
        TEST(a_right_comes_with_its_group_alone),
        TEST(other_processes_are_not_signalled),
        TEST(memory_is_never_writable_and_code),
        TEST(devices_need_their_group),
        TEST(a_panel_is_for_pictures_and_touches_alone),
        TEST(threads_need_their_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
