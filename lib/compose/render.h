/* Rendering: the finished photo and its watermarked preview. */
#ifndef LIB_COMPOSE_RENDER_H
#define LIB_COMPOSE_RENDER_H

#include <idphoto/profile.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/compose/geometry.h"
#include "lib/matte/matte.h"

/*
 * Crops and scales the person (premultiplied, so no old background bleeds in) and lays it on the
 * profile's background. *ret_image: profile size, sRGB, from the arena. IDP_E_MEMORY.
 */
int render_certificate(Arena *arena, const IdpProfile *profile, const Matte *matte,
                       const Crop *crop, RgbImage *ret_image);

/*
 * Copies photo with the mark (coverage of the word, from text_render) repeated over it, as
 * product rule: a preview can never serve as the finished photo. IDP_E_MEMORY.
 */
int render_preview(Arena *arena, const RgbImage *photo, const Plane *mark, RgbImage *ret_image);

#endif
