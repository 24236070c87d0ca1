/* The scene of one photo. Thread-safe with one arena a thread. */
#include "lib/check/scene.h"

#include <math.h>

#include <idphoto/error.h>

/* From 30 degrees on the contour of the far eye leaves the eye, on several real heads. */
static const float both_sides_yaw_deg = 28;

int scene_make(Arena *arena, const RgbImage *working, double working_scale, const Face *face,
               const Matte *matte, Scene *ret_scene)
{
    Scene *scene = ret_scene;

    scene->arena = arena;
    scene->working = working;
    scene->working_scale = working_scale;
    scene->face = face;
    scene->matte = matte;
    if (chip_make(arena, working, face, matte, &FACE_CHIP, &scene->face_chip) ||
        chip_make(arena, working, face, matte, &BUST_CHIP, &scene->bust) ||
        skin_learn(arena, &scene->face_chip, &scene->skin))
        return IDP_E_MEMORY;
    skin_mark(&scene->skin, &scene->face_chip);
    skin_mark(&scene->skin, &scene->bust);
    return hair_learn(scene, &scene->hair);
}

IdpPlace scene_get_place(const Scene *scene, const Chip *chip, const Point2 *points,
                         size_t n_points)
{
    IdpPlace place = {.n_points =
                          n_points < IDP_PLACE_POINTS_MAX ? n_points : IDP_PLACE_POINTS_MAX};

    for (size_t i = 0; i < place.n_points; i++) {
        const Point2 at = chip_to_working(chip, points[i * n_points / place.n_points]);

        place.source[i] =
            (IdpPoint){(double)at.x / scene->working_scale, (double)at.y / scene->working_scale};
    }
    return place;
}

IdpPlace scene_get_box(const Scene *scene, const Chip *chip, float left, float top, float right,
                       float bottom)
{
    const Point2 corners[4] = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};

    return scene_get_place(scene, chip, corners, 4);
}

double scene_get_confidence(const Scene *scene)
{
    const float detail = fminf(1 / scene->face_chip.zoom, 1);

    return (double)(scene->face->presence * detail);
}

bool scene_shows_both_sides(const Scene *scene)
{
    return fabsf(scene->face->yaw_deg) <= both_sides_yaw_deg;
}
