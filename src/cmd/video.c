/* `tucai video add`: publishes the film that students must watch. */
#include "src/cmd/video.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/base/cleanup.h"
#include "src/api/video_file.h"
#include "src/app/videos.h"
#include "src/base/file.h"
#include "src/base/media_type.h"
#include "src/base/movie.h"
#include "src/blob/vault.h"
#include "src/cmd/cmd.h"

int video_add(Site *site, Db *db, const char *path, Video *ret_video, Message *ret_message)
{
    cleanup_free void *data = NULL;
    size_t n_bytes = 0;
    int64_t duration_ms;
    BlobName name;
    int status;

    if (file_read(path, VIDEO_BYTES_MAX, &data, &n_bytes, ret_message))
        return STATUS_ARGUMENT;
    if (!media_type_sniff_video(data, n_bytes) || movie_get_duration(data, n_bytes, &duration_ms))
        return status_set(ret_message, STATUS_ARGUMENT,
                          "%.160s: neither MP4 nor WebM with its duration in it", path);
    status = vault_put(site->blobs, &site->app.site_key, data, n_bytes, &name, ret_message);
    if (!status)
        status = videos_publish(&site->app, db, "operator", name.text, duration_ms, ret_video,
                                ret_message);
    return status;
}

static int add(const char *config_path, const char *path)
{
    Site site;
    Video video = {0};
    Message message;
    Db *db = NULL;
    int status = site_open(config_path, false, &site, &message);

    if (!status)
        status = db_pool_take(site.db, DB_PATIENCE_MS, &db, &message);
    if (!status)
        status = video_add(&site, db, path, &video, &message);
    if (db)
        db_pool_put(site.db, db);
    site_done(&site);
    if (status)
        return site_complain(status, &message);
    printf("version %" PRId64 ", %.1f seconds\n", video.version, (double)video.duration_ms / 1000);
    return CMD_OK;
}

int cmd_video_add(int argc, char **argv)
{
    static const char usage[] =
        "Usage: tucai video add FILE [--config FILE]\n\n"
        "Publishes the film (MP4 or WebM, up to 63 MB) that every student must watch once before\n"
        "shooting; who has seen an earlier one watches again.\n";

    return cmd_run_with_word(usage, argc, argv, add);
}
