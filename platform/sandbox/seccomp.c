#include "platform/sandbox/calls.h"
#include "platform/sandbox/parts.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define LOW_32 0xFFFFFFFFu
#define NEW_NAMESPACES                                                                             \
    (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |     \
     CLONE_NEWCGROUP)
#define BUILD_SECONDS 5     /* of the processor's time; usual are some milliseconds */
#define PROGRAM_MAX   2048u /* steps; ours have some hundreds */
#define THREAD_FLAGS  (CLONE_VM | CLONE_THREAD | CLONE_SIGHAND)

#define CALL(name_) SCMP_SYS(name_)

/* What the kernel gets. */
struct program {
    struct sock_filter steps[PROGRAM_MAX];
    size_t bytes;
};

struct filter {
    scmp_filter_ctx context;
    int result; /* 0, or the first error, negative */
};

static void add(struct filter *filter, uint32_t action, int call)
{
    if (filter->result == 0) {
        filter->result = seccomp_rule_add(filter->context, action, call, 0);
    }
}

static void add_list(struct filter *filter, uint32_t action, const int *calls)
{
    for (; *calls != SANDBOX_LIST_END; calls++) {
        add(filter, action, *calls);
    }
}

static bool is_in(const int *calls, int call)
{
    while (*calls != SANDBOX_LIST_END && *calls != call) {
        calls++;
    }
    return *calls == call;
}

/* A call has one rule: what a hand has the right to do is taken out of what kills. */
static void add_rights(struct filter *filter, unsigned groups)
{
    for (const int *call = sandbox_deadly_calls; *call != SANDBOX_LIST_END; call++) {
        bool right = ((groups & SANDBOX_CLOCK) != 0 && is_in(sandbox_clock_calls, *call)) ||
                     ((groups & SANDBOX_MOUNT) != 0 && is_in(sandbox_mount_calls, *call));
        add(filter, right ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS, *call);
    }
}

static void allow_if(struct filter *filter, int call, struct scmp_arg_cmp condition)
{
    if (filter->result == 0) {
        filter->result =
            seccomp_rule_add_array(filter->context, SCMP_ACT_ALLOW, call, 1, &condition);
    }
}

/* The kernel looks at 32 bits of an int, so the filter must look at no more. */
static struct scmp_arg_cmp is_int(unsigned argument, uint32_t value)
{
    return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, LOW_32, value);
}

static struct scmp_arg_cmp has_bits(unsigned argument, uint64_t mask, uint64_t value)
{
    return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, mask, value);
}

static void allow_memory(struct filter *filter, bool code)
{
    static const uint64_t both = PROT_WRITE | PROT_EXEC;
    const int calls[] = {CALL(mmap), CALL(mprotect)};
    for (size_t i = 0; i < 2; i++) {
        allow_if(filter, calls[i], has_bits(2, PROT_EXEC, 0));
        if (code) {
            allow_if(filter, calls[i], has_bits(2, both, PROT_EXEC));
        }
    }
}

static void allow_process(struct filter *filter)
{
    static const uint32_t requests[] = {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE,
                                        PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        allow_if(filter, CALL(prctl), is_int(0, requests[i]));
    }
    uint32_t self = (uint32_t)getpid();
    allow_if(filter, CALL(tgkill), is_int(0, self));
    allow_if(filter, CALL(kill), is_int(0, self));
    allow_if(filter, CALL(prlimit64), is_int(0, 0));
    /* Only to ask for the ABI: that needs no attributes. */
    allow_if(filter, CALL(landlock_create_ruleset), SCMP_CMP64(0, SCMP_CMP_EQ, 0, 0));
}

static void allow_ioctl(struct filter *filter, bool any)
{
    static const uint32_t requests[] = {TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX, FIONCLEX};
    if (any) {
        add(filter, SCMP_ACT_ALLOW, CALL(ioctl));
        return;
    }
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        allow_if(filter, CALL(ioctl), is_int(1, requests[i]));
    }
}

