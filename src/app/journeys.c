/* The steps up to the camera. Thread-safe; a connection each. */
#include "src/app/journeys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/erasure.h"
#include "src/app/journey_step.h"

int journeys_get(const App *app, Db *db, int64_t account_id, Journey *ret_journey,
                 Message *ret_message)
{
    JourneyStep step = {.app = app, .account_id = account_id};
    int status = store_journey_find(db, account_id, ret_journey, ret_message);

    if (status != STATUS_NOT_FOUND)
        return status;
    status = journey_step_load(db, &step, ret_message);
    if (!status)
        *ret_journey = step.journey;
    return status;
}

static int take(Db *db, JourneyStep *step, Journey *ret_journey, Message *message)
{
    const int status = journey_step_take(db, step, message);

    if (!status)
        *ret_journey = step->journey;
    return status;
}

/* --- texts */

typedef struct Reading {
    DocumentKind kind;
    int64_t document_id;
} Reading;

static void keep_document(JourneyStep *step, const Reading *reading)
{
    Journey *journey = &step->journey;

    switch (reading->kind) {
    case DOCUMENT_CONSENT:
        journey->consent_id = reading->document_id;
        journey->consented_ms = clock_now_ms(&step->app->clock);
        journey->withdrawn_ms = 0;
        break;
    case DOCUMENT_NOTICE:
        journey->notice_id = reading->document_id;
        break;
    case DOCUMENT_PRECAUTIONS:
        journey->precautions_id = reading->document_id;
        break;
    case DOCUMENT_REQUIREMENTS:
        journey->requirements_id = reading->document_id;
        break;
    }
}

static bool has_read(Db *db, const JourneyStep *step)
{
    const Reading *reading = step->context;
    const Journey *journey = &step->journey;
    const int64_t ids[] = {[DOCUMENT_CONSENT] = journey->consent_id,
                           [DOCUMENT_NOTICE] = journey->notice_id,
                           [DOCUMENT_PRECAUTIONS] = journey->precautions_id,
                           [DOCUMENT_REQUIREMENTS] = journey->requirements_id};

    (void)db;
    return ids[reading->kind] == reading->document_id;
}

/* Whoever has an older page open has not read the text that counts. */
static int read_document(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Reading *reading = step->context;
    Document latest = {0};
    const int status =
        store_document_get_latest(db, reading->kind, step->batch.id, &latest, message);

    (void)row;
    if (status)
        return status;
    free(latest.body);
    if (latest.id != reading->document_id)
        return status_set(message, STATUS_ARGUMENT, "the text has a newer version");
    keep_document(step, reading);
    return STATUS_OK;
}

int journeys_consent(const App *app, Db *db, int64_t account_id, int64_t document_id,
                     Journey *ret_journey, Message *ret_message)
{
    Reading reading = {DOCUMENT_CONSENT, document_id};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_CONSENTED,
                        .action = "journey.consent",
                        .prepare = read_document,
                        .is_repeat = has_read,
                        .context = &reading};

    return take(db, &step, ret_journey, ret_message);
}

int journeys_read(const App *app, Db *db, int64_t account_id, DocumentKind kind,
                  int64_t document_id, Journey *ret_journey, Message *ret_message)
{
    static const struct {
        JourneyEvent event;
        const char *action;
    } events[] = {[DOCUMENT_CONSENT] = {EVENT_COUNT, ""}, /* has a function of its own */
                  [DOCUMENT_NOTICE] = {EVENT_NOTICE_READ, "journey.notice"},
                  [DOCUMENT_PRECAUTIONS] = {EVENT_PRECAUTIONS_READ, "journey.precautions"},
                  [DOCUMENT_REQUIREMENTS] = {EVENT_REQUIREMENTS_READ, "journey.requirements"}};
    Reading reading = {kind, document_id};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = events[kind].event,
                        .action = events[kind].action,
                        .prepare = read_document,
                        .is_repeat = has_read,
                        .context = &reading};

    return take(db, &step, ret_journey, ret_message);
}

/* --- who it is */

/* Whom to bind: by one of the two. */
typedef struct Proof {
    KeyStore *keys;
    const RosterClaim *claim;
    int64_t batch_id;
    const CaptureCode *code;
} Proof;

