/* The roster as officers see it: students, and how far they are. Masked data alone. */
#ifndef SRC_STORE_STUDENT_LIST_H
#define SRC_STORE_STUDENT_LIST_H

#include "src/model/student.h"
#include "src/store/db.h"

typedef struct StudentItem {
    int64_t id, batch_id, school_id;
    int64_t college_id; /* 0: none */
    char college[STUDENT_TEXT_BYTES];
    char major[STUDENT_TEXT_BYTES], class_name[STUDENT_TEXT_BYTES];
    char student_number[STUDENT_NUMBER_BYTES];
    char unique_number[STUDENT_NUMBER_BYTES]; /* "": none */
    char name_masked[NAME_BYTES], identity_masked[IDENTITY_BYTES];
    char key_name[KEY_NAME_BYTES];
    int64_t journey_id; /* 0: has not begun: nobody has verified as this student */
    JourneyState state; /* so the rest */
    int is_paid;
    LockKind lock; /* as it was set; a timed one may have ended */
    int64_t locked_until_ms, changed_ms;
} StudentItem;

/* All that is set must hold. */
typedef struct StudentFilter {
    int64_t school_id, college_id, batch_id; /* 0: any */
    const char *state;                       /* NULL: any; "": not begun */
    int is_locked;                           /* at now_ms */
    int64_t now_ms;
    const char *student_number, *unique_number; /* NULL: any */
    const uint8_t *name_hash, *identity_hash;   /* CRYPT_HASH_BYTES; NULL: any */
    int64_t student_id;                         /* 0: any */
    int64_t after_id;
    int64_t n_max;
} StudentFilter;

typedef void StudentVisitor(void *context, const StudentItem *item);

/* In the order of their ids. */
int store_student_visit(Db *db, const StudentFilter *filter, StudentVisitor *visit, void *context,
                        Message *ret_message);

/* NOT_FOUND. */
int store_student_get_item(Db *db, int64_t id, StudentItem *ret_item, Message *ret_message);

#endif
