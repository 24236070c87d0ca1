/* One photo of the queue. Thread-safe with a connection each. */
#include "src/pipeline/making.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/clock.h"
#include "src/app/attempts.h"
#include "src/app/audit.h"
#include "src/app/exceptions.h"
#include "src/pipeline/outcome.h"
#include "src/store/batch.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "src/store/student.h"

enum { RETRY_MS = 5000 };

_Static_assert((int)SHOT_FRAMES_MAX == (int)IDP_FRAMES_MAX, "frames");
_Static_assert((int)EXCEPTION_CODES_MAX == (int)IDP_EXCEPTIONS_MAX, "exceptions");

/* Everything of one photo. */
typedef struct Work {
    const Making *making;
    Db *db;
    QueueJob job;
    Shot shot;
    Student student;
    CryptKey key;
    IdpFrame frames[SHOT_FRAMES_MAX];
    size_t n_frames;
    ExceptionCodes excepted; /* what the school lifted for this student */
    IdpPhoto *photo;
    Outcome outcome;
    char *report;
    char fingerprint[IDP_FINGERPRINT_TEXT_BYTES];
    BlobName certificate, preview, overlay; /* "" where there is none */
} Work;

static void free_work(Work *work)
{
    idp_photo_free(work->photo);
    for (size_t i = 0; i < work->n_frames; i++)
        free((void *)(uintptr_t)work->frames[i].file.data);
    free(work->report);
    crypt_wipe(&work->key, sizeof work->key);
}

/* --- before: what the photo is and whose */

static int load_owner(Db *db, Work *work, Message *message)
{
    Journey journey = {0};
    int status = store_shot_get(db, work->job.shot_id, &work->shot, message);

    if (!status)
        status = store_journey_get(db, work->shot.journey_id, &journey, message);
    if (!status)
        status = store_student_get(db, journey.student_id, &work->student, message);
    if (!status)
        status = keys_get(work->making->keys, work->student.key_name, &work->key, message);
    if (!status)
        status = exceptions_get_codes(db, journey.id, &work->excepted, message);
    return status;
}

/* What a student is told at a stage of the engine; SHOT_ENDED: nothing new. Each is a transaction:
 * as few as a student can tell apart. */
static ShotStage get_stage(IdpStage stage)
{
    switch (stage) {
    case IDP_STAGE_FACE:
        return SHOT_FACE;
    case IDP_STAGE_MATTE:
        return SHOT_BACKGROUND;
    case IDP_STAGE_CHECK:
        return SHOT_CHECKS;
    case IDP_STAGE_AUTH:
        return SHOT_AUTHENTICITY;
    default:
        return SHOT_ENDED;
    }
}

/* Of the engine, on this thread. That the student sees less than there is must not stop a photo. */
static int tell_stage(void *context, IdpStage stage)
{
    const Work *work = context;
    const ShotStage told = get_stage(stage);
    Message ignored;

    if (told != SHOT_ENDED && !store_shot_set_stage(work->db, work->shot.id, told, &ignored))
        bell_ring(work->making->bell);
    return 0;
}

static int run_engine(Work *work, const void *data, size_t n_bytes, Message *message)
{
    const char *excepted[EXCEPTION_CODES_MAX];
    const IdpPhotoRequest request = {.input = {data, n_bytes},
                                     .outputs = IDP_OUTPUT_CERTIFICATE | IDP_OUTPUT_PREVIEW |
                                                IDP_OUTPUT_OVERLAY,
                                     .exceptions = excepted,
                                     .n_exceptions = work->excepted.n_codes,
                                     .frames = work->frames,
                                     .n_frames = work->n_frames,
                                     .progress = tell_stage,
                                     .progress_context = work};
    IdpError error;
    int status;

    for (size_t i = 0; i < work->excepted.n_codes; i++)
        excepted[i] = work->excepted.codes[i];
    status = idp_photo_make(work->making->engine, &request, &work->photo, &error);

    if (!status)
        status = idp_report_format(idp_photo_get_report(work->photo), &work->report, &error);
    if (status)
        return status_set(message, status == IDP_E_MEMORY ? STATUS_MEMORY : STATUS_INTERNAL,
                          "the engine: %.200s", error.message);
    work->outcome = outcome_get(idp_photo_get_report(work->photo));
    idp_fingerprint_format(idp_photo_get_fingerprint(work->photo), work->fingerprint);
    return STATUS_OK;
}

