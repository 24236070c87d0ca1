/*
 * Scene: all that a measure may look at, made once for each photo, and the Judge, which holds what
 * was measured against the profile.
 *
 * A measure is one function `check_X(const Scene *, Judge *)` in one file for each family of
 * rules: it computes, and enters every one of its rows with judge_add. Scratch comes from
 * scene->arena and is given back. IDP_E_MEMORY where it says so; what cannot be measured is NaN.
 */
#ifndef LIB_CHECK_SCENE_H
#define LIB_CHECK_SCENE_H

#include <stdbool.h>

#include "lib/check/chip.h"
#include "lib/check/hair_model.h"
#include "lib/check/rules.h"
#include "lib/check/skin.h"

struct Scene {
    Arena *arena;
    const RgbImage *working;
    double working_scale; /* working px per source px */
    const Face *face;     /* the person's; coordinates of the working picture */
    const Matte *matte;
    SkinModel skin;
    HairModel hair;
    Chip face_chip, bust; /* the same person at two sizes */
};

/* Makes the chips, and learns skin and hair. IDP_E_MEMORY. What it takes from the arena lives as
 * the scene. */
int scene_make(Arena *arena, const RgbImage *working, double working_scale, const Face *face,
               const Matte *matte, Scene *ret_scene);

/* The polygon of chip points (at most IDP_PLACE_POINTS_MAX, else evenly thinned) in the source. */
IdpPlace scene_get_place(const Scene *scene, const Chip *chip, const Point2 *points,
                         size_t n_points);

/* The same for a box of the chip. */
IdpPlace scene_get_box(const Scene *scene, const Chip *chip, float left, float top, float right,
                       float bottom);

/* How far to trust what depends on the landmarks: how surely there is a face, and whether the
 * picture has the detail that the face chip shows. 0..1. */
double scene_get_confidence(const Scene *scene);

/* Whether eyes, glasses and mouth are both sides in view: not so on a head turned far away, whose
 * landmarks of the far side are guessed. Such a head is refused for being turned. */
bool scene_shows_both_sides(const Scene *scene);

#endif
