/* The table journey. One connection a caller. */
#include "src/store/journey.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/store/one.h"

enum { TIMES_BYTES = NOT_GENUINE_TIMES_MAX * 21 + 3 };

/* --- values */

static DbValue int_or_null(int64_t value)
{
    return value ? db_int(value) : db_null(DB_INT);
}

static DbValue sealed_or_null(const Sealed *sealed)
{
    return db_blob(sealed->n_bytes ? sealed->bytes : NULL, sealed->n_bytes);
}

/* "[1,2]" */
static void format_times(const Attempts *attempts, char ret_text[TIMES_BYTES])
{
    size_t used = 1;

    ret_text[0] = '[';
    for (int i = 0; i < attempts->n_not_genuine; i++)
        used += (size_t)snprintf(ret_text + used, TIMES_BYTES - used, "%s%" PRId64, i ? "," : "",
                                 attempts->not_genuine_ms[i]);
    snprintf(ret_text + used, TIMES_BYTES - used, "]");
}

static int parse_times(const char *text, Attempts *attempts)
{
    const char *at = text;

    attempts->n_not_genuine = 0;
    if (*at++ != '[')
        return -1;
    while (*at && *at != ']') {
        char *end;
        const int64_t time_ms = strtoll(at, &end, 10);

        if (end == at || attempts->n_not_genuine == NOT_GENUINE_TIMES_MAX)
            return -1;
        attempts->not_genuine_ms[attempts->n_not_genuine++] = time_ms;
        at = *end == ',' ? end + 1 : end;
    }
    return strcmp(at, "]") ? -1 : 0;
}

static void read_blob(const DbRows *rows, size_t column, uint8_t *ret_bytes, size_t size_bytes,
                      size_t *ret_n_bytes)
{
    const void *bytes = db_rows_get_blob(rows, column, ret_n_bytes);

    if (*ret_n_bytes > size_bytes)
        *ret_n_bytes = 0;
    if (*ret_n_bytes)
        memcpy(ret_bytes, bytes, *ret_n_bytes);
}

/* --- reading */

#define COLUMNS                                                                                    \
    "id, account_id, student_id, state, version, consent_id, consented_ms, withdrawn_ms, "         \
    "phone_hash, phone_sealed, notice_id, precautions_id, requirements_id, wants_messages, "       \
    "is_paid, n_failed_in_row, n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, "      \
    "locked_until_ms, not_genuine, created_ms, changed_ms"

static int read_attempts(const DbRows *rows, Attempts *attempts)
{
    *attempts = (Attempts){.n_failed_in_row = (int)db_rows_get_int(rows, 15),
                           .n_other_in_row = (int)db_rows_get_int(rows, 16),
                           .n_timed_locks = (int)db_rows_get_int(rows, 17),
                           .cooldown_until_ms = db_rows_get_int(rows, 18),
                           .lock = lock_kind_parse(db_rows_get_text(rows, 19)),
                           .locked_until_ms = db_rows_get_int(rows, 20)};
    return parse_times(db_rows_get_text(rows, 21), attempts);
}

static int read_row(const DbRows *rows, Journey *journey, Message *message)
{
    size_t n_bytes;

    *journey =
        (Journey){.id = db_rows_get_int(rows, 0),
                  .account_id = db_rows_get_int(rows, 1),
                  .student_id = db_rows_get_int(rows, 2),
                  .state = journey_state_parse(db_rows_get_text(rows, 3)),
                  .version = db_rows_get_int(rows, 4),
                  .consent_id = db_rows_get_int(rows, 5),
                  .consented_ms = db_rows_get_int(rows, 6),
                  .withdrawn_ms = db_rows_get_int(rows, 7),
                  .notice_id = db_rows_get_int(rows, 10),
                  .precautions_id = db_rows_get_int(rows, 11),
                  .requirements_id = db_rows_get_int(rows, 12),
                  .wants_messages = db_rows_is_null(rows, 13) ? -1 : (int)db_rows_get_int(rows, 13),
                  .is_paid = (int)db_rows_get_int(rows, 14),
                  .created_ms = db_rows_get_int(rows, 22),
                  .changed_ms = db_rows_get_int(rows, 23)};
    read_blob(rows, 8, journey->phone_hash, sizeof journey->phone_hash, &n_bytes);
    read_blob(rows, 9, journey->phone.bytes, sizeof journey->phone.bytes, &journey->phone.n_bytes);
    if (journey->state == JOURNEY_STATE_COUNT || read_attempts(rows, &journey->attempts))
        return status_set(message, STATUS_DAMAGED, "journey %" PRId64 " cannot be read",
                          journey->id);
    return STATUS_OK;
}

static int get_one(Db *db, const char *sql, DbValue key, Journey *ret_journey, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, message);

    if (!status)
        status = db_rows_next(rows)
                     ? read_row(rows, ret_journey, message)
                     : status_set(message, STATUS_NOT_FOUND, "there is no such journey");
    db_rows_free(rows);
    return status;
}

int store_journey_get(Db *db, int64_t id, Journey *ret_journey, Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM journey WHERE id = $1", db_int(id), ret_journey,
                   ret_message);
}

int store_journey_find(Db *db, int64_t account_id, Journey *ret_journey, Message *ret_message)
{
    return get_one(db,
                   "SELECT " COLUMNS " FROM journey WHERE account_id = $1 ORDER BY id DESC LIMIT 1",
                   db_int(account_id), ret_journey, ret_message);
}

