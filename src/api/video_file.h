/*
 * The video in memory: opened once, shared by all who watch.
 *
 * In the rush hundreds ask for parts of one file at once. It is read from the vault when its
 * version is first asked for, and stays until a newer one takes its place and the last answer with
 * it has gone out. Thread-safe; while one reads it the others wait.
 */
#ifndef SRC_API_VIDEO_FILE_H
#define SRC_API_VIDEO_FILE_H

#include "lib/base/cleanup.h"
#include "src/base/crypt.h"
#include "src/blob/blob.h"
#include "src/model/video.h"

enum { VIDEO_BYTES_MAX = 63 * 1024 * 1024 };

typedef struct VideoShelf VideoShelf; /* keeps one */

typedef struct VideoFile {
    int64_t video_id;
    const char *type; /* of its bytes: "video/mp4" ... */
    void *data;
    size_t n_bytes;
} VideoFile;

/* NULL: out of memory. Every file must have been put back before it is freed. */
VideoShelf *video_shelf_new(void);
void video_shelf_free(VideoShelf *shelf);
DEFINE_CLEANUP(VideoShelf, video_shelf_free)

/* To be put back. Statuses of vault.h; DAMAGED: no kind of video that is known. */
int video_shelf_take(VideoShelf *shelf, BlobStore *blobs, const CryptKey *key, const Video *video,
                     VideoFile **ret_file, Message *ret_message);

/* file: as it was taken. Any thread. */
void video_file_put(void *file);

#endif
