/*
 * Production: how the photo that a student handed in becomes the final one.
 *
 * First it is the machine's turn (src/pipeline/finishing.h): a sample for the student, and in
 * batches that say so the final of a photo without warnings, but for a share drawn at random, which
 * people look at. The rest is done by hand: a member of staff claims photos for a time, and nobody
 * else can have them meanwhile. When the time is over they are free for whoever claims next; until
 * somebody does, what the first one puts in is still taken.
 */
#ifndef SRC_APP_PRODUCTION_H
#define SRC_APP_PRODUCTION_H

#include "src/app/app.h"
#include "src/model/batch.h"
#include "src/model/reason.h"
#include "src/model/student.h"
#include "src/store/production.h"

enum {
    PRODUCTION_CLAIM_MAX = 50, /* at once */
    PRODUCTION_HELD_MAX = 100  /* by one member of staff, all claims together */
};

/* Why people have to look at the photo; HAND_NONE: the machine finishes it. Always the same for the
 * same submission: the draw is a keyed hash of its id. Pure. */
HandReason production_get_hand_reason(const App *app, const Batch *batch, int has_warnings,
                                      int64_t submission_id);

/* --- claims */

typedef struct ProductionClaims {
    int64_t ids[PRODUCTION_CLAIM_MAX];
    size_t n_ids; /* fewer than asked: there are no more, or enough are held */
    int64_t until_ms;
} ProductionClaims;

/* The next n, which have waited longest. ARGUMENT: n is 0 or over PRODUCTION_CLAIM_MAX. */
int production_claim(const App *app, Db *db, int64_t staff_id, size_t n, int64_t lease_ms,
                     ProductionClaims *ret_claims, Message *ret_message);

/* Both CONFLICT: it is not the holder's (any more). actor_id: who gives it back, or takes it away.
 */
int production_renew(const App *app, Db *db, int64_t staff_id, int64_t id, int64_t lease_ms,
                     int64_t *ret_until_ms, Message *ret_message);
int production_give_back(const App *app, Db *db, int64_t actor_id, int64_t holder_id, int64_t id,
                         Message *ret_message);

/* The machine's next one. NOT_FOUND: there is none. */
int production_claim_for_machine(const App *app, Db *db, int64_t lease_ms,
                                 ProductionClaim *ret_claim, Message *ret_message);

/* --- results. Each is one transaction with the step of the journey; CONFLICT: the claim was lost,
 * or the photo has gone back to the student meanwhile. Blobs are the caller's if it fails. */

/* The sample is there; a reason hands the photo over to people. */
int production_put_sample(const App *app, Db *db, const ProductionClaim *claim, const char *blob,
                          HandReason reason, Message *ret_message);

/* The machine cannot, or may not any more: people shall. */
int production_hand_over(const App *app, Db *db, const ProductionClaim *claim, HandReason reason,
                         Message *ret_message);

/* A file that holds against the profile, which the caller has found. */
int production_finish(const App *app, Db *db, const ProductionClaim *claim, const char *final_blob,
                      Message *ret_message);

/* Back to the student, who takes another one and does not pay again. ARGUMENT: no reasons,
 * another reason without a remark, or a remark that is too long. */
int production_return(const App *app, Db *db, const ProductionClaim *claim, unsigned reasons,
                      const char *remark, Message *ret_message);

/* --- reading */

/* Where a photo's pictures lie; "": none, or erased. */
typedef struct ProductionPictures {
    Production production;
    char key_name[KEY_NAME_BYTES];
    char photo_blob[BLOB_TEXT_BYTES]; /* the final that was put in last, else the draft's photo */
    char shot_blob[BLOB_TEXT_BYTES];  /* as the student took it */
} ProductionPictures;

int production_get_pictures(Db *db, int64_t id, ProductionPictures *ret_pictures,
                            Message *ret_message);

/* Leaves the audit row of staff who read a student's picture. what: "photo", "shot". */
int production_note_reading(const App *app, Db *db, int64_t staff_id, int64_t id, const char *what,
                            Message *ret_message);

#endif
