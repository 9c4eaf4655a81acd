/*
 * Has a program that runs make system calls itself: behind its own filter, Landlock rules and
 * namespaces, in its own control group, as its own user. It goes on afterwards as if nothing had been.
 *
 *   inject THREAD [+|!]CALL[=ARGUMENT]...
 *
 * A CALL must be refused; one behind + must not be; one behind ! must end the program by SIGSYS, so it
 * comes last. The ARGUMENT is a path or a number, as the call needs it. A program with more threads is asked
 * once for each. A line for each call: its argument, the name of its error or SUCCEEDED, or how the
 * program ended, and WRONG where that must not be. Exit code: 0 all as it must be, 1 something
 * WRONG, 2 not done. For tests; needs the right to trace the program.
 */
#include "tests/image/traced.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* In the place of a call's words: addresses of parts of struct scratch, and what is known later. */
enum { DATA = -1001, ADDRESS = -1002, TEXT = -1003, NUMBER = -1004, MADE = -1005 };

struct call {
    long number;
    long words[6];
};

struct row {
    const char *name;
    struct call before; /* MADE is its result, if it has a number; else that of the call */
    struct call call;
    struct call after; /* takes back what succeeded */
    long data[2];
};

#define PAGE 4096
#define CLOSE                                                                                      \
    {                                                                                              \
        SYS_close,                                                                                 \
        {                                                                                          \
            MADE                                                                                   \
        }                                                                                          \
    }
#define UNMAP                                                                                      \
    {                                                                                              \
        SYS_munmap,                                                                                \
        {                                                                                          \
            MADE, PAGE                                                                             \
        }                                                                                          \
    }
#define MAP(protection_)                                                                           \
    {                                                                                              \
        SYS_mmap,                                                                                  \
        {                                                                                          \
            0, PAGE, (protection_), MAP_PRIVATE | MAP_ANONYMOUS, -1                                \
        }                                                                                          \
    }
#define OPEN(name_, flags_)                                                                        \
    {                                                                                              \
        .name = (name_),                                                                           \
        .call = {SYS_openat,                                                                       \
                 {AT_FDCWD, TEXT, (flags_) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600}},            \
        .after = CLOSE                                                                             \
    }
#define SOCKET(name_, family_, type_)                                                              \
    {                                                                                              \
        .name = "socket-" name_, .call = {SYS_socket, {(family_), (type_)}}, .after = CLOSE        \
    }
#define PLAIN(name_, ...)                                                                          \
    {                                                                                              \
        .name = #name_, .call = { SYS_##name_, {__VA_ARGS__} }                                     \
    }

/* What would do harm where it is not refused has arguments that are looked at after the caller's rights. */
static const struct row rows[] = {
    OPEN("read", O_RDONLY),
    OPEN("write", O_WRONLY | O_CREAT),
    SOCKET("unix", AF_UNIX, SOCK_STREAM),
    SOCKET("inet", AF_INET, SOCK_STREAM),
    SOCKET("inet6", AF_INET6, SOCK_DGRAM),
    SOCKET("netlink", AF_NETLINK, SOCK_RAW),
    SOCKET("packet", AF_PACKET, SOCK_RAW),
    SOCKET("vsock", AF_VSOCK, SOCK_STREAM),
    SOCKET("alg", AF_ALG, SOCK_SEQPACKET),
    {.name = "connect",
     .before = {SYS_socket, {AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK}},
     .call = {SYS_connect, {MADE, ADDRESS, sizeof(struct sockaddr_un)}},
     .after = CLOSE},
    {.name = "exec", .call = {SYS_execve, {TEXT, DATA, 0}}, .data = {TEXT, 0}},
    {.name = "writable-code", .call = MAP(PROT_READ | PROT_WRITE | PROT_EXEC), .after = UNMAP},
    {.name = "code",
     .before = MAP(PROT_READ | PROT_WRITE),
     .call = {SYS_mprotect, {MADE, PAGE, PROT_READ | PROT_EXEC}},
     .after = UNMAP},
    {.name = "namespace", .call = {SYS_clone, {CLONE_NEWUSER}}},
    {.name = "type", .call = {SYS_ioctl, {NUMBER, TIOCSTI, DATA}}},
    PLAIN(kill, NUMBER, 0),
    PLAIN(ptrace, PTRACE_SEIZE, NUMBER),
    {.name = "process_vm_readv",
     .call = {SYS_process_vm_readv, {NUMBER, DATA, 1, DATA, 1}},
     .data = {TEXT, 8}},
    PLAIN(mount, 0, TEXT),
    PLAIN(unshare, CLONE_NEWUSER),
    {.name = "bpf", /* an array of one entry */
     .call = {SYS_bpf, {0, DATA, 16}},
     .after = CLOSE,
     .data = {2 | 4L << 32, 4 | 1L << 32}},
    PLAIN(keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1),
    PLAIN(init_module, DATA, 16, TEXT),
    PLAIN(reboot, 0),
    PLAIN(setuid, 0),
    {.name = "perf_event_open", /* the processor's clock */
     .call = {SYS_perf_event_open, {DATA, 0, -1, -1}},
     .after = CLOSE,
     .data = {1 | 64L << 32, 0}},
    {.name = "io_uring_setup", .call = {SYS_io_uring_setup, {1, DATA}}, .after = CLOSE},
    {.name = "number", .call = {NUMBER, {0}}}, /* any other, without arguments */
};

