/*
 * One query a level: students joined with their ways, counted in the database. Those who stand
 * before the camera are told apart by what is in their box and how their last photo ended. One
 * connection a caller.
 */
#include "src/store/dashboard.h"

#include <stdio.h>

#define COUNTS                                                                                     \
    "COALESCE(journey.state, 'not-begun') AS stage, count(*), "                                    \
    "CAST(sum(COALESCE(is_paid, 0)) AS BIGINT), "                                                  \
    "CAST(sum(CASE WHEN lock_kind = 'school' THEN 1 ELSE 0 END) AS BIGINT), "                      \
    "CAST(sum(CASE WHEN journey.state = 'shoot' AND EXISTS (SELECT 1 FROM draft "                  \
    "WHERE draft.journey_id = journey.id AND deleted_ms IS NULL) THEN 1 ELSE 0 END) AS BIGINT), "  \
    "CAST(sum(CASE WHEN journey.state = 'shoot' AND 'returned' = (SELECT decision "                \
    "FROM submission WHERE submission.journey_id = journey.id ORDER BY id DESC LIMIT 1) "          \
    "THEN 1 ELSE 0 END) AS BIGINT) "                                                               \
    "FROM student JOIN batch ON batch.id = student.batch_id "                                      \
    "JOIN school ON school.id = batch.school_id "                                                  \
    "LEFT JOIN college ON college.id = student.college_id "                                        \
    "LEFT JOIN journey ON journey.student_id = student.id "                                        \
    "WHERE ($1 = 0 OR batch.school_id = $1) AND ($2 = 0 OR student.college_id = $2) "              \
    "AND ($3 = 0 OR student.batch_id = $3) GROUP BY "

/* columns: school id and name, college id and name, major, class. */
#define QUERY(columns, groups)                                                                     \
    "SELECT " columns ", " COUNTS groups ", stage ORDER BY " groups ", stage LIMIT $4"

static const char *const queries[DASHBOARD_LEVEL_COUNT] = {
    [DASHBOARD_BY_SCHOOL] =
        QUERY("school.id, school.name, CAST(0 AS BIGINT), '', '', ''", "school.id, school.name"),
    [DASHBOARD_BY_COLLEGE] =
        QUERY("school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, ''), '', ''",
              "school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, '')"),
    [DASHBOARD_BY_MAJOR] = QUERY(
        "school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, ''), major, ''",
        "school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, ''), major"),
    [DASHBOARD_BY_CLASS] =
        QUERY("school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, ''), major, "
              "class_name",
              "school.id, school.name, COALESCE(college.id, 0), COALESCE(college.name, ''), major, "
              "class_name"),
};

static DashboardRow read_row(const DbRows *rows)
{
    DashboardRow row = {.school_id = db_rows_get_int(rows, 0),
                        .college_id = db_rows_get_int(rows, 2),
                        .state = db_rows_get_text(rows, 6),
                        .n_students = db_rows_get_int(rows, 7),
                        .n_paid = db_rows_get_int(rows, 8),
                        .n_locked_by_school = db_rows_get_int(rows, 9),
                        .n_with_drafts = db_rows_get_int(rows, 10),
                        .n_returned = db_rows_get_int(rows, 11)};

    snprintf(row.school, sizeof row.school, "%s", db_rows_get_text(rows, 1));
    snprintf(row.college, sizeof row.college, "%s", db_rows_get_text(rows, 3));
    snprintf(row.major, sizeof row.major, "%s", db_rows_get_text(rows, 4));
    snprintf(row.class_name, sizeof row.class_name, "%s", db_rows_get_text(rows, 5));
    return row;
}

int store_dashboard_visit(Db *db, const DashboardFilter *filter, DashboardVisitor *visit,
                          void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(filter->school_id), db_int(filter->college_id),
                              db_int(filter->batch_id), db_int(filter->n_max)};
    DbRows *rows = NULL;
    const int status = db_query(db, queries[filter->level], params, 4, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        const DashboardRow row = read_row(rows);

        visit(context, &row);
    }
    db_rows_free(rows);
    return status;
}
