/* Hair where it should not be, and clothes of another colour: with the person's own hair colour,
 * and the folds and light of the clothes that are there. */
#include <math.h>

#include "tests/simulate/faults.h"

enum { N_LOCKS = 56 };

static Rgb get_hair(const Portrait *portrait, double across, double along)
{
    const double light = 0.95 + 0.22 * portrait_get_fabric(portrait, across, along / 14, 0.025) +
                         0.12 * portrait_get_fabric(portrait, across, along / 4, 0.2);

    return rgb_scale(portrait->hair, light);
}

static Rgb comb_fringe(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const double top = portrait->forehead, lowest = -0.1;
    const double tip = top + *(const double *)thing * (lowest - top);
    const double across = spot.u + 0.12 * (spot.v - top); /* combed a little aside */
    const double lock = (across / portrait->cheek + 1) * N_LOCKS / 2;
    const uint32_t index = (uint32_t)fmax(floor(lock), 0);
    const double end = tip - 0.16 * portrait_get_random(portrait, index) - 0.18 * spot.u * spot.u;
    const double narrowing =
        fabs(lock - floor(lock) - 0.5) - 0.5 * (1 - ramp(end - 0.12, end, spot.v));
    const double side = fabs(spot.u) - 0.93 * portrait->cheek;
    const double start = portrait->hair_top + 0.1 + 0.5 * spot.u * spot.u - spot.v;
    const double edge = fmax(fmax(spot.v - end, narrowing * 0.06), fmax(side, start));

    return rgb_mix(colour, get_hair(portrait, across, spot.v), portrait_get_cover(portrait, edge));
}

/* A full fringe from the hair down: 0 at the upper end of the face, 1 over the lids. */
int fault_fringe(Portrait *portrait, double length)
{
    portrait_paint(portrait, comb_fringe, &length);
    return 0;
}

static Rgb drop_strands(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const int count = (int)*(const double *)thing;
    const double top = portrait->forehead - 0.1;
    double nearest = 1;

    for (int i = 0; i < count; i++) {
        const double start = 0.9 * (portrait_get_random(portrait, 900 + (uint32_t)i) - 0.5);
        const double side = i % 2 ? 1 : -1;
        const double down = (spot.v - top) / (0.25 - top);
        const double u = start + side * (0.35 * down + 0.12 * sin(3 * down));

        nearest = fmin(nearest, fmax(fabs(spot.u - u) - 0.028 * (1.1 - down),
                                     fmax(top - spot.v, spot.v - 0.25)));
    }
    return rgb_mix(colour, get_hair(portrait, spot.u, spot.v),
                   0.9 * portrait_get_cover(portrait, nearest));
}

/* That many single strands across the brows. */
int fault_strands(Portrait *portrait, double count)
{
    portrait_paint(portrait, drop_strands, &count);
    return 0;
}

static Rgb drop_hair(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const double end = portrait->chin + 0.2 + 1.7 * *(const double *)thing;
    const double fall = ramp(0, portrait->chin + 0.5, spot.v);
    const double inner = portrait->cheek * (0.92 - 0.22 * fall), outer = portrait->cheek * 1.3;
    const double wave = 0.04 * sin(4 * spot.v);
    const double side = fabs(spot.u) + wave;
    const double crown = hypot(spot.u / outer, (spot.v + 0.1) / (0.85 * portrait->hair_top)) - 1;
    const double lower = fmax(fmax(inner - side, side - outer), -spot.v - 0.1);
    const double upper =
        fmax(fmax(crown, spot.v + 0.1),
             (0.92 - 0.35 * ramp(0, -portrait->forehead, -spot.v)) * portrait->cheek - side);
    const double tips = spot.v - end - 0.1 * portrait_get_fabric(portrait, spot.u, 0, 0.1);

    return rgb_mix(colour, get_hair(portrait, side, spot.v),
                   portrait_get_cover(portrait, fmax(fmin(lower, upper), tips)));
}

