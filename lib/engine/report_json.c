/*
 * The report as JSON and back, by jansson. Both directions name every key here and nowhere else;
 * docs/report.md describes them. NaN and infinities are left out: JSON has none. Thread-safe.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include <idphoto/report.h>
#include <idphoto/rule.h>

#include "lib/auth/auth.h"
#include "lib/base/alloc.h"
#include "lib/base/cleanup.h"
#include "lib/base/error.h"

enum { TEXT_BYTES_MAX = 256 * 1024, REAL_DIGITS = 10 };

static void json_unref_p(json_t **json)
{
    json_decref(*json);
}

#define cleanup_json cleanup_with(json_unref_p)

static const char *const verdict_names[IDP_VERDICT_COUNT] = {
    [IDP_VERDICT_PASS] = "pass",
    [IDP_VERDICT_WARN] = "warn",
    [IDP_VERDICT_FAIL] = "fail",
    [IDP_VERDICT_NA] = "na",
    [IDP_VERDICT_UNMEASURED] = "unmeasured",
    [IDP_VERDICT_WAIVED] = "waived",
};

static const char *const stage_names[IDP_STAGE_COUNT] = {
    [IDP_STAGE_DECODE] = "decode", [IDP_STAGE_FACE] = "face",
    [IDP_STAGE_MATTE] = "matte",   [IDP_STAGE_CHECK] = "check",
    [IDP_STAGE_AUTH] = "auth",     [IDP_STAGE_COMPOSE] = "compose",
    [IDP_STAGE_ENCODE] = "encode", [IDP_STAGE_VALIDATE] = "validate",
};

const char *idp_verdict_get_name(IdpVerdict verdict)
{
    return (unsigned)verdict < IDP_VERDICT_COUNT ? verdict_names[verdict] : "unknown";
}

const char *idp_stage_get_name(IdpStage stage)
{
    return (unsigned)stage < IDP_STAGE_COUNT ? stage_names[stage] : "unknown";
}

/* --- writing: a set that fails (out of memory) is counted, and the whole is dropped at the end */

static void set_new(json_t *object, const char *key, json_t *value, int *n_failed)
{
    *n_failed += json_object_set_new(object, key, value) != 0;
}

static void set_real(json_t *object, const char *key, double value, int *n_failed)
{
    if (isfinite(value))
        set_new(object, key, json_real(value), n_failed);
}

static json_t *format_rule(const IdpRuleResult *rule, int *n_failed)
{
    json_t *object = json_object(), *threshold = json_object(), *place = json_array();

    set_new(object, "code", json_string(rule->code), n_failed);
    set_new(object, "measure", json_string(rule->measure), n_failed);
    set_new(object, "verdict", json_string(idp_verdict_get_name(rule->verdict)), n_failed);
    set_real(object, "value", rule->value, n_failed);
    set_new(object, "unit", json_string(rule->unit), n_failed);
    set_real(threshold, "min", rule->threshold_min, n_failed);
    set_real(threshold, "max", rule->threshold_max, n_failed);
    set_new(object, "threshold", threshold, n_failed);
    set_real(object, "confidence", rule->confidence, n_failed);
    for (size_t i = 0; i < rule->place.n_points; i++)
        *n_failed += json_array_append_new(place, json_pack("[ff]", rule->place.source[i].x,
                                                            rule->place.source[i].y)) != 0;
    set_new(object, "place", place, n_failed);
    return object;
}

static json_t *format_evidence(const IdpReport *report, int *n_failed)
{
    json_t *object = json_object();

    for (size_t i = 0; i < report->n_evidence; i++) {
        const IdpEvidence *evidence = &report->evidence[i];
        json_t *entry = json_object();

        set_real(entry, "value", evidence->value, n_failed);
        set_real(entry, "confidence", evidence->confidence, n_failed);
        set_new(object, evidence->signal, entry, n_failed);
    }
    return object;
}

