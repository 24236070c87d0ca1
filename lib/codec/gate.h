/*
 * A limit on the memory of decoders that hold whole pictures, for the process.
 *
 * Most files stream: a few rows at a time. HEIC, WebP, progressive JPEG and interlaced PNG do not:
 * 50 megapixels of them are up to 400 MB inside the decoder, times the number of workers. So such
 * decodings pass a gate: together they stay under GATE_BYTES, in order of arrival; one that needs
 * more goes in alone.
 */
#ifndef LIB_CODEC_GATE_H
#define LIB_CODEC_GATE_H

#include <stddef.h>

enum { GATE_BYTES = 256 * 1024 * 1024 };

/* Waits for room; nothing to wait for with 0. Each enter needs a leave of the same size. */
void gate_enter(size_t n_bytes);
void gate_leave(size_t n_bytes);

#endif
