#include "tests/faults/shim/gate.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DESCRIPTORS 4096
#define WHAT_KILL   (-1)

/* A preloaded library has no caller that could own its state. */
static struct {
    struct shim_page *page;
    const char *path, *after;
    int call; /* -1: none fails */
    uint32_t nth;
    bool ever;
    int what; /* errno, 0 for short, WHAT_KILL */
    uint8_t kinds[DESCRIPTORS];
} shim = {.call = -1};

static const char *const names[SHIM_CALLS] = {
    [SHIM_MEMORY] = "memory",   [SHIM_OPEN] = "open",     [SHIM_READ] = "read",
    [SHIM_WRITE] = "write",     [SHIM_SYNC] = "sync",     [SHIM_TRUNCATE] = "truncate",
    [SHIM_RENAME] = "rename",   [SHIM_UNLINK] = "unlink", [SHIM_STAT] = "stat",
    [SHIM_MAP] = "map",         [SHIM_LOCK] = "lock",     [SHIM_SOCKET] = "socket",
    [SHIM_CONNECT] = "connect", [SHIM_ACCEPT] = "accept", [SHIM_RECEIVE] = "receive",
    [SHIM_SEND] = "send",       [SHIM_PIPE] = "pipe",     [SHIM_POLL] = "poll",
    [SHIM_CRYPTO] = "crypto",   [SHIM_TLS] = "tls",       [SHIM_RANDOM] = "random",
};

/* ---- what is to fail ------------------------------------------------------- */

static _Noreturn void misused(void)
{
    static const char text[] = "shim: FAULT or FAULT_PAGE cannot be used\n";

    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(125);
}

static int find_call(const char *name, size_t length)
{
    for (int i = 0; i < SHIM_CALLS; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0)
            return i;
    misused();
}

static void take_plan(const char *plan)
{
    const char *nth = strchr(plan, ':');
    const char *mode = nth != NULL ? strchr(nth + 1, ':') : NULL;
    const char *what = mode != NULL ? strchr(mode + 1, ':') : NULL;

    if (what == NULL)
        misused();
    shim.call = find_call(plan, (size_t)(nth - plan));
    shim.nth = (uint32_t)strtoul(nth + 1, NULL, 10);
    shim.ever = strncmp(mode + 1, "ever", 4) == 0;
    shim.what = strcmp(what + 1, "kill") == 0    ? WHAT_KILL
                : strcmp(what + 1, "short") == 0 ? 0
                                                 : atoi(what + 1);
}

/* By the system calls: the wrappers of this library must not see it. */
static struct shim_page *map_page(const char *path)
{
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    long page = descriptor < 0 ? -1
                               : syscall(SYS_mmap, NULL, SHIM_PAGE_BYTES, 3 /* read, write */,
                                         1 /* shared */, descriptor, 0);

    if (page == -1)
        misused();
    (void)syscall(SYS_close, descriptor);
    return (struct shim_page *)page; /* NOLINT: the call returns an address */
}

static __attribute__((constructor)) void begin(void)
{
    const char *page = getenv("FAULT_PAGE"), *plan = getenv("FAULT");

    if (page == NULL)
        return;
    shim.path = getenv("FAULT_PATH");
    shim.after = getenv("FAULT_AFTER");
    if (plan != NULL)
        take_plan(plan);
    shim_watch_crashes();
    shim.page = map_page(page);
    if (shim.after == NULL)
        shim.page->armed = 1;
}

/* ---- the gate -------------------------------------------------------------- */

static _Noreturn void die(void)
{
    (void)syscall(SYS_kill, getpid(), SIGKILL);
    /* Where the sandbox knows this process by another number. */
    for (;;)
        (void)syscall(SYS_exit_group, 137);
}

bool shim_fails(enum shim_call call)
{
    uint32_t count;

    if (shim.page == NULL || shim.page->armed == 0)
        return false;
    count = __atomic_add_fetch(&shim.page->counts[call], 1, __ATOMIC_RELAXED);
    if ((int)call != shim.call || count < shim.nth || (count > shim.nth && !shim.ever))
        return false;
    (void)__atomic_add_fetch(&shim.page->failed, 1, __ATOMIC_RELAXED);
    if (shim.what == WHAT_KILL)
        die();
    errno = shim.what;
    return true;
}

void shim_arm(void)
{
    if (shim.page != NULL)
        shim.page->armed = 1;
}

struct shim_page *shim_page(void)
{
    return shim.page;
}

void *shim_behind(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

void shim_note(int descriptor, enum shim_kind kind)
{
    if (descriptor >= 0 && descriptor < DESCRIPTORS)
        shim.kinds[descriptor] = (uint8_t)kind;
}

enum shim_kind shim_kind(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS ? (enum shim_kind)shim.kinds[descriptor]
                                                       : SHIM_UNSEEN;
}

bool shim_path_counts(const char *path)
{
    return shim.path == NULL || strstr(path, shim.path) != NULL;
}

/* ---- where counting begins ------------------------------------------------- */

struct sqlite3;
struct sqlite3_stmt;
int sqlite3_prepare_v2(struct sqlite3 *db, const char *sql, int length,
                       struct sqlite3_stmt **statement, const char **tail);

int sqlite3_prepare_v2(struct sqlite3 *db, const char *sql, int length,
                       struct sqlite3_stmt **statement, const char **tail)
{
    static int (*behind)(struct sqlite3 *, const char *, int, struct sqlite3_stmt **,
                         const char **);

    if (behind == NULL)
        *(void **)&behind = shim_behind("sqlite3_prepare_v2");
    if (shim.after != NULL && strstr(sql, shim.after) != NULL)
        shim_arm();
    return behind(db, sql, length, statement, tail);
}
