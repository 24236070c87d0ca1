/*
 * The conditions of a query are those that the filter sets, so that the database finds its index
 * for each; texts are constant, values are parameters. One connection a caller.
 */
#include "src/store/student_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/store/journey.h"

enum { SQL_BYTES = 2048, PARAMS_MAX = 12 };

typedef struct Query {
    char sql[SQL_BYTES];
    size_t used;
    DbValue params[PARAMS_MAX];
    size_t n_params;
} Query;

static void add_text(Query *query, const char *text)
{
    const size_t n_bytes = strlen(text);

    memcpy(query->sql + query->used, text, n_bytes + 1);
    query->used += n_bytes;
}

/* The text, then the parameter's place. */
static void add_value(Query *query, const char *text, DbValue value)
{
    char place[16];

    query->params[query->n_params++] = value;
    snprintf(place, sizeof place, "$%zu", query->n_params);
    add_text(query, text);
    add_text(query, place);
}

static void add_id(Query *query, const char *text, int64_t id)
{
    if (id)
        add_value(query, text, db_int(id));
}

static void add_hash(Query *query, const char *text, const uint8_t *hash)
{
    if (hash)
        add_value(query, text, db_blob(hash, CRYPT_HASH_BYTES));
}

static Query make_query(const StudentFilter *filter)
{
    Query query = {.used = 0};

    add_text(&query, "SELECT student.id, student.batch_id, batch.school_id, student.college_id, "
                     "college.name, major, class_name, student_number, unique_number, name_masked, "
                     "identity_masked, key_name, journey.id, journey.state, is_paid, lock_kind, "
                     "locked_until_ms, changed_ms FROM student "
                     "JOIN batch ON batch.id = student.batch_id "
                     "LEFT JOIN college ON college.id = student.college_id "
                     "LEFT JOIN journey ON journey.student_id = student.id ");
    add_value(&query, "WHERE student.id > ", db_int(filter->after_id));
    add_id(&query, " AND batch.school_id = ", filter->school_id);
    add_id(&query, " AND student.college_id = ", filter->college_id);
    add_id(&query, " AND student.batch_id = ", filter->batch_id);
    add_id(&query, " AND student.id = ", filter->student_id);
    add_hash(&query, " AND name_hash = ", filter->name_hash);
    add_hash(&query, " AND identity_hash = ", filter->identity_hash);
    if (filter->student_number)
        add_value(&query, " AND student_number = ", db_text(filter->student_number));
    if (filter->unique_number)
        add_value(&query, " AND unique_number = ", db_text(filter->unique_number));
    if (filter->state && *filter->state)
        add_value(&query, " AND journey.state = ", db_text(filter->state));
    else if (filter->state)
        add_text(&query, " AND journey.id IS NULL");
    if (filter->is_locked) {
        add_value(&query,
                  " AND (lock_kind = 'school' OR (lock_kind = 'timed' AND locked_until_ms > ",
                  db_int(filter->now_ms));
        add_text(&query, "))");
    }
    add_value(&query, " ORDER BY student.id LIMIT ", db_int(filter->n_max));
    return query;
}

static void copy(char *ret_text, size_t size_bytes, const DbRows *rows, size_t column)
{
    const char *text = db_rows_get_text(rows, column);

    snprintf(ret_text, size_bytes, "%s", text ? text : "");
}

static int read_row(const DbRows *rows, StudentItem *item, Message *message)
{
    const char *state = db_rows_get_text(rows, 13);

    *item = (StudentItem){.id = db_rows_get_int(rows, 0),
                          .batch_id = db_rows_get_int(rows, 1),
                          .school_id = db_rows_get_int(rows, 2),
                          .college_id = db_rows_get_int(rows, 3),
                          .journey_id = db_rows_get_int(rows, 12),
                          .state = state ? journey_state_parse(state) : JOURNEY_CONSENT,
                          .is_paid = (int)db_rows_get_int(rows, 14),
                          .lock = state ? lock_kind_parse(db_rows_get_text(rows, 15)) : LOCK_NONE,
                          .locked_until_ms = db_rows_get_int(rows, 16),
                          .changed_ms = db_rows_get_int(rows, 17)};
    copy(item->college, sizeof item->college, rows, 4);
    copy(item->major, sizeof item->major, rows, 5);
    copy(item->class_name, sizeof item->class_name, rows, 6);
    copy(item->student_number, sizeof item->student_number, rows, 7);
    copy(item->unique_number, sizeof item->unique_number, rows, 8);
    copy(item->name_masked, sizeof item->name_masked, rows, 9);
    copy(item->identity_masked, sizeof item->identity_masked, rows, 10);
    copy(item->key_name, sizeof item->key_name, rows, 11);
    if (item->state == JOURNEY_STATE_COUNT)
        return status_set(message, STATUS_DAMAGED, "journey %" PRId64 " cannot be read",
                          item->journey_id);
    return STATUS_OK;
}

int store_student_visit(Db *db, const StudentFilter *filter, StudentVisitor *visit, void *context,
                        Message *ret_message)
{
    const Query query = make_query(filter);
    DbRows *rows = NULL;
    int status = db_query(db, query.sql, query.params, query.n_params, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        StudentItem item;

        status = read_row(rows, &item, ret_message);
        if (!status)
            visit(context, &item);
    }
    db_rows_free(rows);
    return status;
}

static void keep(void *context, const StudentItem *item)
{
    *(StudentItem *)context = *item;
}

int store_student_get_item(Db *db, int64_t id, StudentItem *ret_item, Message *ret_message)
{
    const StudentFilter filter = {.student_id = id, .n_max = 1};
    StudentItem item = {.id = 0};
    /* 0 is no condition to the filter: it would find anybody. */
    const int status = id ? store_student_visit(db, &filter, keep, &item, ret_message) : STATUS_OK;

    if (status)
        return status;
    if (!item.id)
        return status_set(ret_message, STATUS_NOT_FOUND, "there is no such student");
    *ret_item = item;
    return STATUS_OK;
}
