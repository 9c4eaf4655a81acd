#include "platform/base/secret.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define UNIT   16u
#define CANARY 0x9E3779B97F4A7C15ull

/*
 * Blocks lie one behind the other from the start of the arena to its end; each
 * header guards the end of the block before it.
 */
struct block {
    uint32_t span;   /* bytes behind this header, a multiple of UNIT */
    uint32_t in_use; /* bytes asked for; 0 is a free block */
    uint64_t canary; /* CANARY xor this header's address; zero in a forked child */
};

_Static_assert(sizeof(struct block) == UNIT, "headers keep blocks aligned");

/* At the arena's start. */
struct head {
    struct block *rover; /* where the next search begins: what was allocated lies before it */
    uint64_t unused;
};

_Static_assert(sizeof(struct head) == UNIT, "the head keeps blocks aligned");

/*
 * Whoever releases a block has nothing but its address, so the arena is found
 * from here: one a process, by contract.
 */
static uint8_t *arena;

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

static struct head *head(void)
{
    return (struct head *)(void *)arena;
}

static struct block *first_block(void)
{
    return (struct block *)(void *)(arena + UNIT);
}

static uint64_t canary_of(const struct block *block)
{
    return CANARY ^ (uint64_t)(uintptr_t)block;
}

/* MADV_WIPEONFORK has zeroed the headers in a child. */
static bool started(void)
{
    return arena != NULL && first_block()->canary != 0;
}

/* The block behind, NULL at the end. A damaged header means that somebody wrote past a block:
 * nothing in the arena can be trusted, and going on could put an answer into the wrong place. */
static struct block *next_block(struct block *block)
{
    uint8_t *end = arena + SECRET_ARENA_BYTES;
    if (block->canary != canary_of(block) || block->span % UNIT != 0 ||
        block->span > (size_t)(end - (uint8_t *)block) - UNIT) {
        abort();
    }
    uint8_t *next = (uint8_t *)block + UNIT + block->span;
    return next == end ? NULL : (struct block *)(void *)next;
}

static void make_block(struct block *block, size_t span, size_t in_use)
{
    block->span = (uint32_t)span;
    block->in_use = (uint32_t)in_use;
    block->canary = canary_of(block);
}

static void raise_lock_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_MEMLOCK, &limit);
    }
}

static void unmap(void)
{
    size_t page = page_size();
    (void)munmap(arena - page, SECRET_ARENA_BYTES + 2 * page);
    arena = NULL;
}

static bool lock_arena(struct error *error)
{
    if (mprotect(arena, SECRET_ARENA_BYTES, PROT_READ | PROT_WRITE) != 0) {
        return error_set_errno(error, "secret memory cannot be made writable");
    }
    /* Not mlock(3): a sanitizer's does nothing. */
    if (syscall(SYS_mlock, arena, SECRET_ARENA_BYTES) != 0) {
        return error_set_errno(error,
                               "secret memory of %u KiB cannot be locked; raise LimitMEMLOCK",
                               SECRET_ARENA_BYTES / 1024u);
    }
    if (madvise(arena, SECRET_ARENA_BYTES, MADV_DONTDUMP) != 0 ||
        madvise(arena, SECRET_ARENA_BYTES, MADV_WIPEONFORK) != 0) {
        return error_set_errno(error, "secret memory cannot be kept out of dumps and children");
    }
    return true;
}

bool secret_start(struct error *error)
{
    if (started()) {
        return true;
    }
    if (arena != NULL) {
        unmap();
    }
    size_t page = page_size();
    raise_lock_limit();
    void *map =
        mmap(NULL, SECRET_ARENA_BYTES + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) {
        return error_set_errno(error, "secret memory cannot be mapped");
    }
    arena = (uint8_t *)map + page;
    if (!lock_arena(error)) {
        unmap();
        return false;
    }
    make_block(first_block(), SECRET_ARENA_BYTES - 2 * UNIT, 0);
    head()->rover = first_block();
    return true;
}

