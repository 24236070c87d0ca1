/* Submissions joined with whose they are. One connection a caller. */
#include "src/store/review.h"

#include <inttypes.h>
#include <stdio.h>

#define SELECT_ITEM                                                                                \
    "SELECT submission.id, submission.journey_id, journey.state, submitted_ms, opened_by, "        \
    "opened_ms, student.id, batch.school_id, student.college_id, name_masked, student_number, "    \
    "key_name, shot_id, photo_blob, has_warnings, login FROM submission "                          \
    "JOIN journey ON journey.id = submission.journey_id "                                          \
    "JOIN student ON student.id = journey.student_id "                                             \
    "JOIN batch ON batch.id = student.batch_id "                                                   \
    "JOIN draft ON draft.id = submission.draft_id "                                                \
    "LEFT JOIN staff ON staff.id = opened_by "

static void copy(char *ret_text, size_t size_bytes, const DbRows *rows, size_t column)
{
    const char *text = db_rows_get_text(rows, column);

    snprintf(ret_text, size_bytes, "%s", text ? text : "");
}

static int read_row(const DbRows *rows, ReviewItem *item, Message *message)
{
    *item = (ReviewItem){.submission_id = db_rows_get_int(rows, 0),
                         .journey_id = db_rows_get_int(rows, 1),
                         .state = journey_state_parse(db_rows_get_text(rows, 2)),
                         .submitted_ms = db_rows_get_int(rows, 3),
                         .opened_by = db_rows_get_int(rows, 4),
                         .opened_ms = db_rows_get_int(rows, 5),
                         .student_id = db_rows_get_int(rows, 6),
                         .school_id = db_rows_get_int(rows, 7),
                         .college_id = db_rows_get_int(rows, 8),
                         .shot_id = db_rows_get_int(rows, 12),
                         .has_warnings = (int)db_rows_get_int(rows, 14)};
    copy(item->name_masked, sizeof item->name_masked, rows, 9);
    copy(item->student_number, sizeof item->student_number, rows, 10);
    copy(item->key_name, sizeof item->key_name, rows, 11);
    copy(item->photo_blob, sizeof item->photo_blob, rows, 13);
    copy(item->opened_by_login, sizeof item->opened_by_login, rows, 15);
    if (item->state == JOURNEY_STATE_COUNT)
        return status_set(message, STATUS_DAMAGED, "journey %" PRId64 " cannot be read",
                          item->journey_id);
    return STATUS_OK;
}

int store_review_get(Db *db, int64_t submission_id, ReviewItem *ret_item, Message *ret_message)
{
    const DbValue key = db_int(submission_id);
    DbRows *rows = NULL;
    int status = db_query(db, SELECT_ITEM "WHERE submission.id = $1", &key, 1, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such submission");
    if (!status)
        status = read_row(rows, ret_item, ret_message);
    db_rows_free(rows);
    return status;
}

int store_review_visit(Db *db, const ReviewFilter *filter, ReviewVisitor *visit, void *context,
                       Message *ret_message)
{
    const DbValue params[] = {db_int(filter->school_id), db_int(filter->college_id),
                              db_int(filter->after_id), db_int(filter->n_max)};
    DbRows *rows = NULL;
    int status =
        db_query(db,
                 SELECT_ITEM "WHERE decision IS NULL AND journey.state IN ('review', 'in-review') "
                             "AND ($1 = 0 OR batch.school_id = $1) "
                             "AND ($2 = 0 OR student.college_id = $2) AND submission.id > $3 "
                             "ORDER BY submission.id LIMIT $4",
                 params, 4, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        ReviewItem item;

        status = read_row(rows, &item, ret_message);
        if (!status)
            visit(context, &item);
    }
    db_rows_free(rows);
    return status;
}
