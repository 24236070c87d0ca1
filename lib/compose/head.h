/* The head in the matte: what the geometry solver needs to know of the person. */
#ifndef LIB_COMPOSE_HEAD_H
#define LIB_COMPOSE_HEAD_H

#include <idphoto/profile.h>

#include "lib/compose/geometry.h"
#include "lib/face/face.h"
#include "lib/matte/matte.h"

/*
 * Measures hair top, eyes, axis and face width in the coordinates of matte->region (its upper left
 * corner is 0,0; working pixels), and at which borders of the region the person ends before the
 * border does. Hair top: highest row of the head's columns where enough of the matte is more person
 * than not.
 */
HeadMeasures head_measure(const IdpProfile *profile, const Matte *matte, const Face *face);

#endif