static int open_blob(const Work *work, const char *blob, size_t max_bytes, void **ret_data,
                     size_t *ret_n_bytes, Message *message)
{
    BlobName name;

    if (blob_name_parse(blob, &name))
        return status_set(message, STATUS_DAMAGED, "a shot has no file");
    return vault_get(work->making->blobs, &work->key, &name, max_bytes, ret_data, ret_n_bytes,
                     message);
}

/* Too few for the engine are none. */
static int open_frames(Work *work, Message *message)
{
    int status = STATUS_OK;

    if (work->shot.n_frames < IDP_FRAMES_MIN)
        return STATUS_OK;
    for (size_t i = 0; !status && i < work->shot.n_frames; i++) {
        const ShotFrame *kept = &work->shot.frames[i];
        IdpFrame *frame = &work->frames[i];
        void *data = NULL;

        status =
            open_blob(work, kept->blob, IDP_FRAME_BYTES_MAX, &data, &frame->file.n_bytes, message);
        frame->file.data = data;
        frame->time_s = (double)kept->time_ms / 1000;
        work->n_frames = i + 1;
    }
    return status;
}

static int make(Work *work, Message *message)
{
    void *data = NULL;
    size_t n_bytes = 0;
    int status =
        open_blob(work, work->shot.file_blob, IDP_INPUT_BYTES_MAX, &data, &n_bytes, message);

    if (!status)
        status = open_frames(work, message);
    if (!status)
        status = run_engine(work, data, n_bytes, message);
    free(data);
    return status;
}

/* --- after: the pictures into the vault, then the result */

static int keep(const Work *work, IdpBytes bytes, BlobName *ret_name, Message *message)
{
    if (!bytes.data)
        return STATUS_OK;
    return vault_put(work->making->blobs, &work->key, bytes.data, bytes.n_bytes, ret_name, message);
}

static int keep_pictures(Work *work, Message *message)
{
    int status = STATUS_OK;

    if (work->outcome == OUTCOME_PASSED) {
        status = keep(work, idp_photo_get_certificate(work->photo), &work->certificate, message);
        if (!status)
            status = keep(work, idp_photo_get_preview(work->photo), &work->preview, message);
        return status;
    }
    return keep(work, idp_photo_get_overlay(work->photo), &work->overlay, message);
}

/* What was kept for a result that did not come to be. */
static void drop_pictures(const Work *work)
{
    const BlobName *names[] = {&work->certificate, &work->preview, &work->overlay};
    Message ignored;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i]->text[0])
            work->making->blobs->driver->remove(work->making->blobs, names[i], &ignored);
}

static int add_draft(Db *db, const Work *work, int64_t now_ms, Message *message)
{
    const IdpReport *report = idp_photo_get_report(work->photo);
    Draft draft = {.journey_id = work->shot.journey_id,
                   .shot_id = work->shot.id,
                   .has_warnings = report->verdict == IDP_VERDICT_WARN,
                   .created_ms = now_ms};

    crypt_make_token(draft.public_id);
    snprintf(draft.photo_blob, sizeof draft.photo_blob, "%s", work->certificate.text);
    snprintf(draft.preview_blob, sizeof draft.preview_blob, "%s", work->preview.text);
    return store_draft_add(db, &draft, message);
}

/* The student's counters; a photo of which nobody is at fault leaves them alone. */
static int count(Db *db, const Work *work, int64_t now_ms, Message *message)
{
    static const AttemptOutcome attempts[] = {[OUTCOME_PASSED] = ATTEMPT_PASSED,
                                              [OUTCOME_FAILED] = ATTEMPT_FAILED,
                                              [OUTCOME_NOT_GENUINE] = ATTEMPT_NOT_GENUINE};
    Journey journey;
    Batch batch;
    int status;

    if (work->outcome == OUTCOME_NONE)
        return STATUS_OK;
    status = store_journey_get(db, work->shot.journey_id, &journey, message);
    if (!status)
        status = store_batch_get(db, work->student.batch_id, &batch, message);
    if (status)
        return status;
    attempts_count(&batch.rules, attempts[work->outcome], now_ms, &journey.attempts);
    journey.changed_ms = now_ms;
    return store_journey_save(db, &journey, message);
}

