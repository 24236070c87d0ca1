/* What kind of picture bytes begin: by the bytes, never by a name or a header. Pure functions. */
#ifndef SRC_BASE_MEDIA_TYPE_H
#define SRC_BASE_MEDIA_TYPE_H

#include <stddef.h>

enum { MEDIA_TYPE_HEAD_BYTES = 16 }; /* as many of the first bytes decide */

/* "image/jpeg", "image/png", "image/heic", "image/webp", or NULL: none of these. */
const char *media_type_sniff(const void *data, size_t n_bytes);

/* "video/mp4", "video/webm", or NULL. */
const char *media_type_sniff_video(const void *data, size_t n_bytes);

#endif
