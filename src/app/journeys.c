/* The steps up to the camera. Thread-safe; a connection each. */
#include "src/app/journeys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
                        .context = &reading};

    return take(db, &step, ret_journey, ret_message);
}

/* --- who it is */

static int bind_student(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    Student student;
    Journey other;
    int status = roster_find(step->app, db, step->context, &student, message);

    (void)row;
    if (status)
        return status;
    status = store_journey_find_student(db, student.id, &other, message);
    if (!status && other.id != step->journey.id)
        return status_set(message, STATUS_DENIED, "the student is bound to another account");
    if (status && status != STATUS_NOT_FOUND)
        return status;
    step->journey.student_id = student.id;
    return STATUS_OK;
}

int journeys_verify(const App *app, Db *db, int64_t account_id, const RosterClaim *claim,
                    Journey *ret_journey, Message *ret_message)
{
    RosterClaim copy = *claim;
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_VERIFIED,
                        .action = "journey.verify",
                        .prepare = bind_student,
                        .context = &copy};

    return take(db, &step, ret_journey, ret_message);
}

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

int journeys_give_phone(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                        const char *phone, Journey *ret_journey, Message *ret_message)
{
    Phone given = {.keys = keys};
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_PHONE_GIVEN,
                        .action = "journey.phone",
                        .prepare = seal_phone,
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

int journeys_choose_messages(const App *app, Db *db, int64_t account_id, int wants_messages,
                             Journey *ret_journey, Message *ret_message)
{
    int choice = wants_messages != 0;
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_MESSAGES_CHOSEN,
                        .action = "journey.messages",
                        .prepare = keep_choice,
                        .context = &choice};

    return take(db, &step, ret_journey, ret_message);
}
