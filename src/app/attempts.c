/* Counters of failed shots. Thread-safe: pure. */
#include "src/app/attempts.h"

#include <string.h>

static int64_t get_step(const int64_t *steps, int n_steps, int n_before)
{
    return steps[n_before < n_steps ? n_before : n_steps - 1];
}

/* Drops what is older than the period, and the oldest where the list is full. */
static void keep_recent(const BatchRules *rules, int64_t now_ms, Attempts *attempts)
{
    int n_old = 0;

    while (n_old < attempts->n_not_genuine &&
           (attempts->not_genuine_ms[n_old] <= now_ms - rules->authenticity_period_ms ||
            attempts->n_not_genuine - n_old >= NOT_GENUINE_TIMES_MAX))
        n_old++;
    attempts->n_not_genuine -= n_old;
    memmove(attempts->not_genuine_ms, attempts->not_genuine_ms + n_old,
            (size_t)attempts->n_not_genuine * sizeof *attempts->not_genuine_ms);
}

static void count_not_genuine(const BatchRules *rules, int64_t now_ms, Attempts *attempts)
{
    keep_recent(rules, now_ms, attempts);
    attempts->not_genuine_ms[attempts->n_not_genuine++] = now_ms;
    if (attempts->n_not_genuine >= rules->authenticity_failures_max)
        attempts->lock = LOCK_BY_SCHOOL;
}

static void count_other(const BatchRules *rules, int64_t now_ms, Attempts *attempts)
{
    if (++attempts->n_other_in_row < rules->other_failures_max)
        return;
    attempts->n_other_in_row = 0;
    if (attempts->lock == LOCK_BY_SCHOOL) /* of a shot that was on its way when the lock fell */
        return;
    attempts->lock = LOCK_TIMED;
    attempts->locked_until_ms =
        now_ms + get_step(rules->other_lock_ms, LOCK_STEPS, attempts->n_timed_locks++);
}

void attempts_count(const BatchRules *rules, AttemptOutcome outcome, int64_t now_ms,
                    Attempts *attempts)
{
    if (outcome == ATTEMPT_PASSED) {
        attempts->n_failed_in_row = attempts->n_other_in_row = attempts->n_timed_locks = 0;
        attempts->cooldown_until_ms = 0;
        return;
    }
    attempts->cooldown_until_ms =
        now_ms + get_step(rules->cooldown_ms, COOLDOWN_STEPS, attempts->n_failed_in_row);
    attempts->n_failed_in_row++;
    if (outcome == ATTEMPT_NOT_GENUINE)
        count_not_genuine(rules, now_ms, attempts);
    else
        count_other(rules, now_ms, attempts);
}

void attempts_unlock(Attempts *attempts)
{
    *attempts = (Attempts){0};
}

LockKind attempts_get_lock(const Attempts *attempts, int64_t now_ms)
{
    if (attempts->lock == LOCK_TIMED && now_ms >= attempts->locked_until_ms)
        return LOCK_NONE;
    return attempts->lock;
}

static int64_t get_greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

AttemptsLeft attempts_get_left(const BatchRules *rules, const Attempts *attempts, int64_t now_ms)
{
    AttemptsLeft left = {rules->authenticity_failures_max,
                         rules->other_failures_max - attempts->n_other_in_row};

    if (attempts_get_lock(attempts, now_ms) != LOCK_NONE)
        return (AttemptsLeft){0, 0};
    for (int i = 0; i < attempts->n_not_genuine; i++)
        left.n_not_genuine -= attempts->not_genuine_ms[i] > now_ms - rules->authenticity_period_ms;
    /* Rules may have become stricter meanwhile: then the next failure locks. */
    return (AttemptsLeft){get_greater(left.n_not_genuine, 1), get_greater(left.n_other, 1)};
}

int64_t attempts_get_cooldown_end(const Attempts *attempts)
{
    return attempts->cooldown_until_ms;
}
