/*
 * The two halves of a test of power cuts: what runs until the cut and says
 * what it was promised, and what looks at the disk afterwards. The folder has
 * `outbox/` and `receive/ledger.db` in it: kiosk and centre lose power together.
 */
#ifndef TESTS_FAULTS_POWER_POWER_H
#define TESTS_FAULTS_POWER_POWER_H

#include "app/outbox/outbox.h"

#include <stdint.h>

#define POWER_OUTBOX "outbox"
#define POWER_LEDGER "receive/ledger.db"

/* Where else each line goes, one in 512 bytes, past the file system: so that a log of a disk's writes says what
 * had been promised before which of them. */
struct power_marks {
    const char *device; /* NULL: nowhere */
    uint64_t offset;
};

/*
 * Inserts, delivers and acknowledges `rounds` times, by `seed`, beginning with request `first`. On
 * standard output, each line before the next thing is done: "saved SEQUENCE NUMBER", "stored NUMBER",
 * "aside NUMBER", "acknowledged NUMBER".
 */
bool power_write(const char *folder, unsigned first, unsigned rounds, unsigned seed,
                 const struct power_marks *marks, struct error *error) MUST_USE;

/*
 * Opens both as the programs do after a start, and tells what is there: "row SEQUENCE STATE NUMBER",
 * "head SEQUENCE", "ledger NUMBER", "chain MISSING FORKS", "journal ROLLBACKS PROBLEM", NUMBER 'bad' where the bytes are not the
 * request's. False where one of the two cannot be opened or does not check.
 */
bool power_check(const char *folder, struct error *error) MUST_USE;

#endif
