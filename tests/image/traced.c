#include "tests/image/traced.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define RED_ZONE   128u /* below the stack's end, in use (x86-64 psABI, 3.2.2) */
#define CHUNK      65536
#define CODE_LIMIT ((uint64_t)64 << 20) /* of one mapping */
#define OPTIONS                                                                                    \
    (PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK)

/* The first `syscall` (0F 05) from `from` to `to`, or 0. */
static uint64_t find_between(const struct traced *traced, uint64_t from, uint64_t to)
{
    static unsigned char code[CHUNK];
    for (; from < to; from += CHUNK) {
        size_t most = to - from < CHUNK ? (size_t)(to - from) : CHUNK;
        ssize_t got = pread(traced->memory, code, most, (off_t)from);
        const unsigned char *at = got > 0 ? memmem(code, (size_t)got, "\x0F\x05", 2) : NULL;
        if (at != NULL) {
            return from + (uint64_t)(at - code);
        }
    }
    return 0;
}

/* In what the program may read and execute. */
static uint64_t find_instruction(const struct traced *traced)
{
    char path[32], line[512], mode[5];
    uint64_t from = 0, to = 0, found = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/maps", (int)traced->thread);
    FILE *maps = fopen(path, "re");
    while (maps != NULL && found == 0 && fgets(line, sizeof line, maps) != NULL) {
        if (sscanf(line, "%lx-%lx %4s", &from, &to, mode) == 3 && mode[0] == 'r' &&
            mode[2] == 'x' && to - from <= CODE_LIMIT) {
            found = find_between(traced, from, to);
        }
    }
    if (maps != NULL) {
        (void)fclose(maps);
    }
    return found;
}

/* Stopped where the kernel would let it go on; signals that come on the way get to it. */
static bool stop(pid_t thread)
{
    int status = 0;
    if (ptrace(PTRACE_SEIZE, thread, 0, OPTIONS) != 0 ||
        ptrace(PTRACE_INTERRUPT, thread, 0, 0) != 0) {
        return false;
    }
    while (waitpid(thread, &status, __WALL) == thread && WIFSTOPPED(status)) {
        if (status >> 16 == PTRACE_EVENT_STOP) {
            return true;
        }
        (void)ptrace(PTRACE_CONT, thread, 0, status >> 16 == 0 ? WSTOPSIG(status) : 0);
    }
    return false;
}

static bool read_below(struct traced *traced)
{
    const size_t size = sizeof traced->below;
    traced->scratch = (traced->registers.rsp - RED_ZONE - size) & ~(uint64_t)15;
    return pread(traced->memory, &traced->below, size, (off_t)traced->scratch) == (ssize_t)size;
}

bool traced_begin(struct traced *traced, pid_t thread)
{
    char path[32];
    const uint64_t all_but_trap = ~((uint64_t)1 << (SIGTRAP - 1));
    *traced = (struct traced){.thread = thread};
    (void)snprintf(path, sizeof path, "/proc/%d/mem", (int)thread);
    traced->memory = open(path, O_RDWR | O_CLOEXEC);
    if (traced->memory < 0 || !stop(thread) ||
        ptrace(PTRACE_GETREGS, thread, 0, &traced->registers) != 0 ||
        ptrace(PTRACE_GETSIGMASK, thread, sizeof traced->mask, &traced->mask) != 0 ||
        !read_below(traced)) {
        return false;
    }
    traced->instruction = find_instruction(traced);
    if (traced->instruction == 0) {
        errno = ENOEXEC;
        return false;
    }
    /* From here on it is not as it was: it ends rather than go on so. */
    return ptrace(PTRACE_SETOPTIONS, thread, 0, OPTIONS | PTRACE_O_EXITKILL) == 0 &&
           ptrace(PTRACE_SETSIGMASK, thread, sizeof all_but_trap, &all_but_trap) == 0;
}

bool traced_lay(const struct traced *traced, const struct scratch *scratch)
{
    return pwrite(traced->memory, scratch, sizeof *scratch, (off_t)traced->scratch) ==
           (ssize_t)sizeof *scratch;
}

static void end_child(pid_t parent)
{
    unsigned long child = 0;
    if (ptrace(PTRACE_GETEVENTMSG, parent, 0, &child) == 0 && kill((pid_t)child, SIGKILL) == 0) {
        (void)waitpid((pid_t)child, NULL, __WALL);
    }
}

static enum traced_end step(pid_t thread)
{
    for (;;) {
        int status = 0;
        (void)ptrace(PTRACE_SINGLESTEP, thread, 0, 0);
        if (waitpid(thread, &status, __WALL) != thread || WIFEXITED(status)) {
            return TRACED_ENDED;
        }
        if (WIFSIGNALED(status)) {
            return WTERMSIG(status) == SIGSYS ? TRACED_SIGSYS : TRACED_ENDED;
        }
        int event = status >> 16;
        if (event == PTRACE_EVENT_EXEC) {
            return TRACED_REPLACED;
        }
        if (event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_FORK ||
            event == PTRACE_EVENT_VFORK) {
            end_child(thread);
        } else if (event == 0 && WSTOPSIG(status) == SIGTRAP) {
            return TRACED_RETURNED;
        } else if (event == 0) {
            return TRACED_ENDED; /* a fault: it cannot go on from here */
        }
    }
}

enum traced_end traced_call(const struct traced *traced, long number, const uint64_t words[6],
                            long *result)
{
    struct user_regs_struct now = traced->registers;
    now.rdi = words[0];
    now.rsi = words[1];
    now.rdx = words[2];
    now.r10 = words[3];
    now.r8 = words[4];
    now.r9 = words[5];
    now.rax = (unsigned long long)number;
    now.orig_rax = UINT64_MAX; /* nothing is to be started again now */
    now.rip = traced->instruction;
    if (ptrace(PTRACE_SETREGS, traced->thread, 0, &now) != 0) {
        return TRACED_ENDED;
    }
    enum traced_end end;
    do {
        end = step(traced->thread);
        if (end == TRACED_RETURNED && ptrace(PTRACE_GETREGS, traced->thread, 0, &now) != 0) {
            end = TRACED_ENDED;
        }
    } while (end == TRACED_RETURNED && now.rip == traced->instruction); /* not gone over yet */
    if (end == TRACED_RETURNED) {
        *result = (long)now.rax;
    }
    return end;
}

bool traced_let_go(const struct traced *traced, enum traced_end end)
{
    return ptrace(PTRACE_SETSIGMASK, traced->thread, sizeof traced->mask, &traced->mask) == 0 &&
           (end == TRACED_REPLACED ||
            (traced_lay(traced, &traced->below) &&
             ptrace(PTRACE_SETREGS, traced->thread, 0, &traced->registers) == 0)) &&
           ptrace(PTRACE_DETACH, traced->thread, 0, 0) == 0;
}
