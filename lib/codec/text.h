/* Text as a coverage mask, for watermarks, captions and contact sheets. */
#ifndef LIB_CODEC_TEXT_H
#define LIB_CODEC_TEXT_H

#include <idphoto/error.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/codec/codec.h"

/*
 * Renders UTF-8 text (Chinese and Latin; newlines allowed; no markup) with glyphs about size_px
 * high, in the project's one font. *ret_mask: coverage 0..1, as large as the ink. At most 4 KiB of
 * text, 2000 px. IDP_E_MEMORY, IDP_E_ARGUMENT (not UTF-8, nothing to draw, too much),
 * IDP_E_UNSUPPORTED if libvips was built without text. Thread-safe after codec_init.
 */
int text_render(Arena *arena, const char *text, int size_px, Plane *ret_mask, IdpError *error);

#endif
