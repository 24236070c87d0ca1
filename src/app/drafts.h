/*
 * The draft box: the photos that passed. How many it holds, what is in it, when one may go.
 *
 * A draft's clean photo is never given out: that is the finished photo's way
 * (src/app/production.h).
 */
#ifndef SRC_APP_DRAFTS_H
#define SRC_APP_DRAFTS_H

#include "src/app/app.h"
#include "src/model/batch.h"
#include "src/model/shot.h"
#include "src/model/student.h"
#include "src/store/db.h"

enum { DRAFTS_MAX = 128 }; /* over the largest capacity (src/model/batch.c) */

/* A full box blocks shooting. */
int drafts_is_full(const BatchRules *rules, int n_drafts);

/* When a draft made at created_ms may be deleted: from that moment on. */
int64_t drafts_get_deletable_ms(const BatchRules *rules, int64_t created_ms);

/* One of a student's drafts and what belongs to it. */
typedef struct DraftEntry {
    Draft draft;
    int64_t deletable_ms; /* from then on, as far as its age goes */
    int is_in_use;        /* submitted, or being paid for: stays */
} DraftEntry;

/* The whole box of the account, newest first. NOT_FOUND: the account has no student yet. */
int drafts_list(Db *db, int64_t account_id, DraftEntry ret_entries[DRAFTS_MAX],
                size_t *ret_n_entries, Message *ret_message);

/* One of the account's that is in the box, and the name of the key that opens its pictures.
 * NOT_FOUND. */
int drafts_find(Db *db, int64_t account_id, const char *public_id, Draft *ret_draft,
                char ret_key_name[KEY_NAME_BYTES], Message *ret_message);

/*
 * Takes it out of the box; *ret_draft as it was, so that the caller can remove its pictures now
 * that it is gone. Deleting it again changes nothing, and there are no pictures. DENIED: it is too
 * young, *ret_deletable_ms says until when. CONFLICT: it is submitted or being paid for. NOT_FOUND.
 */
int drafts_delete(const App *app, Db *db, int64_t account_id, const char *public_id,
                  Draft *ret_draft, int64_t *ret_deletable_ms, Message *ret_message);

#endif
