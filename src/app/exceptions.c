/* Ask, decide, what holds. Thread-safe; a connection each. */
#include "src/app/exceptions.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <idphoto/rule.h>

#include "src/app/audit.h"
#include "src/app/inbox.h"
#include "src/store/journey.h"
#include "src/store/shot.h"
#include "src/store/student.h"

enum { CONTEXT_BYTES = 64, REQUESTS_MAX = 100 };

int exceptions_is_allowed(const char *code)
{
    const IdpRule *rule;

    for (size_t i = 0; (rule = idp_rule_get(i)); i++)
        if (rule->can_be_excepted && !strcmp(rule->code, code))
            return 1;
    return 0;
}

static int add_audit(const App *app, Db *db, const char *actor, int64_t actor_id,
                     const char *action, const ExceptionRequest *request, Message *message)
{
    char codes[EXCEPTION_CODES_TEXT_BYTES], detail[EXCEPTION_CODES_TEXT_BYTES + 64];
    AuditEntry entry = {.action = action, .detail = detail};

    exception_codes_format(&request->codes, codes);
    snprintf(detail, sizeof detail, "{\"request\":%" PRId64 ",\"codes\":%s}", request->id, codes);
    snprintf(entry.actor, sizeof entry.actor, "%s:%" PRId64, actor, actor_id);
    snprintf(entry.subject, sizeof entry.subject, "journey:%" PRId64, request->journey_id);
    return audit_append(app, db, &entry, message);
}

/* --- asking */

typedef struct Asking {
    const App *app;
    KeyStore *keys;
    int64_t account_id;
    const ExceptionAsk *ask;
    ExceptionRequest request;
} Asking;

static int check(const ExceptionAsk *ask, Message *message)
{
    const size_t n_note = strlen(ask->note);

    if (!n_note || n_note >= EXCEPTION_NOTE_BYTES)
        return status_set(message, STATUS_ARGUMENT, "a note has 1 to %d bytes",
                          EXCEPTION_NOTE_BYTES - 1);
    for (size_t i = 0; i < ask->codes.n_codes; i++)
        if (!exceptions_is_allowed(ask->codes.codes[i]))
            return status_set(message, STATUS_ARGUMENT, "no exception can be made from %s",
                              ask->codes.codes[i]);
    return ask->codes.n_codes ? STATUS_OK
                              : status_set(message, STATUS_ARGUMENT, "a request names a rule");
}

static void format_context(const char *key_name, char ret_context[CONTEXT_BYTES])
{
    snprintf(ret_context, CONTEXT_BYTES, "exception.note:%s", key_name);
}

static int seal_note(Db *db, Asking *asking, int64_t student_id, Message *message)
{
    const size_t n_note = strlen(asking->ask->note);
    char context[CONTEXT_BYTES];
    Student student = {.id = 0};
    CryptKey key;
    int status = store_student_get(db, student_id, &student, message);

    if (!status)
        status = keys_get(asking->keys, student.key_name, &key, message);
    if (status)
        return status;
    format_context(student.key_name, context);
    crypt_seal(&key, context, asking->ask->note, n_note, asking->request.note);
    crypt_wipe(&key, sizeof key);
    asking->request.n_note = n_note + CRYPT_SEAL_OVERHEAD_BYTES;
    return STATUS_OK;
}

static int ask_in(Db *db, void *context, Message *message)
{
    Asking *asking = context;
    ExceptionRequest *request = &asking->request;
    Journey journey = {0};
    Shot shot = {0};
    int status = store_journey_find(db, asking->account_id, &journey, message);

    if (!status)
        status = store_shot_find(db, journey.id, asking->ask->shot_id, &shot, message);
    if (status)
        return status;
    if (shot.state != SHOT_FAILED)
        return status_set(message, STATUS_DENIED, "the shot was not refused");
    *request = (ExceptionRequest){.journey_id = journey.id,
                                  .shot_id = shot.id,
                                  .codes = asking->ask->codes,
                                  .asked_ms = clock_now_ms(&asking->app->clock)};
    snprintf(request->proof_blob, sizeof request->proof_blob, "%s", asking->ask->proof);
    status = seal_note(db, asking, journey.student_id, message);
    if (!status)
        status = store_exception_add(db, request, message);
    return status ? status
                  : add_audit(asking->app, db, "account", asking->account_id, "exception.ask",
                              request, message);
}

int exceptions_ask(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                   const ExceptionAsk *ask, ExceptionRequest *ret_request, Message *ret_message)
{
    Asking asking = {.app = app, .keys = keys, .account_id = account_id, .ask = ask};
    int status = check(ask, ret_message);

    if (!status)
        status = db_transact(db, ask_in, &asking, ret_message);
    if (!status)
        *ret_request = asking.request;
    return status;
}