/* "P04 yaw": follows from the rules, written for readers that do not know the rules' order. */
static json_t *format_reasons(const IdpReport *report, int *n_failed)
{
    const IdpRuleResult *reasons[IDP_REASONS_MAX];
    const size_t n_reasons = idp_report_get_reasons(report, reasons);
    json_t *array = json_array();

    for (size_t i = 0; i < n_reasons; i++)
        *n_failed += json_array_append_new(
                         array, json_sprintf("%s %s", reasons[i]->code, reasons[i]->measure)) != 0;
    return array;
}

static json_t *format_geometry(const IdpGeometry *geometry)
{
    if (!geometry->is_known)
        return json_null();
    return json_pack("{s[ffff]sfsfsfsfsf}", "crop", geometry->crop_x, geometry->crop_y,
                     geometry->crop_width, geometry->crop_height, "scale_ratio",
                     geometry->scale_ratio, "hair_top_px", geometry->hair_top_px, "eyes_px",
                     geometry->eyes_px, "face_width_px", geometry->face_width_px, "axis_offset_px",
                     geometry->axis_offset_px);
}

static json_t *format_lists(const IdpReport *report, json_t *object, int *n_failed)
{
    json_t *rules = json_array(), *models = json_object(), *timings = json_object();

    for (size_t i = 0; i < report->n_rules; i++)
        *n_failed += json_array_append_new(rules, format_rule(&report->rules[i], n_failed)) != 0;
    for (size_t i = 0; i < report->n_models; i++)
        set_new(models, report->models[i].name, json_string(report->models[i].sha256), n_failed);
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        set_real(timings, stage_names[stage], report->timings_ms[stage], n_failed);
    set_real(timings, "total", report->total_ms, n_failed);
    set_new(object, "reasons", format_reasons(report, n_failed), n_failed);
    set_new(object, "rules", rules, n_failed);
    set_new(object, "evidence", format_evidence(report, n_failed), n_failed);
    set_new(object, "models", models, n_failed);
    set_new(object, "timings_ms", timings, n_failed);
    return object;
}

int idp_report_format(const IdpReport *report, char **ret_text, IdpError *error)
{
    int n_failed = 0;
    char *text;
    cleanup_json json_t *object = json_pack(
        "{sisssssss{sssisisI}so s{sIsi}}", "version", report->version, "verdict",
        idp_verdict_get_name(report->verdict), "status", idp_status_get_name(report->status),
        "profile", report->profile, "source", "type", report->source_type, "width_px",
        report->source_width_px, "height_px", report->source_height_px, "bytes",
        (json_int_t)report->source_bytes, "geometry", format_geometry(&report->geometry), "result",
        "bytes", (json_int_t)report->result_bytes, "quality", report->result_quality);

    set_new(object, "profile_sha256", json_string(report->profile_sha256), &n_failed);
    format_lists(report, object, &n_failed);
    text = object && !n_failed
               ? json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS))
               : NULL;
    if (!text)
        return error_set(error, IDP_E_MEMORY, "out of memory while writing the report");
    *ret_text = text;
    return IDP_OK;
}

/* --- reading: strict; each parse_ function answers 0 or -1 */

static int parse_name(const char *name, const char *const *names, int n_names)
{
    for (int i = 0; i < n_names; i++)
        if (!strcmp(names[i], name))
            return i;
    return -1;
}

static int parse_status(const char *name, int *ret_status)
{
    for (int status = IDP_OK; status >= IDP_E_INTERNAL; status--) {
        if (!strcmp(idp_status_get_name(status), name)) {
            *ret_status = status;
            return 0;
        }
    }
    return -1;
}

static int parse_text(const char *text, char *ret_text, size_t size_bytes)
{
    const size_t length = strlen(text);

    if (length >= size_bytes)
        return -1;
    memcpy(ret_text, text, length + 1);
    return 0;
}

