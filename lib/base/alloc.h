/*
 * The library's only door to the heap, so that tests can make the n-th allocation fail.
 * Thread-safe. Free with free().
 */
#ifndef LIB_BASE_ALLOC_H
#define LIB_BASE_ALLOC_H

#include <stddef.h>

/* Zeroed memory, or NULL. */
void *alloc_zeroed(size_t count, size_t size_bytes) __attribute__((malloc));

/* Memory aligned to 64 bytes, not zeroed, or NULL. */
void *alloc_aligned(size_t size_bytes) __attribute__((malloc));

/* As realloc. */
void *alloc_resize(void *pointer, size_t size_bytes);

/* A copy of a NUL-terminated string, or NULL. */
char *alloc_string(const char *text) __attribute__((malloc));

#define ALLOC_NEW(type) ((type *)alloc_zeroed(1, sizeof(type)))

/* 1 if this allocation is to fail. For allocators built on top (the arena). */
int alloc_is_refused(void);

/* Tests only: the n-th allocation from now fails (1: the next one), once; 0: none. Process-wide. */
void alloc_fail_at(long n);

#endif
