/*
 * Blobs and the database held against each other: what nothing names is removed, what is named but
 * missing is told.
 *
 * A blob becomes an orphan when its writer dies before the database knows it; one younger than an
 * hour may still have a living writer. The list of blobs is taken SWEEP_BLOBS_MAX at a time, and
 * all names of the database are read once for each such part: memory is bounded, no index is
 * needed.
 */
#ifndef SRC_APP_SWEEP_H
#define SRC_APP_SWEEP_H

#include <stdbool.h>

#include "src/app/app.h"
#include "src/blob/blob.h"
#include "src/store/db.h"

enum { SWEEP_BLOBS_MAX = 65536, SWEEP_AGE_MS = 3600000 };

typedef struct SweepCounts {
    int64_t n_orphans;
    int64_t n_missing; /* at most SWEEP_BLOBS_MAX are told */
} SweepCounts;

/* is_dry: orphans are counted, and stay. Statuses of the database and the blob store. */
int sweep_orphans(const App *app, Db *db, BlobStore *blobs, bool is_dry, SweepCounts *counts,
                  Message *ret_message);
int sweep_missing(Db *db, BlobStore *blobs, SweepCounts *counts, Message *ret_message);

#endif
