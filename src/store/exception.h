/* Rows of requests for an exception from a rule (product rule S19). Rules: src/app/exceptions.h. */
#ifndef SRC_STORE_EXCEPTION_H
#define SRC_STORE_EXCEPTION_H

#include "src/model/exception.h"
#include "src/store/db.h"

/* Inside db_transact. Its id is put into it. CONFLICT: the journey has an open one. */
int store_exception_add(Db *db, ExceptionRequest *request, Message *ret_message);

/* NOT_FOUND. */
int store_exception_get(Db *db, int64_t id, ExceptionRequest *ret_request, Message *ret_message);

/* The newest first, n_max at most. */
typedef void ExceptionVisitor(void *context, const ExceptionRequest *request);

int store_exception_visit(Db *db, int64_t journey_id, int64_t n_max, ExceptionVisitor *visit,
                          void *context, Message *ret_message);

/* Of a school's or college's students (0: all), in this state, beyond the id; oldest first. */
typedef struct ExceptionFilter {
    int64_t school_id, college_id;
    ExceptionState state;
    int64_t after_id, n_max;
} ExceptionFilter;

int store_exception_list(Db *db, const ExceptionFilter *filter, ExceptionVisitor *visit,
                         void *context, Message *ret_message);

/* Writes state, who decided, when, and the remark. CONFLICT: it is decided. */
int store_exception_decide(Db *db, const ExceptionRequest *request, Message *ret_message);

#endif
