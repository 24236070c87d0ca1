/* The heap's door: alignment, and failures on demand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"

static void test_zeroed_memory_is_zero(void **state)
{
    cleanup_free unsigned char *bytes = alloc_zeroed(100, 7);

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < 700; i++)
        assert_int_equal(bytes[i], 0);
}

static void test_aligned_memory_is_aligned_to_64_bytes(void **state)
{
    (void)state;
    for (size_t size_bytes = 1; size_bytes < 300; size_bytes += 37) {
        cleanup_free void *memory = alloc_aligned(size_bytes);

        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 64, 0);
    }
}

static void test_sizes_that_overflow_are_refused(void **state)
{
    /* Not constants, so that the compiler does not warn of what is tested. */
    volatile size_t half = SIZE_MAX / 2 + 1;
    volatile size_t most = SIZE_MAX - 10;

    (void)state;
    assert_null(alloc_zeroed(half, 2));
    assert_null(alloc_aligned(most));
}

static void test_resize_keeps_the_bytes(void **state)
{
    cleanup_free char *text = alloc_string("photo");
    char *longer = alloc_resize(text, 4096);

    (void)state;
    assert_non_null(longer);
    text = longer;
    assert_string_equal(text, "photo");
}

static void test_nth_allocation_fails_once(void **state)
{
    (void)state;
    alloc_fail_at(3);
    for (int i = 1; i <= 5; i++) {
        cleanup_free void *memory = i % 2 ? alloc_zeroed(1, 1) : alloc_aligned(1);

        assert_int_equal(memory == NULL, i == 3);
    }
}

static void test_every_door_can_be_made_to_fail(void **state)
{
    cleanup_free char *kept = alloc_string("kept");

    (void)state;
    alloc_fail_at(1);
    assert_null(alloc_zeroed(1, 1));
    alloc_fail_at(1);
    assert_null(alloc_aligned(1));
    alloc_fail_at(1);
    assert_null(alloc_string("x"));
    alloc_fail_at(1);
    assert_null(alloc_resize(kept, 100));
    assert_string_equal(kept, "kept");
}

static void test_zero_takes_a_planned_failure_back(void **state)
{
    cleanup_free void *memory = NULL;

    (void)state;
    alloc_fail_at(1);
    alloc_fail_at(0);
    memory = alloc_zeroed(1, 1);
    assert_non_null(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeroed_memory_is_zero),
        cmocka_unit_test(test_aligned_memory_is_aligned_to_64_bytes),
        cmocka_unit_test(test_sizes_that_overflow_are_refused),
        cmocka_unit_test(test_resize_keeps_the_bytes),
        cmocka_unit_test(test_nth_allocation_fails_once),
        cmocka_unit_test(test_every_door_can_be_made_to_fail),
        cmocka_unit_test(test_zero_takes_a_planned_failure_back),
    };

    return cmocka_run_group_tests_name("alloc", tests, NULL, NULL);
}
