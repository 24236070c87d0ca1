/* The table erasure, and a journey's rows made empty. One connection a caller. */
#include "src/store/erasure.h"

#include <stdio.h>
#include <string.h>

#include "src/store/blob_ref.h"
#include "src/store/one.h"

static const char *const kinds[] = {[ERASURE_KEY] = "key", [ERASURE_BLOB] = "blob"};

int store_erasure_add(Db *db, ErasureKind kind, const char *name, int64_t now_ms,
                      Message *ret_message)
{
    const DbValue params[] = {db_text(kinds[kind]), db_text(name), db_int(now_ms)};

    return db_run(db,
                  "INSERT INTO erasure (kind, name, asked_ms) VALUES ($1, $2, $3) "
                  "ON CONFLICT (kind, name) DO NOTHING",
                  params, 3, NULL, ret_message);
}

int store_erasure_has(Db *db, ErasureKind kind, const char *name, bool *ret_has,
                      Message *ret_message)
{
    const DbValue params[] = {db_text(kinds[kind]), db_text(name)};
    int64_t n = 0;
    const int status =
        store_ask_number(db, "SELECT count(*) FROM erasure WHERE kind = $1 AND name = $2", params,
                         2, &n, ret_message);

    if (!status)
        *ret_has = n > 0;
    return status;
}

int store_erasure_list(Db *db, Erasure ret_erasures[ERASURE_PAGE], size_t *ret_n_erasures,
                       Message *ret_message)
{
    const DbValue limit = db_int(ERASURE_PAGE);
    DbRows *rows = NULL;
    size_t n = 0;
    const int status = db_query(db,
                                "SELECT id, kind, name FROM erasure ORDER BY kind DESC, id "
                                "LIMIT $1",
                                &limit, 1, &rows, ret_message);

    if (status)
        return status;
    for (; n < ERASURE_PAGE && db_rows_next(rows); n++) {
        Erasure *erasure = &ret_erasures[n];

        erasure->id = db_rows_get_int(rows, 0);
        erasure->kind =
            strcmp(db_rows_get_text(rows, 1), kinds[ERASURE_KEY]) ? ERASURE_BLOB : ERASURE_KEY;
        snprintf(erasure->name, sizeof erasure->name, "%s", db_rows_get_text(rows, 2));
    }
    *ret_n_erasures = n;
    db_rows_free(rows);
    return STATUS_OK;
}

typedef struct Page {
    const Erasure *erasures;
    size_t n_erasures;
} Page;

static int forget_page(Db *db, void *context, Message *message)
{
    const Page *page = context;
    int status = STATUS_OK;

    for (size_t i = 0; !status && i < page->n_erasures; i++) {
        const DbValue id = db_int(page->erasures[i].id);

        status = db_run(db, "DELETE FROM erasure WHERE id = $1", &id, 1, NULL, message);
    }
    return status;
}

int store_erasure_forget(Db *db, const Erasure *erasures, size_t n_erasures, Message *ret_message)
{
    Page page = {erasures, n_erasures};

    return db_transact(db, forget_page, &page, ret_message);
}

/* --- a student's way */

/* In this order; $1 is the journey, $2 the time. */
static const char *const statements[] = {
    "INSERT INTO erasure (kind, name, asked_ms) SELECT 'key', s.key_name, $2 FROM student s "
    "JOIN journey j ON j.student_id = s.id WHERE j.id = $1 ON CONFLICT (kind, name) DO NOTHING",
    "UPDATE student SET name_sealed = substr(name_sealed, 1, 0), "
    "identity_sealed = substr(identity_sealed, 1, 0) "
    "WHERE id = (SELECT student_id FROM journey WHERE id = $1)",
    "DELETE FROM job WHERE shot_id IN (SELECT id FROM shot WHERE journey_id = $1)",
    "UPDATE shot SET report = NULL WHERE journey_id = $1",
    "DELETE FROM capture WHERE journey_id = $1 "
    "AND NOT EXISTS (SELECT 1 FROM shot s WHERE s.capture_id = capture.id)",
    "UPDATE production SET state = 'returned', claimed_by = NULL, claimed_until_ms = NULL "
    "WHERE state IN ('waiting', 'claimed') "
    "AND submission_id IN (SELECT id FROM submission WHERE journey_id = $1)",
    "UPDATE submission SET decision = 'withdrawn', decided_ms = $2 "
    "WHERE journey_id = $1 AND decision IS NULL",
    "DELETE FROM exception_request WHERE journey_id = $1",
    "DELETE FROM message WHERE journey_id = $1",
    "DELETE FROM session WHERE account_id = (SELECT account_id FROM journey WHERE id = $1)",
};

static int drop_photos(Db *db, int64_t journey_id, int64_t now_ms, Message *message)
{
    static const char *const conditions[HOLDER_COUNT] = {
        [HOLDER_SHOT] = "t.journey_id = $1",
        [HOLDER_DRAFT] = "t.journey_id = $1",
        [HOLDER_PRODUCTION] = ("t.submission_id IN "
                               "(SELECT id FROM submission WHERE journey_id = $1)"),
        [HOLDER_EXCEPTION] = "t.journey_id = $1",
    };
    const DbValue journey = db_int(journey_id);
    int status = STATUS_OK;

    for (BlobHolder holder = 0; !status && holder < HOLDER_COUNT; holder++)
        for (int64_t n_rows = 1; !status && conditions[holder] && n_rows;)
            status = store_blob_ref_drop(db, holder, conditions[holder], &journey, 1, now_ms,
                                         &n_rows, message);
    return status;
}

int store_erase_journey(Db *db, int64_t journey_id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int(now_ms)};
    int status = drop_photos(db, journey_id, now_ms, ret_message);

    for (size_t i = 0; !status && i < sizeof statements / sizeof statements[0]; i++)
        status = db_run(db, statements[i], params, strstr(statements[i], "$2") ? 2 : 1, NULL,
                        ret_message);
    return status;
}
