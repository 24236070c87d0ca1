/* Rows of schools and the names of their colleges. */
#ifndef SRC_STORE_SCHOOL_H
#define SRC_STORE_SCHOOL_H

#include "src/model/school.h"
#include "src/model/student.h"
#include "src/store/db.h"

/* NOT_FOUND; DAMAGED: a text is longer than the program takes. */
int store_school_get(Db *db, int64_t id, School *ret_school, Message *ret_message);
int store_school_find(Db *db, const char *code, School *ret_school, Message *ret_message);

/* Inside db_transact. CONFLICT: the row has another version than this. */
int store_school_set_contact(Db *db, const School *school, Message *ret_message);

/* A school that takes photos, and how its students prove who they are. */
typedef struct SchoolOffer {
    School school;
    int takes_roster, takes_codes; /* some of its batches */
} SchoolOffer;

/*
 * Schools with a batch that has not ended, in the order of their ids, those after the id (0: from
 * the first), at most n_max of them.
 */
int store_school_list_current(Db *db, int64_t now_ms, int64_t after_id, size_t n_max,
                              SchoolOffer *ret_offers, size_t *ret_n_offers, Message *ret_message);

/* id 0: "". */
int store_college_get_name(Db *db, int64_t id, char ret_name[STUDENT_TEXT_BYTES],
                           Message *ret_message);

#endif
