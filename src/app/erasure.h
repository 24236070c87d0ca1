/*
 * Withdrawal of consent, and the destruction of what has been given up.
 *
 * Order, so that a crash at any point loses nothing of it: the transaction that ends the student's
 * way notes key and blobs (src/store/erasure.h); then the key is destroyed, which makes every copy
 * of the photos unreadable, in old backups too (docs/adr/0008); then the blobs. Whatever is left
 * over is finished by the next erasure_finish, of `tucai purge` at the latest.
 *
 * What goes, what stays and why: docs/adr/0009.
 */
#ifndef SRC_APP_ERASURE_H
#define SRC_APP_ERASURE_H

#include <stdbool.h>

#include "src/app/app.h"
#include "src/blob/blob.h"
#include "src/model/student.h"
#include "src/store/db.h"
#include "src/store/keys.h"

/*
 * The student's way is back at consent, its photos and personal data are noted for destruction, its
 * sessions have ended; locks, cool-down and payment stay. Done already is fine. CONFLICT: consent
 * was never given. To be followed by erasure_finish.
 */
int erasure_withdraw(const App *app, Db *db, int64_t account_id, Message *ret_message);

/* Destroys what is noted: all of it, or (is_first_page) the keys and so much as a request may wait
 * for. ret_n_keys, ret_n_blobs: how many. */
int erasure_finish(Db *db, KeyStore *keys, BlobStore *blobs, bool is_first_page,
                   int64_t *ret_n_keys, int64_t *ret_n_blobs, Message *ret_message);

/*
 * Inside db_transact, when a student is bound to a way whose earlier one was withdrawn: gives the
 * student a new key, seals name and identity (NULL: not known, they stay erased) under it, and if
 * other is the earlier way of another account, moves order, payment, locks and counters from it to
 * journey. Nothing to be done is fine. DENIED: the other way is in use.
 */
int erasure_begin_again(Db *db, KeyStore *keys, const char *name, const char *identity,
                        Student *student, Journey *journey, Message *ret_message);

#endif
