/* Reports as text. Columns are fixed, so that reports can be compared by eye and by diff. */
#include "src/cmd/report_print.h"

#include <math.h>

#include <idphoto/rule.h>

const char *report_get_outcome(const IdpReport *report)
{
    if (report->verdict == IDP_VERDICT_FAIL)
        return "refused";
    return report->verdict == IDP_VERDICT_WARN ? "passed with warnings" : "passed";
}

const IdpRuleResult *report_get_first_reason(const IdpReport *report)
{
    const IdpRuleResult *reasons[IDP_REASONS_MAX];

    return idp_report_get_reasons(report, reasons) ? reasons[0] : NULL;
}

/* What a student would be told. */
static void print_reasons(const IdpReport *report, FILE *stream)
{
    const IdpRuleResult *reasons[IDP_REASONS_MAX];
    const size_t n_reasons = idp_report_get_reasons(report, reasons);

    for (size_t i = 0; i < n_reasons; i++) {
        const IdpRule *rule = idp_rule_find(reasons[i]->code, reasons[i]->measure);

        fprintf(stream, "  %zu. %s：%s。%s。\n     %s: %s. %s.\n", i + 1, rule->name.zh,
                rule->text.zh, rule->tip.zh, rule->name.en, rule->text.en, rule->tip.en);
        fprintf(stream, "     [%d] %s\n", rule->clause, idp_clause_get(rule->clause)->zh);
    }
}

static void format_limits(const IdpRuleResult *rule, char *text, size_t size_bytes)
{
    const int has_min = isfinite(rule->threshold_min), has_max = isfinite(rule->threshold_max);

    if (has_min && has_max && rule->threshold_min == rule->threshold_max)
        snprintf(text, size_bytes, "= %.6g", rule->threshold_min);
    else if (has_min && has_max)
        snprintf(text, size_bytes, "%.6g .. %.6g", rule->threshold_min, rule->threshold_max);
    else if (has_min)
        snprintf(text, size_bytes, ">= %.6g", rule->threshold_min);
    else if (has_max)
        snprintf(text, size_bytes, "<= %.6g", rule->threshold_max);
    else
        snprintf(text, size_bytes, "-");
}

static void print_rule(const IdpRuleResult *rule, FILE *stream)
{
    char limits[64], value[32] = "-";

    format_limits(rule, limits, sizeof limits);
    if (!isnan(rule->value))
        snprintf(value, sizeof value, "%.4g", rule->value);
    if (rule->value >= 1000)
        snprintf(value, sizeof value, "%.0f", rule->value);
    fprintf(stream, "  %-10s %s %-12s %9s %-6s %s\n", idp_verdict_get_name(rule->verdict),
            rule->code, rule->measure, value, rule->unit, limits);
}

void report_print(const IdpReport *report, const char *name, FILE *stream)
{
    fprintf(stream, "%s: %s", name, report_get_outcome(report));
    if (report->status)
        fprintf(stream, " (%s)", idp_status_get_name(report->status));
    fputc('\n', stream);
    print_reasons(report, stream);
    for (size_t i = 0; i < report->n_rules; i++)
        print_rule(&report->rules[i], stream);
    for (size_t i = 0; i < report->n_evidence; i++)
        if (!isnan(report->evidence[i].value))
            fprintf(stream, "  evidence   %-18s %9.4g\n", report->evidence[i].signal,
                    report->evidence[i].value);
    if (report->geometry.is_known)
        fprintf(stream, "  crop %.1f,%.1f %.1f x %.1f of %d x %d, scale %.4f\n",
                report->geometry.crop_x, report->geometry.crop_y, report->geometry.crop_width,
                report->geometry.crop_height, report->source_width_px, report->source_height_px,
                report->geometry.scale_ratio);
    if (report->result_bytes)
        fprintf(stream, "  file %zu bytes, JPEG quality %d\n", report->result_bytes,
                report->result_quality);
    if (report->total_ms > 0) {
        fprintf(stream, "  %.1f ms:", report->total_ms);
        for (int stage = 0; stage < IDP_STAGE_COUNT; stage++)
            fprintf(stream, " %s %.1f", idp_stage_get_name((IdpStage)stage),
                    report->timings_ms[stage]);
        fputc('\n', stream);
    }
}
