/* The tables school and college. One connection a caller. */
#include "src/store/school.h"

#include <inttypes.h>

#include "src/store/one.h"

static int read_row(const DbRows *rows, School *ret_school, Message *message)
{
    *ret_school = (School){.id = db_rows_get_int(rows, 0), .version = db_rows_get_int(rows, 1)};
    if (store_read_text(rows, 2, ret_school->code, sizeof ret_school->code) &&
        store_read_text(rows, 3, ret_school->name, sizeof ret_school->name) &&
        store_read_text(rows, 4, ret_school->contact, sizeof ret_school->contact))
        return STATUS_OK;
    return status_set(message, STATUS_DAMAGED, "school %" PRId64 " cannot be read", ret_school->id);
}

static int get_one(Db *db, const char *sql, DbValue key, School *ret_school, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, message);

    if (!status)
        status = db_rows_next(rows)
                     ? read_row(rows, ret_school, message)
                     : status_set(message, STATUS_NOT_FOUND, "there is no such school");
    db_rows_free(rows);
    return status;
}

int store_school_get(Db *db, int64_t id, School *ret_school, Message *ret_message)
{
    return get_one(db, "SELECT id, version, code, name, contact FROM school WHERE id = $1",
                   db_int(id), ret_school, ret_message);
}

int store_school_find(Db *db, const char *code, School *ret_school, Message *ret_message)
{
    return get_one(db, "SELECT id, version, code, name, contact FROM school WHERE code = $1",
                   db_text(code), ret_school, ret_message);
}

int store_school_set_contact(Db *db, const School *school, Message *ret_message)
{
    const DbValue params[] = {db_int(school->id), db_int(school->version),
                              db_text(school->contact)};

    return store_change_one(db,
                            "UPDATE school SET contact = $3, version = version + 1 "
                            "WHERE id = $1 AND version = $2",
                            params, 3, "the school has changed meanwhile", ret_message);
}

int store_school_list_current(Db *db, int64_t now_ms, int64_t after_id, size_t n_max,
                              SchoolOffer *ret_offers, size_t *ret_n_offers, Message *ret_message)
{
    const DbValue params[] = {db_int(now_ms), db_int(after_id), db_int((int64_t)n_max)};
    DbRows *rows = NULL;
    int status =
        db_query(db,
                 "SELECT school.id, school.version, school.code, school.name, school.contact, "
                 "MAX(CASE verification WHEN 'roster' THEN 1 ELSE 0 END), "
                 "MAX(CASE verification WHEN 'code' THEN 1 ELSE 0 END) FROM school JOIN batch ON "
                 "batch.school_id = school.id AND closes_ms > $1 WHERE school.id > $2 "
                 "GROUP BY school.id, school.version, school.code, school.name, school.contact "
                 "ORDER BY school.id LIMIT $3",
                 params, 3, &rows, ret_message);

    *ret_n_offers = 0;
    while (!status && db_rows_next(rows)) {
        SchoolOffer *offer = &ret_offers[(*ret_n_offers)++];

        status = read_row(rows, &offer->school, ret_message);
        offer->takes_roster = (int)db_rows_get_int(rows, 5);
        offer->takes_codes = (int)db_rows_get_int(rows, 6);
    }
    db_rows_free(rows);
    return status;
}

int store_college_get_name(Db *db, int64_t id, char ret_name[STUDENT_TEXT_BYTES],
                           Message *ret_message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    int status;

    ret_name[0] = 0;
    if (!id)
        return STATUS_OK;
    status = db_query(db, "SELECT name FROM college WHERE id = $1", &key, 1, &rows, ret_message);
    if (!status && (!db_rows_next(rows) || !store_read_text(rows, 0, ret_name, STUDENT_TEXT_BYTES)))
        status = status_set(ret_message, STATUS_DAMAGED, "college %" PRId64 " cannot be read", id);
    db_rows_free(rows);
    return status;
}
