/*
 * How long things are kept, and their end. Times are those of product.md's table: the batch's rules
 * where it sets them, else the numbers here. Nothing is kept at the moment its time is over.
 *
 * | what | until |
 * | raw shots | keep_raw_ms after their student's photo, or the batch, was delivered; those of
 *   which nothing was handed in with the drafts |
 * | failed shots | keep_failed_ms after they failed |
 * | drafts that are not handed in, samples and finals of returned ones, notes and proofs of
 *   exceptions | the batch's end and keep_drafts_ms |
 * | finals, samples, their drafts | keep_finals_ms after the delivery |
 * | unused captures, messages, audit rows | the numbers below |
 *
 * Every transaction is bounded and tells the audit log how many rows; so a purge may run beside a
 * server, be interrupted, or run twice. Blobs are noted (src/store/erasure.h): erasure_finish
 * follows.
 */
#ifndef SRC_APP_RETENTION_H
#define SRC_APP_RETENTION_H

#include <stdbool.h>

#include "src/app/app.h"
#include "src/store/db.h"

#define RETENTION_DAY_MS INT64_C(86400000)
#define RETENTION_CAPTURES_MS RETENTION_DAY_MS /* after they expire: late uploads are told so */
#define RETENTION_MESSAGES_MS (365 * RETENTION_DAY_MS)
#define RETENTION_AUDIT_MS (3 * 365 * RETENTION_DAY_MS) /* the database refuses less */

typedef struct RetentionCounts {
    int64_t n_raw, n_failed, n_drafts, n_finals, n_proofs;
    int64_t n_captures, n_messages, n_sessions, n_audit;
} RetentionCounts;

/* is_dry: counts only what would go. Counts are filled as far as it came, also on failure. */
int retention_run(const App *app, Db *db, bool is_dry, RetentionCounts *ret_counts,
                  Message *ret_message);

#endif
