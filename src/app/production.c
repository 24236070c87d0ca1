/* Production. Thread-safe; a connection each. */
#include "src/app/production.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/app/journey_step.h"
#include "src/store/draft.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "src/store/student.h"

static int is_drawn(const App *app, int64_t submission_id, int64_t per_mille)
{
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t number;
    char text[48];
    const int n_bytes = snprintf(text, sizeof text, "audit-sample:%" PRId64, submission_id);

    crypt_hash(&app->draw_key, text, (size_t)n_bytes, hash);
    memcpy(&number, hash, sizeof number);
    return (int64_t)(number % 1000) < per_mille;
}

HandReason production_get_hand_reason(const App *app, const Batch *batch, int has_warnings,
                                      int64_t submission_id)
{
    if (!batch->is_production_automatic)
        return HAND_BATCH;
    if (has_warnings)
        return HAND_WARNINGS;
    return is_drawn(app, submission_id, batch->rules.audit_per_mille) ? HAND_AUDIT : HAND_NONE;
}

static int add_audit(const App *app, Db *db, int64_t staff_id, const char *action, int64_t id,
                     const char *detail, Message *message)
{
    AuditEntry entry = {.action = action, .detail = detail};

    if (staff_id)
        snprintf(entry.actor, sizeof entry.actor, "staff:%" PRId64, staff_id);
    else
        snprintf(entry.actor, sizeof entry.actor, "system");
    if (id)
        snprintf(entry.subject, sizeof entry.subject, "production:%" PRId64, id);
    else
        snprintf(entry.subject, sizeof entry.subject, "production");
    return audit_append(app, db, &entry, message);
}

/* --- claims */

typedef struct Claiming {
    const App *app;
    int64_t staff_id; /* 0: the machine */
    size_t n_wanted;
    int64_t lease_ms;
    ProductionClaims claims;
} Claiming;

static int audit_claims(Db *db, const Claiming *claiming, Message *message)
{
    const ProductionClaims *claims = &claiming->claims;
    char detail[32 + PRODUCTION_CLAIM_MAX * 21];
    int used = snprintf(detail, sizeof detail, "{\"ids\":[");

    for (size_t i = 0; i < claims->n_ids; i++)
        used += snprintf(detail + used, sizeof detail - (size_t)used, "%s%" PRId64, i ? "," : "",
                         claims->ids[i]);
    snprintf(detail + used, sizeof detail - (size_t)used, "]}");
    return add_audit(claiming->app, db, claiming->staff_id, "production.claim", 0, detail, message);
}

static int claim(Db *db, void *context, Message *message)
{
    Claiming *claiming = context;
    ProductionClaims *claims = &claiming->claims;
    const int64_t now_ms = clock_now_ms(&claiming->app->clock);
    int64_t n_held = 0;
    size_t n = claiming->n_wanted;
    int status = STATUS_OK;

    claims->n_ids = 0;
    claims->until_ms = now_ms + claiming->lease_ms;
    if (claiming->staff_id)
        status = store_production_count_claims(db, claiming->staff_id, now_ms, &n_held, message);
    if (n_held + (int64_t)n > PRODUCTION_HELD_MAX)
        n = n_held < PRODUCTION_HELD_MAX ? (size_t)(PRODUCTION_HELD_MAX - n_held) : 0;
    if (!status && n)
        status = store_production_claim(db, claiming->staff_id, now_ms, claims->until_ms, n,
                                        claims->ids, &claims->n_ids, message);
    if (status || !claims->n_ids || !claiming->staff_id)
        return status;
    return audit_claims(db, claiming, message);
}

int production_claim(const App *app, Db *db, int64_t staff_id, size_t n, int64_t lease_ms,
                     ProductionClaims *ret_claims, Message *ret_message)
{
    Claiming claiming = {.app = app, .staff_id = staff_id, .n_wanted = n, .lease_ms = lease_ms};
    int status;

    if (!n || n > PRODUCTION_CLAIM_MAX)
        return status_set(ret_message, STATUS_ARGUMENT, "1 to %d photos are claimed at once",
                          PRODUCTION_CLAIM_MAX);
    status = db_transact(db, claim, &claiming, ret_message);
    if (!status)
        *ret_claims = claiming.claims;
    return status;
}

int production_claim_for_machine(const App *app, Db *db, int64_t lease_ms,
                                 ProductionClaim *ret_claim, Message *ret_message)
{
    Claiming claiming = {.app = app, .n_wanted = 1, .lease_ms = lease_ms};
    bool is_due = false;
    /* Makers look every second: what is empty mostly is not worth a transaction that writes. */
    int status = store_production_is_due(db, clock_now_ms(&app->clock), &is_due, ret_message);

    if (!status && is_due)
        status = db_transact(db, claim, &claiming, ret_message);
    if (status)
        return status;
    if (!claiming.claims.n_ids)
        return status_set(ret_message, STATUS_NOT_FOUND, "nothing is to be finished");
    *ret_claim =
        (ProductionClaim){.id = claiming.claims.ids[0], .until_ms = claiming.claims.until_ms};
    return STATUS_OK;
}

int production_renew(const App *app, Db *db, int64_t staff_id, int64_t id, int64_t lease_ms,
                     int64_t *ret_until_ms, Message *ret_message)
{
    const ProductionClaim held = {.id = id, .staff_id = staff_id};
    const int64_t until_ms = clock_now_ms(&app->clock) + lease_ms;
    const int status = store_production_renew(db, &held, until_ms, ret_message);

    if (!status)
        *ret_until_ms = until_ms;
    return status;
}

