/*
 * What the two files of a running first start share: first_do.c does what it asks for, first.c has the rest. For them
 * only.
 */
#ifndef APP_SCREEN_PROCESS_FIRST_RUN_H
#define APP_SCREEN_PROCESS_FIRST_RUN_H

#include "app/screen/process/first.h"

struct first_run {
    struct runtime *runtime;
    struct first_facts facts;
    struct loop_timer look;  /* the network's state is no file of ours to watch */
    enum first_effect doing; /* FIRST_NOTHING: free */
    bool language_kept;      /* of FIRST_KEEP's two settings the first */
    int64_t task;            /* of the steward that is waited for; 0: its answer is */
    bool wants_pin;          /* before it does what is being done */
};

/* Does run->doing. What needs no other program is done, and run->doing is FIRST_NOTHING, or the visit has ended; of the
 * rest first_run_answered or first_run_ended hears, perhaps before this returns. */
void first_run_do(struct first_run *run);
/* FIRST_KEEP half done: the word is kept after the language. */
void first_run_keep_word(struct first_run *run);
/* The correction that is tried is kept for good: later ones come on top of it. */
void first_run_hold_touch(struct first_run *run);

/* Of the steward, asked for run->doing. */
errands_answered first_run_answered;
/* Tells the first start how run->doing went, and goes on with what it asks for next. */
void first_run_ended(struct first_run *run, enum enrol_problem problem);

#endif