/* drm_mode.h, DRM_IOCTL_MODE_PAGE_FLIP and _DIRTYFB; linux/input.h: all of type 'E'. */
static void allow_panel(struct filter *filter)
{
    static const uint32_t requests[] = {0xC01864B0, 0xC01864B1};
    static const uint32_t type = 0xFF00, input = 'E' << 8;
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        allow_if(filter, CALL(ioctl), is_int(1, requests[i]));
    }
    allow_if(filter, CALL(ioctl), has_bits(1, type, input));
}

static void allow_opening(struct filter *filter, bool files)
{
    static const uint64_t changing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
    if (files) {
        add_list(filter, SCMP_ACT_ALLOW, sandbox_file_calls);
    } else {
        allow_if(filter, CALL(openat), has_bits(2, changing, O_RDONLY));
        allow_if(filter, CALL(open), has_bits(1, changing, O_RDONLY));
    }
}

static void allow_socket(struct filter *filter, uint32_t family)
{
    allow_if(filter, CALL(socket), is_int(0, family));
    if (family == AF_UNIX) {
        allow_if(filter, CALL(socketpair), is_int(0, family));
    }
}

static void allow_sockets(struct filter *filter, unsigned groups)
{
    if ((groups & SANDBOX_UNIX) != 0) {
        allow_socket(filter, AF_UNIX);
    }
    if ((groups & SANDBOX_INET) != 0) {
        allow_socket(filter, AF_INET);
        allow_socket(filter, AF_INET6);
    }
    if ((groups & (SANDBOX_UNIX | SANDBOX_INET)) != 0) {
        add_list(filter, SCMP_ACT_ALLOW, sandbox_socket_calls);
    }
}

/* What a child needs to enter a plan of its own stands here too: the filter goes on through execve. */
static void allow_children(struct filter *filter)
{
    static const uint32_t requests[] = {PR_SET_NO_NEW_PRIVS, PR_SET_DUMPABLE, PR_SET_PDEATHSIG,
                                        PR_GET_SECCOMP, PR_SET_SECCOMP};
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        allow_if(filter, CALL(prctl), is_int(0, requests[i]));
    }
    add_list(filter, SCMP_ACT_ALLOW, sandbox_exec_calls);
    allow_if(filter, CALL(clone), has_bits(0, NEW_NAMESPACES, 0));
}

#if SANDBOX_SANITIZED
/* The leak check at exit attaches to the threads of its own process; nothing else traces. */
static void treat_tracing(struct filter *filter)
{
    static const uint32_t traces[] = {PTRACE_ATTACH, PTRACE_DETACH,  PTRACE_CONT,
                                      PTRACE_KILL,   PTRACE_GETREGS, PTRACE_GETREGSET};
    static const uint32_t requests[] = {PR_SET_DUMPABLE, PR_SET_PTRACER};
    struct scmp_arg_cmp seize = is_int(0, PTRACE_SEIZE);
    for (size_t i = 0; i < sizeof traces / sizeof traces[0]; i++) {
        allow_if(filter, CALL(ptrace), is_int(0, traces[i]));
    }
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        allow_if(filter, CALL(prctl), is_int(0, requests[i]));
    }
    if (filter->result == 0) {
        filter->result =
            seccomp_rule_add_array(filter->context, SCMP_ACT_KILL_PROCESS, CALL(ptrace), 1, &seize);
    }
    allow_if(filter, CALL(clone), has_bits(0, CLONE_UNTRACED | NEW_NAMESPACES, CLONE_UNTRACED));
    add_list(filter, SCMP_ACT_ALLOW, sandbox_sanitizer_calls);
}
#else
static void treat_tracing(struct filter *filter)
{
    add(filter, SCMP_ACT_KILL_PROCESS, CALL(ptrace));
}
#endif

