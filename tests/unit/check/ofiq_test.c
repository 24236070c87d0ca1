/*
 * The mappings of ISO/IEC 29794-5 against 784 pairs of raw value and score that its reference
 * implementation gave for its 28 conformance pictures: ofiq_pairs.csv, whose path is the argument.
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

#include "lib/check/ofiq.h"

enum {
    PAIRS = 784,
    PAIRS_OF_EACH = 28,
    LINE_BYTES = 128,
};

static const char *pairs_path;

static OfiqMeasure find_measure(const char *name)
{
    for (OfiqMeasure measure = 0; measure < OFIQ_MEASURES; measure++)
        if (!strcmp(ofiq_get_name(measure), name))
            return measure;
    fail_msg("no measure %s", name);
    return OFIQ_MEASURES;
}

static void test_every_pair_of_the_reference_agrees(void **state)
{
    int n_of_each[OFIQ_MEASURES] = {0}, n_pairs = 0;
    FILE *file = fopen(pairs_path, "r");
    char line[LINE_BYTES];

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file)); /* the heading */
    while (fgets(line, sizeof line, file)) {
        char *rest = line, *end;
        const char *name = strsep(&rest, ",");
        double raw;
        long score;

        assert_non_null(rest);
        raw = strtod(rest, &end);
        assert_int_equal(*end, ',');
        score = strtol(end + 1, &end, 10);
        assert_int_equal(*end, '\n');
        n_of_each[find_measure(name)]++;
        n_pairs++;
        if (ofiq_get_score(find_measure(name), raw) != score)
            fail_msg("%s %g %ld", name, raw, score);
    }
    fclose(file);
    assert_int_equal(n_pairs, PAIRS);
    for (OfiqMeasure measure = 0; measure < OFIQ_MEASURES; measure++)
        assert_int_equal(n_of_each[measure], PAIRS_OF_EACH);
}

/* What the pairs do not reach: the pictures of the conformance set are good ones. */
static void test_bad_raw_values_score_low(void **state)
{
    (void)state;
    assert_int_equal(ofiq_get_score(OFIQ_UNDER_EXPOSURE, 0.92), 40);
    assert_int_equal(ofiq_get_score(OFIQ_UNDER_EXPOSURE, 1), 0);
    assert_int_equal(ofiq_get_score(OFIQ_OVER_EXPOSURE, 0.1), 9);
    assert_int_equal(ofiq_get_score(OFIQ_INTER_EYE_DISTANCE, 70), 50);
    assert_int_equal(ofiq_get_score(OFIQ_LEFTWARD_CROP, 0.9), 50);
    assert_int_equal(ofiq_get_score(OFIQ_POSE_YAW, 45), 50);
    assert_int_equal(ofiq_get_score(OFIQ_POSE_YAW, 120), 0);
    assert_int_equal(ofiq_get_score(OFIQ_HEAD_SIZE, 0.45), 100);
    assert_int_equal(ofiq_get_score(OFIQ_NO_HEAD_COVERING, 0.95), 0);
    assert_int_equal(ofiq_get_score(OFIQ_SHARPNESS, -40), 10);
}

static void test_scores_stay_inside_their_range(void **state)
{
    static const double extremes[] = {-1e9, -1, 0, 1e-9, 1, 1e9, -INFINITY, INFINITY};

    (void)state;
    for (OfiqMeasure measure = 0; measure < OFIQ_MEASURES; measure++) {
        for (size_t i = 0; i < sizeof extremes / sizeof *extremes; i++)
            assert_in_range(ofiq_get_score(measure, extremes[i]), 0, 100);
        assert_int_equal(ofiq_get_score(measure, NAN), -1);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair_of_the_reference_agrees),
        cmocka_unit_test(test_bad_raw_values_score_low),
        cmocka_unit_test(test_scores_stay_inside_their_range),
    };

    if (argc != 2)
        return 2;
    pairs_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}
