/* The table document. One connection a caller. */
#include "src/store/document.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/alloc.h"
#include "lib/base/digest.h"
#include "src/store/one.h"

static const char *const kind_names[] = {"consent", "notice", "precautions", "requirements"};

int document_kind_parse(const char *name, DocumentKind *ret_kind)
{
    for (DocumentKind kind = DOCUMENT_CONSENT; kind <= DOCUMENT_REQUIREMENTS; kind++)
        if (!strcmp(kind_names[kind], name)) {
            *ret_kind = kind;
            return 0;
        }
    return -1;
}

static DbValue batch_or_null(int64_t batch_id)
{
    return batch_id ? db_int(batch_id) : db_null(DB_INT);
}

int store_document_publish(Db *db, DocumentKind kind, int64_t batch_id, const char *body,
                           int64_t now_ms, int64_t *ret_id, Message *ret_message)
{
    const size_t n_bytes = strlen(body);
    char sha256[65];
    int64_t id;
    int status;

    if (n_bytes > DOCUMENT_BYTES_MAX)
        return status_set(ret_message, STATUS_TOO_LARGE, "a text has at most %d bytes",
                          DOCUMENT_BYTES_MAX);
    digest_sha256(body, n_bytes, sha256);
    const DbValue params[] = {db_text(kind_names[kind]), batch_or_null(batch_id),
                              db_int(batch_id),          db_text(body),
                              db_text(sha256),           db_int(now_ms)};
    status = store_ask_number(
        db,
        "INSERT INTO document (kind, batch_id, version, body, sha256, published_ms) "
        "SELECT $1, $2, COALESCE(MAX(version), 0) + 1, $4, $5, $6 FROM document "
        "WHERE kind = $1 AND COALESCE(batch_id, 0) = $3 RETURNING id",
        params, sizeof params / sizeof params[0], &id, ret_message);
    if (!status && ret_id)
        *ret_id = id;
    return status;
}

static int read_row(DbRows *rows, DocumentKind kind, Document *ret_document, Message *message)
{
    Document document = {.kind = kind};

    if (!db_rows_next(rows))
        return status_set(message, STATUS_NOT_FOUND, "there is no %s", kind_names[kind]);
    document.id = db_rows_get_int(rows, 0);
    document.batch_id = db_rows_get_int(rows, 1);
    document.version = db_rows_get_int(rows, 2);
    document.published_ms = db_rows_get_int(rows, 5);
    snprintf(document.sha256, sizeof document.sha256, "%s", db_rows_get_text(rows, 4));
    document.body = alloc_string(db_rows_get_text(rows, 3));
    if (!document.body)
        return status_set(message, STATUS_MEMORY, "out of memory for a text");
    *ret_document = document;
    return STATUS_OK;
}

int store_document_get_latest(Db *db, DocumentKind kind, int64_t batch_id, Document *ret_document,
                              Message *ret_message)
{
    const DbValue params[] = {db_text(kind_names[kind]), db_int(batch_id)};
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, batch_id, version, body, sha256, published_ms FROM document "
                          "WHERE kind = $1 AND (batch_id IS NULL OR batch_id = $2) "
                          "ORDER BY CASE WHEN batch_id IS NULL THEN 1 ELSE 0 END, version DESC "
                          "LIMIT 1",
                          params, 2, &rows, ret_message);

    if (!status)
        status = read_row(rows, kind, ret_document, ret_message);
    db_rows_free(rows);
    return status;
}

int store_document_get_version(Db *db, int64_t id, int64_t *ret_version, Message *ret_message)
{
    const DbValue key = db_int(id);

    *ret_version = 0;
    return id ? store_ask_number(db, "SELECT version FROM document WHERE id = $1", &key, 1,
                                 ret_version, ret_message)
              : STATUS_OK;
}

int store_document_find_unread(Db *db, int64_t account_id, UnreadNotice *ret_unread,
                               Message *ret_message)
{
    static const char sql[] =
        "SELECT state, newest FROM (SELECT journey.id AS journey_id, journey.state, notice_id, "
        "(SELECT document.id FROM document WHERE kind = 'notice' "
        "AND (document.batch_id IS NULL OR document.batch_id = student.batch_id) "
        "ORDER BY CASE WHEN document.batch_id IS NULL THEN 1 ELSE 0 END, version DESC LIMIT 1) "
        "AS newest FROM journey JOIN student ON student.id = journey.student_id "
        "WHERE journey.account_id = $1 ORDER BY journey.id DESC LIMIT 1) latest "
        "WHERE notice_id <> newest";
    const DbValue key = db_int(account_id);
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no newer notice");
    if (!status)
        *ret_unread = (UnreadNotice){journey_state_parse(db_rows_get_text(rows, 0)),
                                     db_rows_get_int(rows, 1)};
    db_rows_free(rows);
    return status;
}

int store_document_visit(Db *db, DocumentKind kind, int64_t batch_id, int64_t before_id,
                         int64_t n_max, DocumentVisitor *visit, void *context, Message *ret_message)
{
    const DbValue params[] = {db_text(kind_names[kind]), db_int(batch_id), db_int(before_id),
                              db_int(n_max)};
    DbRows *rows = NULL;
    const int status =
        db_query(db,
                 "SELECT id, version, sha256, published_ms FROM document WHERE kind = $1 "
                 "AND batch_id = $2 AND ($3 = 0 OR id < $3) ORDER BY id DESC LIMIT $4",
                 params, 4, &rows, ret_message);

    while (!status && db_rows_next(rows)) {
        Document document = {.id = db_rows_get_int(rows, 0),
                             .kind = kind,
                             .batch_id = batch_id,
                             .version = db_rows_get_int(rows, 1),
                             .published_ms = db_rows_get_int(rows, 3)};

        snprintf(document.sha256, sizeof document.sha256, "%s", db_rows_get_text(rows, 2));
        visit(context, &document);
    }
    db_rows_free(rows);
    return status;
}
