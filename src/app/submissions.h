/*
 * Handing in a photo: the student chooses a draft, and may take it back until a reviewer has opened
 * it; the school may send the student back to the camera. Nothing of this is ever paid twice.
 *
 * Each function is one step (src/app/journey_step.h). Repeating what is done already succeeds and
 * changes nothing. CONFLICT: it is not allowed in the state.
 */
#ifndef SRC_APP_SUBMISSIONS_H
#define SRC_APP_SUBMISSIONS_H

#include "src/app/app.h"
#include "src/model/journey.h"
#include "src/store/submission.h"

/* What the student sees of it. */
typedef struct SubmissionView {
    JourneyState state;
    Submission submission;            /* id 0: not handed in until it is paid */
    char draft_id[CRYPT_TOKEN_BYTES]; /* public id of the chosen draft */
} SubmissionView;

/* The latest. NOT_FOUND: no draft was confirmed yet. */
int submissions_get(Db *db, int64_t account_id, SubmissionView *ret_view, Message *ret_message);

/*
 * Confirms the draft. NOT_FOUND: the account has no such draft, or it was deleted or erased.
 * DENIED: this photo was handed in before and returned.
 */
int submissions_confirm(const App *app, Db *db, int64_t account_id, const char *draft_id,
                        SubmissionView *ret_view, Message *ret_message);

/* Back to the draft box, from payment too. CONFLICT: a reviewer has opened it. */
int submissions_withdraw(const App *app, Db *db, int64_t account_id, Message *ret_message);

/* The school sends the student back to the camera; drafts stay. remark: NULL or less than
 * REMARK_BYTES. NOT_FOUND: nobody has verified as this student. */
int submissions_reset(const App *app, Db *db, int64_t staff_id, int64_t student_id,
                      const char *remark, Message *ret_message);

#endif
