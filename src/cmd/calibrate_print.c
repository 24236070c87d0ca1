/* Prints what was counted; counts nothing itself but the best limits. */
#include "src/cmd/calibrate_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "src/cmd/calibrate_table.h"

/* What a hard rule may refuse falsely. */
static const double false_share_max = 0.01;
static const double roc_shares[] = {0, 0.01, 0.02, 0.05, 0.1};
enum { ROC_SHARES = sizeof roc_shares / sizeof roc_shares[0] };

/* "3 of 20 (15.0 %)", or "-" of none. */
typedef struct ShareText {
    char text[48];
} ShareText;

static ShareText format_share(size_t n_hits, size_t n)
{
    ShareText share = {"-"};

    if (n)
        snprintf(share.text, sizeof share.text, "%zu of %zu (%.1f %%)", n_hits, n,
                 100.0 * (double)n_hits / (double)n);
    return share;
}

static void print_heading(const char *heading, int as_markdown, FILE *stream)
{
    fprintf(stream, "\n%s%s\n\n", as_markdown ? "#### " : "", heading);
}

static void print_summary(const CalibrationSet *set, int as_markdown, FILE *stream)
{
    const WrongReasons good = set_count_wrong_reasons(set, 1);
    const WrongReasons all = set_count_wrong_reasons(set, 0);

    fprintf(stream, "%sSet \"%s\": %zu pictures\n\n", as_markdown ? "### " : "", set->name,
            set->labels->n_items);
    fprintf(stream, "- All hard rules together, pictures that break no rule: falsely refused %s",
            format_share(good.n_wrong, good.n_pictures).text);
    fprintf(stream, "; with 95 %% confidence below %.1f %%.\n",
            100 * share_get_upper(good.n_wrong, good.n_pictures));
    fprintf(stream, "- All pictures: some hard rule that is kept refuses %s",
            format_share(all.n_wrong, all.n_pictures).text);
    fprintf(stream, "; with 95 %% confidence below %.1f %%.\n",
            100 * share_get_upper(all.n_wrong, all.n_pictures));
}

static int is_first_of_code(size_t rule)
{
    for (size_t i = 0; i < rule; i++)
        if (!strcmp(RULES[i].code, RULES[rule].code))
            return 0;
    return 1;
}

static int print_codes(const CalibrationSet *set, int as_markdown, FILE *stream)
{
    Table table;

    print_heading("By rule", as_markdown, stream);
    if (table_start(&table))
        return -1;
    fputs("code\tkept: falsely refused\tfalsely warned\tbroken: refused for it\twarned of "
          "it\tnot measurable, refused\tmissed, but refused\tmissed\n",
          table.rows);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const Tally tally = set_count_code(set, RULES[i].code);
        const size_t n_measured = tally.n_broken - tally.n_unmeasurable;
        const size_t n_missed = n_measured - tally.n_failed - tally.n_noted - tally.n_blocked;

        if (!is_first_of_code(i) || !(tally.n_good + tally.n_broken))
            continue;
        fprintf(table.rows, "%s\t%s\t%s\t", RULES[i].code,
                format_share(tally.n_refused, tally.n_good).text,
                format_share(tally.n_warned, tally.n_good).text);
        fprintf(table.rows, "%s\t%s\t", format_share(tally.n_failed, n_measured).text,
                format_share(tally.n_noted, n_measured).text);
        fprintf(table.rows, "%s\t%s\t%s\n", format_share(tally.n_unmeasurable, tally.n_broken).text,
                format_share(tally.n_blocked, n_measured).text,
                format_share(n_missed, n_measured).text);
    }
    table_finish(&table, as_markdown, stream);
    return 0;
}

/* The samples of one row and all limits that could be chosen. */
typedef struct Curve {
    size_t n_samples, n_good, n_points;
    Sample *samples;
    RocPoint *points;
    IdpLimits limits; /* of the last sample: the profile's, or found for each picture */
} Curve;

static int curve_new(const CalibrationSet *set, Curve *ret_curve)
{
    *ret_curve = (Curve){.samples = calloc(set->labels->n_items + 1, sizeof(Sample)),
                         .points = calloc(set->labels->n_items + 1, sizeof(RocPoint))};
    return ret_curve->samples && ret_curve->points ? 0 : -1;
}

static void curve_done(Curve *curve)
{
    free(curve->samples);
    free(curve->points);
}

static void curve_fill(const CalibrationSet *set, RuleId rule, Curve *curve)
{
    curve->limits = (IdpLimits){NAN, NAN};
    curve->n_samples = set_take_samples(set, rule, curve->samples, &curve->limits);
    curve->n_points = roc_make(curve->samples, curve->n_samples, curve->points);
    curve->n_good = 0;
    for (size_t i = 0; i < curve->n_samples; i++)
        curve->n_good += !curve->samples[i].is_broken;
}

/* Both kinds are needed to tell where they part; limits that each picture has of its own are not
 * ours to choose. */
static int curve_has_choice(const Curve *curve, RuleId rule)
{
    return !isnan(idp_profile_get(0)->limits[rule].min) && curve->n_good &&
           curve->n_good < curve->n_samples;
}

/* The worst of the good and the mildest of the broken, as badness; NaN of none. */
static double get_extreme(const Curve *curve, int of_broken)
{
    double extreme = NAN;

    for (size_t i = 0; i < curve->n_samples; i++) /* falling badness */
        if (curve->samples[i].is_broken == of_broken && (of_broken || isnan(extreme)))
            extreme = curve->samples[i].badness;
    return extreme;
}

