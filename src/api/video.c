/* The video: what it is, its file for players, and the beats by which watching is measured. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "src/api/etag.h"
#include "src/api/json.h"
#include "src/api/video_file.h"
#include "src/app/videos.h"
#include "src/http/range.h"
#include "src/store/video.h"

static json_t *pack_viewing(const Video *video, const Viewing *viewing)
{
    char address[64];

    /* The version in the address lets players and proxies keep the file. */
    snprintf(address, sizeof address, "/api/v1/video/file?version=%" PRId64, video->version);
    return json_pack("{s:I, s:I, s:s, s:I, s:b}", "version", (json_int_t)video->version,
                     "duration_ms", (json_int_t)video->duration_ms, "file", address, "watched_ms",
                     (json_int_t)viewing->watched_ms, "is_finished", viewing->is_finished);
}

static void answer_status(const ApiCall *call, int status, const Message *message)
{
    call_answer_failure(call, status, message);
}

void video_api_get(ApiCall *call)
{
    Video video;
    Viewing viewing;
    Message message;
    const int status = videos_get(call->db, call->actor.account_id, &video, &viewing, &message);

    if (status)
        answer_status(call, status, &message);
    else
        json_answer(call, 200, pack_viewing(&video, &viewing));
}

void video_api_beat(ApiCall *call)
{
    const App *app = call->api->options.app;
    cleanup_with(json_decref_p) json_t *json = NULL;
    json_int_t version, position_ms;
    Viewing viewing;
    Message message;
    int status;

    if (json_read(call, &json, "{s:I, s:I}", "version", &version, "position_ms", &position_ms))
        return;
    if (position_ms < 0) {
        call_answer_problem(call, PROBLEM_BAD_REQUEST);
        return;
    }
    status = videos_beat(app, call->db, call->actor.account_id, version, position_ms, &viewing,
                         &message);
    if (status == STATUS_CONFLICT)
        call_answer_problem(call, PROBLEM_VIDEO_NEWER);
    else if (status)
        answer_status(call, status, &message);
    else
        json_answer(call, 200,
                    json_pack("{s:I, s:b}", "watched_ms", (json_int_t)viewing.watched_ms,
                              "is_finished", viewing.is_finished));
}

/* --- the file */

/* The part that is asked for, if the client has the rest of this very version (If-Range). */
static HttpRange find_range(const ApiCall *call, const VideoFile *file)
{
    const char *condition = http_get_header(call->exchange, "If-Range");
    char etag[ETAG_BYTES];

    etag_format(file->video_id, etag);
    return http_range_parse(
        condition && strcmp(condition, etag) != 0 ? NULL : http_get_header(call->exchange, "Range"),
        file->n_bytes);
}

static void add_content_range(const ApiCall *call, const HttpRange *range, size_t n_bytes)
{
    char text[96];

    if (range->kind == HTTP_RANGE_PART)
        snprintf(text, sizeof text, "bytes %zu-%zu/%zu", range->from,
                 range->from + range->n_bytes - 1, n_bytes);
    else
        snprintf(text, sizeof text, "bytes */%zu", n_bytes);
    http_add_header(call->exchange, "Content-Range", text);
}

/* Hands the file on: it is put back when it has been sent. */
static void answer_file(const ApiCall *call, VideoFile *file)
{
    const HttpRange range = find_range(call, file);

    http_add_header(call->exchange, "Accept-Ranges", "bytes");
    if (range.kind != HTTP_RANGE_WHOLE)
        add_content_range(call, &range, file->n_bytes);
    if (range.kind == HTTP_RANGE_OUTSIDE) {
        call_answer_problem(call, PROBLEM_RANGE_OUTSIDE);
        video_file_put(file);
        return;
    }
    http_answer_lent(call->exchange, range.kind == HTTP_RANGE_PART ? 206 : 200, file->type,
                     (const char *)file->data + range.from, range.n_bytes, video_file_put, file);
}

/*
 * Open to everybody: it holds nothing of anybody, players of mini programs send no cookies, and a
 * proxy may keep it. An older version is not kept: whoever asks for it gets the latest.
 */
void video_api_file(ApiCall *call)
{
    const ApiOptions *options = &call->api->options;
    VideoFile *file;
    Video video;
    Message message;
    int status = store_video_get_latest(call->db, &video, &message);

    if (!status)
        status = video_shelf_take(call->api->video, options->blobs, &options->app->site_key, &video,
                                  &file, &message);
    if (status) {
        answer_status(call, status, &message);
        return;
    }
    http_add_header(call->exchange, "Cache-Control", "public, max-age=86400");
    if (etag_answer_same(call, video.id))
        video_file_put(file);
    else
        answer_file(call, file);
}
