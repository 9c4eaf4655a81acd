/*
 * A library that is preloaded (LD_PRELOAD) into a program and makes calls fail,
 * the same ones in each run: for tests, never shipped. What is counted, and
 * what fails, stands in a page that the test maps too, so that it outlives the
 * program and works inside its sandbox.
 *
 *   FAULT_PAGE   the page's file, of SHIM_PAGE_BYTES; without it nothing happens
 *   FAULT        CALL:NTH:MODE:WHAT, none: calls are counted only. MODE is
 *                `once` or `ever` (the Nth and all after it); WHAT is a number
 *                of errno.h, `short` (half is read or written), or `kill`
 *   FAULT_PATH   only calls on files whose path holds this text, and on what is
 *                no file
 *   FAULT_AFTER  nothing is counted before SQLite prepares a statement that
 *                holds this text, or shim_arm is called
 */
#ifndef TESTS_FAULTS_SHIM_GATE_H
#define TESTS_FAULTS_SHIM_GATE_H

#include <stdbool.h>
#include <stdint.h>

#define SHIM_PAGE_BYTES 4096u

/* As in tests/faults/shim.py. */
enum shim_call {
    SHIM_MEMORY,
    SHIM_OPEN,
    SHIM_READ,
    SHIM_WRITE,
    SHIM_SYNC,
    SHIM_TRUNCATE,
    SHIM_RENAME,
    SHIM_UNLINK,
    SHIM_STAT,
    SHIM_MAP,
    SHIM_LOCK,
    SHIM_SOCKET,
    SHIM_CONNECT,
    SHIM_ACCEPT,
    SHIM_RECEIVE,
    SHIM_SEND,
    SHIM_PIPE, /* reading and writing one */
    SHIM_POLL,
    SHIM_CRYPTO,
    SHIM_TLS,
    SHIM_RANDOM,
    SHIM_CALLS
};

struct shim_page {
    uint32_t armed;  /* 0: nothing is counted */
    uint32_t failed; /* calls that were made to fail */
    uint32_t
        synced; /* syncs of a file after one of them had failed, by the same process before it closed the file */
    uint32_t clock; /* enum shim_clock */
    int64_t offset; /* seconds; what they are is the clock's mode's */
    uint32_t counts[SHIM_CALLS];
    char crashed[64]; /* the file, program or library, whose code crashed */
};

enum shim_clock {
    SHIM_CLOCK_RIGHT,
    SHIM_CLOCK_MOVED, /* the time and `offset`, synchronised */
    SHIM_CLOCK_UNSURE /* the time and `offset`, not synchronised */
};

/* Counts the call. True: it is to fail, and errno says how (0 for `short`). Does not return where it kills. */
bool shim_fails(enum shim_call call);

void shim_watch_crashes(void);

/* From here on calls count. */
void shim_arm(void);

/* NULL: none is given. */
struct shim_page *shim_page(void);

/* The same function in the library behind this one. */
void *shim_behind(const char *name);

/* What a descriptor is, as far as its opening was seen. */
enum shim_kind {
    SHIM_UNSEEN,
    SHIM_FILE,
    SHIM_OTHER_FILE /* its path is not FAULT_PATH's */,
    SHIM_SOCKET_END,
    SHIM_PIPE_END
};

void shim_note(int descriptor, enum shim_kind kind);
enum shim_kind shim_kind(int descriptor);
bool shim_path_counts(const char *path);

#endif
