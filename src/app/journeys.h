/*
 * The student's way, step by step, up to the camera. Each step is one transaction: the table of
 * src/model/journey.h says whether it is allowed, and the audit log gets its row.
 *
 * Every function answers CONFLICT where the step is not allowed now or another was faster, and then
 * nothing has changed. A step taken before with the same content is a success: clients on bad
 * networks ask twice. ret_journey: as it is after the step.
 */
#ifndef SRC_APP_JOURNEYS_H
#define SRC_APP_JOURNEYS_H

#include "src/app/app.h"
#include "src/app/roster.h"
#include "src/store/document.h"
#include "src/store/journey.h"

/* The account's way; a new one at its beginning if there is none. */
int journeys_get(const App *app, Db *db, int64_t account_id, Journey *ret_journey,
                 Message *ret_message);

/* Agrees to the text, which must be the latest: ARGUMENT if it is not. */
int journeys_consent(const App *app, Db *db, int64_t account_id, int64_t document_id,
                     Journey *ret_journey, Message *ret_message);

/*
 * Binds the student whom the claim fits to the account. NOT_FOUND: nobody fits. DENIED: the student
 * is bound to another account. Who withdrew begins again with a new key (erasure.h).
 */
int journeys_verify(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                    const RosterClaim *claim, Journey *ret_journey, Message *ret_message);

/*
 * The same by a code of the registry, in that batch. ARGUMENT: name or identity number of the code
 * are not those of the roster.
 */
int journeys_verify_code(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                         int64_t batch_id, const CaptureCode *code, Journey *ret_journey,
                         Message *ret_message);

/* Kept sealed under the student's key. ARGUMENT: no phone number. */
int journeys_give_phone(const App *app, Db *db, KeyStore *keys, int64_t account_id,
                        const char *phone, Journey *ret_journey, Message *ret_message);

/* Has read the notice, the precautions or the requirements; the latest: ARGUMENT if it is not. */
int journeys_read(const App *app, Db *db, int64_t account_id, DocumentKind kind,
                  int64_t document_id, Journey *ret_journey, Message *ret_message);

int journeys_choose_messages(const App *app, Db *db, int64_t account_id, int wants_messages,
                             Journey *ret_journey, Message *ret_message);

#endif
