/* Rows of the roster. */
#ifndef SRC_STORE_STUDENT_H
#define SRC_STORE_STUDENT_H

#include "src/model/student.h"
#include "src/store/db.h"

/* Inside db_transact. Its id is put into it. CONFLICT: the batch has this student or identity
 * number already. */
int store_student_add(Db *db, Student *student, Message *ret_message);

int store_student_get(Db *db, int64_t id, Student *ret_student, Message *ret_message);

/* By what a student knows of itself. NOT_FOUND. */
int store_student_find(Db *db, int64_t batch_id, const char *student_number, Student *ret_student,
                       Message *ret_message);

/* By the registry's unique number. NOT_FOUND. */
int store_student_find_unique(Db *db, int64_t batch_id, const char *unique_number,
                              Student *ret_student, Message *ret_message);

/* Inside db_transact. Its new key, and what is sealed under it. */
int store_student_renew(Db *db, const Student *student, Message *ret_message);

#endif
