/* The rules of a batch: their defaults (those of the guide are marked), names and ranges. */
#include "src/model/batch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/model/attempts.h"

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
        .audit_per_mille = 50,
        .capture_life_ms = 10 * MINUTE,
        .student_session_ms = 30 * day,
        .staff_session_ms = 12 * HOUR,
        .keep_raw_ms = day,
        .keep_failed_ms = 7 * day,
        .keep_drafts_ms = 7 * day,
        .keep_finals_ms = 30 * day,
    };
}

Batch batch_get_default(void)
{
    return (Batch){
        .verification = VERIFY_BY_ROSTER,
        .daily_from_min = 8 * 60,
        .daily_to_min = 18 * 60,
        .is_payment_unified = 0,
        .has_school_review = 1,
        .is_production_automatic = 0,
        .rules = batch_rules_get_default(),
    };
}

typedef struct RuleField {
    const char *name;
    size_t offset; /* of an int64_t in BatchRules */
    int64_t min, max;
} RuleField;

#define FIELD(field, min, max)                                                                     \
    {                                                                                              \
#field, offsetof(BatchRules, field), (min), (max)                                          \
    }
#define STEP(field, i, min, max)                                                                   \
    {                                                                                              \
#field "." #i, offsetof(BatchRules, field[i]), (min), (max)                                \
    }

static const RuleField fields[] = {
    FIELD(draft_capacity, 1, 100),
    FIELD(draft_min_age_ms, 0, 366 * INT64_C(86400000)),
    STEP(cooldown_ms, 0, 0, 86400000),
    STEP(cooldown_ms, 1, 0, 86400000),
    STEP(cooldown_ms, 2, 0, 86400000),
    STEP(cooldown_ms, 3, 0, 86400000),
    FIELD(authenticity_failures_max, 1, NOT_GENUINE_TIMES_MAX),
    FIELD(authenticity_period_ms, 1000, 366 * INT64_C(86400000)),
    FIELD(other_failures_max, 1, 1000),
    STEP(other_lock_ms, 0, 0, 366 * INT64_C(86400000)),
    STEP(other_lock_ms, 1, 0, 366 * INT64_C(86400000)),
    STEP(other_lock_ms, 2, 0, 366 * INT64_C(86400000)),
    FIELD(fee_fen, 0, 100000),
    FIELD(audit_per_mille, 0, 1000),
    FIELD(capture_life_ms, 1000, 86400000),
    FIELD(student_session_ms, 60000, 366 * INT64_C(86400000)),
    FIELD(staff_session_ms, 60000, 366 * INT64_C(86400000)),
    FIELD(keep_raw_ms, 0, 366 * INT64_C(86400000)),
    FIELD(keep_failed_ms, 0, 366 * INT64_C(86400000)),
    FIELD(keep_drafts_ms, 0, 366 * INT64_C(86400000)),
    FIELD(keep_finals_ms, 0, 366 * INT64_C(86400000)),
};

enum { N_FIELDS = sizeof fields / sizeof fields[0] };

_Static_assert(N_FIELDS * sizeof(int64_t) == sizeof(BatchRules), "every rule has its row");

static int64_t *get_field(BatchRules *rules, const RuleField *field)
{
    return (int64_t *)(void *)((char *)rules + field->offset);
}

/* One line, without its end. */
static int parse_line(const char *line, size_t length, BatchRules *rules)
{
    const char *equals = memchr(line, '=', length);
    const size_t n_name = equals ? (size_t)(equals - line) : 0;

    for (size_t i = 0; i < N_FIELDS && equals; i++) {
        char *end;
        int64_t value;

        if (strlen(fields[i].name) != n_name || memcmp(fields[i].name, line, n_name) != 0)
            continue;
        value = strtoll(equals + 1, &end, 10);
        if (end == equals + 1 || end != line + length || value < fields[i].min ||
            value > fields[i].max)
            return -1;
        *get_field(rules, &fields[i]) = value;
        return 0;
    }
    return -1;
}

int batch_rules_parse(const char *text, BatchRules *ret_rules)
{
    BatchRules rules = batch_rules_get_default();

    while (*text) {
        const size_t length = strcspn(text, "\n");

        if (length && parse_line(text, length, &rules))
            return -1;
        text += length + (text[length] == '\n');
    }
    *ret_rules = rules;
    return 0;
}

void batch_rules_format(const BatchRules *rules, char ret_text[BATCH_RULES_TEXT_BYTES])
{
    BatchRules standard = batch_rules_get_default(), copy = *rules;
    size_t used = 0;

    ret_text[0] = 0;
    for (size_t i = 0; i < N_FIELDS; i++)
        if (*get_field(&copy, &fields[i]) != *get_field(&standard, &fields[i]))
            used +=
                (size_t)snprintf(ret_text + used, BATCH_RULES_TEXT_BYTES - used, "%s=%" PRId64 "\n",
                                 fields[i].name, *get_field(&copy, &fields[i]));
}

int batch_rules_set(BatchRules *rules, const char *name, int64_t value)
{
    for (size_t i = 0; i < N_FIELDS; i++)
        if (!strcmp(fields[i].name, name)) {
            if (value < fields[i].min || value > fields[i].max)
                return -1;
            *get_field(rules, &fields[i]) = value;
            return 0;
        }
    return -1;
}

const char *batch_rules_get(const BatchRules *rules, size_t position, int64_t *ret_value)
{
    BatchRules copy = *rules;

    if (position >= N_FIELDS)
        return NULL;
    *ret_value = *get_field(&copy, &fields[position]);
    return fields[position].name;
}

int batch_check(const Batch *batch)
{
    if (batch->opens_ms < 0 || batch->closes_ms <= batch->opens_ms || batch->daily_from_min < 0 ||
        batch->daily_to_min > MINUTES_PER_DAY || batch->daily_from_min >= batch->daily_to_min)
        return -1;
    for (size_t i = 1; i < batch->n_closed_days; i++)
        if (batch->closed_days[i - 1] >= batch->closed_days[i])
            return -1;
    return 0;
}
