/*
 * What a program tells its service manager over $NOTIFY_SOCKET, as sd_notify(3)
 * writes it, without libsystemd: that it is ready, that it lives, which open
 * descriptors it should be given again after a restart. loop.c says the first two
 * for every program; a program itself only has descriptors kept.
 *
 * Everything here is silent where no manager listens, and in a child that merely
 * inherited the variables ($WATCHDOG_PID, $SYSTEMD_EXEC_PID name the one that is meant).
 */
#ifndef PLATFORM_BASE_NOTIFY_H
#define PLATFORM_BASE_NOTIFY_H

#include "platform/base/error.h"

#include <stddef.h>
#include <stdint.h>

#define NOTIFY_DESCRIPTORS_MAX 8
#define NOTIFY_NAME_MAX        64 /* with its NUL */

struct notify {
    int socket;                  /* connected, -1 where no manager listens */
    int64_t period_milliseconds; /* between two signs of life; 0 where no watchdog waits */
};

/* Before the sandbox, which may refuse the connection. Never fails: no manager is fine. The period is half
 * of $WATCHDOG_USEC and never below 30 s, so a unit's WatchdogSec= is more than 60 s. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* "READY=1": sockets are open, the sandbox is entered. Units have Type=notify. */
void notify_ready(const struct notify *notify);

/* "WATCHDOG=1" */
void notify_alive(const struct notify *notify);

/*
 * Has the manager keep copies of the descriptors under `name` (letters, digits, '-') for the program's next
 * start, FileDescriptorStoreMax= of them at most; ours stay ours. The manager drops one by itself when its
 * other side hangs up. True where no manager listens: nothing is kept then.
 */
bool notify_store_descriptors(const struct notify *notify, const char *name, const int *descriptors,
                              size_t count, struct error *error) MUST_USE;

/* Has the manager close all it keeps under `name`. */
void notify_drop_descriptors(const struct notify *notify, const char *name);

struct notify_kept {
    int descriptor; /* the caller's, closed on exec */
    char name[NOTIFY_NAME_MAX];
};

/* Takes what the manager kept ($LISTEN_PID, $LISTEN_FDS, $LISTEN_FDNAMES; sd_listen_fds(3)), once, and
 * before sandbox_prepare, which closes what it is not told to keep. Returns how many; those beyond
 * NOTIFY_DESCRIPTORS_MAX are closed. */
size_t notify_take_descriptors(struct notify_kept kept[static NOTIFY_DESCRIPTORS_MAX]);

#endif
