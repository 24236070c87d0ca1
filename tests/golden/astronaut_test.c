/*
 * The public-domain portrait, made anew and compared with the photo in this folder.
 *
 * Within one machine the bytes are the same for any threads and order
 * (tests/unit/engine/photo_test.c). Between processors and compilers the last bits of
 * floating-point sums differ, so the comparison with the kept photo is by pixels. To renew it after
 * a wanted change: build/tucai photo make build/deps/pictures/astronaut.png --force -o
 * tests/golden/astronaut.jpg
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <idphoto/photo.h>

#include "lib/base/cleanup.h"
#include "lib/codec/decode.h"
#include "src/base/file.h"

DEFINE_CLEANUP(IdpEngine, idp_engine_free)
DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

static const double mean_difference_max = 0.7; /* of 255; one step of JPEG quality is about .5 */
static const double outlier_share_max = 0.002; /* of the values, for those over 24 */

static const char *golden_path;
static IdpBytes portrait;

static IdpBytes read_file(const char *path)
{
    Message message;
    void *data = NULL;
    IdpBytes bytes = {0};

    if (!file_read(path, IDP_INPUT_BYTES_MAX, &data, &bytes.n_bytes, &message))
        bytes.data = data;
    return bytes;
}

static void test_portrait_looks_as_it_did(void **state)
{
    cleanup_with(idp_engine_free_p) IdpEngine *engine = NULL;
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
    cleanup_with(arena_free_p) Arena *arena = arena_new(64 << 20);
    IdpPhotoRequest request = {.outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_FORCE};
    const IdpBytes golden = read_file(golden_path);
    SourceImage expected, made;
    double sum = 0;
    size_t n_outliers = 0;
    IdpError error;

    (void)state;
    request.input = portrait;
    assert_non_null(golden.data);
    assert_int_equal(idp_engine_new(NULL, &engine, &error), IDP_OK);
    assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
    assert_int_equal(decode_image(arena, golden, 640, &expected, &error), IDP_OK);
    assert_int_equal(decode_image(arena, idp_photo_get_certificate(photo), 640, &made, &error),
                     IDP_OK);
    for (int y = 0; y < 640; y++) {
        for (int x = 0; x < 3 * 480; x++) {
            const int difference =
                abs(rgb_image_row(&expected.image, y)[x] - rgb_image_row(&made.image, y)[x]);

            sum += difference;
            n_outliers += difference > 24;
        }
    }
    print_message("# mean difference %.3f, %zu values over 24\n", sum / (640 * 480 * 3),
                  n_outliers);
    assert_true(sum / (640 * 480 * 3) <= mean_difference_max);
    assert_true((double)n_outliers / (640 * 480 * 3) <= outlier_share_max);
    free((void *)(uintptr_t)golden.data);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portrait_looks_as_it_did),
    };

    const char *pictures = getenv("TUCAI_PICTURES");
    char path[4096];
    int status;

    if (argc != 2 || !pictures)
        return 2;
    golden_path = argv[1];
    snprintf(path, sizeof path, "%s/astronaut.png", pictures);
    portrait = read_file(path);
    if (!portrait.data) {
        puts("1..0 # SKIP this distribution's package has no such picture");
        return 0;
    }
    status = cmocka_run_group_tests(tests, NULL, NULL);
    free((void *)(uintptr_t)portrait.data);
    return status;
}
