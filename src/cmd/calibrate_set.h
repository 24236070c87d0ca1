/*
 * A set of labelled pictures and what the engine made of them, counted against the labels.
 */
#ifndef SRC_CMD_CALIBRATE_SET_H
#define SRC_CMD_CALIBRATE_SET_H

#include <stddef.h>

#include <idphoto/engine.h>

#include "src/cmd/calibrate_labels.h"
#include "src/cmd/calibrate_rates.h"

typedef struct Finding {
    IdpVerdict verdict;
    double value;
    IdpLimits limits; /* by which it was judged */
} Finding;

/* What the engine found on one picture. */
typedef struct Outcome {
    IdpVerdict verdict;
    Finding findings[RULE_COUNT];
} Outcome;

typedef struct CalibrationSet {
    char name[64]; /* the table's file name without its ending */
    Labels *labels;
    char **paths;      /* of the pictures */
    Outcome *outcomes; /* in the order of the labels */
} CalibrationSet;

typedef struct SetOptions {
    const char *pictures; /* folder of those pictures that are not beside the table; may be NULL */
    const char *unknown;  /* codes that are judged in no picture of the sets; may be NULL */
    int enlarges;         /* judge pictures too small to be a shot, enlarged, by the other rules */
    unsigned n_threads;
} SetOptions;

/*
 * Reads the table, finds every picture, and runs the engine on all of them; progress goes to
 * stderr. 0, or -1 with a line for the user: a fault of the table, a picture that is not there, or
 * an internal fault of the engine. Free with set_free.
 */
int set_judge(const char *path, const SetOptions *options, IdpEngine *engine,
              CalibrationSet **ret_set, Message *ret_message);

/* NULL is allowed. */
void set_free(CalibrationSet *set);

/*
 * Pictures that are sure to keep and to break something, and how many the engine sees otherwise.
 * The kept are counted where they were measured, the broken always. What hides a fault from its
 * measure (eyes of 14 px, a profile, a head cut off) and is refused for that is counted apart.
 */
typedef struct Tally {
    size_t n_good, n_refused, n_warned; /* of the good: falsely refused, falsely warned */
    size_t n_broken, n_failed, n_noted; /* of the broken: refused, or warned of, for it */
    size_t n_unmeasurable;              /* of the other broken: refused for what hides the fault */
    size_t n_blocked;                   /* of the other broken: refused for something else */
} Tally;

/* Of one row of the table of rules. */
Tally set_count_rule(const CalibrationSet *set, RuleId rule);

/* Of all rows of one code together. */
Tally set_count_code(const CalibrationSet *set, const char *code);

/*
 * All hard rules together: how many pictures are refused for a wrong reason, a rule that they are
 * sure to keep. only_good: among those that break none; else among all that were judged.
 */
typedef struct WrongReasons {
    size_t n_pictures, n_wrong;
} WrongReasons;
WrongReasons set_count_wrong_reasons(const CalibrationSet *set, int only_good);

/* The measured values of a row whose truth is sure; ret_samples has room for every label. */
size_t set_take_samples(const CalibrationSet *set, RuleId rule, Sample *ret_samples,
                        IdpLimits *ret_limits);

#endif
