/* The table purchase. One connection a caller. */
#include "src/store/purchase.h"

#include <inttypes.h>
#include <stdio.h>

#include "src/store/one.h"

static DbValue id_or_null(int64_t id)
{
    return id ? db_int(id) : db_null(DB_INT);
}

int store_purchase_add(Db *db, Purchase *purchase, Message *ret_message)
{
    const DbValue params[] = {db_text(purchase->number),
                              db_int(purchase->journey_id),
                              id_or_null(purchase->draft_id),
                              db_int(purchase->amount_fen),
                              db_text(purchase->provider),
                              db_int(purchase->created_ms),
                              db_text(purchase_state_get_name(purchase->state))};

    return store_ask_number(
        db,
        "INSERT INTO purchase (number, journey_id, draft_id, amount_fen, provider, state, "
        "created_ms, changed_ms) VALUES ($1, $2, $3, $4, $5, $7, $6, $6) RETURNING id",
        params, 7, &purchase->id, ret_message);
}

#define COLUMNS                                                                                    \
    "id, journey_id, draft_id, number, amount_fen, provider, state, provider_reference, "          \
    "created_ms, changed_ms"

static void copy(char *ret_text, size_t size_bytes, const char *text)
{
    snprintf(ret_text, size_bytes, "%s", text ? text : "");
}

static int read_row(const DbRows *rows, Purchase *purchase, Message *message)
{
    *purchase = (Purchase){.id = db_rows_get_int(rows, 0),
                           .journey_id = db_rows_get_int(rows, 1),
                           .draft_id = db_rows_get_int(rows, 2),
                           .amount_fen = db_rows_get_int(rows, 4),
                           .state = purchase_state_parse(db_rows_get_text(rows, 6)),
                           .created_ms = db_rows_get_int(rows, 8),
                           .changed_ms = db_rows_get_int(rows, 9)};
    copy(purchase->number, sizeof purchase->number, db_rows_get_text(rows, 3));
    copy(purchase->provider, sizeof purchase->provider, db_rows_get_text(rows, 5));
    copy(purchase->reference, sizeof purchase->reference, db_rows_get_text(rows, 7));
    if (purchase->state == PURCHASE_STATE_COUNT)
        return status_set(message, STATUS_DAMAGED, "order %" PRId64 " cannot be read",
                          purchase->id);
    return STATUS_OK;
}

static int get_one(Db *db, const char *sql, DbValue key, Purchase *ret_purchase, Message *message)
{
    DbRows *rows = NULL;
    int status = db_query(db, sql, &key, 1, &rows, message);

    if (!status && !db_rows_next(rows))
        status = status_set(message, STATUS_NOT_FOUND, "there is no such order");
    if (!status)
        status = read_row(rows, ret_purchase, message);
    db_rows_free(rows);
    return status;
}

int store_purchase_find(Db *db, int64_t journey_id, Purchase *ret_purchase, Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM purchase WHERE journey_id = $1", db_int(journey_id),
                   ret_purchase, ret_message);
}

int store_purchase_find_number(Db *db, const char *number, Purchase *ret_purchase,
                               Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM purchase WHERE number = $1", db_text(number),
                   ret_purchase, ret_message);
}

int store_purchase_get(Db *db, int64_t id, Purchase *ret_purchase, Message *ret_message)
{
    return get_one(db, "SELECT " COLUMNS " FROM purchase WHERE id = $1", db_int(id), ret_purchase,
                   ret_message);
}

int store_purchase_save(Db *db, const Purchase *purchase, Message *ret_message)
{
    const DbValue params[] = {db_int(purchase->id),
                              id_or_null(purchase->draft_id),
                              db_text(purchase->number),
                              db_int(purchase->amount_fen),
                              db_text(purchase->provider),
                              db_text(purchase_state_get_name(purchase->state)),
                              db_text(*purchase->reference ? purchase->reference : NULL),
                              db_int(purchase->changed_ms)};

    return store_change_one(db,
                            "UPDATE purchase SET draft_id = $2, number = $3, amount_fen = $4, "
                            "provider = $5, state = $6, provider_reference = $7, changed_ms = $8 "
                            "WHERE id = $1",
                            params, 8, "there is no such order", ret_message);
}
