/*
 * Rule: what a code of the report means, for people.
 *
 * Constant data that lives as long as the process. One entry for each measure of each rule; the
 * codes are stable and never reused. Source: the clauses of the students' guide and the national
 * standard.
 */
#ifndef IDPHOTO_RULE_H
#define IDPHOTO_RULE_H

#include <stddef.h>

#include <idphoto/export.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct IdpRule {
    const char *code;    /* "P04" */
    const char *measure; /* "yaw" */
    const char *unit;    /* of the value and the thresholds */
    int is_hard;         /* 1: beyond the threshold the shot is refused; 0: it is a warning */
    const char *text_zh; /* what is wrong and what to do, when it does not hold */
    const char *text_en;
} IdpRule;

/* The entry, or NULL. Thread-safe. */
IDP_EXPORT const IdpRule *idp_rule_find(const char *code, const char *measure);

/* The entry at the position in the table's order, or NULL past the last one. Thread-safe. */
IDP_EXPORT const IdpRule *idp_rule_get(size_t position);

#ifdef __cplusplus
}
#endif

#endif
