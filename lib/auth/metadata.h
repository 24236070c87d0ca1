/*
 * Whether what a file says of its own making fits together and fits the capture session (A05).
 *
 * Files that say nothing are the normal case of chats, browsers and the iOS mini program: then
 * every signal is NaN, which accuses nobody. What is said can be forged: it convicts the careless
 * only.
 */
#ifndef LIB_AUTH_METADATA_H
#define LIB_AUTH_METADATA_H

#include "lib/auth/auth.h"

typedef struct Metadata {
    char camera_text[AUTH_TEXT_BYTES]; /* "Maker Model", or "" */
    char editor_text[AUTH_TEXT_BYTES]; /* the editor recognised, or "" */
    double editor;                     /* 1: an editor or beauty camera wrote the file; 0: another
                                          program did; NaN: it says nothing */
    double capture_offset_s;           /* distance of the time taken from the session; NaN */
    double thumbnail;                  /* 0 the same .. 1 another picture; NaN: none */
    double claim;                      /* 1: the camera named wrote no exposure, or another shape of
                                          picture; 0: it did; NaN: no camera named */
    double score;                      /* fused, 0..1; NaN if all others are */
} Metadata;

/* Thread-safe; scratch is given back. */
Metadata metadata_measure(Arena *arena, const AuthInput *input);

#endif
