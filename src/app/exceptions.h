/*
 * Exceptions (product rule S19): a student whose shot was refused asks, with a note and a picture
 * as proof, to be judged without certain rules; the school decides; what it approved is lifted for
 * exactly this student, in all later shots (src/pipeline/making.c).
 *
 * Only rules whose row of the table allows it can be asked for. A student has one open request at a
 * time. Each change is one transaction with its audit row, without the note and without the remark.
 */
#ifndef SRC_APP_EXCEPTIONS_H
#define SRC_APP_EXCEPTIONS_H

#include "src/app/app.h"
#include "src/store/exception.h"
#include "src/store/keys.h"

/* Whether the table lets the school except from this code. */
int exceptions_is_allowed(const char *code);

typedef struct ExceptionAsk {
    const char *shot_id;  /* public id of the refused shot */
    ExceptionCodes codes; /* one at least */
    const char *note;     /* UTF-8, not empty, less than EXCEPTION_NOTE_BYTES */
    const char *proof;    /* sealed already; "": none */
} ExceptionAsk;

/*
 * ARGUMENT: a code that cannot be excepted from, or no note. NOT_FOUND: no such shot of this
 * account. DENIED: the shot was not refused. CONFLICT: there is an open request.
 */
int exceptions_ask(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                   const ExceptionAsk *ask, ExceptionRequest *ret_request, Message *ret_message);

/*
 * The open request that says the same of the same shot: a client on a bad network asks again what
 * it has asked. The proof is the caller's to compare. NOT_FOUND: there is no such open request.
 */
int exceptions_find_repeat(Db *db, KeyStore *keys, int64_t account_id, const ExceptionAsk *ask,
                           ExceptionRequest *ret_request, Message *ret_message);

/* The note, opened by the student's key. NOT_FOUND: the key was destroyed, or the time of notes is
 * over. */
int exceptions_open_note(KeyStore *keys, const char *key_name, const ExceptionRequest *request,
                         char ret_note[EXCEPTION_NOTE_BYTES], Message *ret_message);

/*
 * remark: to the student; NULL or less than REMARK_BYTES: ARGUMENT. The same decision again
 * succeeds and changes nothing; another one: CONFLICT. NOT_FOUND.
 */
int exceptions_decide(const App *app, Db *db, int64_t staff_id, int64_t request_id, int is_approved,
                      const char *remark, Message *ret_message);

/* What is lifted for the student of this journey: of all approved requests, what the table still
 * allows. */
int exceptions_get_codes(Db *db, int64_t journey_id, ExceptionCodes *ret_codes,
                         Message *ret_message);

#endif
