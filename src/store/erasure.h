/*
 * What has been given up and is still to be destroyed: names of keys and blobs, noted in the
 * transaction that drops the last reference. Who destroys them: src/app/erasure.h.
 */
#ifndef SRC_STORE_ERASURE_H
#define SRC_STORE_ERASURE_H

#include "src/store/db.h"

enum { ERASURE_NAME_BYTES = 65, ERASURE_PAGE = 200 };

typedef enum ErasureKind { ERASURE_KEY, ERASURE_BLOB } ErasureKind;

typedef struct Erasure {
    int64_t id;
    ErasureKind kind;
    char name[ERASURE_NAME_BYTES];
} Erasure;

/* Inside db_transact. Noted already is fine. */
int store_erasure_add(Db *db, ErasureKind kind, const char *name, int64_t now_ms,
                      Message *ret_message);

int store_erasure_has(Db *db, ErasureKind kind, const char *name, bool *ret_has,
                      Message *ret_message);

/* The next, keys before blobs, then in the order they were noted; 0: nothing is left. */
int store_erasure_list(Db *db, Erasure ret_erasures[ERASURE_PAGE], size_t *ret_n_erasures,
                       Message *ret_message);

/* They are destroyed. In a transaction of its own. */
int store_erasure_forget(Db *db, const Erasure *erasures, size_t n_erasures, Message *ret_message);

/*
 * Inside db_transact. Notes the key and all blobs of the student's way, and clears what says more
 * of the student than the roster's masked row: sealed texts, reports, messages, exception requests.
 * Open submissions, productions, captures, jobs and the account's sessions end. Orders stay.
 */
int store_erase_journey(Db *db, int64_t journey_id, int64_t now_ms, Message *ret_message);

#endif
