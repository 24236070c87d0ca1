/* The table exception_request. One connection a caller. */
#include "src/store/exception.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/store/one.h"

#define COLUMNS                                                                                    \
    "exception_request.id, exception_request.journey_id, shot_id, codes, note_sealed, "            \
    "proof_blob, exception_request.state, asked_ms, decided_by, decided_ms, remark"

int store_exception_add(Db *db, ExceptionRequest *request, Message *ret_message)
{
    char codes[EXCEPTION_CODES_TEXT_BYTES];

    exception_codes_format(&request->codes, codes);
    const DbValue params[] = {db_int(request->journey_id),
                              db_int(request->shot_id),
                              db_text(codes),
                              db_blob(request->note, request->n_note),
                              db_text(*request->proof_blob ? request->proof_blob : NULL),
                              db_int(request->asked_ms)};

    return store_ask_number(db,
                            "INSERT INTO exception_request (journey_id, shot_id, codes, "
                            "note_sealed, proof_blob, state, asked_ms) "
                            "VALUES ($1, $2, $3, $4, $5, 'asked', $6) RETURNING id",
                            params, 6, &request->id, ret_message);
}

static int read_row(const DbRows *rows, ExceptionRequest *request, Message *message)
{
    const char *blob = db_rows_get_text(rows, 5), *remark = db_rows_get_text(rows, 10);
    const void *note = db_rows_get_blob(rows, 4, &request->n_note);

    *request = (ExceptionRequest){.id = db_rows_get_int(rows, 0),
                                  .journey_id = db_rows_get_int(rows, 1),
                                  .shot_id = db_rows_get_int(rows, 2),
                                  .n_note = request->n_note,
                                  .state = exception_state_parse(db_rows_get_text(rows, 6)),
                                  .asked_ms = db_rows_get_int(rows, 7),
                                  .decided_by = db_rows_get_int(rows, 8),
                                  .decided_ms = db_rows_get_int(rows, 9)};
    snprintf(request->proof_blob, sizeof request->proof_blob, "%s", blob ? blob : "");
    snprintf(request->remark, sizeof request->remark, "%s", remark ? remark : "");
    if (request->n_note > sizeof request->note || request->state == EXCEPTION_STATE_COUNT ||
        exception_codes_parse(db_rows_get_text(rows, 3), &request->codes))
        return status_set(message, STATUS_DAMAGED, "exception %" PRId64 " cannot be read",
                          request->id);
    if (request->n_note)
        memcpy(request->note, note, request->n_note);
    return STATUS_OK;
}

static int visit_rows(Db *db, const char *sql, const DbValue *params, size_t n_params,
                      ExceptionVisitor *visit, void *context, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, message);

    while (!status && db_rows_next(rows)) {
        ExceptionRequest request;

        status = read_row(rows, &request, message);
        if (!status)
            visit(context, &request);
    }
    db_rows_free(rows);
    return status;
}

static void keep(void *context, const ExceptionRequest *request)
{
    *(ExceptionRequest *)context = *request;
}

int store_exception_get(Db *db, int64_t id, ExceptionRequest *ret_request, Message *ret_message)
{
    const DbValue key = db_int(id);
    ExceptionRequest request = {.id = 0};
    const int status = visit_rows(db, "SELECT " COLUMNS " FROM exception_request WHERE id = $1",
                                  &key, 1, keep, &request, ret_message);

    if (status)
        return status;
    if (!request.id)
        return status_set(ret_message, STATUS_NOT_FOUND, "there is no such request");
    *ret_request = request;
    return STATUS_OK;
}

int store_exception_visit(Db *db, int64_t journey_id, int64_t n_max, ExceptionVisitor *visit,
                          void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(n_max)};

    return visit_rows(db,
                      "SELECT " COLUMNS " FROM exception_request WHERE journey_id = $1 "
                      "ORDER BY id DESC LIMIT $2",
                      params, 2, visit, context, ret_message);
}

int store_exception_list(Db *db, const ExceptionFilter *filter, ExceptionVisitor *visit,
                         void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(filter->school_id), db_int(filter->college_id),
                              db_text(exception_state_get_name(filter->state)),
                              db_int(filter->after_id), db_int(filter->n_max)};

    return visit_rows(db,
                      "SELECT " COLUMNS " FROM exception_request "
                      "JOIN journey ON journey.id = exception_request.journey_id "
                      "JOIN student ON student.id = journey.student_id "
                      "JOIN batch ON batch.id = student.batch_id "
                      "WHERE ($1 = 0 OR batch.school_id = $1) "
                      "AND ($2 = 0 OR student.college_id = $2) AND exception_request.state = $3 "
                      "AND exception_request.id > $4 ORDER BY exception_request.id LIMIT $5",
                      params, 5, visit, context, ret_message);
}

int store_exception_decide(Db *db, const ExceptionRequest *request, Message *ret_message)
{
    const DbValue params[] = {db_int(request->id),
                              db_text(exception_state_get_name(request->state)),
                              db_int(request->decided_by), db_int(request->decided_ms),
                              db_text(*request->remark ? request->remark : NULL)};

    return store_change_one(db,
                            "UPDATE exception_request SET state = $2, decided_by = $3, "
                            "decided_ms = $4, remark = $5 WHERE id = $1 AND state = 'asked'",
                            params, 5, "the request is decided", ret_message);
}
