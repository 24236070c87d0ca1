/*
 * A list of blocks, each twice the one before, so that a few of them hold any job; within a block
 * memory is a stack. Marks name a block and its fill. One thread at a time.
 */
#include "lib/base/arena.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/alloc.h"

enum { ALIGNMENT = 64, N_BLOCKS_MAX = 32, FIRST_BLOCK_BYTES = 4 << 20 };

typedef struct Block {
    unsigned char *bytes;
    size_t size_bytes;
    size_t used_bytes;
} Block;

struct Arena {
    size_t limit_bytes;
    size_t held_bytes;
    size_t n_blocks;
    size_t current; /* blocks after this one are empty */
    Block blocks[N_BLOCKS_MAX];
};

Arena *arena_new(size_t limit_bytes)
{
    Arena *arena = ALLOC_NEW(Arena);

    if (arena)
        arena->limit_bytes = limit_bytes;
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (size_t i = 0; i < arena->n_blocks; i++)
        free(arena->blocks[i].bytes);
    free(arena);
}

/* Adds a block with room for need_bytes and makes it the current one. */
static Block *add_block(Arena *arena, size_t need_bytes)
{
    const size_t left_bytes = arena->limit_bytes - arena->held_bytes;
    size_t size_bytes =
        arena->n_blocks ? 2 * arena->blocks[arena->n_blocks - 1].size_bytes : FIRST_BLOCK_BYTES;
    Block *block = &arena->blocks[arena->n_blocks];

    if (arena->n_blocks == N_BLOCKS_MAX || need_bytes > left_bytes)
        return NULL;
    if (size_bytes < need_bytes)
        size_bytes = need_bytes;
    if (size_bytes > left_bytes)
        size_bytes = left_bytes;
    block->bytes = alloc_aligned(size_bytes);
    if (!block->bytes)
        return NULL;
    block->size_bytes = size_bytes;
    block->used_bytes = 0;
    arena->held_bytes += size_bytes;
    arena->current = arena->n_blocks++;
    return block;
}

void *arena_take(Arena *arena, size_t count, size_t size_bytes)
{
    size_t need_bytes;
    Block *block = NULL;

    if (__builtin_mul_overflow(count, size_bytes, &need_bytes) ||
        need_bytes > SIZE_MAX - ALIGNMENT || alloc_is_refused())
        return NULL;
    need_bytes = (need_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    for (size_t i = arena->current; i < arena->n_blocks && !block; i++) {
        if (arena->blocks[i].size_bytes - arena->blocks[i].used_bytes >= need_bytes) {
            block = &arena->blocks[i];
            arena->current = i;
        }
    }
    if (!block)
        block = add_block(arena, need_bytes);
    if (!block)
        return NULL;
    block->used_bytes += need_bytes;
    return block->bytes + block->used_bytes - need_bytes;
}

void *arena_take_zeroed(Arena *arena, size_t count, size_t size_bytes)
{
    void *memory = arena_take(arena, count, size_bytes);

    return memory ? memset(memory, 0, count * size_bytes) : NULL;
}

ArenaMark arena_get_mark(const Arena *arena)
{
    return (ArenaMark){
        .block = arena->current,
        .used_bytes = arena->n_blocks ? arena->blocks[arena->current].used_bytes : 0,
    };
}

void arena_return_to(Arena *arena, ArenaMark mark)
{
    for (size_t i = mark.block + 1; i < arena->n_blocks; i++)
        arena->blocks[i].used_bytes = 0;
    if (mark.block < arena->n_blocks)
        arena->blocks[mark.block].used_bytes = mark.used_bytes;
    arena->current = mark.block;
}

size_t arena_get_held_bytes(const Arena *arena)
{
    return arena->held_bytes;
}
