/*
 * Making the photos of the queue: the shot out of the vault, through the engine, its result into
 * the database in one transaction with everything that follows from it: draft or counted failure,
 * locks, message, audit row. Whatever is killed when, a result counts once (src/store/queue.h).
 */
#ifndef SRC_PIPELINE_MAKING_H
#define SRC_PIPELINE_MAKING_H

#include <idphoto/photo.h>

#include "src/app/app.h"
#include "src/base/bell.h"
#include "src/base/log.h"
#include "src/blob/vault.h"
#include "src/pipeline/tally.h"
#include "src/store/db.h"
#include "src/store/keys.h"
#include "src/store/queue.h"

enum { MAKING_LEASE_MS = 60 * 1000 }; /* of one photo: a hundred times what it takes */

/* Shared by all workers of a process. */
typedef struct Making {
    const App *app;
    IdpEngine *engine;
    BlobStore *blobs;
    KeyStore *keys;
    const Log *log;
    Tally *tally; /* NULL: nobody counts */
    Bell *bell;   /* rung when a shot goes on or ends; NULL: nobody listens */
} Making;

/*
 * Makes the next photo of the queue, if there is one: NOT_FOUND if not. Another status than OK: the
 * photo was not made, and is in the queue again or its lease will end. One that has taken its
 * makers down too often is given up, which is OK too. One thread and one connection at a time.
 */
int making_run_next(const Making *making, Db *db, Message *ret_message);

#endif