int exceptions_open_note(KeyStore *keys, const char *key_name, const ExceptionRequest *request,
                         char ret_note[EXCEPTION_NOTE_BYTES], Message *ret_message)
{
    char context[CONTEXT_BYTES];
    CryptKey key;
    int status = request->n_note
                     ? keys_get(keys, key_name, &key, ret_message)
                     : status_set(ret_message, STATUS_NOT_FOUND, "the note's time is over");

    if (status)
        return status;
    format_context(key_name, context);
    if (request->n_note <= CRYPT_SEAL_OVERHEAD_BYTES ||
        crypt_open(&key, context, request->note, request->n_note, (uint8_t *)ret_note))
        status = status_set(ret_message, STATUS_DAMAGED, "a note does not open");
    else
        ret_note[request->n_note - CRYPT_SEAL_OVERHEAD_BYTES] = 0;
    crypt_wipe(&key, sizeof key);
    return status;
}

/* --- asking again */

static void keep(void *context, const ExceptionRequest *request)
{
    *(ExceptionRequest *)context = *request;
}

static bool is_same_codes(const ExceptionCodes *a, const ExceptionCodes *b)
{
    char text_a[EXCEPTION_CODES_TEXT_BYTES], text_b[EXCEPTION_CODES_TEXT_BYTES];

    exception_codes_format(a, text_a);
    exception_codes_format(b, text_b);
    return !strcmp(text_a, text_b);
}

static int check_note(Db *db, KeyStore *keys, int64_t student_id, const ExceptionRequest *request,
                      const char *wanted, Message *message)
{
    char note[EXCEPTION_NOTE_BYTES];
    Student student = {.id = 0};
    int status = store_student_get(db, student_id, &student, message);

    if (!status)
        status = exceptions_open_note(keys, student.key_name, request, note, message);
    if (!status && strcmp(note, wanted) != 0)
        status = status_set(message, STATUS_NOT_FOUND, "the open request says something else");
    crypt_wipe(note, sizeof note);
    return status;
}

int exceptions_find_repeat(Db *db, KeyStore *keys, int64_t account_id, const ExceptionAsk *ask,
                           ExceptionRequest *ret_request, Message *ret_message)
{
    ExceptionRequest newest = {.state = EXCEPTION_STATE_COUNT}; /* an open one is the newest */
    Journey journey = {0};
    Shot shot = {0};
    int status = store_journey_find(db, account_id, &journey, ret_message);

    if (!status)
        status = store_shot_find(db, journey.id, ask->shot_id, &shot, ret_message);
    if (!status)
        status = store_exception_visit(db, journey.id, 1, keep, &newest, ret_message);
    if (status)
        return status;
    if (newest.state != EXCEPTION_ASKED || newest.shot_id != shot.id ||
        !is_same_codes(&newest.codes, &ask->codes))
        return status_set(ret_message, STATUS_NOT_FOUND, "no such request is open");
    status = check_note(db, keys, journey.student_id, &newest, ask->note, ret_message);
    if (!status)
        *ret_request = newest;
    return status;
}

/* --- deciding */

typedef struct Deciding {
    const App *app;
    int64_t staff_id, request_id;
    ExceptionState state;
    const char *remark;
} Deciding;

static int decide(Db *db, void *context, Message *message)
{
    const Deciding *deciding = context;
    const App *app = deciding->app;
    const int is_approved = deciding->state == EXCEPTION_APPROVED;
    ExceptionRequest request = {.id = 0};
    int status = store_exception_get(db, deciding->request_id, &request, message);

    if (status || request.state == deciding->state)
        return status;
    request.state = deciding->state;
    request.decided_by = deciding->staff_id;
    request.decided_ms = clock_now_ms(&app->clock);
    snprintf(request.remark, sizeof request.remark, "%s", deciding->remark);
    status = store_exception_decide(db, &request, message);
    if (!status)
        status = inbox_tell(app, db, request.journey_id,
                            is_approved ? INBOX_EXCEPTION_APPROVED : INBOX_EXCEPTION_REFUSED, NULL,
                            message);
    return status ? status
                  : add_audit(app, db, "staff", deciding->staff_id,
                              is_approved ? "exception.approve" : "exception.refuse", &request,
                              message);
}

int exceptions_decide(const App *app, Db *db, int64_t staff_id, int64_t request_id, int is_approved,
                      const char *remark, Message *ret_message)
{
    Deciding deciding = {app, staff_id, request_id,
                         is_approved ? EXCEPTION_APPROVED : EXCEPTION_REFUSED,
                         remark ? remark : ""};

    if (strlen(deciding.remark) >= REMARK_BYTES)
        return status_set(ret_message, STATUS_ARGUMENT, "a remark has %d bytes at most",
                          REMARK_BYTES - 1);
    return db_transact(db, decide, &deciding, ret_message);
}

/* --- what holds */

static void collect(void *context, const ExceptionRequest *request)
{
    const ExceptionCodes *codes = &request->codes;

    for (size_t i = 0; request->state == EXCEPTION_APPROVED && i < codes->n_codes; i++)
        if (exceptions_is_allowed(codes->codes[i])) /* one that is there already is not added */
            exception_codes_add(context, codes->codes[i], strlen(codes->codes[i]));
}

int exceptions_get_codes(Db *db, int64_t journey_id, ExceptionCodes *ret_codes,
                         Message *ret_message)
{
    ExceptionCodes codes = {.n_codes = 0};
    const int status =
        store_exception_visit(db, journey_id, REQUESTS_MAX, collect, &codes, ret_message);

    if (!status)
        *ret_codes = codes;
    return status;
}
