/* The table draft. One connection a caller. */
#include "src/store/draft.h"

#include <stdio.h>

#include "src/store/one.h"

static void copy(char *ret_text, size_t size_bytes, const char *text)
{
    snprintf(ret_text, size_bytes, "%s", text ? text : "");
}

static DbValue text_or_null(const char *text)
{
    return db_text(*text ? text : NULL);
}

int store_draft_add(Db *db, Draft *draft, Message *ret_message)
{
    const DbValue params[] = {
        db_text(draft->public_id),  db_int(draft->journey_id),         db_int(draft->shot_id),
        db_text(draft->photo_blob), text_or_null(draft->preview_blob), db_int(draft->has_warnings),
        db_int(draft->created_ms)};

    return store_ask_number(
        db,
        "INSERT INTO draft (public_id, journey_id, shot_id, photo_blob, preview_blob, "
        "has_warnings, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        params, 7, &draft->id, ret_message);
}

#define DRAFT_COLUMNS                                                                              \
    "id, journey_id, shot_id, public_id, photo_blob, preview_blob, has_warnings, created_ms, "     \
    "deleted_ms"

static void read_draft(const DbRows *rows, Draft *ret_draft)
{
    *ret_draft = (Draft){.id = db_rows_get_int(rows, 0),
                         .journey_id = db_rows_get_int(rows, 1),
                         .shot_id = db_rows_get_int(rows, 2),
                         .has_warnings = (int)db_rows_get_int(rows, 6),
                         .created_ms = db_rows_get_int(rows, 7),
                         .deleted_ms = db_rows_get_int(rows, 8)};
    copy(ret_draft->public_id, sizeof ret_draft->public_id, db_rows_get_text(rows, 3));
    copy(ret_draft->photo_blob, sizeof ret_draft->photo_blob, db_rows_get_text(rows, 4));
    copy(ret_draft->preview_blob, sizeof ret_draft->preview_blob, db_rows_get_text(rows, 5));
}

static int get_draft(Db *db, const char *sql, const DbValue *params, size_t n_params,
                     Draft *ret_draft, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, params, n_params, &rows, message);

    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "there is no such draft");
    if (!status)
        read_draft(rows, ret_draft);
    db_rows_free(rows);
    return status;
}

int store_draft_get(Db *db, int64_t id, Draft *ret_draft, Message *ret_message)
{
    const DbValue key = db_int(id);

    return get_draft(db, "SELECT " DRAFT_COLUMNS " FROM draft WHERE id = $1", &key, 1, ret_draft,
                     ret_message);
}

int store_draft_find(Db *db, int64_t journey_id, const char *public_id, Draft *ret_draft,
                     Message *ret_message)
{
    const DbValue keys[] = {db_int(journey_id), db_text(public_id)};

    return get_draft(db,
                     "SELECT " DRAFT_COLUMNS " FROM draft WHERE journey_id = $1 AND public_id = $2",
                     keys, 2, ret_draft, ret_message);
}

int store_draft_find_shot(Db *db, int64_t shot_id, Draft *ret_draft, Message *ret_message)
{
    const DbValue key = db_int(shot_id);

    return get_draft(db, "SELECT " DRAFT_COLUMNS " FROM draft WHERE shot_id = $1", &key, 1,
                     ret_draft, ret_message);
}

int store_draft_list(Db *db, int64_t journey_id, size_t n_max, Draft *ret_drafts,
                     size_t *ret_n_drafts, Message *ret_message)
{
    const DbValue params[] = {db_int(journey_id), db_int((int64_t)n_max)};
    DbRows *rows = NULL;
    const int status = db_query(db,
                                "SELECT " DRAFT_COLUMNS " FROM draft WHERE journey_id = $1 AND "
                                "deleted_ms IS NULL ORDER BY id DESC LIMIT $2",
                                params, 2, &rows, ret_message);

    if (status)
        return status;
    *ret_n_drafts = 0;
    while (db_rows_next(rows))
        read_draft(rows, &ret_drafts[(*ret_n_drafts)++]);
    db_rows_free(rows);
    return STATUS_OK;
}

int store_draft_delete(Db *db, int64_t id, int64_t now_ms, Message *ret_message)
{
    const DbValue params[] = {db_int(id), db_int(now_ms)};

    return store_change_one(db,
                            "UPDATE draft SET deleted_ms = $2, photo_blob = NULL, "
                            "preview_blob = NULL WHERE id = $1 AND deleted_ms IS NULL",
                            params, 2, "the draft was deleted before", ret_message);
}

int store_draft_count_uses(Db *db, int64_t id, int64_t *ret_n_uses, Message *ret_message)
{
    const DbValue key = db_int(id);

    return store_ask_number(
        db,
        "SELECT (SELECT count(*) FROM submission WHERE draft_id = $1 "
        "AND (decision IS NULL OR decision = 'approved')) + "
        "(SELECT count(*) FROM purchase JOIN journey ON journey.id = purchase.journey_id "
        "WHERE purchase.draft_id = $1 AND purchase.state = 'open' AND journey.state = 'payment')",
        &key, 1, ret_n_uses, ret_message);
}

int store_draft_count(Db *db, int64_t journey_id, int64_t *ret_n_drafts, Message *ret_message)
{
    const DbValue key = db_int(journey_id);

    return store_ask_number(
        db, "SELECT count(*) FROM draft WHERE journey_id = $1 AND deleted_ms IS NULL", &key, 1,
        ret_n_drafts, ret_message);
}
