/* The video that students watch, and how far an account has come. Plain data. */
#ifndef SRC_MODEL_VIDEO_H
#define SRC_MODEL_VIDEO_H

#include <stdint.h>

enum { VIDEO_BLOB_BYTES = 33 };

typedef struct Video {
    int64_t id, version;
    int64_t duration_ms;
    char blob[VIDEO_BLOB_BYTES]; /* in the vault, under the site's key */
    int64_t published_ms;
} Video;

typedef struct Viewing {
    int64_t watched_ms; /* seen from the start without a gap */
    int64_t beat_ms;    /* server time of the last beat; 0: never */
    int is_finished;
} Viewing;

#endif
