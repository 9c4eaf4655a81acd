/*
 * An outbox whose journal is looked at and done harm to. Failures end the
 * test.
 */
#ifndef TESTS_SUPPORT_LIB_JOURNAL_BED_H
#define TESTS_SUPPORT_LIB_JOURNAL_BED_H

#include "app/outbox/journal.h"
#include "tests/support/lib/outbox_folder.h"

#define WITH_OUTBOX(test)                                                                          \
    cmocka_unit_test_setup_teardown(test, outbox_folder_set_up, outbox_folder_tear_down)

/* Commands of a shell in the outbox's folder; they must succeed. */
void journal_bed_shell(const struct outbox_folder *folder, const char *commands);

void journal_bed_close(struct outbox_folder *folder);
void journal_bed_reopen(struct outbox_folder *folder);

struct outbox_journal_report journal_bed_report(struct outbox_folder *folder);
/* That the report names no problem. */
void journal_bed_fine(struct outbox_folder *folder);
uint64_t journal_bed_rollbacks(struct outbox_folder *folder);

/* Acknowledges the oldest `count`, at most 8. */
void journal_bed_acknowledge(struct outbox_folder *folder, size_t count,
                             enum answer_verdict verdict);

/* A file of the folder, as text; the caller frees it. */
char *journal_bed_text(struct outbox_folder *folder, const char *name);
/* That these words are in the journal. */
void journal_bed_tells(struct outbox_folder *folder, const char *words);

#endif
