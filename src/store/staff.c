/* Thread rule of db.h. */
#include "src/store/staff.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS                                                                                    \
    "staff.id, login, password_hash, role, staff.school_id, staff.college_id,"                     \
    " must_change_password, is_disabled, n_failed, locked_until_ms, totp_sealed,"                  \
    " totp_is_confirmed, totp_step, created_ms"

enum { N_COLUMNS = 14 };

static Staff get_staff(const DbRows *rows)
{
    Staff staff = {.id = db_rows_get_int(rows, 0),
                   .role = role_parse_staff(db_rows_get_text(rows, 3)),
                   .school_id = db_rows_get_int(rows, 4),
                   .college_id = db_rows_get_int(rows, 5),
                   .must_change_password = (int)db_rows_get_int(rows, 6),
                   .is_disabled = (int)db_rows_get_int(rows, 7),
                   .n_failed = (int)db_rows_get_int(rows, 8),
                   .locked_until_ms = db_rows_get_int(rows, 9),
                   .is_totp_confirmed = (int)db_rows_get_int(rows, 11),
                   .totp_step = db_rows_get_int(rows, 12),
                   .created_ms = db_rows_get_int(rows, 13)};
    size_t n_sealed = 0;
    const void *sealed = db_rows_get_blob(rows, 10, &n_sealed);

    snprintf(staff.login, sizeof staff.login, "%s", db_rows_get_text(rows, 1));
    snprintf(staff.password_hash, sizeof staff.password_hash, "%s", db_rows_get_text(rows, 2));
    if (n_sealed == sizeof staff.totp_sealed) {
        memcpy(staff.totp_sealed, sealed, n_sealed);
        staff.n_totp_sealed = n_sealed;
    }
    return staff;
}

static int find_one(Db *db, const char *sql, DbValue param, Staff *ret_staff, Message *ret_message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, &param, 1, &rows, ret_message);

    if (status)
        return status;
    if (db_rows_next(rows))
        *ret_staff = get_staff(rows);
    else
        status = status_set(ret_message, STATUS_NOT_FOUND, "no such account");
    db_rows_free(rows);
    return status;
}

int store_staff_find(Db *db, int64_t id, Staff *ret_staff, Message *ret_message)
{
    return find_one(db, "SELECT " COLUMNS " FROM staff WHERE id = $1", db_int(id), ret_staff,
                    ret_message);
}

int store_staff_find_by_login(Db *db, const char *login, Staff *ret_staff, Message *ret_message)
{
    return find_one(db, "SELECT " COLUMNS " FROM staff WHERE login = $1", db_text(login), ret_staff,
                    ret_message);
}

/* A query of one id. */
static int find_id(Db *db, const char *sql, const DbValue *params, size_t n_params,
                   const char *what, int64_t *ret_id, Message *ret_message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, ret_message);

    if (status)
        return status;
    if (db_rows_next(rows))
        *ret_id = db_rows_get_int(rows, 0);
    else
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such %s", what);
    db_rows_free(rows);
    return status;
}

static DbValue id_value(int64_t id)
{
    return id ? db_int(id) : db_null(DB_INT);
}

int store_staff_insert(Db *db, const Staff *staff, int64_t *ret_id, Message *ret_message)
{
    const DbValue params[] = {db_text(staff->login),
                              db_text(staff->password_hash),
                              db_text(role_get_name(staff->role)),
                              id_value(staff->school_id),
                              id_value(staff->college_id),
                              db_int(staff->must_change_password),
                              db_int(staff->created_ms)};

    return find_id(db,
                   "INSERT INTO staff (login, password_hash, role, school_id, college_id,"
                   " must_change_password, n_failed, locked_until_ms, is_disabled, created_ms)"
                   " VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7) RETURNING id",
                   params, sizeof params / sizeof params[0], "account", ret_id, ret_message);
}

int store_staff_update(Db *db, const Staff *staff, Message *ret_message)
{
    const DbValue params[] = {
        db_int(staff->id),
        db_text(staff->password_hash),
        db_int(staff->must_change_password),
        db_int(staff->is_disabled),
        db_int(staff->n_failed),
        db_int(staff->locked_until_ms),
        db_blob(staff->n_totp_sealed ? staff->totp_sealed : NULL, staff->n_totp_sealed),
        db_int(staff->is_totp_confirmed),
        db_int(staff->totp_step)};

    return db_run(db,
                  "UPDATE staff SET password_hash = $2, must_change_password = $3,"
                  " is_disabled = $4, n_failed = $5, locked_until_ms = $6, totp_sealed = $7,"
                  " totp_is_confirmed = $8, totp_step = $9 WHERE id = $1",
                  params, sizeof params / sizeof params[0], NULL, ret_message);
}

int store_staff_list(Db *db, int64_t school_id, int64_t after_id, int64_t n_max,
                     StaffVisitor *visit, void *context, Message *ret_message)
{
    const DbValue params[] = {db_int(school_id), db_int(after_id), db_int(n_max)};
    DbRows *rows = NULL;
    const int status = db_query(db,
                                "SELECT " COLUMNS ", coalesce(school.code, '') ||"
                                " coalesce('/' || college.name, '') FROM staff"
                                " LEFT JOIN school ON school.id = staff.school_id"
                                " LEFT JOIN college ON college.id = staff.college_id"
                                " WHERE ($1 = 0 OR staff.school_id = $1) AND staff.id > $2"
                                " ORDER BY staff.id LIMIT $3",
                                params, 3, &rows, ret_message);

    if (status)
        return status;
    while (db_rows_next(rows)) {
        const Staff staff = get_staff(rows);

        visit(context, &staff, db_rows_get_text(rows, N_COLUMNS));
    }
    db_rows_free(rows);
    return STATUS_OK;
}

int store_staff_visit(Db *db, StaffVisitor *visit, void *context, Message *ret_message)
{
    return store_staff_list(db, 0, 0, INT64_MAX, visit, context, ret_message);
}

int store_college_find(Db *db, int64_t school_id, const char *name, int64_t *ret_id,
                       Message *ret_message)
{
    const DbValue params[] = {db_int(school_id), db_text(name)};

    return find_id(db, "SELECT id FROM college WHERE school_id = $1 AND name = $2", params, 2,
                   "college", ret_id, ret_message);
}
