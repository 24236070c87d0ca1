/* The video that students must watch: from a file to the version that counts. */
#ifndef SRC_CMD_VIDEO_H
#define SRC_CMD_VIDEO_H

#include "src/cmd/site.h"
#include "src/model/video.h"

/*
 * Publishes the film; how long it is is read from it. ARGUMENT: neither MP4 nor WebM, no duration
 * in it, or too large for one blob.
 */
int video_add(Site *site, Db *db, const char *path, Video *ret_video, Message *ret_message);

#endif
