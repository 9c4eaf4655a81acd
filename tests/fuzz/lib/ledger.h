/* A ledger that keeps nothing and looks at what it is given. */
#ifndef TESTS_FUZZ_LIB_LEDGER_H
#define TESTS_FUZZ_LIB_LEDGER_H

#include "app/central/receive/intake.h"

/* To be kept. Every second record is known already. */
struct ledger *fuzz_ledger(void);

/* A batch that must be taken, stored and answered, as the receiver does it. The caller destroys it. */
struct intake_batch *fuzz_keep(const struct intake *intake, const struct buffer *batch,
                               struct buffer *text);

#endif
