/*
 * Which waiting records the next batch may hold, once the central office has
 * answered that it cannot read one: runs become smaller until the record that
 * it cannot read is alone, and that one is passed over, so that it holds up
 * nothing behind it. It stays in the outbox and is tried again with all others
 * after the next report. Pure.
 */
#ifndef APP_COURIER_REACH_H
#define APP_COURIER_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reach {
    uint64_t after; /* records up to this sequence number are left alone; 0: none */
    size_t most;    /* records a batch */
    size_t passed;  /* records passed over since reach_begin */
    bool cut; /* the line broke in a batch since then: what it carries is felt for in small steps */
};

/* Everything that waits, in whole batches. */
void reach_begin(struct reach *reach);

/* A batch was taken: the next may have twice as many records, an eighth more on a line that broke. */
void reach_taken(struct reach *reach);

/* The time ended, or the line broke after long, while `count` records were on their way: half of them next, so that a
 * line too slow for a whole batch delivers all the same. Nothing is passed over. */
void reach_cut(struct reach *reach, size_t count);

/* The batch of `count` records from `first` on could not be read: half of it next. A single one is passed
 * over. */
void reach_unread(struct reach *reach, uint64_t first, size_t count);

#endif
