/* Rows of sessions, found by the keyed hash of their token. Rules: src/app/session.h. */
#ifndef SRC_STORE_SESSION_H
#define SRC_STORE_SESSION_H

#include "src/model/staff.h"
#include "src/store/db.h"

typedef struct SessionHash {
    uint8_t bytes[SESSION_HASH_BYTES];
} SessionHash;

int store_session_insert(Db *db, const SessionHash *hash, const Session *session,
                         Message *ret_message);

/* NOT_FOUND. */
int store_session_find(Db *db, const SessionHash *hash, Session *ret_session, Message *ret_message);

int store_session_touch(Db *db, const SessionHash *hash, int64_t seen_ms, int64_t expires_ms,
                        Message *ret_message);

/* None is fine too. */
int store_session_delete(Db *db, const SessionHash *hash, Message *ret_message);

/* All of one member of staff, but the one kept (NULL: none is). */
int store_session_delete_of_staff(Db *db, int64_t staff_id, const SessionHash *kept,
                                  Message *ret_message);

/* Those that ended at now_ms or before. */
int store_session_delete_expired(Db *db, int64_t now_ms, int64_t *ret_n_deleted,
                                 Message *ret_message);

#endif
