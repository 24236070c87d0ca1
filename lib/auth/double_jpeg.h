/*
 * Whether a JPEG was compressed before with other steps: its coefficients then avoid some values
 * and crowd on others, periodically (A. Popescu, H. Farid, 2004).
 *
 * Chats recompress honest photographs too: it tells that the file is not the camera's own, no more.
 */
#ifndef LIB_AUTH_DOUBLE_JPEG_H
#define LIB_AUTH_DOUBLE_JPEG_H

#include "lib/codec/native.h"

/* 0 smooth .. 1 every other value empty; NaN: no JPEG, or too little to count. Thread-safe. */
double double_jpeg_measure(const NativeTile *tile);

#endif
