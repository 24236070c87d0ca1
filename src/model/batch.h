/*
 * A batch: one school's round of photo taking, and the numbers of its rules.
 *
 * Plain data. Times are milliseconds since 1970 UTC; hours of the day are minutes in China's zone.
 */
#ifndef SRC_MODEL_BATCH_H
#define SRC_MODEL_BATCH_H

#include <stddef.h>
#include <stdint.h>

enum { COOLDOWN_STEPS = 4, LOCK_STEPS = 3, CLOSED_DATES_MAX = 64, MINUTES_PER_DAY = 24 * 60 };

/* The numbers of the rules: data of the batch. batch_rules_get_default has the defaults. */
typedef struct BatchRules {
    int64_t draft_capacity;
    int64_t draft_min_age_ms;            /* before a draft may be deleted */
    int64_t cooldown_ms[COOLDOWN_STEPS]; /* by consecutive failure; the last one stays */
    int64_t authenticity_failures_max;   /* within the time below: then locked until unlocked */
    int64_t authenticity_period_ms;
    int64_t other_failures_max;        /* consecutive: then locked for a time */
    int64_t other_lock_ms[LOCK_STEPS]; /* by lock; the last one stays */
    int64_t fee_fen;
    int64_t audit_per_mille;    /* of what the machine may finish: people look at these */
    int64_t capture_life_ms;    /* of one capture session */
    int64_t student_session_ms; /* sliding */
    int64_t staff_session_ms;
    int64_t keep_raw_ms;    /* shots, after the batch's delivery */
    int64_t keep_failed_ms; /* shots that failed */
    int64_t keep_drafts_ms; /* after the batch's end */
    int64_t keep_finals_ms; /* after the delivery is confirmed */
} BatchRules;

/* A day without shooting: days since 1970-01-01 in China's zone. */
typedef int32_t LocalDay;

/* How students prove who they are. */
typedef enum VerificationWay { VERIFY_BY_ROSTER, VERIFY_BY_CODE } VerificationWay;

typedef struct Batch {
    int64_t id, school_id;
    VerificationWay verification;
    int64_t opens_ms, closes_ms;      /* first moment of the window, and the first one after it */
    int daily_from_min, daily_to_min; /* open from .. to (not included); 0 .. 1440: all day */
    size_t n_closed_days;
    LocalDay closed_days[CLOSED_DATES_MAX];
    int is_payment_unified; /* 是否学校统一缴费 */
    int has_school_review;
    int is_production_automatic; /* the machine finishes photos without warnings */
    BatchRules rules;
} Batch;

BatchRules batch_rules_get_default(void);

/* A school's new batch: its window is still to be set. */
Batch batch_get_default(void);

enum { BATCH_RULES_TEXT_BYTES = 1024 };

/*
 * The defaults with what the text changes: lines of name=value, names as the fields
 * ("cooldown_ms.0" for the first step). 0, or -1: an unknown name, or a value outside its range.
 */
int batch_rules_parse(const char *text, BatchRules *ret_rules);

/* Only what differs from the defaults. */
void batch_rules_format(const BatchRules *rules, char ret_text[BATCH_RULES_TEXT_BYTES]);

/* Sets one by its name. 0, or -1: an unknown name, or a value outside its range. */
int batch_rules_set(BatchRules *rules, const char *name, int64_t value);

/* The name and value at the position, or NULL past the last one. */
const char *batch_rules_get(const BatchRules *rules, size_t position, int64_t *ret_value);

/* 0, or -1: window, hours and closed days do not fit each other. */
int batch_check(const Batch *batch);

#endif
