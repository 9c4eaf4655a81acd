#include "platform/sandbox/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * From include/uapi/linux/landlock.h of Linux 6.12: the headers that build this
 * may be older than the kernel that runs it.
 */
struct ruleset_attributes {
    uint64_t files;
    uint64_t network; /* ABI 4 */
    uint64_t scoped;  /* ABI 6 */
};

struct path_rule {
    uint64_t access;
    int32_t parent;
} __attribute__((packed));

struct port_rule {
    uint64_t access;
    uint64_t port;
};

#define CREATE_RULESET_VERSION 1u
#define RULE_PATH_BENEATH      1
#define RULE_NET_PORT          2

#define FS_EXECUTE     (1ull << 0)
#define FS_WRITE_FILE  (1ull << 1)
#define FS_READ_FILE   (1ull << 2)
#define FS_READ_DIR    (1ull << 3)
#define FS_REMOVE_DIR  (1ull << 4)
#define FS_REMOVE_FILE (1ull << 5)
#define FS_MAKE_DIR    (1ull << 7)
#define FS_MAKE_REG    (1ull << 8)
#define FS_MAKE_SOCK   (1ull << 9)
#define FS_ALL_ABI_1   ((1ull << 13) - 1)
#define FS_REFER       (1ull << 13) /* ABI 2 */
#define FS_TRUNCATE    (1ull << 14) /* ABI 3 */
#define FS_IOCTL_DEV   (1ull << 15) /* ABI 5 */

#define NET_BIND_TCP    (1ull << 0)
#define NET_CONNECT_TCP (1ull << 1)

#define SCOPE_ABSTRACT_UNIX_SOCKET (1ull << 0)
#define SCOPE_SIGNAL               (1ull << 1)

#define READ_ACCESS (FS_READ_FILE | FS_READ_DIR)
#define WRITE_ACCESS                                                                               \
    (READ_ACCESS | FS_WRITE_FILE | FS_TRUNCATE | FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR |    \
     FS_MAKE_REG | FS_MAKE_SOCK | FS_REFER | FS_IOCTL_DEV)
#define DEVICE_ACCESS  (READ_ACCESS | FS_IOCTL_DEV)
#define EXECUTE_ACCESS (FS_READ_FILE | FS_EXECUTE)
#define FILE_ACCESS    (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

static const char *const always_read[] = {"/dev/urandom",
                                          "/proc/sys/kernel/random/boot_id",
                                          "/etc/localtime",
                                          "/usr/share/zoneinfo",
                                          "/etc/ssl/openssl.cnf",
                                          "/usr/lib/ssl/openssl.cnf",
#if SANDBOX_SANITIZED
                                          "/proc",
#endif
                                          NULL};

static const char *const always_written[] = {"/dev/null", NULL};

static const char *const names_read[] = {
    "/etc/resolv.conf", "/etc/hosts",    "/etc/host.conf",       "/etc/nsswitch.conf",
    "/etc/gai.conf",    "/etc/services", "/run/systemd/resolve", NULL};

/* Where resolv.conf stands, or leads to, on systems that change it. */
static const char *const changing_names_read[] = {"/etc", "/run/NetworkManager", "/run/resolvconf",
                                                  "/run/connman", NULL};

static const char *const libraries_read[] = {
    "/lib", "/lib64", "/usr/lib", "/etc/ld.so.cache", "/etc/ld.so.preload", NULL};

/* The kernel opens the loader itself for each program that is started. */
static const char *const loaders[] = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
                                      NULL};

struct ruleset {
    int descriptor;
    struct ruleset_attributes handled;
    const struct sandbox_plan *plan;
    struct error *error;
};

int sandbox_landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

static struct ruleset_attributes handled_by(int abi, bool abstract_sockets)
{
    struct ruleset_attributes handled = {.files = FS_ALL_ABI_1};
    handled.files |= abi >= 2 ? FS_REFER : 0;
    handled.files |= abi >= 3 ? FS_TRUNCATE : 0;
    handled.files |= abi >= 5 ? FS_IOCTL_DEV : 0;
    if (abi >= 4) {
        handled.network = NET_BIND_TCP | NET_CONNECT_TCP;
    }
    if (abi >= 6) {
        handled.scoped = SCOPE_SIGNAL | (abstract_sockets ? 0 : SCOPE_ABSTRACT_UNIX_SOCKET);
    }
    return handled;
}

static size_t attributes_size(int abi)
{
    return abi >= 6   ? sizeof(struct ruleset_attributes)
           : abi >= 4 ? offsetof(struct ruleset_attributes, scoped)
                      : offsetof(struct ruleset_attributes, network);
}