static uint64_t word(const struct traced *traced, const char *text, long made, long given)
{
    switch (given) {
    case DATA:
        return traced->scratch + offsetof(struct scratch, data);
    case ADDRESS:
        return traced->scratch + offsetof(struct scratch, family);
    case TEXT:
        return traced->scratch + offsetof(struct scratch, text);
    case NUMBER:
        return strtoull(text, NULL, 10);
    case MADE:
        return (uint64_t)made;
    default:
        return (uint64_t)given;
    }
}

/* *result: in, what the call before returned; out, what this one did. */
static enum traced_end do_call(const struct traced *traced, const struct call *call,
                               const char *text, long *result)
{
    uint64_t words[6];
    for (size_t i = 0; i < 6; i++) {
        words[i] = word(traced, text, *result, call->words[i]);
    }
    return traced_call(traced, (long)word(traced, text, 0, call->number), words, result);
}

static enum traced_end do_row(const struct traced *traced, const struct row *row, const char *text,
                              long *result)
{
    struct scratch scratch = {.family = AF_UNIX};
    for (size_t i = 0; i < 2; i++) {
        scratch.data[i] = word(traced, text, 0, row->data[i]);
    }
    (void)snprintf(scratch.text, sizeof scratch.text, "%s", text);
    if (!traced_lay(traced, &scratch)) {
        return TRACED_ENDED;
    }
    bool makes = row->before.number != 0;
    enum traced_end end = makes ? do_call(traced, &row->before, text, result) : TRACED_RETURNED;
    if (end != TRACED_RETURNED || *result < 0) {
        return end;
    }
    long made = *result;
    end = do_call(traced, &row->call, text, result);
    made = makes ? made : *result;
    if (end == TRACED_RETURNED && row->after.number != 0 && made >= 0) {
        end = do_call(traced, &row->after, text, &made);
    }
    return end;
}

static const struct row *find_row(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

/* Any other error is one of the arguments: the call was let through. */
static bool is_refusal(const struct row *row, long result)
{
    static const int errors[] = {EPERM, EACCES, EROFS, ENOENT, EAFNOSUPPORT, ENOSYS};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (result == -errors[i]) {
            return true;
        }
    }
    return result == -EIO && row->call.words[1] == TIOCSTI; /* off for everybody */
}

static const char *in_words(enum traced_end end, long result)
{
    if (end == TRACED_SIGSYS) {
        return "ended by SIGSYS";
    }
    if (end == TRACED_ENDED) {
        return "ended";
    }
    const char *name =
        end == TRACED_RETURNED && result < 0 ? strerrorname_np((int)-result) : "SUCCEEDED";
    return name != NULL ? name : "an unknown error";
}

static bool is_right(char wanted, const struct row *row, enum traced_end end, long result)
{
    switch (wanted) {
    case '!':
        return end == TRACED_SIGSYS;
    case '+':
        return end == TRACED_REPLACED || (end == TRACED_RETURNED && result >= 0);
    default:
        return end == TRACED_RETURNED && is_refusal(row, result);
    }
}

static enum traced_end try_one(const struct traced *traced, const char *given, int *code)
{
    char wanted = given[0] == '+' || given[0] == '!' ? *given++ : '-';
    size_t length = strcspn(given, "=");
    const char *text = given[length] == '=' ? given + length + 1 : "/";
    const struct row *row = find_row(given, length);
    long result = 0;
    if (row == NULL || strlen(text) >= sizeof((struct scratch *)0)->text) {
        (void)fprintf(stderr, "inject: there is no call %s\n", given);
        *code = 2;
        return TRACED_RETURNED;
    }
    enum traced_end end = do_row(traced, row, text, &result);
    bool right = is_right(wanted, row, end, result);
    (void)printf("%.*s %s: %s%s\n", (int)length, given, given[length] == '=' ? text : "-",
                 in_words(end, result), right ? "" : " WRONG");
    *code = right || *code == 2 ? *code : 1;
    return end;
}

int main(int count, char **words)
{
    struct traced traced;
    enum traced_end end = TRACED_RETURNED;
    int code = 0, next = 2;
    pid_t thread = count > 2 ? atoi(words[1]) : 0;
    if (thread <= 0 || !traced_begin(&traced, thread)) {
        (void)fprintf(stderr, "inject THREAD [+|!]CALL[=ARGUMENT]...: %s\n", strerror(errno));
        return 2;
    }
    while (next < count && end == TRACED_RETURNED) {
        end = try_one(&traced, words[next++], &code);
    }
    bool lives = end == TRACED_RETURNED || end == TRACED_REPLACED;
    if (next < count || (lives && !traced_let_go(&traced, end))) {
        (void)fprintf(stderr, "inject: %d calls were not tried\n", count - next);
        code = 2;
    }
    return code;
}
