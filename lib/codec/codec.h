/* Start of the codec library. */
#ifndef LIB_CODEC_CODEC_H
#define LIB_CODEC_CODEC_H

#include <idphoto/error.h>

/*
 * Once per process, before any other call of lib/codec; further calls only tell the outcome.
 * Thread-safe. IDP_E_INTERNAL.
 */
int codec_init(IdpError *error);

#endif
