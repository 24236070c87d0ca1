/* How measurements become verdicts. Thread-safe: one Judge a thread, constant tables. */
#include "lib/check/rules.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

_Static_assert((int)RULE_COUNT <= (int)IDP_RULES_MAX, "profiles and reports hold every rule");
_Static_assert(IDP_VERDICT_PASS < IDP_VERDICT_WARN && IDP_VERDICT_WARN < IDP_VERDICT_FAIL,
               "raise_verdict compares them");

const IdpRule *idp_rule_get(size_t position)
{
    return position < RULE_COUNT ? &RULES[position] : NULL;
}

const IdpRule *idp_rule_find(const char *code, const char *measure)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (!strcmp(RULES[i].code, code) && !strcmp(RULES[i].measure, measure))
            return &RULES[i];
    return NULL;
}

static IdpRuleResult *add_entry(Judge *judge, RuleId rule)
{
    IdpRuleResult *entry = &judge->report->rules[judge->report->n_rules++];

    *entry = (IdpRuleResult){.code = RULES[rule].code,
                             .measure = RULES[rule].measure,
                             .verdict = IDP_VERDICT_UNMEASURED,
                             .value = NAN,
                             .unit = RULES[rule].unit,
                             .threshold_min = -INFINITY,
                             .threshold_max = INFINITY};
    return entry;
}

static void raise_verdict(IdpReport *report, IdpVerdict verdict)
{
    if ((verdict == IDP_VERDICT_WARN || verdict == IDP_VERDICT_FAIL) && verdict > report->verdict)
        report->verdict = verdict;
}

static bool is_excepted(const Judge *judge, RuleId rule)
{
    for (size_t i = 0; i < judge->n_exceptions; i++)
        if (!strcmp(judge->exceptions[i], RULES[rule].code))
            return true;
    return false;
}

static IdpVerdict get_fault(const Judge *judge, RuleId rule)
{
    if (is_excepted(judge, rule))
        return IDP_VERDICT_WAIVED;
    return RULES[rule].is_hard ? IDP_VERDICT_FAIL : IDP_VERDICT_WARN;
}

void judge_add_within(Judge *judge, RuleId rule, double value, IdpLimits limits, double confidence,
                      const IdpPlace *place)
{
    IdpRuleResult *entry = add_entry(judge, rule);

    entry->value = value;
    entry->threshold_min = limits.min;
    entry->threshold_max = limits.max;
    entry->confidence = confidence;
    if (isnan(value))
        return;
    if (value >= limits.min && value <= limits.max)
        entry->verdict = IDP_VERDICT_PASS;
    else
        entry->verdict = get_fault(judge, rule);
    if (place)
        entry->place = *place;
    raise_verdict(judge->report, entry->verdict);
}

void judge_add(Judge *judge, RuleId rule, double value, double confidence, const IdpPlace *place)
{
    judge_add_within(judge, rule, value, judge->profile->limits[rule], confidence, place);
}

void judge_add_without_value(Judge *judge, RuleId rule, IdpVerdict verdict)
{
    add_entry(judge, rule)->verdict = verdict;
}

static IdpRuleResult *find_entry(IdpReport *report, RuleId rule)
{
    for (size_t i = 0; i < report->n_rules; i++)
        if (report->rules[i].code == RULES[rule].code &&
            report->rules[i].measure == RULES[rule].measure)
            return &report->rules[i];
    return NULL;
}

void judge_complete(Judge *judge, RuleId first, RuleId last)
{
    IdpReport *report = judge->report;
    size_t n_placed = 0;

    for (RuleId rule = first; rule <= last; rule++)
        if (!find_entry(report, rule))
            judge_add_without_value(judge, rule, IDP_VERDICT_UNMEASURED);
    for (RuleId rule = 0; rule < RULE_COUNT; rule++) {
        IdpRuleResult *entry = find_entry(report, rule);

        if (entry) {
            const IdpRuleResult taken = *entry;

            *entry = report->rules[n_placed];
            report->rules[n_placed++] = taken;
        }
    }
}

void judge_fail_last(Judge *judge)
{
    judge->report->rules[judge->report->n_rules - 1].verdict = IDP_VERDICT_FAIL;
    judge->report->verdict = IDP_VERDICT_FAIL;
}
