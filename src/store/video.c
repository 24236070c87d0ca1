/* The tables video and viewing. One connection a caller. */
#include "src/store/video.h"

#include "src/store/one.h"

int store_video_publish(Db *db, Video *video, Message *ret_message)
{
    const int status = store_ask_number(db, "SELECT COALESCE(MAX(version), 0) + 1 FROM video", NULL,
                                        0, &video->version, ret_message);
    const DbValue params[] = {db_int(video->version), db_int(video->duration_ms),
                              db_text(video->blob), db_int(video->published_ms)};

    if (status)
        return status;
    return store_ask_number(db,
                            "INSERT INTO video (version, duration_ms, blob, published_ms) "
                            "VALUES ($1, $2, $3, $4) RETURNING id",
                            params, 4, &video->id, ret_message);
}

int store_video_get_latest(Db *db, Video *ret_video, Message *ret_message)
{
    DbRows *rows = NULL;
    int status = db_query(db,
                          "SELECT id, version, duration_ms, published_ms, blob FROM video "
                          "ORDER BY version DESC LIMIT 1",
                          NULL, 0, &rows, ret_message);

    if (!status && !db_rows_next(rows))
        status = status_set(ret_message, STATUS_NOT_FOUND, "there is no video");
    if (!status) {
        *ret_video = (Video){.id = db_rows_get_int(rows, 0),
                             .version = db_rows_get_int(rows, 1),
                             .duration_ms = db_rows_get_int(rows, 2),
                             .published_ms = db_rows_get_int(rows, 3)};
        if (!store_read_text(rows, 4, ret_video->blob, sizeof ret_video->blob))
            status = status_set(ret_message, STATUS_DAMAGED, "a video's blob cannot be read");
    }
    db_rows_free(rows);
    return status;
}

int store_viewing_get(Db *db, int64_t account_id, int64_t video_id, Viewing *ret_viewing,
                      Message *ret_message)
{
    const DbValue keys[] = {db_int(account_id), db_int(video_id)};
    DbRows *rows = NULL;
    const int status = db_query(db,
                                "SELECT position_ms, beat_ms, finished_ms FROM viewing "
                                "WHERE account_id = $1 AND video_id = $2",
                                keys, 2, &rows, ret_message);

    *ret_viewing = (Viewing){0};
    if (!status && db_rows_next(rows))
        *ret_viewing = (Viewing){.watched_ms = db_rows_get_int(rows, 0),
                                 .beat_ms = db_rows_get_int(rows, 1),
                                 .is_finished = !db_rows_is_null(rows, 2)};
    db_rows_free(rows);
    return status;
}

int store_viewing_save(Db *db, int64_t account_id, int64_t video_id, const Viewing *viewing,
                       Message *ret_message)
{
    const DbValue params[] = {db_int(account_id), db_int(video_id), db_int(viewing->watched_ms),
                              db_int(viewing->beat_ms),
                              viewing->is_finished ? db_int(viewing->beat_ms) : db_null(DB_INT)};

    return db_run(db,
                  "INSERT INTO viewing (account_id, video_id, position_ms, beat_ms, finished_ms) "
                  "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, video_id) DO UPDATE SET "
                  "position_ms = excluded.position_ms, beat_ms = excluded.beat_ms, "
                  "finished_ms = COALESCE(viewing.finished_ms, excluded.finished_ms)",
                  params, 5, NULL, ret_message);
}

int store_viewing_is_finished(Db *db, int64_t account_id, int *ret_is_finished,
                              Message *ret_message)
{
    const DbValue key = db_int(account_id);
    int64_t n_missing = 0;
    const int status =
        store_ask_number(db,
                         "SELECT COUNT(*) FROM video WHERE version = (SELECT MAX(version) "
                         "FROM video) AND NOT EXISTS (SELECT 1 FROM viewing WHERE video_id = "
                         "video.id AND account_id = $1 AND finished_ms IS NOT NULL)",
                         &key, 1, &n_missing, ret_message);

    if (!status)
        *ret_is_finished = !n_missing;
    return status;
}
