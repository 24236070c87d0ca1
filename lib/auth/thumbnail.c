/*
 * A program that edits the picture and forgets its thumbnail leaves a witness. Editors that renew
 * it leave none: a match means nothing, a difference much.
 */
#include "lib/auth/thumbnail.h"

#include <math.h>

#include "lib/auth/grid.h"
#include "lib/codec/decode.h"
#include "lib/codec/exif.h"

enum { SIDE = 24, THUMBNAIL_LONG_PX = 64 };

/* The part of the stored thumbnail that has the shape of the picture as stored. */
static Rect get_inner(const RgbImage *thumbnail, double width, double height)
{
    const double scale = fmin(thumbnail->width / width, thumbnail->height / height);

    return (Rect){.x = (thumbnail->width - scale * width) / 2,
                  .y = (thumbnail->height - scale * height) / 2,
                  .width = scale * width,
                  .height = scale * height};
}

/* The grid as it lies upright. */
static void turn(const float *grid, int orientation, float *ret_grid)
{
    const int is_turned = exif_is_turned(orientation);

    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            const int ux = exif_is_mirrored_x(orientation) ? SIDE - 1 - x : x;
            const int uy = exif_is_mirrored_y(orientation) ? SIDE - 1 - y : y;

            ret_grid[y * SIDE + x] = is_turned ? grid[ux * SIDE + uy] : grid[uy * SIDE + ux];
        }
}

double thumbnail_compare(Arena *arena, IdpBytes thumbnail, int orientation, const RgbImage *image)
{
    const ArenaMark mark = arena_get_mark(arena);
    float stored[SIDE * SIDE], upright[SIDE * SIDE], whole[SIDE * SIDE];
    double best = -1;
    SourceImage small;
    IdpError ignored;

    if (!thumbnail.data || container_find_type(thumbnail) != FILE_TYPE_JPEG ||
        decode_finished(arena, thumbnail, THUMBNAIL_LONG_PX, &small, &ignored))
        return NAN;
    const int is_turned = exif_is_turned(orientation);
    const Rect parts[] = {
        {.width = small.image.width, .height = small.image.height},
        get_inner(&small.image, is_turned ? image->height : image->width,
                  is_turned ? image->width : image->height),
    };

    grid_fill(image, (Rect){.width = image->width, .height = image->height}, SIDE, whole);
    for (int i = 0; i < 2; i++) {
        grid_fill(&small.image, parts[i], SIDE, stored);
        turn(stored, orientation, upright);
        best = fmax(best, grid_correlate(upright, whole, SIDE * SIDE));
    }
    arena_return_to(arena, mark);
    return 1 - fmax(best, 0);
}
