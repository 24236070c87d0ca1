/* Durations of films by their headers, small ones made by hand; and bytes that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "src/base/movie.h"

/* EBML head; Segment of unknown size; Void; Info: scale 1000000, duration 10700.0 as a double. */
static const uint8_t webm[] = {0x1A, 0x45, 0xDF, 0xA3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 0xFF,
                               0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xEC, 0x82, 0x00, 0x00, 0x15,
                               0x49, 0xA9, 0x66, 0x92, 0x2A, 0xD7, 0xB1, 0x83, 0x0F, 0x42, 0x40,
                               0x44, 0x89, 0x88, 0x40, 0xC4, 0xE6, 0x00, 0x00, 0x00, 0x00, 0x00};

/* ftyp; moov with mvhd of version 0: 600 ticks a second, 7500 of them. */
static const uint8_t mp4[] = {0,   0,   0,   12,  'f', 't', 'y', 'p', 'i', 's', 'o', 'm',
                              0,   0,   0,   36,  'm', 'o', 'o', 'v', 0,   0,   0,   28,
                              'm', 'v', 'h', 'd', 0,   0,   0,   0,   0,   0,   0,   0,
                              0,   0,   0,   0,   0,   0,   2,   88,  0,   0,   29,  76};

static void test_a_webm_file_tells_its_duration(void **state)
{
    int64_t ms = 0;

    (void)state;
    assert_int_equal(movie_get_duration(webm, sizeof webm, &ms), 0);
    assert_int_equal(ms, 10700);
}

static void test_an_mp4_file_tells_its_duration(void **state)
{
    int64_t ms = 0;

    (void)state;
    assert_int_equal(movie_get_duration(mp4, sizeof mp4, &ms), 0);
    assert_int_equal(ms, 12500);
}

/* Each prefix in memory of its own length, so that a sanitizer sees a read beyond it. */
static void refuse_prefixes(const uint8_t *file, size_t n_bytes)
{
    for (size_t n = 0; n < n_bytes; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        int64_t ms = 7;

        assert_non_null(copy);
        memcpy(copy, file, n);
        assert_int_equal(movie_get_duration(copy, n, &ms), -1);
        assert_int_equal(ms, 7);
        free(copy);
    }
}

static void test_cut_files_are_refused(void **state)
{
    (void)state;
    refuse_prefixes(webm, sizeof webm);
    refuse_prefixes(mp4, sizeof mp4);
}

static void test_no_duration_and_more_than_an_hour_are_refused(void **state)
{
    uint8_t copy[sizeof mp4];
    int64_t ms;

    (void)state;
    memcpy(copy, mp4, sizeof mp4);
    copy[45] = 0xFF; /* the high half of the duration */
    assert_int_equal(movie_get_duration(copy, sizeof copy, &ms), -1);
    memcpy(copy, mp4, sizeof mp4);
    copy[42] = copy[43] = 0; /* no ticks in a second */
    assert_int_equal(movie_get_duration(copy, sizeof copy, &ms), -1);
    assert_int_equal(movie_get_duration("no film at all, but text", 24, &ms), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_webm_file_tells_its_duration),
        cmocka_unit_test(test_an_mp4_file_tells_its_duration),
        cmocka_unit_test(test_cut_files_are_refused),
        cmocka_unit_test(test_no_duration_and_more_than_an_hour_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
