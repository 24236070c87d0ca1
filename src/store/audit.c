/* Read in pages, as the log has millions of rows. Thread rule of db.h. */
#include "src/store/audit.h"

#include <string.h>

enum { PAGE_ROWS = 500 };

static void get_hash(const DbRows *rows, size_t column, uint8_t ret_hash[AUDIT_HASH_BYTES])
{
    size_t n_bytes = 0;
    const void *bytes = db_rows_get_blob(rows, column, &n_bytes);

    if (n_bytes == AUDIT_HASH_BYTES)
        memcpy(ret_hash, bytes, AUDIT_HASH_BYTES);
    else
        memset(ret_hash, 0, AUDIT_HASH_BYTES);
}

int store_audit_get_last(Db *db, uint8_t ret_hash[AUDIT_HASH_BYTES], Message *ret_message)
{
    DbRows *rows = NULL;
    const int status = db_query(db, "SELECT hash FROM audit ORDER BY id DESC LIMIT 1", NULL, 0,
                                &rows, ret_message);

    if (status)
        return status;
    db_rows_next(rows);
    get_hash(rows, 0, ret_hash);
    db_rows_free(rows);
    return STATUS_OK;
}

int store_audit_insert(Db *db, const AuditRow *row, Message *ret_message)
{
    const DbValue params[] = {db_int(row->time_ms),
                              db_text(row->actor),
                              db_text(row->action),
                              db_text(row->subject),
                              db_text(row->detail),
                              db_blob(row->previous, sizeof row->previous),
                              db_blob(row->hash, sizeof row->hash)};

    return db_run(db,
                  "INSERT INTO audit (time_ms, actor, action, subject, detail, previous_hash, hash)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  params, sizeof params / sizeof params[0], NULL, ret_message);
}

static AuditRow get_row(const DbRows *rows)
{
    AuditRow row = {.id = db_rows_get_int(rows, 0),
                    .time_ms = db_rows_get_int(rows, 1),
                    .actor = db_rows_get_text(rows, 2),
                    .action = db_rows_get_text(rows, 3),
                    .subject = db_rows_get_text(rows, 4),
                    .detail = db_rows_get_text(rows, 5)};

    get_hash(rows, 6, row.previous);
    get_hash(rows, 7, row.hash);
    return row;
}

int store_audit_visit(Db *db, AuditVisitor *visit, void *context, Message *ret_message)
{
    static const char sql[] = "SELECT id, time_ms, actor, action, subject, detail, previous_hash,"
                              " hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2";
    size_t n_rows = PAGE_ROWS;
    int64_t last_id = INT64_MIN;
    bool goes_on = true;

    while (goes_on && n_rows == PAGE_ROWS) {
        const DbValue params[] = {db_int(last_id), db_int(PAGE_ROWS)};
        DbRows *rows = NULL;
        const int status = db_query(db, sql, params, 2, &rows, ret_message);

        if (status)
            return status;
        n_rows = db_rows_count(rows);
        while (goes_on && db_rows_next(rows)) {
            const AuditRow row = get_row(rows);

            last_id = row.id;
            goes_on = visit(context, &row);
        }
        db_rows_free(rows);
    }
    return STATUS_OK;
}

int store_audit_visit_subject(Db *db, const char *subject, int64_t n_max, AuditVisitor *visit,
                              void *context, Message *ret_message)
{
    const DbValue params[] = {db_text(subject), db_int(n_max)};
    DbRows *rows = NULL;
    const int status =
        db_query(db,
                 "SELECT id, time_ms, actor, action, subject, detail, previous_hash, hash "
                 "FROM audit WHERE subject = $1 ORDER BY id DESC LIMIT $2",
                 params, 2, &rows, ret_message);
    bool goes_on = true;

    while (!status && goes_on && db_rows_next(rows)) {
        const AuditRow row = get_row(rows);

        goes_on = visit(context, &row);
    }
    db_rows_free(rows);
    return status;
}
