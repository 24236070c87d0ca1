/*
 * What officers do for students: lift locks, look at their shots. Each change is one transaction
 * with its audit row, and tells the student.
 */
#ifndef SRC_APP_STUDENTS_H
#define SRC_APP_STUDENTS_H

#include "src/app/app.h"
#include "src/store/db.h"

/*
 * Lifts a lock of either kind; the counts that led to it start anew. Where there is none nothing
 * changes, and *ret_was_locked is 0. NOT_FOUND: nobody has verified as this student. CONFLICT: a
 * shot ended just now; ask again.
 */
int students_unlock(const App *app, Db *db, int64_t staff_id, int64_t student_id,
                    int *ret_was_locked, Message *ret_message);

/* Leaves the audit row of a member of staff who looks at a thing ("shot:12"); before it is shown.
 */
int students_note_reading(const App *app, Db *db, int64_t staff_id, const char *action,
                          const char *subject, Message *ret_message);

#endif
