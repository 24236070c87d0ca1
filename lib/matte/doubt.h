/*
 * Doubt: where the mask network is sure of the person and the picture's colours are not.
 *
 * The network takes for the person what lies within some pixels above the hair, and the background
 * that shows through loops of it; there it is as sure as in the middle of the face. A flat patch of
 * the background's colours beside the head is hardly hair: the network's evidence is taken away
 * there, so that colours and edges decide.
 */
#ifndef LIB_MATTE_DOUBT_H
#define LIB_MATTE_DOUBT_H

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/face/face.h"

/*
 * rgb: colours 0..1. colour: evidence of the colours for the person (colour_model.h). region: the
 * part of the picture in whose coordinates the face is that the planes cover. logits: the
 * network's, cut down to 0 where they are doubted; never in the face or the neck, nor further below
 * the chin than hair hangs beside a neck, nor deep inside what the network takes for the person.
 * All planes have one size. IDP_E_MEMORY. Scratch is given back. Thread-safe.
 */
int doubt_limit(Arena *arena, const Plane rgb[3], const Plane *colour, const Face *face,
                Rect region, const Plane *logits);

#endif
