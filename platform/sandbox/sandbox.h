/*
 * What a program may still do after its start: system calls by named groups
 * (seccomp), files, ports, signals and abstract sockets by lists (Landlock, as
 * far as the kernel has it), no new privileges, no core dump. Entered once,
 * before the first input. Not a container: users, mounts and networks are the
 * service manager's.
 *
 * What is not allowed answers EPERM (EACCES from Landlock); what only an
 * attacker calls (ptrace, mount, bpf, modules, …) ends the process by SIGSYS.
 *
 * In order: sandbox_prepare as the first thing in main; open what needs more
 * rights (display, sockets, keys, libraries that load plugins); secret_start;
 * sandbox_enter; then input. Before any thread: Landlock binds the calling
 * thread and what it starts later.
 */
#ifndef PLATFORM_SANDBOX_SANDBOX_H
#define PLATFORM_SANDBOX_SANDBOX_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Always allowed: memory (never writable and executable), reading, writing, polling and closing what
 * is open, inotify, timers, signals to itself, mlock, exit; looking at /dev/null, /dev/urandom,
 * the boot id, time zones and openssl.cnf.
 */
enum sandbox_group {
    SANDBOX_FILES = 1 << 0,   /* open, create, rename, remove, lock, fsync: where the lists allow */
    SANDBOX_UNIX = 1 << 1,    /* Unix sockets: listen and connect */
    SANDBOX_INET = 1 << 2,    /* IPv4 and IPv6 sockets; names looked up by the files as they are */
    SANDBOX_DEVICE = 1 << 3,  /* ioctl of any kind: displays, input, printers, serial lines, TPM */
    SANDBOX_DISPLAY = 1 << 4, /* shared memory and what SDL2 and Xlib call besides; with DEVICE */
    SANDBOX_THREADS = 1 << 5, /* start threads */
    SANDBOX_LIBRARIES = 1 << 6, /* map code: plugins and name services loaded after entering */
    /* fork, execve of what `execute` lists, wait, signals to children. A child started so inherits
     * everything refused here, may enter a narrower plan itself, and needs this plan to hold all that
     * its own will allow. Includes LIBRARIES. */
    SANDBOX_EXEC = 1 << 7,
    SANDBOX_LOOK = 1 << 8, /* list folders, follow links, ask what may be read; in FILES */
    /* With INET: names are looked up for as long as the program lives. A DHCP client puts another file in the
     * place of resolv.conf, which a rule for the old one does not cover: reads what is below /etc, as far as
     * its user may. */
    SANDBOX_NAMES = 1 << 9,
    SANDBOX_CLOCK = 1 << 10, /* set the clock */
    /* mount and unmount. Without Landlock, which allows nobody to mount: the lists hold for nothing. */
    SANDBOX_MOUNT = 1 << 11,
    /* Of ioctl the two that show a picture on a DRM panel that is open already, and those of input
     * devices; no mode, no buffer, no console. */
    SANDBOX_PANEL = 1 << 12
};

/* Lists are NULL-ended (ports: 0-ended) and may be NULL for none. A folder stands for everything below
 * it. A path that does not exist is passed over: nothing can be reached there. */
struct sandbox_plan {
    const char *program;        /* for the log */
    unsigned groups;            /* enum sandbox_group, or-ed */
    const char *const *read;    /* files and folders to read */
    const char *const *write;   /* to read, write, create, rename and remove in; devices to use */
    const char *const *devices; /* folders and devices to read and to control (ioctl) */
    const char *const *execute; /* programs to start; with SANDBOX_EXEC */
    const uint16_t *connect_ports; /* TCP, from Landlock ABI 4 on */
    const uint16_t *bind_ports;    /* TCP, from Landlock ABI 4 on */
    bool abstract_sockets;         /* connections to abstract Unix sockets of others: an X server */
};

/*
 * No core dump, not dumpable, no new privileges, standard descriptors open, all others closed except
 * keep[0..keep_count), RLIMIT_MEMLOCK as high as it goes. `keep` may be NULL with 0.
 */
bool sandbox_prepare(const int *keep, size_t keep_count, struct error *error) MUST_USE;

/*
 * Enters the plan for ever. Without seccomp it fails (ERROR_REFUSED), and the program must not go on; so it does where
 * there is a second thread, which would stay outside, or /proc does not tell.
 * Without Landlock it logs a warning and goes on with seccomp alone.
 */
bool sandbox_enter(const struct sandbox_plan *plan, struct error *error) MUST_USE;

/* The kernel's Landlock ABI, 0 for none: "landlock" in state files is whether this is above 0. Works
 * before and after sandbox_enter. */
int sandbox_landlock_abi(void);

#endif
