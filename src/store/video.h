/* Rows of videos, and of how far accounts have watched them. */
#ifndef SRC_STORE_VIDEO_H
#define SRC_STORE_VIDEO_H

#include "src/model/video.h"
#include "src/store/db.h"

/* Inside db_transact. Becomes the latest version; id and version are put into it. */
int store_video_publish(Db *db, Video *video, Message *ret_message);

/* NOT_FOUND: none was published. */
int store_video_get_latest(Db *db, Video *ret_video, Message *ret_message);

/* Zeros: the account has not begun. */
int store_viewing_get(Db *db, int64_t account_id, int64_t video_id, Viewing *ret_viewing,
                      Message *ret_message);

/* Inside db_transact. Once finished, a viewing keeps the moment when it was. */
int store_viewing_save(Db *db, int64_t account_id, int64_t video_id, const Viewing *viewing,
                       Message *ret_message);

/* Whether the account has finished the latest video. None published: there is nothing to watch. */
int store_viewing_is_finished(Db *db, int64_t account_id, int *ret_is_finished,
                              Message *ret_message);

#endif
