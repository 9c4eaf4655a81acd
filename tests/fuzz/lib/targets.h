/* The table of all targets, written by the Makefile. */
#ifndef TESTS_FUZZ_LIB_TARGETS_H
#define TESTS_FUZZ_LIB_TARGETS_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_entry {
    const char *name;
    int (*run)(const uint8_t *data, size_t size);
};

extern const struct fuzz_entry fuzz_targets[]; /* ends with a NULL name */

#endif
