/*
 * The table production. The machine's claims are told apart by their end: a later one ends later.
 * One connection a caller.
 */
#include "src/store/production.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/store/one.h"

static const char lost[] = "the claim was lost, or the photo is not in production";

int store_production_add(Db *db, int64_t submission_id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(submission_id), db_int(now_ms)};

    return db_run(db,
                  "INSERT INTO production (submission_id, state, queued_ms) "
                  "VALUES ($1, 'waiting', $2) ON CONFLICT (submission_id) DO UPDATE SET "
                  "state = 'waiting', hand_reason = 'problem', queued_ms = $2, "
                  "claimed_by = NULL, claimed_until_ms = NULL",
                  params, 2, NULL, ret_message);
}

int store_production_drop(Db *db, int64_t submission_id, Message *ret_message)
{
    const DbValue key = db_int(submission_id);

    return db_run(db,
                  "UPDATE production SET state = 'returned', claimed_by = NULL, "
                  "claimed_until_ms = NULL WHERE submission_id = $1",
                  &key, 1, NULL, ret_message);
}

/* --- reading */

#define SELECT_PRODUCTION                                                                          \
    "SELECT production.id, submission_id, journey_id, draft_id, state, hand_reason, claimed_by, "  \
    "claimed_until_ms, sample_blob, final_blob, queued_ms, finished_ms, proofread_ms, "            \
    "problem_ms, finished_by, n_attempts FROM production "                                         \
    "JOIN submission ON submission.id = submission_id "

static void copy_blob(const DbRows *rows, size_t column, char ret_text[BLOB_TEXT_BYTES])
{
    const char *text = db_rows_get_text(rows, column);

    snprintf(ret_text, BLOB_TEXT_BYTES, "%s", text ? text : "");
}

static Production read_row(const DbRows *rows)
{
    Production production = {.id = db_rows_get_int(rows, 0),
                             .submission_id = db_rows_get_int(rows, 1),
                             .journey_id = db_rows_get_int(rows, 2),
                             .draft_id = db_rows_get_int(rows, 3),
                             .state = production_state_parse(db_rows_get_text(rows, 4)),
                             .hand_reason = hand_reason_parse(db_rows_get_text(rows, 5)),
                             .claimed_by = db_rows_get_int(rows, 6),
                             .claimed_until_ms = db_rows_get_int(rows, 7),
                             .queued_ms = db_rows_get_int(rows, 10),
                             .finished_ms = db_rows_get_int(rows, 11),
                             .proofread_ms = db_rows_get_int(rows, 12),
                             .problem_ms = db_rows_get_int(rows, 13),
                             .finished_by = db_rows_get_int(rows, 14),
                             .n_attempts = (int)db_rows_get_int(rows, 15)};

    copy_blob(rows, 8, production.sample_blob);
    copy_blob(rows, 9, production.final_blob);
    return production;
}

static int get(Db *db, const char *sql, int64_t id, Production *ret_production, Message *message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, message);

    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "there is no such photo in production");
    if (!status)
        *ret_production = read_row(rows);
    db_rows_free(rows);
    return status;
}

int store_production_get(Db *db, int64_t id, Production *ret_production, Message *ret_message)
{
    return get(db, SELECT_PRODUCTION "WHERE production.id = $1", id, ret_production, ret_message);
}

int store_production_find(Db *db, int64_t journey_id, Production *ret_production,
                          Message *ret_message)
{
    return get(db,
               SELECT_PRODUCTION "WHERE journey_id = $1 AND state <> 'returned' "
                                 "ORDER BY production.id DESC LIMIT 1",
               journey_id, ret_production, ret_message);
}

#define BEYOND "(queued_ms > $1 OR (queued_ms = $1 AND production.id > $2)) "
#define IN_QUEUE_ORDER "ORDER BY queued_ms, production.id LIMIT $3"

int store_production_list(Db *db, ProductionFilter filter, int64_t staff_id,
                          const ProductionPlace *after, size_t n_max, Production *ret_items,
                          size_t *ret_n_items, Message *ret_message)
{
    static const char open[] =
        SELECT_PRODUCTION "WHERE " BEYOND "AND state IN ('waiting', 'claimed') "
                          "AND hand_reason IS NOT NULL " IN_QUEUE_ORDER;
    static const char mine[] = SELECT_PRODUCTION
        "WHERE " BEYOND "AND state = 'claimed' AND claimed_by = $4 " IN_QUEUE_ORDER;
    /* The only one that grows for ever: in the order of its primary key. */
    static const char done[] = SELECT_PRODUCTION "WHERE production.id > $1 AND state = 'finished' "
                                                 "ORDER BY production.id LIMIT $2";
    const DbValue params[] = {db_int(after->queued_ms), db_int(after->id), db_int((int64_t)n_max),
                              db_int(staff_id)};
    DbRows *rows = NULL;
    int status;

    if (filter == PRODUCTION_DONE)
        status = db_query(db, done, params + 1, 2, &rows, ret_message);
    else if (filter == PRODUCTION_MINE)
        status = db_query(db, mine, params, 4, &rows, ret_message);
    else
        status = db_query(db, open, params, 3, &rows, ret_message);
    if (status)
        return status;
    *ret_n_items = 0;
    while (db_rows_next(rows))
        ret_items[(*ret_n_items)++] = read_row(rows);
    db_rows_free(rows);
    return STATUS_OK;
}

