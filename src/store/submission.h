/* Rows of submissions: photos handed in. Rules: src/app/submissions.h, src/app/reviews.h. */
#ifndef SRC_STORE_SUBMISSION_H
#define SRC_STORE_SUBMISSION_H

#include "src/model/submission.h"
#include "src/store/db.h"

/* A draft that may be handed in. */
typedef struct ChosenDraft {
    int64_t id;
    int was_returned; /* it was handed in before, and returned */
} ChosenDraft;

/* NOT_FOUND: the journey has no such draft, or it was deleted or erased. */
int store_submission_find_draft(Db *db, int64_t journey_id, const char *public_id,
                                ChosenDraft *ret_draft, Message *ret_message);

/* The same of a draft that was chosen before. */
int store_submission_check_draft(Db *db, int64_t journey_id, int64_t draft_id,
                                 Message *ret_message);

/* The public id of the draft, deleted or not. */
int store_submission_get_draft_id(Db *db, int64_t draft_id, char ret_public_id[CRYPT_TOKEN_BYTES],
                                  Message *ret_message);

/* Inside db_transact. CONFLICT: the journey has one that is not decided. */
int store_submission_add(Db *db, int64_t journey_id, int64_t draft_id, int64_t now_ms,
                         int64_t *ret_id, Message *ret_message);

int store_submission_get(Db *db, int64_t id, Submission *ret_submission, Message *ret_message);

/* The journey's latest. NOT_FOUND: nothing was handed in yet. */
int store_submission_find(Db *db, int64_t journey_id, Submission *ret_submission,
                          Message *ret_message);

/* Who reviews it. CONFLICT: it is decided. */
int store_submission_open(Db *db, int64_t id, int64_t staff_id, int64_t now_ms,
                          Message *ret_message);

/*
 * Writes decision, decided_by (0: nobody of staff), decided_ms, reasons and remark. What was
 * approved may end otherwise; what has ended may not: CONFLICT.
 */
int store_submission_decide(Db *db, const Submission *submission, Message *ret_message);

#endif
