/* One photo of production. Thread-safe with a connection each. */
#include "src/pipeline/finishing.h"

#include <inttypes.h>
#include <stdlib.h>

#include "src/app/production.h"
#include "src/store/batch.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/student.h"

enum { RETRY_MS = 5000, PICTURE_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct Finish {
    const Making *making;
    ProductionClaim claim;
    Production production;
    Draft draft;
    Batch batch;
    CryptKey key; /* of the student */
} Finish;

/* --- before: whose photo it is */

static int load(Db *db, Finish *finish, Message *message)
{
    Student student = {0};
    Journey journey = {0};
    int status = store_production_get(db, finish->claim.id, &finish->production, message);

    if (!status)
        status = store_draft_get(db, finish->production.draft_id, &finish->draft, message);
    if (!status)
        status = store_journey_get(db, finish->production.journey_id, &journey, message);
    if (!status)
        status = store_student_get(db, journey.student_id, &student, message);
    if (!status)
        status = store_batch_get(db, student.batch_id, &finish->batch, message);
    if (!status)
        status = keys_get(finish->making->keys, student.key_name, &finish->key, message);
    return status;
}

static int read_picture(const Finish *finish, const char *blob, void **ret_data,
                        size_t *ret_n_bytes, Message *message)
{
    BlobName name;

    if (blob_name_parse(blob, &name))
        return status_set(message, STATUS_DAMAGED, "a draft has lost a picture");
    return vault_get(finish->making->blobs, &finish->key, &name, PICTURE_BYTES_MAX, ret_data,
                     ret_n_bytes, message);
}

/* What was kept for a result that did not come to be. GONE: it may have, after all. */
static void drop_unless_kept(const Finish *finish, int status, const BlobName *name)
{
    Message ignored;

    if (status && status != STATUS_GONE)
        finish->making->blobs->driver->remove(finish->making->blobs, name, &ignored);
}

/* --- the sample */

static int put_sample(Db *db, const Finish *finish, HandReason reason, Message *message)
{
    const Making *making = finish->making;
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    BlobName name;
    int status = read_picture(finish, finish->draft.preview_blob, &data, &n_bytes, message);

    if (!status)
        status = vault_put(making->blobs, &finish->key, data, n_bytes, &name, message);
    if (status)
        return status;
    status = production_put_sample(making->app, db, &finish->claim, name.text, reason, message);
    drop_unless_kept(finish, status, &name);
    return status;
}

/* --- the final */

static int holds(const Finish *finish, const void *data, size_t n_bytes, int *ret_holds,
                 Message *message)
{
    IdpReport report;
    IdpError error;
    const int status = idp_photo_validate(finish->making->engine, (IdpBytes){data, n_bytes}, NULL,
                                          &report, &error);

    if (status)
        return status_set(message, status == IDP_E_MEMORY ? STATUS_MEMORY : STATUS_INTERNAL,
                          "the engine: %.200s", error.message);
    *ret_holds = report.verdict != IDP_VERDICT_FAIL;
    return STATUS_OK;
}

static int keep_final(Db *db, const Finish *finish, const void *data, size_t n_bytes,
                      Message *message)
{
    const Making *making = finish->making;
    BlobName name;
    int status = vault_put(making->blobs, &finish->key, data, n_bytes, &name, message);

    if (status)
        return status;
    status = production_finish(making->app, db, &finish->claim, name.text, message);
    drop_unless_kept(finish, status, &name);
    return status;
}

static int put_final(Db *db, const Finish *finish, Message *message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    int is_good = 0;
    int status = read_picture(finish, finish->draft.photo_blob, &data, &n_bytes, message);

    if (!status)
        status = holds(finish, data, n_bytes, &is_good, message);
    if (status)
        return status;
    if (!is_good)
        return production_hand_over(finish->making->app, db, &finish->claim, HAND_MACHINE, message);
    return keep_final(db, finish, data, n_bytes, message);
}

/* --- one after the other; who takes over finds the sample done */

static int run(Db *db, Finish *finish, Message *message)
{
    HandReason reason;
    int status = load(db, finish, message);

    if (status)
        return status;
    reason =
        production_get_hand_reason(finish->making->app, &finish->batch, finish->draft.has_warnings,
                                   finish->production.submission_id);
    if (!finish->production.sample_blob[0])
        status = put_sample(db, finish, reason, message);
    else if (reason != HAND_NONE)
        return production_hand_over(finish->making->app, db, &finish->claim, reason, message);
    if (status || reason != HAND_NONE)
        return status;
    return put_final(db, finish, message);
}

static void tell(const Finish *finish, int status, const Message *message)
{
    const Log *log = finish->making->log;

    if (status)
        log_event(log, status == STATUS_CONFLICT ? LOG_INFO : LOG_ERROR, "photo.not-finished",
                  log_number("production", finish->claim.id),
                  log_number("attempt", finish->production.n_attempts),
                  log_number("status", status), log_detail(message->text));
    else
        log_event(log, LOG_INFO, "photo.finished", log_number("production", finish->claim.id));
}

int finishing_run_next(const Making *making, Db *db, Message *ret_message)
{
    const int64_t now_ms = clock_now_ms(&making->app->clock);
    Finish finish = {.making = making};
    Message ignored;
    int status = production_claim_for_machine(making->app, db, FINISHING_LEASE_MS, &finish.claim,
                                              ret_message);

    if (status)
        return status;
    status = run(db, &finish, ret_message);
    crypt_wipe(&finish.key, sizeof finish.key);
    tell(&finish, status, ret_message);
    /* What is not the photo's fault is tried again soon, and does not count against it. */
    if (status == STATUS_BUSY || status == STATUS_GONE || status == STATUS_FULL ||
        status == STATUS_MEMORY)
        store_production_postpone(db, &finish.claim, now_ms + RETRY_MS, &ignored);
    /* NOT_FOUND would say that nothing waits. */
    return status == STATUS_NOT_FOUND ? STATUS_DAMAGED : status;
}
