/* Rows of the draft box. What may be deleted when: src/app/drafts.h. */
#ifndef SRC_STORE_DRAFT_H
#define SRC_STORE_DRAFT_H

#include "src/model/shot.h"
#include "src/store/db.h"

/* Inside db_transact. Its id is put into it. CONFLICT: the shot has one. */
int store_draft_add(Db *db, Draft *draft, Message *ret_message);

/* Deleted or not. */
int store_draft_get(Db *db, int64_t id, Draft *ret_draft, Message *ret_message);

/* By the public id; of this journey only; deleted ones too. */
int store_draft_find(Db *db, int64_t journey_id, const char *public_id, Draft *ret_draft,
                     Message *ret_message);

/* The one that came of the shot, deleted or not. */
int store_draft_find_shot(Db *db, int64_t shot_id, Draft *ret_draft, Message *ret_message);

/* Those that are not deleted, newest first; n_max at most. */
int store_draft_list(Db *db, int64_t journey_id, size_t n_max, Draft *ret_drafts,
                     size_t *ret_n_drafts, Message *ret_message);

/* The row stays, without the names of its pictures. CONFLICT: it was deleted before. */
int store_draft_delete(Db *db, int64_t id, int64_t now_ms, Message *ret_message);

/* What rests on it: submissions that are open or approved, an order that is being paid. */
int store_draft_count_uses(Db *db, int64_t id, int64_t *ret_n_uses, Message *ret_message);

/* Those that are not deleted. */
int store_draft_count(Db *db, int64_t journey_id, int64_t *ret_n_drafts, Message *ret_message);

#endif
