/* The bench's shot. Only tests and benches use it; synthetic, and said to be so in the docs. */
#include "src/cmd/bench_shot.h"

#include <math.h>

#include "lib/base/arena.h"
#include "lib/base/error.h"
#include "lib/base/resample.h"
#include "lib/codec/decode.h"

enum { WIDTH_PX = 3000, HEIGHT_PX = 4000, QUALITY = 92, ARENA_BYTES_MAX = 512 << 20 };

static const float grain_sigma = 3; /* of 255, per channel */

/* xorshift32 (Marsaglia 2003); the sum of four is close enough to a normal distribution. */
static float next_grain(uint32_t *state)
{
    float sum = 0;

    for (int i = 0; i < 4; i++) {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        sum += (float)*state / (float)UINT32_MAX - 0.5f;
    }
    return grain_sigma * sum * 1.732f; /* the variance of the sum is 1/3 */
}

/* The centred part of the picture that has the shot's proportions. */
static Rect get_middle(const RgbImage *image)
{
    const double width = fmin(image->width, image->height * (double)WIDTH_PX / HEIGHT_PX);
    const double height = width * HEIGHT_PX / WIDTH_PX;

    return (Rect){(image->width - width) / 2, (image->height - height) / 2, width, height};
}

static int enlarge_channel(Arena *arena, const RgbImage *source, int channel, uint32_t *state,
                           RgbImage *shot)
{
    const ArenaMark mark = arena_get_mark(arena);
    Plane small, large;

    if (plane_new(arena, source->width, source->height, &small))
        return IDP_E_MEMORY;
    for (int y = 0; y < small.height; y++)
        for (int x = 0; x < small.width; x++)
            plane_row(&small, y)[x] = rgb_image_row(source, y)[3 * x + channel];
    if (plane_resize(arena, &small, get_middle(source), WIDTH_PX, HEIGHT_PX, RESIZE_LANCZOS3,
                     &large))
        return IDP_E_MEMORY;
    for (int y = 0; y < HEIGHT_PX; y++)
        for (int x = 0; x < WIDTH_PX; x++)
            rgb_image_row(shot, y)[3 * x + channel] =
                (uint8_t)fminf(fmaxf(plane_row(&large, y)[x] + next_grain(state), 0), 255);
    arena_return_to(arena, mark);
    return IDP_OK;
}

int bench_shot_make(IdpBytes picture, EncodedFile *ret_file, IdpError *error)
{
    const JpegOptions options = {.density_dpi = 72, .quality_min = QUALITY, .quality_max = QUALITY};
    cleanup_with(arena_free_p) Arena *arena = arena_new(ARENA_BYTES_MAX);
    uint32_t state = 20171017;
    SourceImage source;
    RgbImage shot;
    int status = arena ? decode_image(arena, picture, HEIGHT_PX, &source, error) : IDP_E_MEMORY;

    if (!status)
        status = rgb_image_new(arena, WIDTH_PX, HEIGHT_PX, &shot);
    for (int c = 0; c < 3 && !status; c++)
        status = enlarge_channel(arena, &source.image, c, &state, &shot);
    if (status == IDP_E_MEMORY)
        return error_set(error, status, "out of memory for a shot of 12 megapixels");
    return status ? status : encode_jpeg(&shot, &options, ret_file, error);
}