/* Open hair before the shoulders, from the chin (0) far down the chest (1). */
int fault_long_hair(Portrait *portrait, double length)
{
    portrait_paint(portrait, drop_hair, &length);
    return 0;
}

typedef struct Cloth {
    Rgb colour, second; /* of the ground and of the pattern */
    double share;       /* how much of the new colour */
    double contrast;    /* how much of the pattern */
    int has_columns;
    double luma; /* of the clothes that are there */
} Cloth;

/* How sure a spot is part of the clothes: of the person, below the chin, unlike skin. */
static double get_clothes(const Portrait *portrait, Spot spot, Rgb colour)
{
    const Rgb skin = portrait->skin;
    const double scale = rgb_get_luma(skin) / fmax(rgb_get_luma(colour), 1);
    const Rgb like = rgb_scale(colour, fmin(scale, 3));
    const double hue = fabs((double)(like.r - skin.r)) + fabs((double)(like.g - skin.g)) +
                       fabs((double)(like.b - skin.b));
    const double is_skin = (1 - ramp(25, 60, hue)) *
                           ramp(0.3, 0.5, rgb_get_luma(colour) / rgb_get_luma(skin)) *
                           (1 - ramp(0.5, 0.8, fabs(spot.u)));

    return (double)spot.person * (1 - is_skin) *
           ramp(portrait->chin + 0.15, portrait->chin + 0.3, spot.v + 0.25 * fabs(spot.u));
}

static Rgb dye(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const double period = 0.16;
    const Cloth *cloth = thing;
    const double folds = fmin(fmax((rgb_get_luma(colour) + 25) / (cloth->luma + 25), 0.55), 1.5);
    const int row = sin(2 * M_PI * spot.v / period) > 0;
    const int column = cloth->has_columns && sin(2 * M_PI * spot.u / period) > 0;
    const Rgb ground = rgb_mix(cloth->colour, cloth->second, cloth->contrast * (row ^ column));
    const double light = folds * (1 + 0.03 * portrait_get_fabric(portrait, spot.u, spot.v, 0.03));

    return rgb_mix(colour, rgb_scale(ground, light),
                   cloth->share * get_clothes(portrait, spot, colour));
}

static double get_clothes_luma(const Portrait *portrait)
{
    double sum = 0, n = 1e-6;

    for (int y = 0; y < portrait->image.height; y++)
        for (int x = 0; x < portrait->image.width; x++) {
            const uint8_t *p = rgb_image_row(&portrait->image, y) + 3 * (size_t)x;
            const double v = (y + 0.5 - portrait->eyes_y) / portrait->unit_px;

            if (v < portrait->chin + 0.6 || plane_row(&portrait->person, y)[x] < 0.9f)
                continue;
            sum += rgb_get_luma((Rgb){p[0], p[1], p[2]});
            n++;
        }
    return sum / n;
}

static int dress(Portrait *portrait, Cloth cloth)
{
    cloth.luma = get_clothes_luma(portrait);
    portrait_paint(portrait, dye, &cloth);
    return 0;
}

/* The same top in another colour, mixed in by that share. */
int fault_sky_blue(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {105, 185, 240}, .share = share});
}

int fault_navy(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {32, 46, 110}, .share = share});
}

int fault_royal_blue(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {42, 84, 190}, .share = share});
}

int fault_white(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {236, 236, 238}, .share = share});
}

int fault_red(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {165, 32, 44}, .share = share});
}

int fault_green_top(Portrait *portrait, double share)
{
    return dress(portrait, (Cloth){.colour = {46, 104, 62}, .share = share});
}

/* A white top with dark stripes or checks of that contrast. */
int fault_stripes(Portrait *portrait, double contrast)
{
    return dress(portrait, (Cloth){.colour = {232, 230, 228},
                                   .second = {24, 24, 28},
                                   .share = 1,
                                   .contrast = contrast});
}

int fault_checks(Portrait *portrait, double contrast)
{
    return dress(portrait, (Cloth){.colour = {225, 222, 214},
                                   .second = {24, 70, 44},
                                   .share = 1,
                                   .contrast = contrast,
                                   .has_columns = 1});
}
