#include "tests/faults/shim/gate.h"

#include <errno.h>
#include <stdlib.h>

/* The C library's own, under names that only it has (glibc): no look-up, which would allocate itself. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/* strdup and its kind come here as well. */
void *malloc(size_t size)
{
    return shim_fails(SHIM_MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return shim_fails(SHIM_MEMORY) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return shim_fails(SHIM_MEMORY) ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size);

void *memalign(size_t alignment, size_t size)
{
    return shim_fails(SHIM_MEMORY) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *made = memalign(alignment, size);

    if (made != NULL)
        *memory = made;
    return made != NULL ? 0 : ENOMEM;
}
