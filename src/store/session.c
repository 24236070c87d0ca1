/* Thread rule of db.h. */
#include "src/store/session.h"

#include <stdio.h>

static DbValue hash_value(const SessionHash *hash)
{
    return db_blob(hash->bytes, sizeof hash->bytes);
}

static DbValue id_value(int64_t id)
{
    return id ? db_int(id) : db_null(DB_INT);
}

int store_session_insert(Db *db, const SessionHash *hash, const Session *session,
                         Message *ret_message)
{
    const DbValue params[] = {hash_value(hash),
                              id_value(session->account_id),
                              id_value(session->staff_id),
                              db_text(session->csrf_token),
                              db_int(session->created_ms),
                              db_int(session->seen_ms),
                              db_int(session->expires_ms)};

    return db_run(db,
                  "INSERT INTO session (token_hash, account_id, staff_id, csrf_token, created_ms,"
                  " seen_ms, expires_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                  params, sizeof params / sizeof params[0], NULL, ret_message);
}

int store_session_find(Db *db, const SessionHash *hash, Session *ret_session, Message *ret_message)
{
    const DbValue param = hash_value(hash);
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT account_id, staff_id, csrf_token, created_ms, seen_ms,"
                          " expires_ms FROM session WHERE token_hash = $1",
                          &param, 1, &rows, ret_message);

    if (status)
        return status;
    if (db_rows_next(rows)) {
        *ret_session = (Session){.account_id = db_rows_get_int(rows, 0),
                                 .staff_id = db_rows_get_int(rows, 1),
                                 .created_ms = db_rows_get_int(rows, 3),
                                 .seen_ms = db_rows_get_int(rows, 4),
                                 .expires_ms = db_rows_get_int(rows, 5)};
        snprintf(ret_session->csrf_token, sizeof ret_session->csrf_token, "%s",
                 db_rows_get_text(rows, 2));
    } else {
        status = status_set(ret_message, STATUS_NOT_FOUND, "no such session");
    }
    db_rows_free(rows);
    return status;
}

int store_session_touch(Db *db, const SessionHash *hash, int64_t seen_ms, int64_t expires_ms,
                        Message *ret_message)
{
    const DbValue params[] = {hash_value(hash), db_int(seen_ms), db_int(expires_ms)};

    return db_run(db, "UPDATE session SET seen_ms = $2, expires_ms = $3 WHERE token_hash = $1",
                  params, 3, NULL, ret_message);
}

int store_session_delete(Db *db, const SessionHash *hash, Message *ret_message)
{
    const DbValue param = hash_value(hash);

    return db_run(db, "DELETE FROM session WHERE token_hash = $1", &param, 1, NULL, ret_message);
}

int store_session_delete_of_staff(Db *db, int64_t staff_id, const SessionHash *kept,
                                  Message *ret_message)
{
    static const SessionHash nobodys = {{0}};
    const DbValue params[] = {db_int(staff_id), hash_value(kept ? kept : &nobodys)};

    return db_run(db, "DELETE FROM session WHERE staff_id = $1 AND token_hash <> $2", params, 2,
                  NULL, ret_message);
}

int store_session_delete_expired(Db *db, int64_t now_ms, int64_t *ret_n_deleted,
                                 Message *ret_message)
{
    const DbValue param = db_int(now_ms);

    return db_run(db, "DELETE FROM session WHERE expires_ms <= $1", &param, 1, ret_n_deleted,
                  ret_message);
}
