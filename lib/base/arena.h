/*
 * Arena: all working memory of one photo.
 *
 * A job takes memory by bumping a pointer and gives it back by returning to a mark, so there is
 * nothing to free on the error paths, nothing to leak, and the limit of the job holds by
 * construction. The blocks stay with the arena for the next job: a warm worker touches no new
 * pages. One thread at a time. Memory is not zeroed. Every allocation is aligned to 64 bytes.
 */
#ifndef LIB_BASE_ARENA_H
#define LIB_BASE_ARENA_H

#include <stddef.h>

#include "lib/base/cleanup.h"

typedef struct Arena Arena;

/* A point to return to; valid until an earlier mark is returned to. */
typedef struct ArenaMark {
    size_t block;
    size_t used_bytes;
} ArenaMark;

/* limit_bytes: of all blocks together. NULL: out of memory. */
Arena *arena_new(size_t limit_bytes);
void arena_free(Arena *arena);
DEFINE_CLEANUP(Arena, arena_free)

/* NULL: the limit or the memory is exhausted, or count * size_bytes overflows. Owned by the arena.
 */
void *arena_take(Arena *arena, size_t count, size_t size_bytes) __attribute__((malloc));
void *arena_take_zeroed(Arena *arena, size_t count, size_t size_bytes) __attribute__((malloc));

#define ARENA_NEW(arena, type, count) ((type *)arena_take((arena), (count), sizeof(type)))
#define ARENA_NEW_ZEROED(arena, type, count)                                                       \
    ((type *)arena_take_zeroed((arena), (count), sizeof(type)))

ArenaMark arena_get_mark(const Arena *arena);
void arena_return_to(Arena *arena, ArenaMark mark);

/* Bytes in blocks now held: the peak since arena_new. */
size_t arena_get_held_bytes(const Arena *arena);

#endif