void secret_stop(void)
{
    if (arena != NULL) {
        secret_wipe(arena, SECRET_ARENA_BYTES);
        unmap();
    }
}

static void split(struct block *block, size_t span)
{
    if (block->span - span >= 2 * UNIT) {
        make_block((struct block *)(void *)((uint8_t *)block + UNIT + span),
                   block->span - span - UNIT, 0);
        block->span = (uint32_t)span;
    }
}

/* Free blocks are all zeros inside, so that an allocation needs no wiping. */
static void merge_behind(struct block *block)
{
    for (struct block *next = next_block(block); next != NULL && next->in_use == 0;
         next = next_block(block)) {
        (void)next_block(next);
        if (head()->rover == next) {
            head()->rover = block;
        }
        block->span += next->span + UNIT;
        secret_wipe(next, UNIT);
    }
}

/* Merges what is free on its way; NULL when nothing from `block` on is large enough. */
static struct block *find_free(struct block *block, size_t span)
{
    for (; block != NULL; block = next_block(block)) {
        if (block->in_use != 0) {
            continue;
        }
        merge_behind(block);
        if (block->span >= span) {
            return block;
        }
    }
    return NULL;
}

void *secret_allocate(size_t size)
{
    if (!started() || size > SECRET_ARENA_BYTES - 2 * UNIT) {
        return NULL;
    }
    size_t wanted = size == 0 ? 1 : size;
    size_t span = (wanted + UNIT - 1) / UNIT * UNIT;
    struct block *block = find_free(head()->rover, span);
    if (block == NULL) {
        block = find_free(first_block(), span);
    }
    if (block == NULL) {
        return NULL;
    }
    (void)next_block(block);
    split(block, span);
    block->in_use = (uint32_t)wanted;
    head()->rover = block;
    return (uint8_t *)block + UNIT;
}

static struct block *block_of(void *memory)
{
    struct block *block = (struct block *)(void *)((uint8_t *)memory - UNIT);
    uint8_t *at = (uint8_t *)block;
    if (at < arena || at >= arena + SECRET_ARENA_BYTES || block->in_use == 0) {
        abort();
    }
    struct block *next = next_block(block);
    if (next != NULL) {
        (void)next_block(next);
    }
    return block;
}

void secret_release(void *memory)
{
    if (memory == NULL || !started()) {
        return; /* a forked child's copy, or secret_stop, has wiped it already */
    }
    struct block *block = block_of(memory);
    secret_wipe(memory, block->span);
    block->in_use = 0;
    merge_behind(block);
}

void *secret_reallocate(void *memory, size_t size)
{
    if (memory == NULL) {
        return secret_allocate(size);
    }
    if (!started()) {
        return NULL;
    }
    struct block *block = block_of(memory);
    size_t wanted = size == 0 ? 1 : size;
    if (wanted <= block->span) {
        secret_wipe((uint8_t *)memory + wanted, block->span - wanted);
        block->in_use = (uint32_t)wanted;
        return memory;
    }
    void *moved = secret_allocate(wanted);
    if (moved != NULL) {
        memcpy(moved, memory, block->in_use);
        secret_release(memory);
    }
    return moved;
}

void secret_wipe(void *memory, size_t size)
{
    if (size > 0) {
        explicit_bzero(memory, size);
    }
}

/* Of its own frame, so that the array lies below whatever the caller still needs. */
__attribute__((noinline)) void secret_wipe_stack(void)
{
    uint8_t below[SECRET_STACK_BYTES];

    secret_wipe(below, sizeof below);
}

bool secret_equal(const void *a, const void *b, size_t size)
{
    const volatile uint8_t *left = a;
    const volatile uint8_t *right = b;
    uint8_t difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference = (uint8_t)(difference | (left[i] ^ right[i]));
    }
    return difference == 0;
}

size_t secret_in_use(void)
{
    size_t total = 0;
    if (started()) {
        for (struct block *block = first_block(); block != NULL; block = next_block(block)) {
            total += block->in_use;
        }
    }
    return total;
}
