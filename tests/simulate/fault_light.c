/* Faults of light and colour, made in linear light as light is. */
#include <math.h>

#include "tests/simulate/faults.h"

static Rgb expose_all(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const double factor = exp2(*(const double *)thing);

    (void)portrait;
    (void)spot;
    return rgb_expose(colour, factor, factor, factor);
}

/* Less light by so many stops. */
int fault_dark(Portrait *portrait, double stops)
{
    const double change = -stops;

    portrait_paint(portrait, expose_all, &change);
    return 0;
}

int fault_bright(Portrait *portrait, double stops)
{
    portrait_paint(portrait, expose_all, &stops);
    return 0;
}

static Rgb light_side(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const double shade =
        ramp(-0.6 * portrait->cheek, 0.6 * portrait->cheek, portrait->darker_side * spot.u);
    const double factor = exp2(-*(const double *)thing * shade * (double)spot.person);

    return rgb_expose(colour, factor, factor, factor);
}

/* The half of the person that is darker already gets less light by so many stops: a window. */
int fault_side_light(Portrait *portrait, double stops)
{
    portrait_paint(portrait, light_side, &stops);
    return 0;
}

static Rgb light_top(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const double shade = ramp(portrait->forehead * 0.6, portrait->chin * 0.8, spot.v);
    const double factor = exp2(*(const double *)thing * (0.35 - shade) * (double)spot.person);

    return rgb_expose(colour, factor, factor, factor);
}

/* A lamp over the head: so many stops between forehead and chin. */
int fault_top_light(Portrait *portrait, double stops)
{
    portrait_paint(portrait, light_top, &stops);
    return 0;
}

static Rgb add_highlights(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const Rgb white = {253, 252, 250};
    const double radius = *(const double *)thing;
    const double centres[4][3] = {/* u, v, size */
                                  {0.1, 0.6 * portrait->forehead, 1},
                                  {0.03, 0.75 * portrait->nose, 0.6},
                                  {-0.55, 0.55, 0.8},
                                  {0.6, 0.5, 0.7}};
    double cover = 0;

    for (int i = 0; i < 4; i++) {
        const double size = radius * centres[i][2];
        const double distance = hypot(spot.u - centres[i][0], 1.3 * (spot.v - centres[i][1]));

        cover = fmax(cover, 1 - ramp(0.7 * size, 1.5 * size, distance));
    }
    return rgb_mix(colour, white, cover);
}

/* Blown spots on forehead, nose and cheeks, of this radius. */
int fault_highlight(Portrait *portrait, double radius)
{
    portrait_paint(portrait, add_highlights, &radius);
    return 0;
}

static Rgb lose_colour(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const float luma = (float)rgb_get_luma(colour);

    (void)portrait;
    (void)spot;
    return rgb_mix(colour, (Rgb){luma, luma, luma}, *(const double *)thing);
}

int fault_grey(Portrait *portrait, double share)
{
    portrait_paint(portrait, lose_colour, &share);
    return 0;
}

/* Stops of each channel for one stop of the fault. */
typedef struct Cast {
    double stops, r, g, b;
} Cast;

static Rgb cast_colour(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const Cast *cast = thing;

    (void)portrait;
    (void)spot;
    return rgb_expose(colour, exp2(cast->stops * cast->r), exp2(cast->stops * cast->g),
                      exp2(cast->stops * cast->b));
}

/* A lamp's orange, a tube's green, the shade's blue, left uncorrected. */
int fault_warm(Portrait *portrait, double stops)
{
    portrait_paint(portrait, cast_colour, &(Cast){stops, 0.3, -0.1, -1});
    return 0;
}

int fault_green(Portrait *portrait, double stops)
{
    portrait_paint(portrait, cast_colour, &(Cast){stops, -0.6, 0.4, -0.6});
    return 0;
}

int fault_cold(Portrait *portrait, double stops)
{
    portrait_paint(portrait, cast_colour, &(Cast){stops, -1, -0.2, 0.3});
    return 0;
}

static Rgb redden_pupils(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const double radius = 0.075;
    const double distance = hypot(fabs(spot.u) - 0.5, 1.2 * spot.v);
    const float glow = (float)(1 - 0.4 * distance / radius);
    const Rgb red = {215 * glow, 40 * glow, 45 * glow};

    return rgb_mix(colour, red,
                   *(const double *)thing * portrait_get_cover(portrait, distance - radius));
}

/* The flash, reflected by the retina: that share of pure red. */
int fault_red_eye(Portrait *portrait, double share)
{
    portrait_paint(portrait, redden_pupils, &share);
    return 0;
}