static void fill(struct filter *filter, unsigned groups)
{
    bool executes = (groups & SANDBOX_EXEC) != 0;
    add_rights(filter, groups);
    add_list(filter, SCMP_ACT_ALLOW, sandbox_base_calls);
    allow_memory(filter, executes || (groups & SANDBOX_LIBRARIES) != 0);
    allow_process(filter);
    allow_ioctl(filter, (groups & SANDBOX_DEVICE) != 0);
    if ((groups & (SANDBOX_PANEL | SANDBOX_DEVICE)) == SANDBOX_PANEL) {
        allow_panel(filter);
    }
    allow_opening(filter, (groups & SANDBOX_FILES) != 0);
    if ((groups & SANDBOX_LOOK) != 0) {
        add_list(filter, SCMP_ACT_ALLOW, sandbox_look_calls);
    }
    allow_sockets(filter, groups);
    if ((groups & SANDBOX_DISPLAY) != 0) {
        add_list(filter, SCMP_ACT_ALLOW, sandbox_display_calls);
    }
    if ((groups & SANDBOX_THREADS) != 0) {
        allow_if(filter, CALL(clone), has_bits(0, THREAD_FLAGS | NEW_NAMESPACES, THREAD_FLAGS));
    }
    if (executes) {
        allow_children(filter);
    }
    treat_tracing(filter);
    /* Its flags lie in memory that a filter cannot see; the C library takes clone instead. */
    add(filter, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3));
}

/* All or nothing: a pipe that is too short for it gives EAGAIN. */
static int export_to(struct program *program, const struct filter *filter)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return -errno;
    }
    int result = seccomp_export_bpf(filter->context, ends[1]);
    ssize_t bytes = result == 0 ? read(ends[0], program->steps, sizeof program->steps) : 0;
    if (bytes < 0) {
        result = -errno;
    } else if (result == 0 && (size_t)bytes == sizeof program->steps) {
        result = -E2BIG;
    }
    (void)close(ends[0]);
    (void)close(ends[1]);
    program->bytes = result == 0 ? (size_t)bytes : 0;
    return result;
}

/* Returns 0 or a negative errno. */
static int build(struct program *program, const struct sandbox_plan *plan)
{
    struct filter filter = {.context = seccomp_init(SCMP_ACT_ERRNO(EPERM))};
    if (filter.context == NULL) {
        return -ENOMEM;
    }
    filter.result =
        seccomp_attr_set(filter.context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    fill(&filter, plan->groups);
    if (filter.result == 0) {
        filter.result = seccomp_attr_set(filter.context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    }
    if (filter.result == 0) {
        filter.result = export_to(program, &filter);
    }
    seccomp_release(filter.context);
    return filter.result;
}

/* 0: for ever. */
static void limit_time(time_t seconds)
{
    const struct itimerval time = {.it_value = {.tv_sec = seconds}};
    (void)setitimer(ITIMER_VIRTUAL, &time, NULL); /* SIGVTALRM ends the program */
}

/*
 * Where an allocation failed, libseccomp 2.5 may report success though rules are missing, or look for one of
 * them for ever. So all is built twice and both must be the same, in a limited time: a program that may not
 * even end itself is worse than one that did not start.
 */
static int build_surely(struct program *program, const struct sandbox_plan *plan)
{
    struct program again;
    limit_time(BUILD_SECONDS);
    int result = build(program, plan);
    if (result == 0) {
        result = build(&again, plan);
    }
    limit_time(0);
    if (result == 0 &&
        (program->bytes != again.bytes || memcmp(program->steps, again.steps, again.bytes) != 0)) {
        result = -ENOMEM;
    }
    return result;
}

bool seccomp_enter(const struct sandbox_plan *plan, struct error *error)
{
    struct program program;
    int result = build_surely(&program, plan);
    if (result == 0) {
        struct sock_fprog given = {.len = (unsigned short)(program.bytes / sizeof program.steps[0]),
                                   .filter = program.steps};
        result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &given) == 0 ? 0 : -errno;
    }
    if (result != 0) {
        errno = -result;
        error_set_errno(error, "%s: the system call filter cannot be installed", plan->program);
        if (error != NULL) {
            error->kind = ERROR_REFUSED;
        }
        return false;
    }
    return true;
}
