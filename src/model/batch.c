/* The defaults of a batch's rules, in one table. Those of the guide are marked. */
#include "src/model/batch.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };

static const int64_t day = INT64_C(24) * HOUR;

BatchRules batch_rules_get_default(void)
{
    return (BatchRules){
        .draft_capacity = 5,
        .draft_min_age_ms = day, /* guide, part two, 11 */
        .cooldown_ms = {10 * SECOND, 30 * SECOND, 60 * SECOND, 180 * SECOND}, /* guide, 8 */
        .authenticity_failures_max = 3,                                       /* guide, 9 */
        .authenticity_period_ms = day,
        .other_failures_max = 5, /* guide, 10 */
        .other_lock_ms = {30 * MINUTE, 2 * HOUR, 12 * HOUR},
        .fee_fen = 1500,
        .capture_life_ms = 10 * MINUTE,
        .student_session_ms = 30 * day,
        .staff_session_ms = 12 * HOUR,
        .keep_raw_ms = day,
        .keep_failed_ms = 7 * day,
        .keep_drafts_ms = 7 * day,
        .keep_finals_ms = 30 * day,
    };
}
