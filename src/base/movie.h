/*
 * How long a film is, as its own header says: WebM and MP4. Pure; nothing is decoded.
 *
 * Sources: RFC 8794 (EBML), the Matroska specification (Segment, Info), ISO/IEC 14496-12 (moov,
 * mvhd).
 */
#ifndef SRC_BASE_MOVIE_H
#define SRC_BASE_MOVIE_H

#include <stddef.h>
#include <stdint.h>

enum { MOVIE_DURATION_MS_MAX = 3600 * 1000 };

/* 0, or -1: neither kind, damaged, without a duration (a stream), or over an hour. */
int movie_get_duration(const void *data, size_t n_bytes, int64_t *ret_duration_ms);

#endif
