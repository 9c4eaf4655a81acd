/*
 * What a batch says about the chain of its outbox, beside what is known of
 * that chain: a gap, a fork, how far it goes now. Pure: no database. For the
 * ledger in PostgreSQL, which keeps a chain as spans of places rather than one
 * row a place.
 */
#ifndef APP_CENTRAL_LEDGER_LEDGER_COURSE_H
#define APP_CENTRAL_LEDGER_LEDGER_COURSE_H

#include "app/central/ledger/ledger.h"

/* Places first … first + count - 1 with a link each, claimed by one batch. */
struct ledger_span {
    uint64_t first;
    size_t count;
    const uint8_t *links; /* count times LEDGER_HASH_BYTES; borrowed */
};

/* How far one outbox has come. `spans` need only hold those that touch the batch or the place before it. */
struct ledger_course {
    uint64_t highest; /* 0: nothing has come */
    uint64_t claimed; /* different places that have come: highest - claimed are missing */
    uint8_t head[LEDGER_HASH_BYTES]; /* a link at the highest place */
    struct ledger_span *spans;       /* owned */
    size_t count, capacity;
};

/* What is new with a batch. */
struct ledger_verdict {
    uint64_t gap_first, gap_last; /* 0: no gap begins here */
    bool fork;                    /* it does not go on from where the chain was */
    bool adds; /* claims a place or a link that was not known: its span is kept */
};

/* Whether the spans from the one at the place before the batch to its end are needed for a verdict. */
bool ledger_course_needs_spans(const struct ledger_course *course,
                               const struct ledger_intake *intake);

/* ERROR_MEMORY. */
bool ledger_course_add_span(struct ledger_course *course, const struct ledger_span *span,
                            struct error *error) MUST_USE;

/* Judges, then counts the batch in; `links` are the intake's, one behind the other, and are kept as a span
 * where the verdict adds. */
bool ledger_course_add(struct ledger_course *course, const struct ledger_intake *intake,
                       const uint8_t *links, struct ledger_verdict *verdict,
                       struct error *error) MUST_USE;

void ledger_course_finish(struct ledger_course *course);

#endif