static int parse_place(json_t *array, IdpPlace *ret_place)
{
    ret_place->n_points = json_array_size(array);
    if (ret_place->n_points > IDP_PLACE_POINTS_MAX)
        return -1;
    for (size_t i = 0; i < ret_place->n_points; i++)
        if (json_unpack(json_array_get(array, i), "[FF!]", &ret_place->source[i].x,
                        &ret_place->source[i].y))
            return -1;
    return 0;
}

static int parse_rule(json_t *object, IdpRuleResult *ret_rule)
{
    IdpRuleResult rule = {
        .value = NAN, .threshold_min = -INFINITY, .threshold_max = INFINITY, .confidence = NAN};
    const char *code, *measure, *verdict, *unit;
    const IdpRule *known;
    json_t *place;
    int verdict_number;

    if (json_unpack(object, "{sssssss?Fsss{s?Fs?F!}s?Fso!}", "code", &code, "measure", &measure,
                    "verdict", &verdict, "value", &rule.value, "unit", &unit, "threshold", "min",
                    &rule.threshold_min, "max", &rule.threshold_max, "confidence", &rule.confidence,
                    "place", &place))
        return -1;
    known = idp_rule_find(code, measure);
    verdict_number = parse_name(verdict, verdict_names, IDP_VERDICT_COUNT);
    if (!known || verdict_number < 0 || strcmp(unit, known->unit) || !json_is_array(place) ||
        parse_place(place, &rule.place))
        return -1;
    rule.code = known->code;
    rule.measure = known->measure;
    rule.unit = known->unit;
    rule.verdict = (IdpVerdict)verdict_number;
    *ret_rule = rule;
    return 0;
}

static int parse_geometry(json_t *value, IdpGeometry *ret_geometry)
{
    if (json_is_null(value))
        return 0;
    ret_geometry->is_known = 1;
    return json_unpack(value, "{s[FFFF!]sFsFsFsFsF!}", "crop", &ret_geometry->crop_x,
                       &ret_geometry->crop_y, &ret_geometry->crop_width, &ret_geometry->crop_height,
                       "scale_ratio", &ret_geometry->scale_ratio, "hair_top_px",
                       &ret_geometry->hair_top_px, "eyes_px", &ret_geometry->eyes_px,
                       "face_width_px", &ret_geometry->face_width_px, "axis_offset_px",
                       &ret_geometry->axis_offset_px);
}

static const char *find_signal(const char *name)
{
    for (AuthSignalId id = 0; id < AUTH_SIGNAL_COUNT; id++)
        if (!strcmp(auth_signal_get_name(id), name))
            return auth_signal_get_name(id);
    return NULL;
}

static int parse_evidence(json_t *object, IdpReport *report)
{
    const char *name;
    json_t *value;

    if (json_object_size(object) > IDP_REPORT_EVIDENCE_MAX)
        return -1;
    json_object_foreach(object, name, value)
    {
        IdpEvidence *evidence = &report->evidence[report->n_evidence];

        *evidence = (IdpEvidence){find_signal(name), NAN, NAN};
        if (!evidence->signal || json_unpack(value, "{s?Fs?F!}", "value", &evidence->value,
                                             "confidence", &evidence->confidence))
            return -1;
        report->n_evidence++;
    }
    return 0;
}

/* They must be those that follow from the rules. */
static int parse_reasons(json_t *array, const IdpReport *report)
{
    int n_failed = 0;
    cleanup_json json_t *expected = format_reasons(report, &n_failed);

    return n_failed || !json_equal(array, expected) ? -1 : 0;
}

static int parse_timings(json_t *object, IdpReport *report)
{
    if (json_object_size(object) != IDP_STAGE_COUNT + 1)
        return -1;
    for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
        if (json_unpack(object, "{sF}", stage_names[stage], &report->timings_ms[stage]))
            return -1;
    return json_unpack(object, "{sF}", "total", &report->total_ms);
}

