/* The draft box's rules: the guide, part two, 11. */
#include "src/app/drafts.h"

int drafts_is_full(const BatchRules *rules, int n_drafts)
{
    return n_drafts >= rules->draft_capacity;
}

int64_t drafts_get_deletable_ms(const BatchRules *rules, int64_t created_ms)
{
    return created_ms + rules->draft_min_age_ms;
}
