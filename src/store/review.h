/* The school's review queue: submissions with what a reviewer has to know of them. */
#ifndef SRC_STORE_REVIEW_H
#define SRC_STORE_REVIEW_H

#include "src/model/journey.h"
#include "src/model/shot.h"
#include "src/model/staff.h"
#include "src/model/student.h"
#include "src/store/db.h"

typedef struct ReviewItem {
    int64_t submission_id, journey_id;
    JourneyState state; /* of the journey: what may be done */
    int64_t submitted_ms;
    int64_t opened_by, opened_ms; /* 0: nobody has it */
    int64_t student_id, school_id;
    int64_t college_id; /* 0: none */
    char name_masked[NAME_BYTES], student_number[STUDENT_NUMBER_BYTES];
    char key_name[KEY_NAME_BYTES];
    int64_t shot_id;
    char photo_blob[BLOB_TEXT_BYTES]; /* "": erased */
    int has_warnings;
    char opened_by_login[STAFF_LOGIN_MAX + 1]; /* "": nobody */
} ReviewItem;

/* Of any state. NOT_FOUND. */
int store_review_get(Db *db, int64_t submission_id, ReviewItem *ret_item, Message *ret_message);

/* Which of those that wait for the school or are in a reviewer's hands. */
typedef struct ReviewFilter {
    int64_t school_id, college_id; /* 0: all */
    int64_t after_id;              /* of submissions */
    int64_t n_max;
} ReviewFilter;

/* Oldest first. */
typedef void ReviewVisitor(void *context, const ReviewItem *item);

int store_review_visit(Db *db, const ReviewFilter *filter, ReviewVisitor *visit, void *context,
                       Message *ret_message);

#endif
