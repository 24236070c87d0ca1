/* Which reasons a student is shown first. Pure. */
#include <stdbool.h>
#include <string.h>

#include <idphoto/report.h>

static bool has_code(const IdpRuleResult *const *reasons, size_t n_reasons, const char *code)
{
    for (size_t i = 0; i < n_reasons; i++)
        if (!strcmp(reasons[i]->code, code))
            return true;
    return false;
}

size_t idp_report_get_reasons(const IdpReport *report,
                              const IdpRuleResult *ret_reasons[IDP_REASONS_MAX])
{
    size_t n_reasons = 0;

    if (report->verdict == IDP_VERDICT_PASS)
        return 0;
    for (size_t i = 0; i < report->n_rules && n_reasons < IDP_REASONS_MAX; i++)
        if (report->rules[i].verdict == report->verdict &&
            !has_code(ret_reasons, n_reasons, report->rules[i].code))
            ret_reasons[n_reasons++] = &report->rules[i];
    return n_reasons;
}
