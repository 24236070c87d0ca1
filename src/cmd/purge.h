/* A whole purge: clocks of retention, what is to be destroyed, orphans. For purge and serve. */
#ifndef SRC_CMD_PURGE_H
#define SRC_CMD_PURGE_H

#include "src/app/retention.h"
#include "src/app/sweep.h"
#include "src/cmd/site.h"

typedef struct PurgeCounts {
    RetentionCounts retention;
    int64_t n_accounts;      /* that nothing came of; not counted by a dry run */
    int64_t n_keys, n_blobs; /* destroyed */
    SweepCounts sweep;
} PurgeCounts;

/* The site has database, keys and photos open. has_sweep: blobs and database are held against each
 * other too, which reads all names of both. Counts are as far as it came. */
int purge_run(Site *site, bool is_dry, bool has_sweep, PurgeCounts *ret_counts,
              Message *ret_message);

#endif
