/*
 * Who a student is: by the roster, or by a capture code, in the school's batches that have not
 * ended. Every answer names the school, whose contact the student is told if it does not work.
 */
#ifndef SRC_APP_VERIFICATION_H
#define SRC_APP_VERIFICATION_H

#include "src/app/app.h"
#include "src/app/roster.h"
#include "src/model/school.h"
#include "src/store/db.h"

typedef enum VerificationOutcome {
    VERIFICATION_DONE,
    VERIFICATION_NO_SCHOOL, /* there is none of that code */
    VERIFICATION_NO_BATCH,  /* it takes no photos, or not any more */
    VERIFICATION_OTHER_WAY, /* it wants the other of roster and code */
    VERIFICATION_UNKNOWN,   /* nobody fits; what does not fit is not told */
    VERIFICATION_MISMATCH,  /* the roster has the code's number with another name or identity */
    VERIFICATION_BOUND,     /* the student is bound to another account */
    VERIFICATION_NOT_NOW    /* the account is at another step */
} VerificationOutcome;

typedef struct Verification {
    VerificationOutcome outcome;
    School school; /* id 0: not known */
} Verification;

/* claim.batch_id is found by the school and need not be given. */
int verification_by_roster(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                           const char *school_code, const RosterClaim *claim,
                           Verification *ret_verification, Message *ret_message);

int verification_by_code(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                         const CaptureCode *code, Verification *ret_verification,
                         Message *ret_message);

#endif
