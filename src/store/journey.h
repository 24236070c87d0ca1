/* Rows of students' ways. What may follow what: src/model/journey.h. */
#ifndef SRC_STORE_JOURNEY_H
#define SRC_STORE_JOURNEY_H

#include "src/model/student.h"
#include "src/store/db.h"

/* Inside db_transact. The account's id; a new one if openid_hash (CRYPT_HASH_BYTES; NULL: a
 * browser) is unknown. */
int store_account_get(Db *db, const uint8_t *openid_hash, int64_t now_ms, int64_t *ret_account_id,
                      Message *ret_message);

/* Browsers' accounts without session, way and viewing: nobody can come back to them. */
int store_account_delete_unused(Db *db, int64_t *ret_n_deleted, Message *ret_message);

/* Inside db_transact. A new way at its beginning. Its id and version are put into it. */
int store_journey_add(Db *db, Journey *journey, Message *ret_message);

int store_journey_get(Db *db, int64_t id, Journey *ret_journey, Message *ret_message);

/* The account's latest. */
int store_journey_find(Db *db, int64_t account_id, Journey *ret_journey, Message *ret_message);

/* The student's. NOT_FOUND: nobody has verified as this student. */
int store_journey_find_student(Db *db, int64_t student_id, Journey *ret_journey,
                               Message *ret_message);

/*
 * Writes every field but id, account and created_ms, and raises the version. CONFLICT: the row has
 * another version than this (somebody was faster), or the student is bound to another way.
 */
int store_journey_save(Db *db, Journey *journey, Message *ret_message);

/*
 * Inside db_transact. Lets go of from's student, and moves its order to the other way. CONFLICT: it
 * has changed meanwhile.
 */
int store_journey_hand_over(Db *db, const Journey *from, int64_t to_id, Message *ret_message);

#endif
