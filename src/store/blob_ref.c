/* The columns that name blobs. One connection a caller. */
#include "src/store/blob_ref.h"

#include <stdio.h>
#include <string.h>

#include "src/store/erasure.h"
#include "src/store/one.h"

enum { PAGE_ROWS = 500, DROP_ROWS = 200, SQL_BYTES = 1536, NAME_CHARACTERS = BLOB_REF_BYTES - 1 };

/* names: one text with all of a row's; is_held: the row has any. clear: what a row lets go of, at
 * $2; NULL: never. */
static const struct {
    const char *table, *names, *is_held, *clear;
} holders[HOLDER_COUNT] = {
    [HOLDER_SHOT] = {"shot",
                     "COALESCE(t.file_blob, '') || ' ' || COALESCE(t.overlay_blob, '') || ' ' || "
                     "t.frames",
                     "(t.file_blob IS NOT NULL OR t.overlay_blob IS NOT NULL OR t.frames <> '[]')",
                     "file_blob = NULL, overlay_blob = NULL, frames = '[]', fingerprint = NULL, "
                     "state = CASE WHEN finished_ms IS NULL THEN 'broken' ELSE state END, "
                     "outcome = COALESCE(outcome, 'none'), "
                     "finished_ms = COALESCE(finished_ms, $2)"},
    [HOLDER_DRAFT] = {"draft", "COALESCE(t.photo_blob, '') || ' ' || COALESCE(t.preview_blob, '')",
                      "(t.photo_blob IS NOT NULL OR t.preview_blob IS NOT NULL)",
                      "photo_blob = NULL, preview_blob = NULL, "
                      "deleted_ms = COALESCE(deleted_ms, $2)"},
    [HOLDER_PRODUCTION] = {"production",
                           "COALESCE(t.sample_blob, '') || ' ' || COALESCE(t.final_blob, '')",
                           "(t.sample_blob IS NOT NULL OR t.final_blob IS NOT NULL OR "
                           "t.problem_sealed IS NOT NULL)",
                           "sample_blob = NULL, final_blob = NULL, problem_sealed = NULL"},
    [HOLDER_EXCEPTION] = {"exception_request", "COALESCE(t.proof_blob, '')",
                          "(t.proof_blob IS NOT NULL OR length(t.note_sealed) > 0)",
                          "proof_blob = NULL, note_sealed = substr(note_sealed, 1, 0)"},
    [HOLDER_VIDEO] = {"video", "t.blob", "t.blob <> ''", NULL},
};

/* Every run of as many hex digits as a name has: the columns are names, or JSON with names in it.
 */
static int visit_names(const char *text, BlobRefVisitor *visit, void *context, Message *message)
{
    char name[BLOB_REF_BYTES];

    while (*text) {
        const size_t n = strspn(text, "0123456789abcdef");

        if (n == NAME_CHARACTERS) {
            snprintf(name, sizeof name, "%.*s", NAME_CHARACTERS, text);
            const int answer = visit(context, name, message);

            if (answer)
                return answer;
        }
        text += n ? n : 1;
    }
    return STATUS_OK;
}

/* --- visiting */

static int visit_rows(DbRows *rows, int64_t *last_id, BlobRefVisitor *visit, void *context,
                      Message *message)
{
    int status = STATUS_OK;

    while (!status && db_rows_next(rows)) {
        *last_id = db_rows_get_int(rows, 0);
        status = visit_names(db_rows_get_text(rows, 1), visit, context, message);
    }
    return status;
}

static int visit_holder(Db *db, BlobHolder holder, BlobRefVisitor *visit, void *context,
                        Message *message)
{
    size_t n_rows = PAGE_ROWS;
    int64_t last_id = 0;
    char sql[SQL_BYTES];
    int status = STATUS_OK;

    snprintf(sql, sizeof sql,
             "SELECT t.id, %s FROM %s t WHERE t.id > $1 AND %s ORDER BY t.id LIMIT $2",
             holders[holder].names, holders[holder].table, holders[holder].is_held);
    while (!status && n_rows == PAGE_ROWS) {
        const DbValue params[] = {db_int(last_id), db_int(PAGE_ROWS)};
        DbRows *rows = NULL;

        status = db_query(db, sql, params, 2, &rows, message);
        if (status)
            return status;
        n_rows = db_rows_count(rows);
        status = visit_rows(rows, &last_id, visit, context, message);
        db_rows_free(rows);
    }
    return status;
}

int store_blob_ref_visit(Db *db, BlobRefVisitor *visit, void *context, Message *ret_message)
{
    int status = STATUS_OK;

    for (BlobHolder holder = 0; !status && holder < HOLDER_COUNT; holder++)
        status = visit_holder(db, holder, visit, context, ret_message);
    return status;
}

/* --- letting go */

typedef struct Dropping {
    Db *db;
    int64_t now_ms;
} Dropping;

static int note_blob(void *context, const char *name, Message *message)
{
    const Dropping *dropping = context;

    return store_erasure_add(dropping->db, ERASURE_BLOB, name, dropping->now_ms, message);
}

static int drop_rows(DbRows *rows, const char *clear, Dropping *dropping, Message *message)
{
    int status = STATUS_OK;

    while (!status && db_rows_next(rows)) {
        const DbValue params[] = {db_int(db_rows_get_int(rows, 0)), db_int(dropping->now_ms)};

        status = visit_names(db_rows_get_text(rows, 1), note_blob, dropping, message);
        if (!status)
            status =
                db_run(dropping->db, clear, params, strstr(clear, "$2") ? 2 : 1, NULL, message);
    }
    return status;
}

int store_blob_ref_drop(Db *db, BlobHolder holder, const char *condition, const DbValue *params,
                        size_t n_params, int64_t now_ms, int64_t *ret_n_rows, Message *ret_message)
{
    Dropping dropping = {db, now_ms};
    char sql[SQL_BYTES], clear[SQL_BYTES];
    DbRows *rows = NULL;
    int status;

    snprintf(sql, sizeof sql, "SELECT t.id, %s FROM %s t WHERE %s AND %s LIMIT %d",
             holders[holder].names, holders[holder].table, holders[holder].is_held, condition,
             DROP_ROWS);
    snprintf(clear, sizeof clear, "UPDATE %s SET %s WHERE id = $1", holders[holder].table,
             holders[holder].clear);
    status = db_query(db, sql, params, n_params, &rows, ret_message);
    if (status)
        return status;
    *ret_n_rows = (int64_t)db_rows_count(rows);
    status = drop_rows(rows, clear, &dropping, ret_message);
    db_rows_free(rows);
    return status;
}

int store_blob_ref_count(Db *db, BlobHolder holder, const char *condition, const DbValue *params,
                         size_t n_params, int64_t *ret_n_rows, Message *ret_message)
{
    char sql[SQL_BYTES];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM %s t WHERE %s AND %s", holders[holder].table,
             holders[holder].is_held, condition);
    return store_ask_number(db, sql, params, n_params, ret_n_rows, ret_message);
}
