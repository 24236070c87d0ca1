/* The arena: alignment, marks, the limit, and that a warm arena asks the heap for nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/arena.h"

enum { MEGABYTE = 1 << 20 };

static void test_memory_is_aligned_and_does_not_overlap(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 * MEGABYTE);
    unsigned char *pieces[50];

    (void)state;
    for (size_t i = 0; i < 50; i++) {
        pieces[i] = ARENA_NEW(arena, unsigned char, 1 + 13 * i);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % 64, 0);
        memset(pieces[i], (int)i, 1 + 13 * i);
    }
    for (size_t i = 0; i < 50; i++)
        for (size_t k = 0; k < 1 + 13 * i; k++)
            assert_int_equal(pieces[i][k], i);
}

static void test_return_to_a_mark_gives_the_same_memory_again(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 * MEGABYTE);
    void *before = arena_take(arena, 1, 100);
    const ArenaMark mark = arena_get_mark(arena);
    void *first = arena_take(arena, 1, 1000);
    void *second;

    (void)state;
    assert_non_null(before);
    arena_return_to(arena, mark);
    second = arena_take(arena, 1, 1000);
    assert_ptr_equal(first, second);
    assert_ptr_not_equal(before, second);
}

static void test_mark_of_an_empty_arena_returns_everything(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 * MEGABYTE);
    const ArenaMark mark = arena_get_mark(arena);
    void *first = arena_take(arena, 1, 10);

    (void)state;
    arena_return_to(arena, mark);
    assert_ptr_equal(arena_take(arena, 1, 10), first);
}

/* Three blocks of growing size; the second round must find them all without asking the heap. */
static void test_warm_arena_takes_nothing_from_the_heap(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(256 * MEGABYTE);
    const ArenaMark mark = arena_get_mark(arena);
    size_t held_bytes = 0;

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 20; i++)
            assert_non_null(arena_take(arena, 1, MEGABYTE));
        if (round == 0)
            held_bytes = arena_get_held_bytes(arena);
        assert_int_equal(arena_get_held_bytes(arena), held_bytes);
        arena_return_to(arena, mark);
    }
    assert_true(held_bytes >= 20 * MEGABYTE);
}

static void test_limit_holds(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(10 * MEGABYTE);
    size_t n_taken = 0;

    (void)state;
    while (arena_take(arena, 1, MEGABYTE))
        n_taken++;
    assert_int_equal(n_taken, 10);
    assert_true(arena_get_held_bytes(arena) <= 10 * MEGABYTE);
    assert_null(arena_take(arena, 1, 11 * MEGABYTE));
}

static void test_size_that_overflows_is_refused(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(SIZE_MAX);

    (void)state;
    assert_null(arena_take(arena, SIZE_MAX / 2 + 1, 2));
    assert_null(arena_take(arena, SIZE_MAX - 3, 1));
    assert_int_equal(arena_get_held_bytes(arena), 0);
}

static void test_zeroed_memory_is_zero_when_used_before(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 * MEGABYTE);
    const ArenaMark mark = arena_get_mark(arena);
    unsigned char *bytes = ARENA_NEW(arena, unsigned char, 500);

    (void)state;
    memset(bytes, 0xff, 500);
    arena_return_to(arena, mark);
    bytes = ARENA_NEW_ZEROED(arena, unsigned char, 500);
    for (size_t i = 0; i < 500; i++)
        assert_int_equal(bytes[i], 0);
}

static void test_failed_allocation_leaves_the_arena_usable(void **state)
{
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 * MEGABYTE);

    (void)state;
    alloc_fail_at(1); /* the piece itself */
    assert_null(arena_take(arena, 1, 10));
    alloc_fail_at(2); /* the block below it */
    assert_null(arena_take(arena, 1, 10));
    assert_non_null(arena_take(arena, 1, 10));
    alloc_fail_at(1);
    assert_null(arena_new(1));
    alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory_is_aligned_and_does_not_overlap),
        cmocka_unit_test(test_return_to_a_mark_gives_the_same_memory_again),
        cmocka_unit_test(test_mark_of_an_empty_arena_returns_everything),
        cmocka_unit_test(test_warm_arena_takes_nothing_from_the_heap),
        cmocka_unit_test(test_limit_holds),
        cmocka_unit_test(test_size_that_overflows_is_refused),
        cmocka_unit_test(test_zeroed_memory_is_zero_when_used_before),
        cmocka_unit_test(test_failed_allocation_leaves_the_arena_usable),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
