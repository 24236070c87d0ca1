/* Thread-safe; a connection each. Two that finish at once destroy what is destroyed already. */
#include "src/app/erasure.h"

#include "src/app/journey_step.h"
#include "src/app/roster.h"
#include "src/store/erasure.h"
#include "src/store/journey.h"

/* --- withdrawal */

/* Locks and counters stay: else a withdrawal would unlock. So does payment: nobody pays twice. */
static void begin_anew(Journey *journey, int64_t now_ms)
{
    journey->withdrawn_ms = now_ms;
    journey->consent_id = 0;
    journey->consented_ms = 0;
    journey->phone.n_bytes = 0;
    journey->notice_id = 0;
    journey->precautions_id = 0;
    journey->requirements_id = 0;
    journey->wants_messages = -1;
}

static int erase(Db *db, JourneyStep *step, const JourneyRow *row, Message *message)
{
    const int64_t now_ms = clock_now_ms(&step->app->clock);

    (void)row;
    begin_anew(&step->journey, now_ms);
    return store_erase_journey(db, step->journey.id, now_ms, message);
}

int erasure_withdraw(const App *app, Db *db, int64_t account_id, Message *ret_message)
{
    JourneyStep step = {.app = app,
                        .account_id = account_id,
                        .event = EVENT_CONSENT_WITHDRAWN,
                        .action = "journey.consent-withdrawn",
                        .prepare = erase};
    const int status = journey_step_take(db, &step, ret_message);

    return status == STATUS_CONFLICT && step.journey.state == JOURNEY_CONSENT &&
                   step.journey.withdrawn_ms
               ? STATUS_OK
               : status;
}

/* --- destruction */

static int destroy(KeyStore *keys, BlobStore *blobs, const Erasure *erasure, Message *message)
{
    BlobName name;
    int status;

    if (erasure->kind == ERASURE_KEY)
        status = keys_destroy(keys, erasure->name, message);
    else if (blob_name_parse(erasure->name, &name))
        status = STATUS_OK; /* no name of a blob: there is none to remove */
    else
        status = blobs->driver->remove(blobs, &name, message);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* What was destroyed is forgotten even if the next one fails. */
static int finish_page(Db *db, KeyStore *keys, BlobStore *blobs, size_t *ret_n, int64_t n_done[2],
                       Message *message)
{
    Erasure erasures[ERASURE_PAGE];
    size_t n_destroyed = 0;
    Message ignored;
    int status = store_erasure_list(db, erasures, ret_n, message);

    while (!status && n_destroyed < *ret_n) {
        status = destroy(keys, blobs, &erasures[n_destroyed], message);
        if (!status)
            n_done[erasures[n_destroyed++].kind]++;
    }
    if (status)
        store_erasure_forget(db, erasures, n_destroyed, &ignored);
    else
        status = store_erasure_forget(db, erasures, n_destroyed, message);
    return status;
}

int erasure_finish(Db *db, KeyStore *keys, BlobStore *blobs, bool is_first_page,
                   int64_t *ret_n_keys, int64_t *ret_n_blobs, Message *ret_message)
{
    int64_t n_done[] = {[ERASURE_KEY] = 0, [ERASURE_BLOB] = 0};
    size_t n = ERASURE_PAGE;
    int status = STATUS_OK;

    while (!status && n == ERASURE_PAGE) {
        status = finish_page(db, keys, blobs, &n, n_done, ret_message);
        if (is_first_page)
            break;
    }
    *ret_n_keys = n_done[ERASURE_KEY];
    *ret_n_blobs = n_done[ERASURE_BLOB];
    return status;
}

/* --- a new beginning */

static int take_over(Db *db, const Student *student, Journey *journey, Message *message)
{
    Journey other;
    int status = store_journey_find_student(db, student->id, &other, message);

    if (status || other.id == journey->id)
        return status == STATUS_NOT_FOUND ? STATUS_OK : status;
    if (other.state != JOURNEY_CONSENT)
        return status_set(message, STATUS_DENIED, "the student is bound to another account");
    journey->is_paid = other.is_paid;
    journey->attempts = other.attempts;
    return store_journey_hand_over(db, &other, journey->id, message);
}

/* A key that is noted for destruction may still be there: it is as good as gone. */
static int has_key(Db *db, KeyStore *keys, const Student *student, bool *ret_has, Message *message)
{
    CryptKey key;
    bool is_noted = false;
    int status = store_erasure_has(db, ERASURE_KEY, student->key_name, &is_noted, message);

    if (status)
        return status;
    *ret_has = false;
    if (is_noted)
        return STATUS_OK;
    status = keys_get(keys, student->key_name, &key, message);
    crypt_wipe(&key, sizeof key);
    *ret_has = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

int erasure_begin_again(Db *db, KeyStore *keys, const char *name, const char *identity,
                        Student *student, Journey *journey, Message *ret_message)
{
    bool has = true;
    int status = journey->student_id && journey->student_id != student->id
                     ? status_set(ret_message, STATUS_DENIED, "the account is another student's")
                     : take_over(db, student, journey, ret_message);

    if (!status)
        status = has_key(db, keys, student, &has, ret_message);
    return status || has ? status : roster_renew(db, keys, name, identity, student, ret_message);
}
