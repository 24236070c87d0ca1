/*
 * What a process has made: photos by outcome and how long they took, for /metrics. Lock-free;
 * thread-safe.
 */
#ifndef SRC_PIPELINE_TALLY_H
#define SRC_PIPELINE_TALLY_H

#include <stdatomic.h>
#include <stdio.h>

#include "src/pipeline/outcome.h"

enum { TALLY_BUCKETS = 8, TALLY_OUTCOMES = OUTCOME_NONE + 1 };

typedef struct Tally {
    atomic_ulong by_outcome[TALLY_OUTCOMES];
    atomic_ulong n_not_made;                     /* tries that ended without a result */
    atomic_ulong by_duration[TALLY_BUCKETS + 1]; /* of results; not cumulated */
    atomic_ulong sum_ms;
} Tally;

void tally_count(Tally *tally, Outcome outcome, double duration_ms);
void tally_count_not_made(Tally *tally);

/* In Prometheus' text format. */
void tally_print(const Tally *tally, FILE *stream);

#endif
