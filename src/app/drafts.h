/* The draft box: how many photos it holds, and when one may go. Pure functions. */
#ifndef SRC_APP_DRAFTS_H
#define SRC_APP_DRAFTS_H

#include "src/model/batch.h"

/* A full box blocks shooting. */
int drafts_is_full(const BatchRules *rules, int n_drafts);

/* When a draft made at created_ms may be deleted: from that moment on. */
int64_t drafts_get_deletable_ms(const BatchRules *rules, int64_t created_ms);

#endif
