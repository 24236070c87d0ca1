/*
 * The table of rules, and the one way to enter a measurement into a report.
 *
 * No rule code stands anywhere but in the table (rule_table.c): measures name a row by its RuleId.
 */
#ifndef LIB_CHECK_RULES_H
#define LIB_CHECK_RULES_H

#include <idphoto/profile.h>
#include <idphoto/report.h>
#include <idphoto/rule.h>

/* In the order in which students read them: the most useful first. */
typedef enum RuleId {
    RULE_FILE_READABLE,
    RULE_FILE_PIXELS,
    RULE_FACE_FOUND,
    RULE_FACE_COUNT,
    RULE_RECAPTURE,
    RULE_RECAPTURE_LOW,
    RULE_LIVE,
    RULE_REPEATED,
    RULE_INTEROCULAR,
    RULE_INTEROCULAR_LOW,
    RULE_TOO_FAR,
    RULE_TOO_NEAR,
    RULE_HEAD_ROOM,
    RULE_BOTTOM_ROOM,
    RULE_SIDE_ROOM,
    RULE_HEAD_SHAPE,
    RULE_DARK,
    RULE_DARK_LOW,
    RULE_BRIGHT,
    RULE_BRIGHT_LOW,
    RULE_BLUR,
    RULE_BLUR_LOW,
    RULE_SIDE_LIGHT,
    RULE_SIDE_LIGHT_LOW,
    RULE_TOP_LIGHT,
    RULE_PATCHES,
    RULE_HIGHLIGHT,
    RULE_HIGHLIGHT_LOW,
    RULE_GREY,
    RULE_CAST,
    RULE_RANGE,
    RULE_YAW,
    RULE_PITCH,
    RULE_ROLL,
    RULE_FACE_COVERED,
    RULE_HEAD_COVERED,
    RULE_LENS_TINT,
    RULE_LENS_GLARE,
    RULE_FRAME_OVER_EYES,
    RULE_EYES_OPEN,
    RULE_GAZE,
    RULE_TEETH,
    RULE_LIPS_PARTED,
    RULE_EXPRESSION,
    RULE_FRINGE,
    RULE_EYE_HIDDEN,
    RULE_STRANDS,
    RULE_EARS,
    RULE_LONG_HAIR,
    RULE_SHOULDERS,
    RULE_BESIDE,
    RULE_CLOTHES_BLUE,
    RULE_CLOTHES_BLUE_LOW,
    RULE_CLOTHES_LIKE_BACKGROUND,
    RULE_PATTERN,
    RULE_RED_EYE,
    RULE_ORNAMENT,
    RULE_BEAUTIFIED,
    RULE_EDITED,
    RULE_CAPTURE_TIME,
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

extern const IdpRule RULES[RULE_COUNT];

/* Who judges one photo: by which profile, with which exceptions, into which report. */
typedef struct Judge {
    const IdpProfile *profile;
    const char *const *exceptions; /* rule codes that do not count for this student */
    size_t n_exceptions;
    IdpReport *report;
} Judge;

/*
 * Enters value for the rule, held against the profile's limits: pass inside them, else fail or
 * warn as the rule is hard or not, or waived where the student has an exception. A value that is
 * NaN is unmeasured. place may be NULL. Raises the report's verdict. Each rule is entered once.
 */
void judge_add(Judge *judge, RuleId rule, double value, double confidence, const IdpPlace *place);

/* The same with limits that the measure itself found, for the rules that say so. */
void judge_add_within(Judge *judge, RuleId rule, double value, IdpLimits limits, double confidence,
                      const IdpPlace *place);

/* Enters the rule with a verdict and no value: NA or UNMEASURED. */
void judge_add_without_value(Judge *judge, RuleId rule, IdpVerdict verdict);

/*
 * Ends the report: every rule from first to last (inclusive) that it lacks is unmeasured, and all
 * entries stand in the order of the table.
 */
void judge_complete(Judge *judge, RuleId first, RuleId last);

/* Makes the newest entry of the rule fail though its value is inside its limits. */
void judge_fail_last(Judge *judge);

#endif
