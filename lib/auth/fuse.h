/*
 * One score a rule out of its signals: log odds added up, each signal with a weight that says how
 * much more often it is seen on what it stands for than on honest photographs (docs/authenticity.md
 * has the counts the weights were set on). Signals that were not measured add nothing. Pure
 * functions.
 */
#ifndef LIB_AUTH_FUSE_H
#define LIB_AUTH_FUSE_H

#include "lib/auth/auth.h"

/* AUTH_RECAPTURE: NaN only if no signal of A01 was measured. */
AuthSignal fuse_recapture(const AuthSignal signals[AUTH_SIGNAL_COUNT]);

/*
 * Whether the liveness network, not asked yet, could carry the score to .5, where suspicion begins:
 * its weight is bounded, so on most honest shots no answer could.
 */
int fuse_recapture_is_open(const AuthSignal signals[AUTH_SIGNAL_COUNT]);

/* AUTH_BEAUTY: NaN where the face is too small. */
AuthSignal fuse_beauty(const AuthSignal signals[AUTH_SIGNAL_COUNT]);

/* AUTH_LIVE: NaN without a burst. recapture, as fused, counts against it. */
AuthSignal fuse_live(const AuthSignal signals[AUTH_SIGNAL_COUNT]);

#endif
