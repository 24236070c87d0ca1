/* Frames of the viewfinder. One thread a portrait. */
#include "tests/simulate/viewfinder.h"

#include <math.h>

/* The head in client/mp/images/camera-outline.svg, px of the frame. */
static const double outline_x = 240, outline_y = 258, outline_height = 278;

static int show(Arena *arena, const RgbImage *image, const Affine *grid, float *ret_pixels)
{
    const TensorRange bytes = {.gain = 1, .offset = 0};
    const double shrink = hypot(grid->xx, grid->yx);
    const int factor = shrink >= 2 ? (int)shrink : 1;
    const Affine small = {grid->xx / factor, grid->xy / factor, grid->x0 / factor,
                          grid->yx / factor, grid->yy / factor, grid->y0 / factor};
    RgbImage shrunk;

    if (rgb_image_shrink(arena, image, factor, &shrunk))
        return -1;
    warp_rgb_to_tensor(&shrunk, &small, WARP_BORDER_REPLICATE, bytes, VIEWFINDER_WIDTH,
                       VIEWFINDER_HEIGHT, ret_pixels);
    return 0;
}

/* The grid of the largest part in the middle that has the frame's shape. */
static Affine fill_frame(const RgbImage *image)
{
    const double scale =
        fmin((double)image->width / VIEWFINDER_WIDTH, (double)image->height / VIEWFINDER_HEIGHT);

    return (Affine){scale, 0,     (image->width - scale * VIEWFINDER_WIDTH) / 2,
                    0,     scale, (image->height - scale * VIEWFINDER_HEIGHT) / 2};
}

static Affine fit_head(const Portrait *portrait, double distance)
{
    const double head = (portrait->chin - portrait->hair_top) * portrait->unit_px;
    const double middle = (portrait->chin + portrait->hair_top) / 2 * portrait->unit_px;
    const double scale = head * distance / outline_height;
    const double x = portrait->eyes_x - portrait->sine * middle;
    const double y = portrait->eyes_y + portrait->cosine * middle;

    return (Affine){scale, 0, x - scale * outline_x, 0, scale, y - scale * outline_y};
}

static void store(const float *pixels, uint8_t *ret_rgba)
{
    for (int i = 0; i < VIEWFINDER_WIDTH * VIEWFINDER_HEIGHT; i++) {
        for (int c = 0; c < 3; c++)
            ret_rgba[4 * i + c] = (uint8_t)(pixels[3 * i + c] + 0.5f);
        ret_rgba[4 * i + 3] = 255;
    }
}

/* The person over what `pixels` show. */
static void put_person(const Portrait *portrait, const Affine *grid, const float *person,
                       float *pixels)
{
    for (int y = 0, i = 0; y < VIEWFINDER_HEIGHT; y++)
        for (int x = 0; x < VIEWFINDER_WIDTH; x++, i++) {
            const double u = grid->xx * (x + 0.5) + grid->x0, v = grid->yy * (y + 0.5) + grid->y0;
            const float cover = u < 0 || u > portrait->image.width || v < 0
                                    ? 0
                                    : plane_sample(&portrait->person, u, v);

            for (int c = 0; c < 3; c++)
                pixels[3 * i + c] += cover * (person[3 * i + c] - pixels[3 * i + c]);
        }
}

int viewfinder_show(const Portrait *portrait, double distance, const RgbImage *room,
                    uint8_t *ret_rgba)
{
    const ArenaMark mark = arena_get_mark(portrait->arena);
    const size_t n_values = 3 * VIEWFINDER_WIDTH * VIEWFINDER_HEIGHT;
    const Affine grid = fit_head(portrait, distance);
    float *person = ARENA_NEW(portrait->arena, float, n_values);
    float *pixels = ARENA_NEW(portrait->arena, float, n_values);
    int status = !person || !pixels || show(portrait->arena, &portrait->image, &grid, person);

    if (!status && room) {
        const Affine room_grid = fill_frame(room);

        status = show(portrait->arena, room, &room_grid, pixels);
        if (!status)
            put_person(portrait, &grid, person, pixels);
    }
    if (!status)
        store(room ? pixels : person, ret_rgba);
    arena_return_to(portrait->arena, mark);
    return status ? -1 : 0;
}

int viewfinder_show_room(Arena *arena, const RgbImage *room, uint8_t *ret_rgba)
{
    const ArenaMark mark = arena_get_mark(arena);
    const Affine grid = fill_frame(room);
    float *pixels = ARENA_NEW(arena, float, 3 * VIEWFINDER_WIDTH * VIEWFINDER_HEIGHT);
    const int status = pixels ? show(arena, room, &grid, pixels) : -1;

    if (!status)
        store(pixels, ret_rgba);
    arena_return_to(arena, mark);
    return status ? -1 : 0;
}
