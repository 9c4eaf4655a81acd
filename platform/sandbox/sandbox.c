#include "platform/sandbox/sandbox.h"

#include "platform/base/log.h"
#include "platform/sandbox/parts.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A closed standard descriptor would become the next file that is opened, and get our output. */
static bool open_standard_descriptors(struct error *error)
{
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) != descriptor) {
            return error_set_errno(error, "descriptor %d cannot be opened", descriptor);
        }
    }
    return true;
}

static unsigned next_kept(const int *keep, size_t count, unsigned from)
{
    unsigned next = UINT_MAX;
    for (size_t i = 0; i < count; i++) {
        if (keep[i] >= 0 && (unsigned)keep[i] >= from && (unsigned)keep[i] < next) {
            next = (unsigned)keep[i];
        }
    }
    return next;
}

static bool close_others(const int *keep, size_t count, struct error *error)
{
    unsigned from = STDERR_FILENO + 1;
    while (from != UINT_MAX) {
        unsigned kept = next_kept(keep, count, from);
        if (kept > from && close_range(from, kept == UINT_MAX ? kept : kept - 1, 0) != 0) {
            return error_set_errno(error, "inherited descriptors cannot be closed");
        }
        from = kept == UINT_MAX ? kept : kept + 1;
    }
    return true;
}

static bool forbid_dumps(struct error *error)
{
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
        return error_set_errno(error, "core dumps cannot be forbidden");
    }
    return true;
}

static bool forbid_privileges(struct error *error)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return error_set_errno(error, "new privileges cannot be forbidden");
    }
    return true;
}

static void raise_lock_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_MEMLOCK, &limit); /* secret_start says whether it was enough */
    }
}

bool sandbox_prepare(const int *keep, size_t keep_count, struct error *error)
{
    raise_lock_limit();
    return forbid_dumps(error) && forbid_privileges(error) && open_standard_descriptors(error) &&
           close_others(keep, keep_count, error);
}

/* Landlock and filters hold for the thread that enters them and for those that it starts, not for what runs
 * beside it in the same memory. proc(5): a folder has a link for each folder in it, and two more. */
static bool is_alone(struct error *error)
{
    struct stat threads;
    if (stat("/proc/self/task", &threads) != 0) {
        return error_set_errno(error, "/proc does not say how many threads there are");
    }
    return threads.st_nlink == 3 ||
           error_set(error, ERROR_INTERNAL, "threads were started before the sandbox");
}

bool sandbox_enter(const struct sandbox_plan *plan, struct error *error)
{
    bool mounts = (plan->groups & SANDBOX_MOUNT) != 0;
    bool landlocked = false;
    if (!is_alone(error) || !forbid_privileges(error) ||
        (!mounts && !landlock_enter(plan, &landlocked, error))) {
        return false;
    }
    if (!mounts && !landlocked) {
        log_warning("this kernel has no Landlock: files and ports are guarded by users alone");
    }
    return seccomp_enter(plan, error);
}
