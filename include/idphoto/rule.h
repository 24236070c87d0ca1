/*
 * Rule: what a code of the report means, for programs and for people.
 *
 * Constant data that lives as long as the process. One entry for each measure of each rule; the
 * codes are stable and never reused. Entries stand in the order in which reasons are shown: the
 * most useful first (the file, then frame and light, then details). Source: the clauses of the
 * students' guide and the national standard of 2017.
 */
#ifndef IDPHOTO_RULE_H
#define IDPHOTO_RULE_H

#include <stddef.h>

#include <idphoto/export.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    IDP_RULES_MAX = 96,
    IDP_CLAUSES = 10,       /* of the guide's precautions, numbered from 1 */
    IDP_RULE_SHORT_MAX = 20 /* characters of a short text: what a WeChat message holds */
};

typedef struct IdpText {
    const char *zh, *en; /* UTF-8 */
} IdpText;

/* Which count of failures a refusal by the rule adds to. */
typedef enum IdpLockClass {
    IDP_LOCK_NONE,        /* none: the file, or our own work, is at fault */
    IDP_LOCK_OTHER,       /* the photo rules */
    IDP_LOCK_AUTHENTICITY /* recapture, beautification, liveness */
} IdpLockClass;

/* How the place of a fault is shown. */
typedef enum IdpMark {
    IDP_MARK_WHOLE,   /* it concerns the whole picture: a frame along its edge */
    IDP_MARK_OUTLINE, /* the polygon of the place */
    IDP_MARK_ELLIPSE, /* the ellipse inside the place's bounds: small things such as eyes */
    IDP_MARK_LINE     /* from the first point of the place to the second */
} IdpMark;

typedef struct IdpLimits {
    double min; /* -INFINITY: none; NaN: the rule finds its limits from the profile's geometry */
    double max; /* INFINITY: none */
} IdpLimits;

typedef struct IdpRule {
    const char *code;    /* "P04" */
    const char *measure; /* "yaw" */
    const char *unit;    /* of the value and the thresholds */
    int is_hard;         /* 1: beyond the threshold the shot is refused; 0: it is a warning */
    int clause;          /* 1..IDP_CLAUSES of the guide; 0: the national standard itself */
    int can_be_excepted; /* the school may approve an exception (product rule S19) */
    IdpLockClass lock;
    IdpMark mark;
    IdpText name; /* at most IDP_RULE_SHORT_MAX characters: message, caption of the overlay */
    IdpText text; /* what is wrong and why it matters */
    IdpText tip;  /* what to do about it within a minute */
} IdpRule;

/* The entry, or NULL. Thread-safe. */
IDP_EXPORT const IdpRule *idp_rule_find(const char *code, const char *measure);

/* The entry at the position in the table's order, or NULL past the last one. Thread-safe. */
IDP_EXPORT const IdpRule *idp_rule_get(size_t position);

/* The guide's clause, 1..IDP_CLAUSES (Chinese: its own words), or of the standard (0). Else NULL.
 */
IDP_EXPORT const IdpText *idp_clause_get(int clause);

#ifdef __cplusplus
}
#endif

#endif