static int parse_models(json_t *object, IdpReport *report)
{
    const char *name;
    json_t *value;

    if (json_object_size(object) > IDP_REPORT_MODELS_MAX)
        return -1;
    json_object_foreach(object, name, value)
    {
        IdpModelInfo *model = &report->models[report->n_models];

        if (parse_text(name, model->name, sizeof model->name) || !json_is_string(value) ||
            parse_text(json_string_value(value), model->sha256, sizeof model->sha256))
            return -1;
        report->n_models++;
    }
    return 0;
}

typedef struct Lists {
    json_t *rules, *reasons, *evidence, *models, *timings;
} Lists;

static int parse_lists(const Lists *lists, IdpReport *report)
{
    json_t *rules = lists->rules;

    report->n_rules = json_array_size(rules);
    if (!json_is_array(rules) || report->n_rules > IDP_RULES_MAX)
        return -1;
    for (size_t i = 0; i < report->n_rules; i++)
        if (parse_rule(json_array_get(rules, i), &report->rules[i]))
            return -1;
    return parse_reasons(lists->reasons, report) || parse_evidence(lists->evidence, report) ||
                   parse_models(lists->models, report) || parse_timings(lists->timings, report)
               ? -1
               : 0;
}

static int parse_report(json_t *root, IdpReport *report)
{
    const char *verdict, *status, *profile, *profile_sha256, *type;
    json_t *geometry;
    Lists lists;
    json_int_t source_bytes, result_bytes;
    int verdict_number;

    if (json_unpack(root, "{sissssss s{sssisisI!} so s{sIsi!} ss so so so so so!}", "version",
                    &report->version, "verdict", &verdict, "status", &status, "profile", &profile,
                    "source", "type", &type, "width_px", &report->source_width_px, "height_px",
                    &report->source_height_px, "bytes", &source_bytes, "geometry", &geometry,
                    "result", "bytes", &result_bytes, "quality", &report->result_quality,
                    "profile_sha256", &profile_sha256, "reasons", &lists.reasons, "rules",
                    &lists.rules, "evidence", &lists.evidence, "models", &lists.models,
                    "timings_ms", &lists.timings) ||
        report->version != IDP_REPORT_VERSION || source_bytes < 0 || result_bytes < 0)
        return -1;
    verdict_number = parse_name(verdict, verdict_names, IDP_VERDICT_NA);
    if (verdict_number < 0 || parse_status(status, &report->status) ||
        parse_text(profile, report->profile, sizeof report->profile) ||
        parse_text(profile_sha256, report->profile_sha256, sizeof report->profile_sha256) ||
        parse_text(type, report->source_type, sizeof report->source_type) ||
        parse_geometry(geometry, &report->geometry))
        return -1;
    report->verdict = (IdpVerdict)verdict_number;
    report->source_bytes = (size_t)source_bytes;
    report->result_bytes = (size_t)result_bytes;
    return parse_lists(&lists, report);
}

int idp_report_parse(const char *text, size_t n_bytes, IdpReport *ret_report, IdpError *error)
{
    json_error_t fault;
    cleanup_json json_t *root = NULL;
    cleanup_free IdpReport *report = ALLOC_NEW(IdpReport);

    if (!report)
        return error_set(error, IDP_E_MEMORY, "out of memory while reading a report");
    if (n_bytes > TEXT_BYTES_MAX)
        return error_set(error, IDP_E_TOO_LARGE, "a report has at most %d bytes", TEXT_BYTES_MAX);
    root = json_loadb(text, n_bytes, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        return error_set(error, IDP_E_DAMAGED, "not JSON: line %d, column %d", fault.line,
                         fault.column);
    if (parse_report(root, report))
        return error_set(error, IDP_E_DAMAGED, "JSON, but not a report of version %d",
                         IDP_REPORT_VERSION);
    *ret_report = *report;
    return IDP_OK;
}
