/*
 * What the targets of fuzzing share. A target is tests/fuzz/fuzz_NAME.c with one
 * function that takes any bytes; libFuzzer calls it with new ones (`make fuzz`),
 * the runner with those of tests/fuzz/corpus/NAME (`make test`).
 */
#ifndef TESTS_FUZZ_LIB_FUZZ_H
#define TESTS_FUZZ_LIB_FUZZ_H

#include "platform/base/buffer.h"

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's contract for LLVMFuzzerTestOneInput, which the linker makes it: returns 0. `data` has no
 * byte behind it that may be read. */
#define FUZZ_TARGET(name)                                                                          \
    int fuzz_##name(const uint8_t *data, size_t size);                                             \
    int fuzz_##name(const uint8_t *data, size_t size)

/* Ends the process with a finding where `holds` is false. */
#define fuzz_must(holds) ((holds) ? (void)0 : fuzz_fail(#holds, __FILE__, __LINE__))
_Noreturn void fuzz_fail(const char *what, const char *file, int line);

/* Around a call whose result may be either. */
static inline void fuzz_try(bool worked)
{
    (void)worked;
}

/* Bytes as a text: up to the first NUL, in memory that ends behind it. The caller frees. */
char *fuzz_text(const uint8_t *data, size_t size);

/* Takes the bytes up to the next line feed (or all) as such a text and moves behind it: for targets
 * that need several. */
char *fuzz_line(const uint8_t **data, size_t *size);

/* A folder of this process in memory (/dev/shm where there is one), gone at its end. */
const char *fuzz_folder(void);
/* Writes the bytes (0600) to `name` there, making the folders that it names; returns the path, which
 * stays as it is for the same name. At most 16 names. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);
/* Makes an empty file of that name, which is not kept in mind; good until the next call. */
const char *fuzz_fresh_file(const char *name);
/* The path alone. */
const char *fuzz_path(const char *name);

#endif
