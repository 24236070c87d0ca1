/*
 * The video: published by the centre, watched once by each account and version. How watching is
 * measured: viewing.h.
 */
#ifndef SRC_APP_VIDEOS_H
#define SRC_APP_VIDEOS_H

#include "src/app/app.h"
#include "src/model/video.h"
#include "src/store/db.h"

/*
 * Becomes the version that counts from now on; blob is in the vault under app->site_key. actor: for
 * the audit log. ARGUMENT: no blob, or a duration that is not positive.
 */
int videos_publish(const App *app, Db *db, const char *actor, const char *blob, int64_t duration_ms,
                   Video *ret_video, Message *ret_message);

/* The latest, and how far the account has come. NOT_FOUND: there is none. */
int videos_get(Db *db, int64_t account_id, Video *ret_video, Viewing *ret_viewing,
               Message *ret_message);

/*
 * The client plays this version and stands at position_ms. Whoever has seen it all goes on, if that
 * is what was waited for. CONFLICT: another version counts; NOT_FOUND: there is none.
 */
int videos_beat(const App *app, Db *db, int64_t account_id, int64_t version, int64_t position_ms,
                Viewing *ret_viewing, Message *ret_message);

#endif