int store_journey_find_student(Db *db, int64_t student_id, Journey *ret_journey,
                               Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM journey WHERE student_id = $1", db_int(student_id),
                   ret_journey, ret_message);
}

/* --- writing */

int store_account_get(Db *db, const uint8_t *openid_hash, int64_t now_ms, int64_t *ret_account_id,
                      Message *ret_message)
{
    const DbValue hash = db_blob(openid_hash, openid_hash ? CRYPT_HASH_BYTES : 0);
    const DbValue params[] = {hash, db_int(now_ms)};
    int status = STATUS_NOT_FOUND;

    if (openid_hash)
        status = store_ask_number(db, "SELECT id FROM account WHERE openid_hash = $1", &hash, 1,
                                  ret_account_id, ret_message);
    if (status != STATUS_NOT_FOUND)
        return status;
    return store_ask_number(
        db, "INSERT INTO account (openid_hash, created_ms) VALUES ($1, $2) RETURNING id", params, 2,
        ret_account_id, ret_message);
}

/* NOT IN, not NOT EXISTS: both databases then look each table through once, with no index. */
int store_account_delete_unused(Db *db, int64_t *ret_n_deleted, Message *ret_message)
{
    return db_run(db,
                  "DELETE FROM account WHERE openid_hash IS NULL "
                  "AND id NOT IN (SELECT account_id FROM session WHERE account_id IS NOT NULL) "
                  "AND id NOT IN (SELECT account_id FROM journey) "
                  "AND id NOT IN (SELECT account_id FROM viewing)",
                  NULL, 0, ret_n_deleted, ret_message);
}

int store_journey_add(Db *db, Journey *journey, Message *ret_message)
{
    const DbValue params[] = {db_int(journey->account_id),
                              db_text(journey_state_get_name(journey->state)),
                              db_int(journey->created_ms)};

    journey->version = 1;
    return store_ask_number(
        db,
        "INSERT INTO journey (account_id, state, version, is_paid, n_failed_in_row, "
        "n_other_in_row, n_timed_locks, cooldown_until_ms, lock_kind, locked_until_ms, "
        "not_genuine, created_ms, changed_ms) "
        "VALUES ($1, $2, 1, 0, 0, 0, 0, 0, 'none', 0, '[]', $3, $3) RETURNING id",
        params, 3, &journey->id, ret_message);
}

int store_journey_save(Db *db, Journey *journey, Message *ret_message)
{
    const Attempts *attempts = &journey->attempts;
    const size_t n_hash = journey->phone.n_bytes ? sizeof journey->phone_hash : 0;
    char times[TIMES_BYTES];
    int status;

    format_times(attempts, times);
    const DbValue params[] = {
        db_int(journey->id),
        db_int(journey->version),
        int_or_null(journey->student_id),
        db_text(journey_state_get_name(journey->state)),
        int_or_null(journey->consent_id),
        int_or_null(journey->consented_ms),
        int_or_null(journey->withdrawn_ms),
        db_blob(n_hash ? journey->phone_hash : NULL, n_hash),
        sealed_or_null(&journey->phone),
        int_or_null(journey->notice_id),
        int_or_null(journey->precautions_id),
        int_or_null(journey->requirements_id),
        journey->wants_messages < 0 ? db_null(DB_INT) : db_int(journey->wants_messages),
        db_int(journey->is_paid),
        db_int(attempts->n_failed_in_row),
        db_int(attempts->n_other_in_row),
        db_int(attempts->n_timed_locks),
        db_int(attempts->cooldown_until_ms),
        db_text(lock_kind_get_name(attempts->lock)),
        db_int(attempts->locked_until_ms),
        db_text(times),
        db_int(journey->changed_ms),
    };

    status = store_change_one(
        db,
        "UPDATE journey SET version = version + 1, student_id = $3, state = $4, "
        "consent_id = $5, consented_ms = $6, withdrawn_ms = $7, phone_hash = $8, "
        "phone_sealed = $9, notice_id = $10, precautions_id = $11, "
        "requirements_id = $12, wants_messages = $13, is_paid = $14, "
        "n_failed_in_row = $15, n_other_in_row = $16, n_timed_locks = $17, "
        "cooldown_until_ms = $18, lock_kind = $19, locked_until_ms = $20, "
        "not_genuine = $21, changed_ms = $22 WHERE id = $1 AND version = $2",
        params, sizeof params / sizeof params[0], "the journey has changed meanwhile", ret_message);
    if (status)
        return status;
    journey->version++;
    return STATUS_OK;
}

int store_journey_hand_over(Db *db, const Journey *from, int64_t to_id, Message *ret_message)
{
    const DbValue left[] = {db_int(from->id), db_int(from->version)};
    const DbValue moved[] = {db_int(from->id), db_int(to_id)};
    const int status = store_change_one(db,
                                        "UPDATE journey SET student_id = NULL, "
                                        "version = version + 1 WHERE id = $1 AND version = $2",
                                        left, 2, "the journey has changed meanwhile", ret_message);

    return status ? status
                  : db_run(db, "UPDATE purchase SET journey_id = $2 WHERE journey_id = $1", moved,
                           2, NULL, ret_message);
}