static int add_audit(Db *db, const Work *work, Message *message)
{
    char detail[64];
    AuditEntry entry = {.actor = "system", .action = "shot.made", .detail = detail};

    snprintf(detail, sizeof detail, "{\"outcome\":\"%s\"}", outcome_get_name(work->outcome));
    snprintf(entry.subject, sizeof entry.subject, "shot:%" PRId64, work->shot.id);
    return audit_append(work->making->app, db, &entry, message);
}

static int finish(Db *db, void *context, Message *message)
{
    const Work *work = context;
    const int64_t now_ms = clock_now_ms(&work->making->app->clock);
    const ShotEnd end = {.state = work->outcome == OUTCOME_PASSED ? SHOT_PASSED : SHOT_FAILED,
                         .outcome = outcome_get_name(work->outcome),
                         .report = work->report,
                         .fingerprint = work->fingerprint,
                         .overlay_blob = work->overlay.text[0] ? work->overlay.text : NULL,
                         .finished_ms = now_ms};
    int status = queue_finish(db, &work->job, message); /* who lost the lease stops here */

    if (!status)
        status = store_shot_finish(db, work->shot.id, &end, message);
    if (!status && work->outcome == OUTCOME_PASSED)
        status = add_draft(db, work, now_ms, message);
    if (!status)
        status = count(db, work, now_ms, message);
    return status ? status : add_audit(db, work, message);
}

static int run(Db *db, Work *work, Message *message)
{
    int status = load_owner(db, work, message);

    if (!status)
        status = make(work, message);
    if (!status)
        status = keep_pictures(work, message);
    if (!status)
        status = db_transact(db, finish, work, message);
    /* GONE: it may have been committed after all, and then the pictures are needed. */
    if (status && status != STATUS_GONE)
        drop_pictures(work);
    return status;
}

static void tell(const Work *work, int status, double started_ms, const Message *message)
{
    const Log *log = work->making->log;
    Tally *tally = work->making->tally;
    const double ms = clock_get_ms() - started_ms;

    if (tally && status)
        tally_count_not_made(tally);
    if (tally && !status)
        tally_count(tally, work->outcome, ms);
    if (status)
        log_event(log, LOG_ERROR, "photo.not-made", log_number("job", work->job.id),
                  log_number("shot", work->job.shot_id),
                  log_number("attempt", work->job.n_attempts), log_number("status", status),
                  log_detail(message->text));
    else
        log_event(log, LOG_INFO, "photo.made", log_number("job", work->job.id),
                  log_number("shot", work->job.shot_id),
                  log_word("outcome", outcome_get_name(work->outcome)), log_real("ms", ms));
}

/* Nobody is at fault whom one could ask: the operator is told, and the student may shoot again. */
static void give_up(const Making *making, const QueueJob *job)
{
    if (making->tally)
        tally_count_not_made(making->tally);
    log_event(making->log, LOG_ERROR, "photo.given-up", log_number("job", job->id),
              log_number("shot", job->shot_id), log_number("attempts", QUEUE_ATTEMPTS_MAX));
    bell_ring(making->bell);
}

int making_run_next(const Making *making, Db *db, Message *ret_message)
{
    const int64_t now_ms = clock_now_ms(&making->app->clock);
    const double started_ms = clock_get_ms();
    Work work = {.making = making, .db = db};
    Message ignored;
    int status = queue_claim(db, now_ms, MAKING_LEASE_MS, &work.job, ret_message);

    if (!status && work.job.is_dead)
        give_up(making, &work.job);
    if (status || work.job.is_dead)
        return status;
    status = run(db, &work, ret_message);
    tell(&work, status, started_ms, ret_message);
    /* What is not the photo's fault is tried again soon, and does not count against it. */
    if (status == STATUS_BUSY || status == STATUS_GONE || status == STATUS_FULL ||
        status == STATUS_MEMORY)
        queue_put_back(db, &work.job, now_ms + RETRY_MS, &ignored);
    bell_ring(making->bell);
    free_work(&work);
    return status;
}
