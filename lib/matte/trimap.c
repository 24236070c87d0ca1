/*
 * Erosion by counting: a pixel is sure if no other kind is inside the square round it. Box means of
 * zeros and ones are exact, so the test for none is too. Thread-safe.
 */
#include "lib/matte/trimap.h"

#include <idphoto/error.h>

#include "lib/matte/box.h"

/* Channel 0: is not person; channel 1: is not background. */
static void classify(const Plane *probability, const TrimapOptions *options, const Field *field)
{
    for (int y = 0; y < field->height; y++) {
        const float *p = plane_row(probability, y);
        float *out = field_row(field, y);

        for (int x = 0; x < field->width; x++) {
            out[x * FIELD_CHANNELS] = p[x] < options->person_min;
            out[x * FIELD_CHANNELS + 1] = p[x] > options->background_max;
            out[x * FIELD_CHANNELS + 2] = out[x * FIELD_CHANNELS + 3] = 0.0f;
        }
    }
}

int trimap_make(Arena *arena, const Plane *probability, const TrimapOptions *options,
                Plane *ret_unknown, Plane *ret_alpha)
{
    const int width = probability->width, height = probability->height;
    Field kinds, near_person, near_hair, near_background;
    Plane unknown, alpha;
    ArenaMark mark;

    if (plane_new(arena, width, height, &unknown) || plane_new(arena, width, height, &alpha))
        return IDP_E_MEMORY;
    mark = arena_get_mark(arena);
    if (field_new(arena, width, height, &kinds) || field_new(arena, width, height, &near_person) ||
        field_new(arena, width, height, &near_hair) ||
        field_new(arena, width, height, &near_background))
        return IDP_E_MEMORY;
    classify(probability, options, &kinds);
    if (box_mean(arena, &kinds, options->person_erosion_px, &near_person) ||
        box_mean(arena, &kinds, options->hair_erosion_px, &near_hair) ||
        box_mean(arena, &kinds, options->background_erosion_px, &near_background))
        return IDP_E_MEMORY;
    for (int y = 0; y < height; y++) {
        const float *other = field_row(y < options->hair_end_y ? &near_hair : &near_person, y);
        const float *some = field_row(&near_background, y);

        for (int x = 0; x < width; x++) {
            const int is_person = other[x * FIELD_CHANNELS] == 0.0f;
            const int is_background = some[x * FIELD_CHANNELS + 1] == 0.0f;

            plane_row(&unknown, y)[x] = is_person || is_background ? 0.0f : 1.0f;
            plane_row(&alpha, y)[x] = is_person       ? 1.0f
                                      : is_background ? 0.0f
                                                      : plane_row(probability, y)[x];
        }
    }
    arena_return_to(arena, mark);
    *ret_unknown = unknown;
    *ret_alpha = alpha;
    return IDP_OK;
}
