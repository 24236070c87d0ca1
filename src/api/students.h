/* Students as officers see them, for the files of this folder that answer with them. */
#ifndef SRC_API_STUDENTS_H
#define SRC_API_STUDENTS_H

#include "src/api/json.h"
#include "src/store/student_list.h"

/* now_ms: a timed lock that has ended is none. NULL: out of memory. */
json_t *students_api_pack(const StudentItem *item, int64_t now_ms);

/* The student whom the path names; of any school: who may see it is authorize()'s. NOT_FOUND. */
int students_api_find(const ApiCall *call, StudentItem *ret_item, Message *ret_message);

/* A number of the query; 0 if it is not asked for. 0, or -1: answered. */
int students_api_read_id(const ApiCall *call, const char *name, int64_t *ret_id);

#endif
