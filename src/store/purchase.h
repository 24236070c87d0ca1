/* Rows of orders: one for a journey, whatever happens. Rules: src/app/orders.h. */
#ifndef SRC_STORE_PURCHASE_H
#define SRC_STORE_PURCHASE_H

#include "src/model/submission.h"
#include "src/store/db.h"

/* Inside db_transact. Its id is put into it. CONFLICT: the journey has one. */
int store_purchase_add(Db *db, Purchase *purchase, Message *ret_message);

/* NOT_FOUND. */
int store_purchase_find(Db *db, int64_t journey_id, Purchase *ret_purchase, Message *ret_message);
int store_purchase_find_number(Db *db, const char *number, Purchase *ret_purchase,
                               Message *ret_message);
int store_purchase_get(Db *db, int64_t id, Purchase *ret_purchase, Message *ret_message);

/* Writes every field but id, journey and created_ms. CONFLICT: another order has the provider's
 * reference. */
int store_purchase_save(Db *db, const Purchase *purchase, Message *ret_message);

#endif