/* --- claims */

int store_production_is_due(Db *db, int64_t now_ms, bool *ret_is_due, Message *ret_message)
{
    const DbValue now = db_int(now_ms);
    int64_t id;
    const int status = store_ask_number(
        db,
        "SELECT id FROM production WHERE state IN ('waiting', 'claimed') AND hand_reason IS NULL "
        "AND (claimed_until_ms IS NULL OR claimed_until_ms <= $1) ORDER BY queued_ms, id LIMIT 1",
        &now, 1, &id, ret_message);

    if (!status || status == STATUS_NOT_FOUND)
        *ret_is_due = !status;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

int store_production_count_open(Db *db, bool is_machine, int64_t *ret_n_photos,
                                Message *ret_message)
{
    return store_ask_number(db,
                            is_machine ? "SELECT count(*) FROM production WHERE state IN "
                                         "('waiting', 'claimed') AND hand_reason IS NULL"
                                       : "SELECT count(*) FROM production WHERE state IN "
                                         "('waiting', 'claimed') AND hand_reason IS NOT NULL",
                            NULL, 0, ret_n_photos, ret_message);
}

int store_production_count_claims(Db *db, int64_t staff_id, int64_t now_ms, int64_t *ret_n_claims,
                                  Message *ret_message)
{
    const DbValue params[] = {db_int(staff_id), db_int(now_ms)};

    return store_ask_number(db,
                            "SELECT count(*) FROM production WHERE state = 'claimed' "
                            "AND claimed_by = $1 AND claimed_until_ms > $2",
                            params, 2, ret_n_claims, ret_message);
}

/* Those nobody holds now; claimed_until_ms of one that waits is when it may be tried again. */
static int find_free(Db *db, bool is_machine, int64_t now_ms, size_t n_max, DbRows **ret_rows,
                     Message *message)
{
    const DbValue params[] = {db_int(now_ms), db_int((int64_t)n_max)};
    char sql[512];

    snprintf(sql, sizeof sql,
             "SELECT id FROM production WHERE state IN ('waiting', 'claimed') "
             "AND hand_reason IS %s AND (claimed_until_ms IS NULL OR claimed_until_ms <= $1) "
             "ORDER BY queued_ms, id LIMIT $2 %s",
             is_machine ? "NULL" : "NOT NULL", db_get_clause(db, DB_SKIP_LOCKED));
    return db_query(db, sql, params, 2, ret_rows, message);
}

static int claim_one(Db *db, int64_t id, int64_t staff_id, int64_t until_ms, Message *message)
{
    const DbValue params[] = {db_int(id), staff_id ? db_int(staff_id) : db_null(DB_INT),
                              db_int(until_ms), db_int(staff_id ? 0 : 1)};

    return store_change_one(db,
                            "UPDATE production SET state = 'claimed', claimed_by = $2, "
                            "claimed_until_ms = $3, n_attempts = n_attempts + $4 WHERE id = $1",
                            params, 4, lost, message);
}

/* What has taken the machine down so often is for people to look at. */
static int give_up(Db *db, int64_t now_ms, Message *message)
{
    const DbValue params[] = {db_int(now_ms), db_int(PRODUCTION_ATTEMPTS_MAX)};

    return db_run(db,
                  "UPDATE production SET state = 'waiting', hand_reason = 'machine', "
                  "claimed_until_ms = NULL WHERE state = 'claimed' AND hand_reason IS NULL "
                  "AND claimed_until_ms <= $1 AND n_attempts >= $2",
                  params, 2, NULL, message);
}

int store_production_claim(Db *db, int64_t staff_id, int64_t now_ms, int64_t until_ms, size_t n_max,
                           int64_t *ret_ids, size_t *ret_n_ids, Message *ret_message)
{
    DbRows *rows = NULL;
    int status = staff_id ? STATUS_OK : give_up(db, now_ms, ret_message);

    if (!status)
        status = find_free(db, !staff_id, now_ms, n_max, &rows, ret_message);
    *ret_n_ids = 0;
    while (!status && db_rows_next(rows)) {
        const int64_t id = db_rows_get_int(rows, 0);

        status = claim_one(db, id, staff_id, until_ms, ret_message);
        ret_ids[(*ret_n_ids)++] = id;
    }
    db_rows_free(rows);
    return status;
}

/* The row that a claim names; $1 to $3 of every change of a claimed row. */
#define OF_CLAIM                                                                                   \
    " WHERE id = $1 AND state = 'claimed' AND COALESCE(claimed_by, 0) = $2 "                       \
    "AND ($3 = 0 OR claimed_until_ms = $3)"
#define CLAIM_PARAMS(claim)                                                                        \
    db_int((claim)->id), db_int((claim)->staff_id), db_int((claim)->until_ms)

int store_production_renew(Db *db, const ProductionClaim *claim, int64_t until_ms,
                           Message *ret_message)
{
    const DbValue params[] = {CLAIM_PARAMS(claim), db_int(until_ms)};

    return store_change_one(db, "UPDATE production SET claimed_until_ms = $4" OF_CLAIM, params, 4,
                            lost, ret_message);
}

int store_production_release(Db *db, const ProductionClaim *claim, HandReason reason,
                             Message *ret_message)
{
    const DbValue params[] = {CLAIM_PARAMS(claim), db_text(hand_reason_get_name(reason))};

    return store_change_one(
        db,
        "UPDATE production SET state = 'waiting', claimed_by = NULL, "
        "claimed_until_ms = NULL, hand_reason = COALESCE($4, hand_reason)" OF_CLAIM,
        params, 4, lost, ret_message);
}

int store_production_postpone(Db *db, const ProductionClaim *claim, int64_t retry_ms,
                              Message *ret_message)
{
    const DbValue params[] = {CLAIM_PARAMS(claim), db_int(retry_ms)};

    return store_change_one(db,
                            "UPDATE production SET state = 'waiting', claimed_until_ms = $4, "
                            "n_attempts = n_attempts - 1" OF_CLAIM,
                            params, 4, lost, ret_message);
}

int store_production_set_sample(Db *db, const ProductionClaim *claim, const char *blob,
                                Message *ret_message)
{
    const DbValue params[] = {CLAIM_PARAMS(claim), db_text(blob)};

    return store_change_one(db, "UPDATE production SET sample_blob = $4" OF_CLAIM, params, 4, lost,
                            ret_message);
}

int store_production_finish(Db *db, const ProductionClaim *claim, const char *final_blob,
                            int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {CLAIM_PARAMS(claim), db_text(final_blob), db_int(now_ms)};

    return store_change_one(db,
                            "UPDATE production SET state = 'finished', final_blob = $4, "
                            "finished_ms = $5, finished_by = claimed_by, claimed_by = NULL, "
                            "claimed_until_ms = NULL" OF_CLAIM,
                            params, 5, lost, ret_message);
}

/* --- what the student says */

int store_production_set_proofread(Db *db, int64_t id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_int(now_ms)};

    return store_change_one(
        db, "UPDATE production SET proofread_ms = $2 WHERE id = $1 AND state = 'finished'", params,
        2, lost, ret_message);
}

