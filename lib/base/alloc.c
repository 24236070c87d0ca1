/* Heap with a countdown to a failure. The countdown is one relaxed atomic: free when not in use. */
#include "lib/base/alloc.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static atomic_long countdown;

int alloc_is_refused(void)
{
    if (atomic_load_explicit(&countdown, memory_order_relaxed) <= 0)
        return 0;
    return atomic_fetch_sub_explicit(&countdown, 1, memory_order_relaxed) == 1;
}

void alloc_fail_at(long n)
{
    atomic_store(&countdown, n);
}

void *alloc_zeroed(size_t count, size_t size_bytes)
{
    return alloc_is_refused() ? NULL : calloc(count, size_bytes);
}

void *alloc_aligned(size_t size_bytes)
{
    const size_t alignment = 64;

    if (alloc_is_refused() || size_bytes > SIZE_MAX - alignment)
        return NULL;
    return aligned_alloc(alignment, (size_bytes + alignment - 1) / alignment * alignment);
}

void *alloc_resize(void *pointer, size_t size_bytes)
{
    return alloc_is_refused() ? NULL : realloc(pointer, size_bytes);
}

char *alloc_string(const char *text)
{
    const size_t n_bytes = strlen(text) + 1;
    char *copy = alloc_is_refused() ? NULL : malloc(n_bytes);

    return copy ? memcpy(copy, text, n_bytes) : NULL;
}
