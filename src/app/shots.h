/*
 * Shots as their student sees them: how far one is, what came of it, how long it may take.
 */
#ifndef SRC_APP_SHOTS_H
#define SRC_APP_SHOTS_H

#include "src/app/app.h"
#include "src/model/shot.h"
#include "src/model/student.h"
#include "src/store/db.h"

typedef struct ShotView {
    Shot shot;
    ShotStage stage;                  /* SHOT_ENDED when it has ended */
    int64_t n_before;                 /* that wait before it */
    int64_t expected_ms;              /* until it has ended, roughly; 0 when it has */
    char draft_id[CRYPT_TOKEN_BYTES]; /* public; "": none, or deleted */
    char *report;                     /* as it was written; NULL: none */
} ShotView;

/* One of the account's. NOT_FOUND. The view is done with by shots_view_done. */
int shots_get(const App *app, Db *db, int64_t account_id, const char *public_id, ShotView *ret_view,
              Message *ret_message);
void shots_view_done(ShotView *view);

/* The same without how far it is, and the name of the key that opens its pictures. */
int shots_find(Db *db, int64_t account_id, const char *public_id, Shot *ret_shot,
               char ret_key_name[KEY_NAME_BYTES], Message *ret_message);

/* The key of the account's student. NOT_FOUND: there is none yet. */
int shots_get_key_name(Db *db, int64_t account_id, char ret_key_name[KEY_NAME_BYTES],
                       Message *ret_message);

/* How long the queue is, and when to come again if it is full. */
typedef struct ShotQueue {
    int64_t n_waiting; /* and being made */
    int64_t retry_ms;  /* 0: there is room */
} ShotQueue;

/* n_max: photos that may wait. Whoever is told to come again has lost nothing. */
int shots_get_queue(const App *app, Db *db, int64_t n_max, ShotQueue *ret_queue,
                    Message *ret_message);

#endif
