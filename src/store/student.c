/* The table student. One connection a caller. */
#include "src/store/student.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/store/one.h"

#define COLUMNS                                                                                    \
    "id, batch_id, college_id, major, class_name, student_number, unique_number, key_name, "       \
    "name_masked, name_hash, name_sealed, identity_masked, identity_hash, identity_sealed, "       \
    "created_ms"

static bool read_bytes(const DbRows *rows, size_t column, uint8_t *ret_bytes, size_t size_bytes,
                       size_t *ret_n_bytes)
{
    const void *bytes = db_rows_get_blob(rows, column, ret_n_bytes);

    if (!bytes || *ret_n_bytes > size_bytes)
        return false;
    memcpy(ret_bytes, bytes, *ret_n_bytes);
    return true;
}

static int read_row(const DbRows *rows, Student *student, Message *message)
{
    size_t n_name_hash, n_identity_hash;

    *student = (Student){.id = db_rows_get_int(rows, 0),
                         .batch_id = db_rows_get_int(rows, 1),
                         .college_id = db_rows_get_int(rows, 2),
                         .created_ms = db_rows_get_int(rows, 14)};
    if (store_read_text(rows, 3, student->major, sizeof student->major) &&
        store_read_text(rows, 4, student->class_name, sizeof student->class_name) &&
        store_read_text(rows, 5, student->student_number, sizeof student->student_number) &&
        store_read_text(rows, 6, student->unique_number, sizeof student->unique_number) &&
        store_read_text(rows, 7, student->key_name, sizeof student->key_name) &&
        store_read_text(rows, 8, student->name_masked, sizeof student->name_masked) &&
        read_bytes(rows, 9, student->name_hash, CRYPT_HASH_BYTES, &n_name_hash) &&
        read_bytes(rows, 10, student->name.bytes, SEALED_BYTES_MAX, &student->name.n_bytes) &&
        store_read_text(rows, 11, student->identity_masked, sizeof student->identity_masked) &&
        read_bytes(rows, 12, student->identity_hash, CRYPT_HASH_BYTES, &n_identity_hash) &&
        read_bytes(rows, 13, student->identity.bytes, SEALED_BYTES_MAX,
                   &student->identity.n_bytes) &&
        n_name_hash == CRYPT_HASH_BYTES && n_identity_hash == CRYPT_HASH_BYTES)
        return STATUS_OK;
    return status_set(message, STATUS_DAMAGED, "student %" PRId64 " cannot be read", student->id);
}

static int get_one(Db *db, const char *sql, const DbValue *params, size_t n_params,
                   Student *ret_student, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, message);

    if (!status)
        status = db_rows_next(rows)
                     ? read_row(rows, ret_student, message)
                     : status_set(message, STATUS_NOT_FOUND, "there is no such student");
    db_rows_free(rows);
    return status;
}

int store_student_get(Db *db, int64_t id, Student *ret_student, Message *ret_message)
{
    const DbValue key = db_int(id);

    return get_one(db, "SELECT " COLUMNS " FROM student WHERE id = $1", &key, 1, ret_student,
                   ret_message);
}

int store_student_find(Db *db, int64_t batch_id, const char *student_number, Student *ret_student,
                       Message *ret_message)
{
    const DbValue keys[] = {db_int(batch_id), db_text(student_number)};

    return get_one(db,
                   "SELECT " COLUMNS " FROM student WHERE batch_id = $1 AND student_number = $2",
                   keys, 2, ret_student, ret_message);
}

int store_student_find_unique(Db *db, int64_t batch_id, const char *unique_number,
                              Student *ret_student, Message *ret_message)
{
    const DbValue keys[] = {db_int(batch_id), db_text(unique_number)};

    return get_one(db, "SELECT " COLUMNS " FROM student WHERE batch_id = $1 AND unique_number = $2",
                   keys, 2, ret_student, ret_message);
}

int store_student_add(Db *db, Student *student, Message *ret_message)
{
    const DbValue params[] = {
        db_int(student->batch_id),
        student->college_id ? db_int(student->college_id) : db_null(DB_INT),
        db_text(student->major),
        db_text(student->class_name),
        db_text(student->student_number),
        db_text(*student->unique_number ? student->unique_number : NULL),
        db_text(student->key_name),
        db_text(student->name_masked),
        db_blob(student->name_hash, CRYPT_HASH_BYTES),
        db_blob(student->name.bytes, student->name.n_bytes),
        db_text(student->identity_masked),
        db_blob(student->identity_hash, CRYPT_HASH_BYTES),
        db_blob(student->identity.bytes, student->identity.n_bytes),
        db_int(student->created_ms),
    };

    return store_ask_number(
        db,
        "INSERT INTO student (batch_id, college_id, major, class_name, "
        "student_number, unique_number, key_name, name_masked, name_hash, "
        "name_sealed, identity_masked, identity_hash, identity_sealed, "
        "created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
        "$13, $14) RETURNING id",
        params, sizeof params / sizeof params[0], &student->id, ret_message);
}

int store_student_renew(Db *db, const Student *student, Message *ret_message)
{
    const DbValue params[] = {db_int(student->id), db_text(student->key_name),
                              db_blob(student->name.bytes, student->name.n_bytes),
                              db_blob(student->identity.bytes, student->identity.n_bytes)};

    return store_change_one(db,
                            "UPDATE student SET key_name = $2, name_sealed = $3, "
                            "identity_sealed = $4 WHERE id = $1",
                            params, 4, "there is no such student", ret_message);
}
