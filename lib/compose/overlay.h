/* The overlay: the source with what is wrong marked and named, to be read on a phone. */
#ifndef LIB_COMPOSE_OVERLAY_H
#define LIB_COMPOSE_OVERLAY_H

#include <stddef.h>

#include <idphoto/report.h>
#include <idphoto/rule.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"

enum { OVERLAY_LONG_SIDE_MAX_PX = 1000 };

/* One fault: where, how it is drawn, and its name as a mask (text_render). */
typedef struct OverlayMark {
    IdpMark kind;
    const IdpPlace *place; /* source px; no points: the whole picture whatever the kind */
    int is_failure;        /* 0: a warning */
    Plane caption;
} OverlayMark;

/* How large the overlay of the working picture is. */
int overlay_get_shrink(const RgbImage *working);

/* Height of the captions' glyphs, px: legible where the overlay is as wide as a phone. */
int overlay_get_caption_size(const RgbImage *working);

/*
 * Draws the crop as a thin frame, every mark, and every caption beside its mark, none over another.
 * scale: working px per source px. *ret_image: the working picture shrunk by overlay_get_shrink.
 * IDP_E_MEMORY.
 */
int overlay_render(Arena *arena, const RgbImage *working, double scale, const IdpGeometry *geometry,
                   const OverlayMark *marks, size_t n_marks, RgbImage *ret_image);

#endif