int store_production_set_problem(Db *db, int64_t id, const uint8_t *sealed, size_t n_sealed,
                                 int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_blob(sealed, n_sealed), db_int(now_ms)};

    return store_change_one(db,
                            "UPDATE production SET problem_sealed = $2, problem_ms = $3 "
                            "WHERE id = $1 AND state = 'finished'",
                            params, 3, lost, ret_message);
}

int store_production_get_problem(Db *db, int64_t id, uint8_t *ret_sealed, size_t *ret_n_sealed,
                                 Message *ret_message)
{
    const DbValue key = db_int(id);
    DbRows *rows = NULL;
    size_t n_bytes = 0;
    const void *sealed;
    int status = db_query(db, "SELECT problem_sealed FROM production WHERE id = $1", &key, 1, &rows,
                          ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no such photo in production");
    if (!status) {
        sealed = db_rows_get_blob(rows, 0, &n_bytes);
        if (n_bytes > PRODUCTION_PROBLEM_SEALED_MAX)
            status = status_set(ret_message, STATUS_DAMAGED,
                                "the problem of production %" PRId64 " is too long", id);
        for (size_t i = 0; !status && i < n_bytes; i++)
            ret_sealed[i] = ((const uint8_t *)sealed)[i];
        if (!status)
            *ret_n_sealed = n_bytes;
    }
    db_rows_free(rows);
    return status;
}