/* A claim that is given up. */
typedef struct Holding {
    const App *app;
    int64_t actor_id;
    ProductionClaim claim;
    HandReason reason; /* of the machine's */
} Holding;

static int give_back(Db *db, void *context, Message *message)
{
    const Holding *holding = context;
    const int status = store_production_release(db, &holding->claim, HAND_NONE, message);

    if (status)
        return status;
    return add_audit(holding->app, db, holding->actor_id, "production.give-back", holding->claim.id,
                     NULL, message);
}

int production_give_back(const App *app, Db *db, int64_t actor_id, int64_t holder_id, int64_t id,
                         Message *ret_message)
{
    Holding holding = {
        .app = app, .actor_id = actor_id, .claim = {.id = id, .staff_id = holder_id}};

    if (!holder_id)
        return status_set(ret_message, STATUS_CONFLICT, "nobody of staff has claimed it");
    return db_transact(db, give_back, &holding, ret_message);
}

/* --- results */

typedef struct Result {
    const ProductionClaim *claim;
    const char *blob;
    HandReason reason;
} Result;

/* The step of the journey whose photo is claimed. */
static int take(Db *db, JourneyStep *step, Result *result, Message *message)
{
    Production production;
    const int status = store_production_get(db, result->claim->id, &production, message);

    if (status)
        return status;
    step->journey_id = production.journey_id;
    step->staff_id = result->claim->staff_id;
    step->actor = step->staff_id ? NULL : "system";
    step->context = result;
    return journey_step_take(db, step, message);
}

static int put_sample(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Result *result = step->context;
    const int status = store_production_set_sample(db, result->claim, result->blob, message);

    (void)row;
    if (status || result->reason == HAND_NONE)
        return status;
    return store_production_release(db, result->claim, result->reason, message);
}

int production_put_sample(const App *app, Db *db, const ProductionClaim *claim, const char *blob,
                          HandReason reason, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .event = EVENT_SAMPLE_READY,
                        .action = "production.sample",
                        .prepare = put_sample};
    Result result = {.claim = claim, .blob = blob, .reason = reason};

    return take(db, &step, &result, ret_message);
}

static int hand_over(Db *db, void *context, Message *message)
{
    const Holding *holding = context;
    const int status = store_production_release(db, &holding->claim, holding->reason, message);

    if (status)
        return status;
    return add_audit(holding->app, db, 0, "production.hand-over", holding->claim.id, NULL, message);
}

int production_hand_over(const App *app, Db *db, const ProductionClaim *claim, HandReason reason,
                         Message *ret_message)
{
    Holding holding = {.app = app, .claim = *claim, .reason = reason};

    return db_transact(db, hand_over, &holding, ret_message);
}

static int finish(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Result *result = step->context;

    (void)row;
    return store_production_finish(db, result->claim, result->blob, clock_now_ms(&step->app->clock),
                                   message);
}

int production_finish(const App *app, Db *db, const ProductionClaim *claim, const char *final_blob,
                      Message *ret_message)
{
    JourneyStep step = {
        .app = app, .event = EVENT_FINISHED, .action = "production.finish", .prepare = finish};
    Result result = {.claim = claim, .blob = final_blob};

    return take(db, &step, &result, ret_message);
}

/* Only who holds it; the effect of the step then takes it out of production. */
static int check_claim(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Result *result = step->context;

    (void)row;
    return store_production_release(db, result->claim, HAND_NONE, message);
}

int production_return(const App *app, Db *db, const ProductionClaim *claim, unsigned reasons,
                      const char *remark, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .event = EVENT_RETURNED,
                        .action = "production.return",
                        .reasons = reasons,
                        .remark = remark,
                        .prepare = check_claim};
    Result result = {.claim = claim};

    if (!reasons_are_told(reasons, remark))
        return status_set(ret_message, STATUS_ARGUMENT, "a return says why, in bounds");
    return take(db, &step, &result, ret_message);
}

/* --- reading */

int production_get_pictures(Db *db, int64_t id, ProductionPictures *ret_pictures,
                            Message *ret_message)
{
    Production *production = &ret_pictures->production;
    Journey journey = {0};
    Student student = {0};
    Draft draft = {0};
    Shot shot = {0};
    int status = store_production_get(db, id, production, ret_message);

    if (!status)
        status = store_journey_get(db, production->journey_id, &journey, ret_message);
    if (!status)
        status = store_student_get(db, journey.student_id, &student, ret_message);
    if (!status)
        status = store_draft_get(db, production->draft_id, &draft, ret_message);
    if (!status)
        status = store_shot_get(db, draft.shot_id, &shot, ret_message);
    if (status)
        return status;
    snprintf(ret_pictures->key_name, sizeof ret_pictures->key_name, "%s", student.key_name);
    snprintf(ret_pictures->photo_blob, sizeof ret_pictures->photo_blob, "%s",
             production->final_blob[0] ? production->final_blob : draft.photo_blob);
    snprintf(ret_pictures->shot_blob, sizeof ret_pictures->shot_blob, "%s", shot.file_blob);
    return STATUS_OK;
}

typedef struct Reading {
    const App *app;
    int64_t staff_id, id;
    const char *what;
} Reading;

static int note(Db *db, void *context, Message *message)
{
    const Reading *reading = context;
    char detail[64];

    snprintf(detail, sizeof detail, "{\"what\":\"%.32s\"}", reading->what);
    return add_audit(reading->app, db, reading->staff_id, "production.read", reading->id, detail,
                     message);
}

int production_note_reading(const App *app, Db *db, int64_t staff_id, int64_t id, const char *what,
                            Message *ret_message)
{
    Reading reading = {app, staff_id, id, what};

    return db_transact(db, note, &reading, ret_message);
}
