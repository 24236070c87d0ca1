/* Steps as functions on a journey inside one transaction. Thread-safe; a connection each. */
#include "src/app/journeys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/app/audit.h"
#include "src/store/student.h"

/* One step: what it changes besides the state, and what it needs for that. */
typedef struct Step Step;

struct Step {
    const App *app;
    int64_t account_id;
    JourneyEvent event;
    const char *action;                                   /* for the audit log */
    int (*prepare)(Db *db, Step *step, Message *message); /* may be NULL */
    Journey journey;                                      /* in and out */
    const RosterClaim *claim;
    DocumentKind kind;
    int64_t document_id;
    int wants_messages;
    char phone[PHONE_BYTES];
    KeyStore *keys;
};

static int add_audit(Db *db, const Step *step, Message *message)
{
    AuditEntry entry = {.action = step->action};

    snprintf(entry.actor, sizeof entry.actor, "account:%" PRId64, step->account_id);
    snprintf(entry.subject, sizeof entry.subject, "journey:%" PRId64, step->journey.id);
    return audit_append(step->app, db, &entry, message);
}

static int get_or_add(Db *db, const App *app, int64_t account_id, Journey *journey,
                      Message *message)
{
    const int64_t now_ms = clock_now_ms(&app->clock);
    const int status = store_journey_find(db, account_id, journey, message);

    if (status != STATUS_NOT_FOUND)
        return status;
    *journey = (Journey){.account_id = account_id,
                         .state = JOURNEY_CONSENT,
                         .wants_messages = -1,
                         .created_ms = now_ms,
                         .changed_ms = now_ms};
    return store_journey_add(db, journey, message);
}

static JourneyFacts get_facts(const Journey *journey)
{
    return (JourneyFacts){.is_settled = journey->is_paid,
                          .is_prepared = journey->precautions_id && journey->requirements_id};
}

static int run_step(Db *db, void *context, Message *message)
{
    Step *step = context;
    Journey *journey = &step->journey;
    const JourneyRow *row;
    JourneyFacts facts;
    int status = get_or_add(db, step->app, step->account_id, journey, message);

    if (status)
        return status;
    facts = get_facts(journey);
    row = journey_find(journey->state, step->event, &facts);
    if (!row)
        return status_set(message, STATUS_CONFLICT, "%s is not allowed in the state %s",
                          step->action, journey_state_get_name(journey->state));
    status = step->prepare ? step->prepare(db, step, message) : STATUS_OK;
    if (status)
        return status;
    journey->state = row->next;
    journey->changed_ms = clock_now_ms(&step->app->clock);
    status = store_journey_save(db, journey, message);
    return status ? status : add_audit(db, step, message);
}

static int take(Db *db, Step *step, Journey *ret_journey, Message *message)
{
    const int status = db_transact(db, run_step, step, message);

    if (!status)
        *ret_journey = step->journey;
    return status;
}

static int find_or_begin(Db *db, void *context, Message *message)
{
    Step *step = context;

    return get_or_add(db, step->app, step->account_id, &step->journey, message);
}

int journeys_get(const App *app, Db *db, int64_t account_id, Journey *ret_journey,
                 Message *ret_message)
{
    Step step = {.app = app, .account_id = account_id};
    int status = store_journey_find(db, account_id, ret_journey, ret_message);

    if (status != STATUS_NOT_FOUND)
        return status;
    status = db_transact(db, find_or_begin, &step, ret_message);
    if (!status)
        *ret_journey = step.journey;
    return status;
}

/* --- texts */

static int get_batch(Db *db, const Journey *journey, int64_t *ret_batch_id, Message *message)
{
    Student student;
    int status;

    *ret_batch_id = 0;
    if (!journey->student_id)
        return STATUS_OK;
    status = store_student_get(db, journey->student_id, &student, message);
    if (!status)
        *ret_batch_id = student.batch_id;
    return status;
}