static void print_limits(IdpLimits limits, FILE *stream)
{
    if (isfinite(limits.min) && isfinite(limits.max))
        fprintf(stream, "%.4g .. %.4g\t", limits.min, limits.max);
    else if (isfinite(limits.min))
        fprintf(stream, ">= %.4g\t", limits.min);
    else if (isfinite(limits.max))
        fprintf(stream, "<= %.4g\t", limits.max);
    else
        fputs("-\t", stream);
}

static void print_value(const Curve *curve, double badness, FILE *stream)
{
    if (isnan(badness))
        fputs("-\t", stream);
    else
        fprintf(stream, "%.4g\t", limits_get_at(curve->limits, badness));
}

static void print_measure(const CalibrationSet *set, RuleId rule, Curve *curve, FILE *stream)
{
    const Tally tally = set_count_rule(set, rule);
    const size_t n_seen = tally.n_failed + tally.n_noted;
    const RocPoint *best;

    curve_fill(set, rule, curve);
    if (!curve->n_samples)
        return;
    best = curve_has_choice(curve, rule)
               ? roc_get_best(curve->points, curve->n_points, curve->n_good, false_share_max)
               : NULL;
    fprintf(stream, "%s\t%s\t%s\t", RULES[rule].code, RULES[rule].measure,
            RULES[rule].is_hard ? "hard" : "advisory");
    fprintf(stream, "%s\t%s\t", format_share(tally.n_refused + tally.n_warned, tally.n_good).text,
            format_share(tally.n_broken - n_seen, tally.n_broken).text);
    print_limits(curve->limits, stream);
    print_value(curve, get_extreme(curve, 0), stream);
    print_value(curve, get_extreme(curve, 1), stream);
    if (best)
        fprintf(stream, "%.4g (%zu, %zu)\n", limits_get_at(curve->limits, best->badness),
                best->n_false, best->n_missed);
    else
        fputs("-\n", stream);
}

static int print_measures(const CalibrationSet *set, int as_markdown, FILE *stream)
{
    Table table;
    Curve curve;

    print_heading("By measure", as_markdown, stream);
    if (table_start(&table))
        return -1;
    if (!curve_new(set, &curve)) {
        fputs("code\tmeasure\tkind\tfalse alarms\tnot seen\tlimit\tworst kept\tmildest "
              "broken\tbest limit (false, not seen)\n",
              table.rows);
        for (RuleId rule = 0; rule < RULE_COUNT; rule++)
            print_measure(set, rule, &curve, table.rows);
    }
    table_finish(&table, as_markdown, stream);
    curve_done(&curve);
    return 0;
}

static void print_roc(RuleId rule, const Curve *curve, FILE *stream)
{
    fprintf(stream, "%s\t%s\t%zu, %zu", RULES[rule].code, RULES[rule].measure, curve->n_good,
            curve->n_samples - curve->n_good);
    for (size_t i = 0; i < ROC_SHARES; i++) {
        const RocPoint *point =
            roc_get_best(curve->points, curve->n_points, curve->n_good, roc_shares[i]);

        fprintf(stream, "\t%.4g: %.0f %%", limits_get_at(curve->limits, point->badness),
                100.0 * (double)point->n_missed / (double)(curve->n_samples - curve->n_good));
    }
    fputc('\n', stream);
}

static int print_curves(const CalibrationSet *set, int as_markdown, FILE *stream)
{
    Table table;
    Curve curve;

    print_heading("Limit and share not seen, at most so many false alarms", as_markdown, stream);
    if (table_start(&table))
        return -1;
    if (!curve_new(set, &curve)) {
        fputs("code\tmeasure\tkept, broken", table.rows);
        for (size_t i = 0; i < ROC_SHARES; i++)
            fprintf(table.rows, "\t%.0f %%", 100 * roc_shares[i]);
        fputc('\n', table.rows);
        for (RuleId rule = 0; rule < RULE_COUNT; rule++) {
            curve_fill(set, rule, &curve);
            if (curve_has_choice(&curve, rule))
                print_roc(rule, &curve, table.rows);
        }
    }
    table_finish(&table, as_markdown, stream);
    curve_done(&curve);
    return 0;
}

int calibrate_print(const CalibrationSet *set, int as_markdown, FILE *stream)
{
    print_summary(set, as_markdown, stream);
    if (print_codes(set, as_markdown, stream) || print_measures(set, as_markdown, stream))
        return -1;
    return print_curves(set, as_markdown, stream);
}

/* How the verdict errs, or NULL. */
static const char *get_error(Mark mark, IdpVerdict verdict)
{
    if (mark == MARK_GOOD && verdict == IDP_VERDICT_FAIL)
        return "falsely refused";
    if (mark == MARK_GOOD && verdict == IDP_VERDICT_WARN)
        return "falsely warned";
    if (mark == MARK_BROKEN && verdict != IDP_VERDICT_FAIL && verdict != IDP_VERDICT_WARN)
        return "not seen";
    return NULL;
}

void calibrate_print_errors(const CalibrationSet *set, FILE *stream)
{
    fputc('\n', stream);
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        for (size_t i = 0; i < set->labels->n_items; i++) {
            const Label *label = &set->labels->items[i];
            const Finding *finding = &set->outcomes[i].findings[rule];
            const char *error = get_error((Mark)label->marks[rule], finding->verdict);

            if (error)
                fprintf(stream, "%s/%s %s: %.4g %s %s\n", RULES[rule].code, RULES[rule].measure,
                        error, finding->value, idp_verdict_get_name(finding->verdict), label->file);
        }
    }
}
