/*
 * The machine's share of production (src/app/production.h): the sample that a student sees first,
 * and the final of a photo that nobody has to look at.
 *
 * The sample is the draft's own preview, which has the watermark on it already; the final is the
 * draft's certificate photo, byte for byte, held against the standard once more. Both are objects
 * of their own: drafts are erased sooner than finals. Each result is one transaction with the step
 * of the student's way, under a claim that ends: whatever is killed when, nothing happens twice,
 * and what is left undone is done by the next one. A photo that the machine fails on
 * PRODUCTION_ATTEMPTS_MAX times, or that no longer holds against the standard, goes to people.
 */
#ifndef SRC_PIPELINE_FINISHING_H
#define SRC_PIPELINE_FINISHING_H

#include "src/pipeline/making.h"

enum { FINISHING_LEASE_MS = 60 * 1000 };

/* As making_run_next. */
int finishing_run_next(const Making *making, Db *db, Message *ret_message);

#endif
