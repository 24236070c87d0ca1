/*
 * Matte: alpha and foreground colours of the person, from a picture and the face in it.
 *
 * Works on one region of the working picture, head and shoulders: all that a crop the standard
 * allows can show. At the size that serves the finished photo.
 */
#ifndef LIB_MATTE_MATTE_H
#define LIB_MATTE_MATTE_H

#include "lib/base/arena.h"
#include "lib/base/image.h"
#include "lib/face/face.h"
#include "lib/infer/infer.h"

/* Runs of the mask network for one picture: what the bench's floor counts. */
enum { MATTE_MASK_RUNS = 3 };

typedef struct Matter Matter; /* the mask network */

int matter_new(Runtime *runtime, const char *models_dir, Matter **ret_matter, IdpError *error);
void matter_free(Matter *matter);
DEFINE_CLEANUP(Matter, matter_free)
size_t matter_get_models(const Matter *matter, const ModelSpec **ret_specs, size_t n_max);

typedef struct Matte {
    Rect region; /* of the working picture, on its pixel grid or not; what the planes cover */
    Plane alpha; /* 0..1 */
    Plane foreground[3]; /* R, G, B of the person, sRGB-encoded, 0..255, defined where alpha > 0 */
    float unsure_ratio;  /* P31: area of alpha in (.1, .9) over the area with alpha > .5 */
    float edge_energy;   /* P31: mean change of colour across the alpha = .5 contour, 0..1 */
} Matte;

/*
 * face may be NULL: then region is the whole picture (used to score mattes without a face).
 * scale: finished px per working px that the crop will have, so that the planes are made about that
 * large and never larger than needed. The matte's planes are taken from the arena; scratch is given
 * back. IDP_E_MEMORY, IDP_E_MODEL. Thread-safe with one arena a thread.
 */
int matte_make(const Matter *matter, Arena *arena, const RgbImage *image, const Face *face,
               double scale, Matte *ret_matte, IdpError *error);

/*
 * The network's mask of the whole picture and nothing else, as large as the picture: the yardstick
 * of the bench. *ret_alpha: 0..1, from the arena. Errors as above.
 */
int matte_make_plain(const Matter *matter, Arena *arena, const RgbImage *image, Plane *ret_alpha,
                     IdpError *error);

#endif
