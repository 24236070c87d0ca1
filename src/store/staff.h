/* Rows of staff, and the schools and colleges they belong to. Rules: src/app/staff.h. */
#ifndef SRC_STORE_STAFF_H
#define SRC_STORE_STAFF_H

#include "src/model/staff.h"
#include "src/store/db.h"

/* NOT_FOUND. */
int store_staff_find(Db *db, int64_t id, Staff *ret_staff, Message *ret_message);
int store_staff_find_by_login(Db *db, const char *login, Staff *ret_staff, Message *ret_message);

/* Inside a transaction. CONFLICT: the login is taken. */
int store_staff_insert(Db *db, const Staff *staff, int64_t *ret_id, Message *ret_message);

/* All that changes: password, second factor, failures, lock, disabled. */
int store_staff_update(Db *db, const Staff *staff, Message *ret_message);

/* Called for each, oldest first; `place` is "school code[/college]" or "". */
typedef void StaffVisitor(void *context, const Staff *staff, const char *place);

int store_staff_visit(Db *db, StaffVisitor *visit, void *context, Message *ret_message);

/* Those of a school (0: all) after the id, n_max at most. */
int store_staff_list(Db *db, int64_t school_id, int64_t after_id, int64_t n_max,
                     StaffVisitor *visit, void *context, Message *ret_message);

/* NOT_FOUND. */
int store_college_find(Db *db, int64_t school_id, const char *name, int64_t *ret_id,
                       Message *ret_message);

#endif
