/*
 * Person mask: several runs of a segmentation network on different views of one picture.
 *
 * Network: MediaPipe selfie segmentation (256 x 256). Each view keeps the person's surroundings,
 * which the network needs; where the views disagree the evidence is made weaker, so that colour and
 * edges decide there.
 */
#ifndef LIB_MATTE_MASK_H
#define LIB_MATTE_MASK_H

#include <idphoto/error.h>

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/infer/infer.h"

extern const ModelSpec mask_model_spec;

/*
 * context: the part of the picture the network sees as a whole (it may look a little past it).
 * region: the part wanted; it is what the plane logits covers. logits (out): log odds of "person".
 * IDP_E_MEMORY, IDP_E_MODEL. Thread-safe.
 */
int mask_estimate(const Model *model, Arena *arena, const RgbImage *image, Rect context,
                  Rect region, const Plane *logits, IdpError *error);

/* One run on the whole picture: what the other steps are measured against. Errors as above. */
int mask_estimate_plain(const Model *model, Arena *arena, const RgbImage *image,
                        const Plane *logits, IdpError *error);

#endif
