/*
 * Memory for a visitor's answers and PINs: locked into RAM, left out of core
 * dumps, wiped on fork in the child, wiped on release. One arena a process,
 * made before the sandbox is entered. Not for bulk data: the arena is small.
 */
#ifndef PLATFORM_BASE_SECRET_H
#define PLATFORM_BASE_SECRET_H

#include "platform/base/error.h"

#include <stddef.h>

#define SECRET_ARENA_BYTES (2u << 20)

/* Maps and locks the arena between two guard pages. Call early; a second call does nothing. Fails
 * when the lock is refused (RLIMIT_MEMLOCK): the caller must not take answers then. In a forked
 * child the arena is empty and not locked: call again there. One thread at a time. */
bool secret_start(struct error *error) MUST_USE;

/* Wipes and unmaps the whole arena, whatever is still allocated in it. */
void secret_stop(void);

/* Zeroed, 16-byte aligned. NULL when the arena is full or not started. */
void *secret_allocate(size_t size) MUST_USE;

/* Wipes, then releases. NULL is fine. */
void secret_release(void *memory);

/* realloc's contract in secret memory: the old block is wiped when it moves. NULL leaves it as it
 * was. */
void *secret_reallocate(void *memory, size_t size) MUST_USE;

/* Overwrites with zeros in a way the compiler keeps. For any memory. */
void secret_wipe(void *memory, size_t size);

/* How far below its caller secret_wipe_stack reaches: more than Pango and fontconfig use of it. */
#define SECRET_STACK_BYTES (128u << 10)

/* Overwrites what calls that have returned left on this thread's stack: libraries that drew or
 * compared a secret text keep pieces of it there. */
void secret_wipe_stack(void);

/* Compares in time that depends on `size` only. */
bool secret_equal(const void *a, const void *b, size_t size) MUST_USE;

/* Bytes allocated now, for tests: 0 between two visits. */
size_t secret_in_use(void);

#endif
