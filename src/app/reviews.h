/*
 * The school's review: a reviewer opens a submission and from then on has it, then lets it pass or
 * returns it with reasons. An opening that is left alone for REVIEW_ABANDONED_MS may be taken over.
 *
 * Each change is one transaction with its audit row. NOT_FOUND: there is no such submission.
 * CONFLICT: it is not under review (any more). DENIED: another reviewer has it.
 */
#ifndef SRC_APP_REVIEWS_H
#define SRC_APP_REVIEWS_H

#include "src/app/app.h"
#include "src/store/review.h"
#include "src/store/submission.h"

enum { REVIEW_ABANDONED_MS = 15 * 60 * 1000 };

/* Opening again what one has keeps it for longer. */
int reviews_open(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                 Message *ret_message);

typedef struct ReviewVerdict {
    Decision decision;  /* DECISION_APPROVED, DECISION_RETURNED */
    unsigned reasons;   /* of a return, one at least */
    const char *remark; /* NULL or less than REMARK_BYTES; REASON_OTHER needs one */
} ReviewVerdict;

/* The same verdict again by the same reviewer succeeds and changes nothing. ARGUMENT: the verdict
 * is not as above. */
int reviews_decide(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                   const ReviewVerdict *verdict, Message *ret_message);

/* Leaves the audit row of a member of staff who looks at the photo; before it is shown. */
int reviews_note_reading(const App *app, Db *db, int64_t staff_id, int64_t submission_id,
                         Message *ret_message);

#endif
