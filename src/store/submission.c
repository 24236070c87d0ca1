/* The table submission. One connection a caller. */
#include "src/store/submission.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/store/one.h"

/* --- drafts */

int store_submission_find_draft(Db *db, int64_t journey_id, const char *public_id,
                                ChosenDraft *ret_draft, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_text(public_id)};
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, (SELECT count(*) FROM submission "
                          "WHERE submission.draft_id = draft.id AND decision = 'returned') "
                          "FROM draft WHERE journey_id = $1 AND public_id = $2 "
                          "AND deleted_ms IS NULL AND photo_blob IS NOT NULL",
                          params, 2, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such draft");
    if (!status)
        *ret_draft = (ChosenDraft){.id = db_rows_get_int(rows, 0),
                                   .was_returned = db_rows_get_int(rows, 1) > 0};
    db_rows_free(rows);
    return status;
}

int store_submission_check_draft(Db *db, int64_t journey_id, int64_t draft_id, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(draft_id)};
    int64_t id;

    return store_ask_number(db,
                            "SELECT id FROM draft WHERE journey_id = $1 AND id = $2 "
                            "AND deleted_ms IS NULL AND photo_blob IS NOT NULL",
                            params, 2, &id, ret_message);
}

int store_submission_get_draft_id(Db *db, int64_t draft_id, char ret_public_id[CRYPT_TOKEN_BYTES],
                                  Message *ret_message)
{
    const DbValue key = db_int(draft_id);
    DbRows *rows = NULL;
    int status =
        db_query(db, "SELECT public_id FROM draft WHERE id = $1", &key, 1, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such draft");
    if (!status)
        snprintf(ret_public_id, CRYPT_TOKEN_BYTES, "%s", db_rows_get_text(rows, 0));
    db_rows_free(rows);
    return status;
}

/* --- submissions */

int store_submission_add(Db *db, int64_t journey_id, int64_t draft_id, int64_t now_ms,
                         int64_t *ret_id, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(draft_id), db_int(now_ms)};

    return store_ask_number(db,
                            "INSERT INTO submission (journey_id, draft_id, submitted_ms) "
                            "VALUES ($1, $2, $3) RETURNING id",
                            params, 3, ret_id, ret_message);
}

#define COLUMNS                                                                                    \
    "id, journey_id, draft_id, submitted_ms, opened_by, opened_ms, decision, decided_by, "         \
    "decided_ms, reasons, remark"

static int read_row(const DbRows *rows, Submission *submission, Message *message)
{
    const char *decision = db_rows_get_text(rows, 6), *remark = db_rows_get_text(rows, 10);

    *submission = (Submission){.id = db_rows_get_int(rows, 0),
                               .journey_id = db_rows_get_int(rows, 1),
                               .draft_id = db_rows_get_int(rows, 2),
                               .submitted_ms = db_rows_get_int(rows, 3),
                               .opened_by = db_rows_get_int(rows, 4),
                               .opened_ms = db_rows_get_int(rows, 5),
                               .decision = decision_parse(decision ? decision : ""),
                               .decided_by = db_rows_get_int(rows, 7),
                               .decided_ms = db_rows_get_int(rows, 8),
                               .reasons = reasons_parse(db_rows_get_text(rows, 9))};
    snprintf(submission->remark, sizeof submission->remark, "%s", remark ? remark : "");
    if (submission->decision == DECISION_COUNT)
        return status_set(message, STATUS_DAMAGED, "submission %" PRId64 " cannot be read",
                          submission->id);
    return STATUS_OK;
}

static int get_one(Db *db, const char *sql, DbValue key, Submission *ret_submission,
                   Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, message);

    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "there is no such submission");
    if (!status)
        status = read_row(rows, ret_submission, message);
    db_rows_free(rows);
    return status;
}

int store_submission_get(Db *db, int64_t id, Submission *ret_submission, Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM submission WHERE id = $1", db_int(id),
                   ret_submission, ret_message);
}

int store_submission_find(Db *db, int64_t journey_id, Submission *ret_submission,
                          Message *ret_message)
{
    return get_one(
        db, "SELECT " COLUMNS " FROM submission WHERE journey_id = $1 ORDER BY id DESC LIMIT 1",
        db_int(journey_id), ret_submission, ret_message);
}

int store_submission_open(Db *db, int64_t id, int64_t staff_id, int64_t now_ms,
                          Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_int(staff_id), db_int(now_ms)};

    return store_change_one(db,
                            "UPDATE submission SET opened_by = $2, opened_ms = $3 "
                            "WHERE id = $1 AND decision IS NULL",
                            params, 3, "the submission is decided", ret_message);
}

int store_submission_decide(Db *db, const Submission *submission, Message *ret_message)
{
    const int64_t staff_id = submission->decided_by;
    char reasons[REASONS_TEXT_BYTES];

    reasons_format(submission->reasons, reasons);
    const DbValue params[] = {db_int(submission->id),
                              db_text(decision_get_name(submission->decision)),
                              staff_id ? db_int(staff_id) : db_null(DB_INT),
                              db_int(submission->decided_ms),
                              db_text(submission->reasons ? reasons : NULL),
                              db_text(*submission->remark ? submission->remark : NULL)};

    return store_change_one(
        db,
        "UPDATE submission SET decision = $2, decided_by = $3, decided_ms = $4, reasons = $5, "
        "remark = $6 WHERE id = $1 AND (decision IS NULL OR decision = 'approved')",
        params, 6, "the submission has ended", ret_message);
}
