/* The real receiver (`kiosk-central receive`) in a process of its own, in the folder of a pki. */
#ifndef TESTS_SUPPORT_LIB_RECEIVER_H
#define TESTS_SUPPORT_LIB_RECEIVER_H

#include "tests/support/lib/pki.h"

#include <stdint.h>
#include <sys/types.h>

struct receiver_process {
    pid_t process;
    uint16_t port;
};

/* Returns once it listens. `port` 0: any free one. Its ledger is ledger.db in the folder. */
struct receiver_process receiver_start(const struct pki *pki, uint16_t port);
/* SIGTERM; it must end with 0. */
void receiver_stop(const struct receiver_process *receiver);

/* Requests in the ledger, and how many kiosks it has heard from. */
size_t receiver_count(const struct pki *pki);

#endif
