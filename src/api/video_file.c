/* One file behind a lock, counted by those who hold it. */
#include "src/api/video_file.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "lib/base/alloc.h"
#include "src/base/media_type.h"
#include "src/blob/vault.h"

/* What is handed out; the shelf holds one of its references. */
typedef struct CountedFile {
    VideoFile file; /* first: callers know this part */
    atomic_int n_holders;
} CountedFile;

struct VideoShelf {
    pthread_mutex_t lock;
    CountedFile *latest;
};

VideoShelf *video_shelf_new(void)
{
    VideoShelf *shelf = ALLOC_NEW(VideoShelf);

    if (shelf)
        pthread_mutex_init(&shelf->lock, NULL);
    return shelf;
}

void video_file_put(void *file)
{
    CountedFile *counted = file;

    if (!counted || atomic_fetch_sub(&counted->n_holders, 1) > 1)
        return;
    free(counted->file.data);
    free(counted);
}

void video_shelf_free(VideoShelf *shelf)
{
    if (!shelf)
        return;
    video_file_put(shelf->latest);
    pthread_mutex_destroy(&shelf->lock);
    free(shelf);
}

static int load(BlobStore *blobs, const CryptKey *key, const Video *video, CountedFile **ret_file,
                Message *message)
{
    CountedFile *counted = ALLOC_NEW(CountedFile);
    BlobName name;
    int status;

    if (!counted)
        return status_set(message, STATUS_MEMORY, "out of memory for the video");
    atomic_init(&counted->n_holders, 1);
    counted->file.video_id = video->id;
    status = blob_name_parse(video->blob, &name)
                 ? status_set(message, STATUS_DAMAGED, "the video's blob has no name")
                 : vault_get(blobs, key, &name, VIDEO_BYTES_MAX, &counted->file.data,
                             &counted->file.n_bytes, message);
    if (!status) {
        counted->file.type = media_type_sniff_video(counted->file.data, counted->file.n_bytes);
        if (!counted->file.type)
            status = status_set(message, STATUS_DAMAGED, "the video is no MP4 and no WebM");
    }
    if (status)
        video_file_put(counted);
    else
        *ret_file = counted;
    return status;
}

int video_shelf_take(VideoShelf *shelf, BlobStore *blobs, const CryptKey *key, const Video *video,
                     VideoFile **ret_file, Message *ret_message)
{
    int status = STATUS_OK;

    pthread_mutex_lock(&shelf->lock);
    if (!shelf->latest || shelf->latest->file.video_id != video->id) {
        CountedFile *newer = NULL;

        status = load(blobs, key, video, &newer, ret_message);
        if (!status) {
            video_file_put(shelf->latest);
            shelf->latest = newer;
        }
    }
    if (!status) {
        atomic_fetch_add(&shelf->latest->n_holders, 1);
        *ret_file = &shelf->latest->file;
    }
    pthread_mutex_unlock(&shelf->lock);
    return status;
}
