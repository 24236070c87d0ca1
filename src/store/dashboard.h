/* How many students are how far, by group: what the dashboard shows. */
#ifndef SRC_STORE_DASHBOARD_H
#define SRC_STORE_DASHBOARD_H

#include "src/model/student.h"
#include "src/store/db.h"

typedef enum DashboardLevel {
    DASHBOARD_BY_SCHOOL,
    DASHBOARD_BY_COLLEGE,
    DASHBOARD_BY_MAJOR,
    DASHBOARD_BY_CLASS,
    DASHBOARD_LEVEL_COUNT
} DashboardLevel;

/* Of the students of one group in one state. */
typedef struct DashboardRow {
    int64_t school_id;
    int64_t college_id; /* 0: none, or not asked; so "" for the texts */
    char school[STUDENT_TEXT_BYTES], college[STUDENT_TEXT_BYTES];
    char major[STUDENT_TEXT_BYTES], class_name[STUDENT_TEXT_BYTES];
    const char *state; /* "not-begun", or that of src/model/journey.h; as long as the call */
    int64_t n_students, n_paid, n_locked_by_school;
    int64_t n_with_drafts, n_returned; /* before the camera, with photos; sent back there */
} DashboardRow;

typedef struct DashboardFilter {
    DashboardLevel level;
    int64_t school_id, college_id, batch_id; /* 0: any */
    int64_t n_max;
} DashboardFilter;

/* Rows of a group follow each other. */
typedef void DashboardVisitor(void *context, const DashboardRow *row);

int store_dashboard_visit(Db *db, const DashboardFilter *filter, DashboardVisitor *visit,
                          void *context, Message *ret_message);

#endif