static void keep_document(Step *step)
{
    Journey *journey = &step->journey;

    switch (step->kind) {
    case DOCUMENT_CONSENT:
        journey->consent_id = step->document_id;
        journey->consented_ms = clock_now_ms(&step->app->clock);
        journey->withdrawn_ms = 0;
        break;
    case DOCUMENT_NOTICE:
        journey->notice_id = step->document_id;
        break;
    case DOCUMENT_PRECAUTIONS:
        journey->precautions_id = step->document_id;
        break;
    case DOCUMENT_REQUIREMENTS:
        journey->requirements_id = step->document_id;
        break;
    }
}

/* Whoever has an older page open has not read the text that counts. */
static int read_document(Db *db, Step *step, Message *message)
{
    Document latest = {0};
    int64_t batch_id;
    int status = get_batch(db, &step->journey, &batch_id, message);

    if (!status)
        status = store_document_get_latest(db, step->kind, batch_id, &latest, message);
    if (status)
        return status;
    free(latest.body);
    if (latest.id != step->document_id)
        return status_set(message, STATUS_ARGUMENT, "the text has a newer version");
    keep_document(step);
    return STATUS_OK;
}

int journeys_consent(const App *app, Db *db, int64_t account_id, int64_t document_id,
                     Journey *ret_journey, Message *ret_message)
{
    Step step = {.app = app,
                 .account_id = account_id,
                 .event = EVENT_CONSENTED,
                 .action = "journey.consent",
                 .prepare = read_document,
                 .kind = DOCUMENT_CONSENT,
                 .document_id = document_id};

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
    Step step = {.app = app,
                 .account_id = account_id,
                 .event = events[kind].event,
                 .action = events[kind].action,
                 .prepare = read_document,
                 .kind = kind,
                 .document_id = document_id};

    return take(db, &step, ret_journey, ret_message);
}

/* --- who it is */

static int bind_student(Db *db, Step *step, Message *message)
{
    Student student;
    Journey other;
    int status = roster_find(step->app, db, step->claim, &student, message);

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
    Step step = {.app = app,
                 .account_id = account_id,
                 .event = EVENT_VERIFIED,
                 .action = "journey.verify",
                 .prepare = bind_student,
                 .claim = claim};

    return take(db, &step, ret_journey, ret_message);
}

static int seal_phone(Db *db, Step *step, Message *message)
{
    Journey *journey = &step->journey;
    const size_t n_bytes = strlen(step->phone);
    char context[64];
    Student student;
    CryptKey key;
    int status = store_student_get(db, journey->student_id, &student, message);

    if (!status)
        status = keys_get(step->keys, student.key_name, &key, message);
    if (status)
        return status;
    snprintf(context, sizeof context, "journey.phone:%s", student.key_name);
    crypt_seal(&key, context, step->phone, n_bytes, journey->phone.bytes);
    crypt_wipe(&key, sizeof key);
    journey->phone.n_bytes = n_bytes + CRYPT_SEAL_OVERHEAD_BYTES;
    crypt_hash(&step->app->search_key, step->phone, n_bytes, journey->phone_hash);
    return STATUS_OK;
}

int journeys_give_phone(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                        const char *phone, Journey *ret_journey, Message *ret_message)
{
    Step step = {.app = app,
                 .account_id = account_id,
                 .event = EVENT_PHONE_GIVEN,
                 .action = "journey.phone",
                 .prepare = seal_phone,
                 .keys = keys};

    if (phone_parse(phone, step.phone))
        return status_set(ret_message, STATUS_ARGUMENT, "not a mobile number of 11 digits");
    return take(db, &step, ret_journey, ret_message);
}

static int keep_choice(Db *db, Step *step, Message *message)
{
    (void)db, (void)message;
    step->journey.wants_messages = step->wants_messages;
    return STATUS_OK;
}

int journeys_choose_messages(const App *app, Db *db, int64_t account_id, int wants_messages,
                             Journey *ret_journey, Message *ret_message)
{
    Step step = {.app = app,
                 .account_id = account_id,
                 .event = EVENT_MESSAGES_CHOSEN,
                 .action = "journey.messages",
                 .prepare = keep_choice,
                 .wants_messages = wants_messages != 0};

    return take(db, &step, ret_journey, ret_message);
}
