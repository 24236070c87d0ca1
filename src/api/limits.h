/*
 * Rate limits: token buckets in memory, by kind and key (an address, a login).
 *
 * The table has a fixed size. A key that finds no room takes the place of the bucket of its row
 * that is full again first: its owner loses least. Limits are each process's own and start anew
 * with it. Keys are kept as keyed hashes, so that nobody can choose keys that meet. Thread-safe.
 */
#ifndef SRC_API_LIMITS_H
#define SRC_API_LIMITS_H

#include <stdint.h>

#include "lib/base/cleanup.h"

typedef struct Limits Limits;

/* n_tokens in a full bucket, which fills from empty in period_ms. */
typedef struct LimitRule {
    const char *kind;
    int64_t n_tokens, period_ms;
} LimitRule;

/* NULL: out of memory. */
Limits *limits_new(void);
void limits_free(Limits *limits);
DEFINE_CLEANUP(Limits, limits_free)

/* Takes a token at now_ms (any steady clock). 0: it was there; else: in so many ms there is one. */
int64_t limits_take(Limits *limits, const LimitRule *rule, const char *key, int64_t now_ms);

#endif