static int find_student(Db *db, const JourneyStep *step, Student *ret_student, Message *message)
{
    const Proof *proof = step->context;

    return proof->claim ? roster_find(step->app, db, proof->claim, ret_student, message)
                        : roster_find_code(db, proof->batch_id, proof->code, ret_student, message);
}

static int bind_student(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Proof *proof = step->context;
    const RosterClaim *claim = proof->claim;
    Student student;
    int status = find_student(db, step, &student, message);

    (void)row;
    if (!status)
        status =
            erasure_begin_again(db, proof->keys, claim ? claim->name : NULL,
                                claim ? claim->identity : NULL, &student, &step->journey, message);
    if (!status)
        step->journey.student_id = student.id;
    return status;
}

static bool is_bound(Db *db, const JourneyStep *step)
{
    Student student;
    Message ignored;

    return !find_student(db, step, &student, &ignored) && student.id == step->journey.student_id;
}

static int verify(const App *app, Db *db, int64_t account_id, const Proof *proof,
                  Journey *ret_journey, Message *message)
{
    Proof copy = *proof;
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_VERIFIED,
                        .action = "journey.verify",
                        .prepare = bind_student,
                        .is_repeat = is_bound,
                        .context = &copy};

    return take(db, &step, ret_journey, message);
}

int journeys_verify(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                    const RosterClaim *claim, Journey *ret_journey, Message *ret_message)
{
    return verify(app, db, account_id, &(Proof){.keys = keys, .claim = claim}, ret_journey,
                  ret_message);
}

int journeys_verify_code(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                         int64_t batch_id, const CaptureCode *code, Journey *ret_journey,
                         Message *ret_message)
{
    const Proof proof = {.keys = keys, .batch_id = batch_id, .code = code};

    return verify(app, db, account_id, &proof, ret_journey, ret_message);
}

/* --- phone and messages */

typedef struct Phone {
    KeyStore *keys;
    char number[PHONE_BYTES];
} Phone;

static int seal_phone(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const Phone *phone = step->context;
    const size_t n_bytes = strlen(phone->number);
    Journey *journey = &step->journey;
    char context[64];
    CryptKey key;
    const int status = keys_get(phone->keys, step->student.key_name, &key, message);

    (void)db, (void)row;
    if (status)
        return status;
    snprintf(context, sizeof context, "journey.phone:%s", step->student.key_name);
    crypt_seal(&key, context, phone->number, n_bytes, journey->phone.bytes);
    crypt_wipe(&key, sizeof key);
    journey->phone.n_bytes = n_bytes + CRYPT_SEAL_OVERHEAD_BYTES;
    crypt_hash(&step->app->search_key, phone->number, n_bytes, journey->phone_hash);
    return STATUS_OK;
}

static bool has_phone(Db *db, const JourneyStep *step)
{
    const Phone *phone = step->context;
    uint8_t hash[CRYPT_HASH_BYTES];

    (void)db;
    crypt_hash(&step->app->search_key, phone->number, strlen(phone->number), hash);
    return step->journey.phone.n_bytes &&
           crypt_is_equal(hash, step->journey.phone_hash, sizeof hash);
}

int journeys_give_phone(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                        const char *phone, Journey *ret_journey, Message *ret_message)
{
    Phone given = {.keys = keys};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_PHONE_GIVEN,
                        .action = "journey.phone",
                        .prepare = seal_phone,
                        .is_repeat = has_phone,
                        .context = &given};

    if (phone_parse(phone, given.number))
        return status_set(ret_message, STATUS_ARGUMENT, "not a mobile number of 11 digits");
    return take(db, &step, ret_journey, ret_message);
}

static int keep_choice(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    (void)db, (void)row, (void)message;
    step->journey.wants_messages = *(const int *)step->context;
    return STATUS_OK;
}

static bool has_chosen(Db *db, const JourneyStep *step)
{
    (void)db;
    return step->journey.wants_messages == *(const int *)step->context;
}

int journeys_choose_messages(const App *app, Db *db, int64_t account_id, int wants_messages,
                             Journey *ret_journey, Message *ret_message)
{
    int choice = wants_messages != 0;
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_MESSAGES_CHOSEN,
                        .action = "journey.messages",
                        .prepare = keep_choice,
                        .is_repeat = has_chosen,
                        .context = &choice};

    return take(db, &step, ret_journey, ret_message);
}
