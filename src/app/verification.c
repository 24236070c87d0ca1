/* The school's batches one after the other. Thread-safe; a connection each. */
#include "src/app/verification.h"

#include "src/app/journeys.h"
#include "src/store/batch.h"
#include "src/store/school.h"

/* One attempt: the claim, or the code. */
typedef struct Attempt {
    const App *app;
    KeyStore *keys;
    int64_t account_id;
    RosterClaim claim;
    const CaptureCode *code; /* NULL: by the claim */
} Attempt;

static int verify(Db *db, const Attempt *attempt, int64_t batch_id, Message *message)
{
    RosterClaim claim = attempt->claim;
    Journey journey;

    if (attempt->code)
        return journeys_verify_code(attempt->app, db, attempt->keys, attempt->account_id, batch_id,
                                    attempt->code, &journey, message);
    claim.batch_id = batch_id;
    return journeys_verify(attempt->app, db, attempt->keys, attempt->account_id, &claim, &journey,
                           message);
}

/* What the status of a verification says; any other is an error and stays one. */
static int judge(int status, VerificationOutcome *outcome)
{
    static const struct {
        Status status;
        VerificationOutcome outcome;
    } meanings[] = {{STATUS_OK, VERIFICATION_DONE},
                    {STATUS_NOT_FOUND, VERIFICATION_UNKNOWN},
                    {STATUS_ARGUMENT, VERIFICATION_MISMATCH},
                    {STATUS_DENIED, VERIFICATION_BOUND},
                    {STATUS_CONFLICT, VERIFICATION_NOT_NOW}};

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if ((int)meanings[i].status == status) {
            *outcome = meanings[i].outcome;
            return STATUS_OK;
        }
    return status;
}

static int try_batches(Db *db, const Attempt *attempt, Verification *verification, Message *message)
{
    const VerificationWay way = attempt->code ? VERIFY_BY_CODE : VERIFY_BY_ROSTER;
    int64_t ids[CURRENT_BATCHES_MAX];
    size_t n_ids = 0;
    int status = store_batch_list_current(db, verification->school.id,
                                          clock_now_ms(&attempt->app->clock), ids, &n_ids, message);

    verification->outcome = n_ids ? VERIFICATION_OTHER_WAY : VERIFICATION_NO_BATCH;
    for (size_t i = 0; !status && i < n_ids; i++) {
        Batch batch;

        status = store_batch_get(db, ids[i], &batch, message);
        if (status || batch.verification != way)
            continue;
        status = judge(verify(db, attempt, batch.id, message), &verification->outcome);
        if (verification->outcome != VERIFICATION_UNKNOWN)
            break;
    }
    return status;
}

static int run(Db *db, const Attempt *attempt, const char *school_code, Verification *verification,
               Message *message)
{
    const int status = store_school_find(db, school_code, &verification->school, message);

    if (status == STATUS_NOT_FOUND) {
        verification->outcome = VERIFICATION_NO_SCHOOL;
        return STATUS_OK;
    }
    return status ? status : try_batches(db, attempt, verification, message);
}

int verification_by_roster(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                           const char *school_code, const RosterClaim *claim,
                           Verification *ret_verification, Message *ret_message)
{
    const Attempt attempt = {.app = app, .keys = keys, .account_id = account_id, .claim = *claim};

    *ret_verification = (Verification){0};
    return run(db, &attempt, school_code, ret_verification, ret_message);
}

int verification_by_code(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                         const CaptureCode *code, Verification *ret_verification,
                         Message *ret_message)
{
    const Attempt attempt = {.app = app, .keys = keys, .account_id = account_id, .code = code};

    *ret_verification = (Verification){0};
    return run(db, &attempt, code->school_code, ret_verification, ret_message);
}
