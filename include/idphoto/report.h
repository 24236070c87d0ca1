/*
 * Report: what was measured on one photo, rule by rule, and what came of it.
 *
 * A plain value: no pointers into other objects except constant strings that live as long as the
 * process, so it can be copied and kept. Coordinates named source are pixels of the decoded input
 * after its EXIF orientation, at full size; coordinates named result are pixels of the finished
 * photo. Origin top left, x right, y down, pixel centres at .5.
 *
 * As JSON the report is described in docs/report.md; `version` there and here is the same number.
 */
#ifndef IDPHOTO_REPORT_H
#define IDPHOTO_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <idphoto/error.h>
#include <idphoto/export.h>
#include <idphoto/rule.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    IDP_REPORT_VERSION = 2,
    IDP_REASONS_MAX = 3, /* what a student is shown first */
    IDP_REPORT_EVIDENCE_MAX = 32,
    IDP_REPORT_MODELS_MAX = 8,
    IDP_PLACE_POINTS_MAX = 16,
    IDP_SHA256_HEX_BYTES = 65 /* 64 lower-case hex digits and NUL */
};

typedef enum IdpVerdict {
    IDP_VERDICT_PASS,
    IDP_VERDICT_WARN,       /* advisory: for the student to see and the reviewer to judge */
    IDP_VERDICT_FAIL,       /* the shot is refused */
    IDP_VERDICT_NA,         /* the rule does not apply to this picture */
    IDP_VERDICT_UNMEASURED, /* an earlier failure kept the rule from being measured */
    IDP_VERDICT_WAIVED,     /* beyond the threshold, which an exception lifts for this student */
    IDP_VERDICT_COUNT
} IdpVerdict;

/* "pass", "warn", "fail", "na", "unmeasured", "waived". */
IDP_EXPORT const char *idp_verdict_get_name(IdpVerdict verdict);

typedef struct IdpPoint {
    double x;
    double y;
} IdpPoint;

/* A closed polygon to show the user where; no points: the whole picture. */
typedef struct IdpPlace {
    size_t n_points;
    IdpPoint source[IDP_PLACE_POINTS_MAX];
} IdpPlace;

/* One measurement held against one rule. A rule with several measures has one entry for each. */
typedef struct IdpRuleResult {
    const char *code;    /* "P04": stable */
    const char *measure; /* "yaw": what was measured, stable within the code */
    IdpVerdict verdict;
    double value;         /* NaN when na or unmeasured */
    const char *unit;     /* "deg", "px", "ratio", "count", "bytes", "dpi" or "" */
    double threshold_min; /* value must be at least this; -INFINITY: no lower limit */
    double threshold_max; /* value must be at most this; INFINITY: no upper limit */
    double confidence;    /* 0..1: how far the measure itself can be trusted here */
    IdpPlace place;
} IdpRuleResult;

/* One signal of authenticity, from which A01 to A05 are judged: docs/authenticity.md. */
typedef struct IdpEvidence {
    const char *signal; /* "luma_peak": stable */
    double value;       /* NaN: not measured, or it does not apply */
    double confidence;  /* 0..1 */
} IdpEvidence;

/* Position of the finished photo in the source, and what was measured on the finished photo. */
typedef struct IdpGeometry {
    int is_known; /* 0: no crop was found, the rest is 0 */
    double crop_x,
        crop_y; /* upper left corner of the crop, source px; may lie outside the source */
    double crop_width, crop_height;                             /* source px */
    double scale_ratio;                                         /* finished px per source px */
    double hair_top_px, eyes_px, face_width_px, axis_offset_px; /* finished px, see profile.h */
} IdpGeometry;

typedef struct IdpModelInfo {
    char name[32];
    char sha256[IDP_SHA256_HEX_BYTES];
} IdpModelInfo;

/* Stages in the order in which they run. */
typedef enum IdpStage {
    IDP_STAGE_DECODE,
    IDP_STAGE_FACE,
    IDP_STAGE_MATTE,
    IDP_STAGE_CHECK,
    IDP_STAGE_AUTH,
    IDP_STAGE_COMPOSE,
    IDP_STAGE_ENCODE,
    IDP_STAGE_VALIDATE,
    IDP_STAGE_COUNT
} IdpStage;

/* "decode", "face", ... */
IDP_EXPORT const char *idp_stage_get_name(IdpStage stage);

typedef struct IdpReport {
    int version;        /* IDP_REPORT_VERSION */
    IdpVerdict verdict; /* PASS, WARN or FAIL: the worst of the rules */
    int status;         /* IdpStatus of the input: other than IDP_OK only with F01 failed */
    char profile[32];
    char profile_sha256[IDP_SHA256_HEX_BYTES];
    char source_type[8];                   /* "jpeg", "png", "heic", "webp" or "" */
    int source_width_px, source_height_px; /* after orientation; 0 if unknown */
    size_t source_bytes;
    size_t n_rules;
    IdpRuleResult rules[IDP_RULES_MAX];
    size_t n_evidence; /* 0: authenticity was not looked at */
    IdpEvidence evidence[IDP_REPORT_EVIDENCE_MAX];
    IdpGeometry geometry;
    size_t result_bytes; /* 0: no certificate was made */
    int result_quality;  /* JPEG quality used */
    size_t n_models;
    IdpModelInfo models[IDP_REPORT_MODELS_MAX];
    double timings_ms[IDP_STAGE_COUNT];
    double total_ms;
} IdpReport;

/*
 * The reasons to show first: of a refusal the rules that failed, else those that warned, the most
 * useful first and one for each code. ret_reasons points into the report. Returns their number, at
 * most IDP_REASONS_MAX. Thread-safe.
 */
IDP_EXPORT size_t idp_report_get_reasons(const IdpReport *report,
                                         const IdpRuleResult *ret_reasons[IDP_REASONS_MAX]);

/*
 * Writes the report as one JSON object (UTF-8, no trailing newline, keys in fixed order).
 * *ret_text is NUL-terminated, owned by the caller, freed with free(). IDP_E_MEMORY.
 */
IDP_EXPORT IDP_MUST_USE int idp_report_format(const IdpReport *report, char **ret_text,
                                              IdpError *error);

/*
 * Reads a report back from text of n_bytes. Unknown keys are refused, as is any other version.
 * IDP_E_TOO_LARGE over 256 KiB, IDP_E_DAMAGED for anything but a report, IDP_E_MEMORY.
 */
IDP_EXPORT IDP_MUST_USE int idp_report_parse(const char *text, size_t n_bytes,
                                             IdpReport *ret_report, IdpError *error);

#ifdef __cplusplus
}
#endif

#endif
