/*
 * The table of rules, and the one way to enter a measurement into a report.
 *
 * No rule code stands anywhere but in the table: measures name a row by its RuleId.
 */
#ifndef LIB_CHECK_RULES_H
#define LIB_CHECK_RULES_H

#include <idphoto/report.h>
#include <idphoto/rule.h>

/* In the order in which students read them: the most useful first. */
typedef enum RuleId {
    RULE_FILE_READABLE,
    RULE_FILE_PIXELS,
    RULE_FACE_COUNT,
    RULE_INTEROCULAR,
    RULE_INTEROCULAR_LOW,
    RULE_TOO_FAR,
    RULE_TOO_NEAR,
    RULE_HEAD_ROOM,
    RULE_BOTTOM_ROOM,
    RULE_SIDE_ROOM,
    RULE_HEAD_SHAPE,
    RULE_YAW,
    RULE_PITCH,
    RULE_ROLL,
    RULE_MATTE_UNSURE,
    RULE_MATTE_EDGE,
    RULE_RESULT_WIDTH,
    RULE_RESULT_HEIGHT,
    RULE_RESULT_DENSITY,
    RULE_RESULT_ENCODING,
    RULE_RESULT_METADATA,
    RULE_RESULT_BYTES,
    RULE_RESULT_BYTES_LOW,
    RULE_RESULT_QUALITY,
    RULE_RESULT_BACKGROUND,
    RULE_RESULT_HAIR_TOP,
    RULE_RESULT_EYES,
    RULE_RESULT_FACE_WIDTH,
    RULE_RESULT_AXIS,
    RULE_COUNT
} RuleId;

typedef struct Limits {
    double min; /* -INFINITY: none */
    double max; /* INFINITY: none */
} Limits;

/*
 * Enters value for the rule: pass inside the limits, else fail or warn as the rule is hard or not.
 * A value that is NaN is unmeasured. place may be NULL. Raises the report's verdict.
 */
void report_add(IdpReport *report, RuleId rule, double value, Limits limits, double confidence,
                const IdpPlace *place);

/* Enters the rule with a verdict and no value: NA or UNMEASURED. */
void report_add_without_value(IdpReport *report, RuleId rule, IdpVerdict verdict);

/* Enters every rule from first to last (inclusive) that the report lacks as unmeasured. */
void report_add_unmeasured(IdpReport *report, RuleId first, RuleId last);

/* Makes the newest entry of the rule fail though its value is inside its limits. */
void report_fail_last(IdpReport *report);

#endif
