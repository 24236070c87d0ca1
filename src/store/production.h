/*
 * Rows of production, and its two queues: the machine's, and people's.
 *
 * A claim is a row held for a time by a member of staff or by the machine; when the time is over
 * the row is free for whoever claims next. All that changes a claimed row names the claim and
 * answers CONFLICT if it was lost: so nothing is done twice, whatever is killed when. Functions
 * that change are called inside db_transact.
 */
#ifndef SRC_STORE_PRODUCTION_H
#define SRC_STORE_PRODUCTION_H

#include "src/model/production.h"
#include "src/store/db.h"

enum { PRODUCTION_ATTEMPTS_MAX = 3 }; /* of the machine, on one photo */

typedef struct ProductionClaim {
    int64_t id;
    int64_t staff_id; /* 0: the machine */
    int64_t until_ms; /* of the machine: tells its claims apart. 0: whatever it is */
} ProductionClaim;

/* Queues the submission for the machine; once more (a student's report): for people. */
int store_production_add(Db *db, int64_t submission_id, int64_t now_ms, Message *ret_message);

/* Takes it out of production, whatever its state: it was returned. There may be none. */
int store_production_drop(Db *db, int64_t submission_id, Message *ret_message);

int store_production_get(Db *db, int64_t id, Production *ret_production, Message *ret_message);

/* The journey's latest that has not been returned. */
int store_production_find(Db *db, int64_t journey_id, Production *ret_production,
                          Message *ret_message);

/* Which of those that were ever people's. */
typedef enum ProductionFilter {
    PRODUCTION_OPEN,
    PRODUCTION_MINE,
    PRODUCTION_DONE
} ProductionFilter;

/* A row of the list; zeros: before the first. */
typedef struct ProductionPlace {
    int64_t queued_ms, id;
} ProductionPlace;

/* At most n_max beyond the place, those that wait longest first; PRODUCTION_DONE: all that are
 * finished, the machine's too, by id alone. */
int store_production_list(Db *db, ProductionFilter filter, int64_t staff_id,
                          const ProductionPlace *after, size_t n_max, Production *ret_items,
                          size_t *ret_n_items, Message *ret_message);

/* Whether the machine has something to claim or to give up: a look that locks nothing. */
int store_production_is_due(Db *db, int64_t now_ms, bool *ret_is_due, Message *ret_message);

/* How many wait for the machine or are being finished by it; for people, or are claimed. */
int store_production_count_open(Db *db, bool is_machine, int64_t *ret_n_photos,
                                Message *ret_message);

/* How many claims the member of staff holds that have not run out. */
int store_production_count_claims(Db *db, int64_t staff_id, int64_t now_ms, int64_t *ret_n_claims,
                                  Message *ret_message);

/* The ids of those that have waited longest for people (staff_id 0: for the machine), claimed until
 * then. None is no error. */
int store_production_claim(Db *db, int64_t staff_id, int64_t now_ms, int64_t until_ms, size_t n_max,
                           int64_t *ret_ids, size_t *ret_n_ids, Message *ret_message);

/* Holds on to it until then. */
int store_production_renew(Db *db, const ProductionClaim *claim, int64_t until_ms,
                           Message *ret_message);

/* Puts it back into people's queue (HAND_NONE: the one it was in). */
int store_production_release(Db *db, const ProductionClaim *claim, HandReason reason,
                             Message *ret_message);

/* The machine tries again at that time, and this attempt has not counted. */
int store_production_postpone(Db *db, const ProductionClaim *claim, int64_t retry_ms,
                              Message *ret_message);

int store_production_set_sample(Db *db, const ProductionClaim *claim, const char *blob,
                                Message *ret_message);

int store_production_finish(Db *db, const ProductionClaim *claim, const char *final_blob,
                            int64_t now_ms, Message *ret_message);

/* --- what the student says of the final; CONFLICT: there is none */

int store_production_set_proofread(Db *db, int64_t id, int64_t now_ms, Message *ret_message);
int store_production_set_problem(Db *db, int64_t id, const uint8_t *sealed, size_t n_sealed,
                                 int64_t now_ms, Message *ret_message);

/* ret_sealed: PRODUCTION_PROBLEM_SEALED_MAX; *ret_n_sealed 0: nothing was reported. */
int store_production_get_problem(Db *db, int64_t id, uint8_t *ret_sealed, size_t *ret_n_sealed,
                                 Message *ret_message);

#endif