static bool add_open_path(const struct ruleset *ruleset, int descriptor, const char *path,
                          uint64_t access)
{
    struct stat about;
    if (fstat(descriptor, &about) != 0) {
        return error_set_errno(ruleset->error, "%s: %s cannot be looked at", ruleset->plan->program,
                               path);
    }
    uint64_t possible = S_ISDIR(about.st_mode) ? access : access & FILE_ACCESS;
    struct path_rule rule = {.access = possible & ruleset->handled.files, .parent = descriptor};
    if (syscall(SYS_landlock_add_rule, ruleset->descriptor, RULE_PATH_BENEATH, &rule, 0) != 0) {
        return error_set_errno(ruleset->error, "%s: the sandbox cannot allow %s",
                               ruleset->plan->program, path);
    }
    return true;
}

static bool add_path(const struct ruleset *ruleset, const char *path, uint64_t access)
{
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    if (descriptor < 0) {
        /* What is not there, or cannot be reached, needs no permission. */
        return errno == ENOENT || errno == ENOTDIR || errno == EACCES ||
               error_set_errno(ruleset->error, "%s: the sandbox cannot open %s",
                               ruleset->plan->program, path);
    }
    bool fine = add_open_path(ruleset, descriptor, path, access);
    (void)close(descriptor);
    return fine;
}

static bool add_paths(const struct ruleset *ruleset, const char *const *paths, uint64_t access)
{
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++) {
        if (!add_path(ruleset, paths[i], access)) {
            return false;
        }
    }
    return true;
}

static bool add_ports(const struct ruleset *ruleset, const uint16_t *ports, uint64_t access)
{
    for (size_t i = 0; ports != NULL && ports[i] != 0 && ruleset->handled.network != 0; i++) {
        struct port_rule rule = {.access = access, .port = ports[i]};
        if (syscall(SYS_landlock_add_rule, ruleset->descriptor, RULE_NET_PORT, &rule, 0) != 0) {
            return error_set_errno(ruleset->error, "%s: the sandbox cannot allow port %u",
                                   ruleset->plan->program, ports[i]);
        }
    }
    return true;
}

static bool add_all(const struct ruleset *ruleset)
{
    const struct sandbox_plan *plan = ruleset->plan;
    bool executes = (plan->groups & SANDBOX_EXEC) != 0;
    bool loads = executes || (plan->groups & SANDBOX_LIBRARIES) != 0;
    bool names = (plan->groups & SANDBOX_INET) != 0;
    bool change = (plan->groups & SANDBOX_NAMES) != 0;
    return add_paths(ruleset, always_read, READ_ACCESS) &&
           add_paths(ruleset, always_written, WRITE_ACCESS) &&
           add_paths(ruleset, names ? names_read : NULL, READ_ACCESS) &&
           add_paths(ruleset, change ? changing_names_read : NULL, FS_READ_FILE) &&
           add_paths(ruleset, loads ? libraries_read : NULL, READ_ACCESS) &&
           add_paths(ruleset, executes ? loaders : NULL, EXECUTE_ACCESS) &&
           add_paths(ruleset, plan->read, READ_ACCESS) &&
           add_paths(ruleset, plan->write, WRITE_ACCESS) &&
           add_paths(ruleset, plan->devices, DEVICE_ACCESS) &&
           add_paths(ruleset, executes ? plan->execute : NULL, EXECUTE_ACCESS) &&
           add_ports(ruleset, plan->connect_ports, NET_CONNECT_TCP) &&
           add_ports(ruleset, plan->bind_ports, NET_BIND_TCP);
}

bool landlock_enter(const struct sandbox_plan *plan, bool *entered, struct error *error)
{
    int abi = sandbox_landlock_abi();
    *entered = false;
    if (abi == 0) {
        return true;
    }
    struct ruleset ruleset = {
        .handled = handled_by(abi, plan->abstract_sockets), .plan = plan, .error = error};
    ruleset.descriptor =
        (int)syscall(SYS_landlock_create_ruleset, &ruleset.handled, attributes_size(abi), 0);
    if (ruleset.descriptor < 0) {
        return error_set_errno(error, "%s: the sandbox cannot be made", plan->program);
    }
    bool fine = add_all(&ruleset);
    if (fine && syscall(SYS_landlock_restrict_self, ruleset.descriptor, 0) != 0) {
        fine = error_set_errno(error, "%s: the sandbox cannot be entered", plan->program);
    }
    (void)close(ruleset.descriptor);
    *entered = fine;
    return fine;
}
