/*
 * Sitter: a real portrait in which a test makes one fault after another and lets one family of
 * measures judge each. Face and matte are found once, on the picture without the fault, so what a
 * test sees is the measure and nothing else. Fails the test on any error. One thread.
 */
#ifndef TESTS_UNIT_CHECK_SITTER_H
#define TESTS_UNIT_CHECK_SITTER_H

#include <idphoto/engine.h>
#include <idphoto/report.h>

#include "lib/check/scene.h"

typedef struct Sitter Sitter;

/* Changes the picture's pixels; strength grows with the fault, 0 is none. */
typedef void SitterFault(const RgbImage *image, const Face *face, double strength);
typedef int SitterFamily(const Scene *scene, Judge *judge);

/* picture: a path below $TUCAI_PICTURES. The engine lives longer. */
Sitter *sitter_new(IdpEngine *engine, const char *picture);
void sitter_free(Sitter *sitter);

/* What the family enters for the picture with the fault (NULL: as it is), held against profile. */
void sitter_judge(const Sitter *sitter, SitterFault *fault, double strength, SitterFamily *family,
                  const IdpProfile *profile, IdpReport *ret_report);

/* The report's entry of the rule; fails the test if there is none. */
const IdpRuleResult *sitter_find(const IdpReport *report, RuleId rule);

/* One entry of the default profile. */
IdpRuleResult sitter_measure(const Sitter *sitter, SitterFault *fault, double strength,
                             SitterFamily *family, RuleId rule);

/*
 * Asserts that the fault's strengths, 0 to strongest in n_steps equal steps, never bring the value
 * nearer to pass, but for rounding: direction 1 where a greater value is worse, -1 where a smaller
 * one is.
 */
void sitter_assert_monotone(const Sitter *sitter, SitterFault *fault, double strongest, int n_steps,
                            SitterFamily *family, RuleId rule, int direction);

#endif
