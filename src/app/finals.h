/*
 * The final photo in the student's hands: proofread, found wrong, delivered.
 *
 * A report of a problem sends the photo back to people; its words may be personal, so they are
 * sealed under the student's key. A repeated answer of the same content is a success and changes
 * nothing.
 */
#ifndef SRC_APP_FINALS_H
#define SRC_APP_FINALS_H

#include "src/app/app.h"
#include "src/model/student.h"
#include "src/store/keys.h"
#include "src/store/production.h"

/* What a student may know and fetch. */
typedef struct FinalView {
    JourneyState state;
    char key_name[KEY_NAME_BYTES];
    Production production; /* id 0: nothing has entered production, or it was returned */
    int has_sample, has_final;
} FinalView;

/* NOT_FOUND: the account has no way. */
int finals_get(Db *db, int64_t account_id, FinalView *ret_view, Message *ret_message);

/*
 * The student's answer, about the final that was finished at seen_ms (0: whichever it is): it is
 * right, or it is not, in these words. ARGUMENT: no words, or over PRODUCTION_PROBLEM_BYTES_MAX.
 * CONFLICT: there is no final, or it was found right before. DENIED: it is another one by now.
 */
int finals_proofread(const App *app, Db *db, int64_t account_id, int64_t seen_ms,
                     Message *ret_message);
int finals_report_problem(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                          int64_t seen_ms, const char *words, Message *ret_message);

/* What was reported last; ret_words "": nothing. NOT_FOUND: the student's key was destroyed. */
int finals_read_problem(Db *db, KeyStore *keys, const char *key_name, int64_t production_id,
                        char ret_words[PRODUCTION_PROBLEM_BYTES_MAX + 1], Message *ret_message);

/* Handed over to the registry by the member of staff (done before: OK); or refused by it, which
 * sends the student back to the camera without a new payment. CONFLICT: there is no final to
 * deliver, or it was not delivered. NOT_FOUND. */
int finals_deliver(const App *app, Db *db, int64_t staff_id, int64_t production_id,
                   Message *ret_message);
int finals_refuse(const App *app, Db *db, int64_t staff_id, int64_t production_id,
                  const char *remark, Message *ret_message);

#endif
