/* From rules to counts. Thread-safe: pure. */
#include "src/pipeline/outcome.h"

#include <stdbool.h>

Outcome outcome_get(const IdpReport *report)
{
    bool has_failed[IDP_LOCK_AUTHENTICITY + 1] = {false};

    if (report->verdict != IDP_VERDICT_FAIL)
        return OUTCOME_PASSED;
    for (size_t i = 0; i < report->n_rules; i++) {
        const IdpRuleResult *result = &report->rules[i];
        const IdpRule *rule = idp_rule_find(result->code, result->measure);

        if (rule && result->verdict == IDP_VERDICT_FAIL)
            has_failed[rule->lock] = true;
    }
    if (has_failed[IDP_LOCK_AUTHENTICITY])
        return OUTCOME_NOT_GENUINE;
    return has_failed[IDP_LOCK_OTHER] ? OUTCOME_FAILED : OUTCOME_NONE;
}

const char *outcome_get_name(Outcome outcome)
{
    static const char *const names[] = {"passed", "failed", "not-genuine", "none"};

    return names[outcome];
}
