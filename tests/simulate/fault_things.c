/* Things on the head and before the face: drawn with cloth, light and soft edges of their own. */
#include <math.h>

#include "tests/simulate/faults.h"

/* Cloth of a colour, lit from the upper left and curved like a head. */
static Rgb get_cloth(const Portrait *portrait, Rgb colour, Spot spot)
{
    const double across = spot.u / (1.3 * portrait->cheek);
    const double light = 1.08 - 0.35 * across * across - 0.12 * across;
    const double weave = 1 + 0.06 * portrait_get_fabric(portrait, spot.u, spot.v, 0.05) +
                         0.07 * portrait_get_fabric(portrait, spot.u, spot.v, 0.4);

    return rgb_scale(colour, light * weave);
}

typedef struct Hat {
    Rgb colour;
    double depth;
} Hat;

static Rgb put_hat(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const Hat *hat = thing;
    const double rim =
        portrait->forehead + hat->depth * (portrait->brow - 0.05 - portrait->forehead);
    const double curved_rim = rim - 0.12 * spot.u * spot.u;
    const double height = rim - portrait->hair_top + 0.3, width = 1.22 * portrait->cheek;
    const double dome = (hypot(spot.u / width, (spot.v - rim) / height) - 1) * width;
    const double cover = portrait_get_cover(
        portrait, fmax(spot.v - curved_rim, spot.v < rim ? dome : fabs(spot.u) - width));
    const double band = ramp(curved_rim - 0.33, curved_rim - 0.3, spot.v); /* turned up */
    const double ribs = 1 - 0.1 * band * (sin(55 * spot.u) > 0);
    const double shadow = spot.v > curved_rim ? 0.35 * exp(-(spot.v - curved_rim) / 0.12) : 0;
    const Rgb cloth = rgb_scale(get_cloth(portrait, hat->colour, spot), ribs * (1 - 0.1 * band));
    const Rgb shaded = rgb_scale(colour, 1 - shadow * (double)spot.person * (fabs(spot.u) < width));

    return rgb_mix(shaded, cloth, cover);
}

/* A knitted hat whose rim comes down from the hair (0) to the brows (1). */
static int put_on(Portrait *portrait, Rgb colour, double depth)
{
    portrait_paint(portrait, put_hat, &(Hat){colour, depth});
    return 0;
}

int fault_hat_dark(Portrait *portrait, double depth)
{
    return put_on(portrait, (Rgb){48, 48, 56}, depth);
}

int fault_hat_light(Portrait *portrait, double depth)
{
    return put_on(portrait, (Rgb){205, 198, 182}, depth);
}

int fault_hat_red(Portrait *portrait, double depth)
{
    return put_on(portrait, (Rgb){160, 36, 44}, depth);
}

typedef struct Glasses {
    double rim;   /* its thickness */
    double drop;  /* of the lenses' middle below the pupils */
    double tint;  /* share of the light that the lens takes */
    double glare; /* share of the lens that mirrors a window */
} Glasses;

static const double lens_width = 0.37, lens_height = 0.3, lens_from_middle = 0.55;

/* Outside the lens' edge, a rounded rectangle. */
static double get_lens_distance(const Glasses *glasses, Spot spot)
{
    const double x = fabs(fabs(spot.u) - lens_from_middle) / lens_width;
    const double y = fabs(spot.v - glasses->drop) / lens_height;

    return (pow(x * x * x * x + y * y * y * y, 0.25) - 1) * lens_height;
}

/* Rims, bridge and temples. */
static double get_rim_distance(const Portrait *portrait, const Glasses *glasses, Spot spot)
{
    const double lens =
        fabs(get_lens_distance(glasses, spot) - glasses->rim / 2) - glasses->rim / 2;
    const double bridge_v = glasses->drop - 0.09 - 0.5 * (0.0144 - spot.u * spot.u);
    const double bridge = fmax(fabs(spot.v - bridge_v) - fmax(glasses->rim / 2, 0.012),
                               fabs(spot.u) - (lens_from_middle - lens_width));
    const double outer = lens_from_middle + lens_width + glasses->rim;
    const double temple = fmax(fabs(spot.v - glasses->drop + 0.1) - fmax(glasses->rim / 2, 0.015),
                               fmax(outer - fabs(spot.u), fabs(spot.u) - portrait->cheek));

    return fmin(lens, fmin(bridge, temple));
}

static Rgb put_glasses(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const Rgb rim_colour = {32, 28, 28}, glass = {30, 26, 28}, window = {236, 243, 250};
    const Glasses *glasses = thing;
    const double lens = get_lens_distance(glasses, spot);
    const double slant = 0.55 * (fabs(spot.u) - lens_from_middle) + 0.83 * (spot.v - glasses->drop);
    const double mirror =
        portrait_get_cover(portrait, fmax(lens + 0.02, fabs(slant) - 0.36 * glasses->glare));
    Rgb result = rgb_mix(colour, glass, glasses->tint * portrait_get_cover(portrait, lens));

    if (glasses->glare > 0)
        result = rgb_mix(result, window, 0.93 * mirror);
    return rgb_mix(result, rim_colour,
                   0.95 * portrait_get_cover(portrait, get_rim_distance(portrait, glasses, spot)));
}

/* Clear lenses in a rim of this thickness, well round the eyes: allowed. */
int fault_glasses(Portrait *portrait, double rim)
{
    portrait_paint(portrait, put_glasses, &(Glasses){.rim = rim, .drop = 0.06});
    return 0;
}

/* Slid down, so that the upper rim is over the lids (0) or across the pupils (1). */
int fault_frame(Portrait *portrait, double depth)
{
    static const double rim = 0.07, highest = -0.22;

    portrait_paint(portrait, put_glasses,
                   &(Glasses){.rim = rim, .drop = lens_height + rim / 2 + highest * (1 - depth)});
    return 0;
}

int fault_tint(Portrait *portrait, double share)
{
    portrait_paint(portrait, put_glasses, &(Glasses){.rim = 0.03, .drop = 0.06, .tint = share});
    return 0;
}

/* A window mirrored in that share of the lenses' height. */
int fault_glare(Portrait *portrait, double share)
{
    portrait_paint(portrait, put_glasses, &(Glasses){.rim = 0.03, .drop = 0.06, .glare = share});
    return 0;
}

typedef struct Mask {
    Rgb colour;
    double top; /* v of its upper edge */
} Mask;

static Rgb put_mask(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    const Mask *mask = thing;
    const double bottom = portrait->chin + 0.06, height = bottom - mask->top;
    const double down = (spot.v - mask->top) / height, side = 0.93 * portrait->cheek;
    /* Over the nose the upper edge is higher; below it follows the jaw. */
    const double top = mask->top - 0.1 * exp(-spot.u * spot.u / 0.08);
    const double width = side * (1 - 0.5 * ramp(0.35, 1.05, down));
    const double edge = fmax(fmax(top - spot.v, spot.v - bottom), fabs(spot.u) - width);
    const double pleats = 1 - 0.12 * (fabs(sin(9 * down)) < 0.12);
    const double loop_v = mask->top + 0.12 - 0.35 * (fabs(spot.u) - width);
    const double loop = fmax(fabs(spot.v - loop_v) - 0.015,
                             fmax(width - fabs(spot.u), fabs(spot.u) - 1.05 * portrait->cheek));
    const Rgb cloth = rgb_scale(get_cloth(portrait, mask->colour, spot), pleats);

    return rgb_mix(rgb_mix(colour, mask->colour, portrait_get_cover(portrait, loop)), cloth,
                   portrait_get_cover(portrait, edge));
}

/* A mask whose upper edge is at the chin (0) or on the bridge of the nose (1). */
static int mask_face(Portrait *portrait, Rgb colour, double height)
{
    const double lowest = portrait->chin - 0.1, highest = 0.25;

    portrait_paint(portrait, put_mask, &(Mask){colour, lowest + height * (highest - lowest)});
    return 0;
}

int fault_mask_blue(Portrait *portrait, double height)
{
    return mask_face(portrait, (Rgb){165, 200, 216}, height);
}

int fault_mask_black(Portrait *portrait, double height)
{
    return mask_face(portrait, (Rgb){34, 34, 38}, height);
}

/* Distance to a finger: a line from a to b with a radius. */
static double get_finger_distance(Spot spot, double au, double av, double bu, double bv,
                                  double radius)
{
    const double du = bu - au, dv = bv - av;
    const double t =
        fmin(fmax(((spot.u - au) * du + (spot.v - av) * dv) / (du * du + dv * dv), 0), 1);

    return hypot(spot.u - au - t * du, spot.v - av - t * dv) - radius;
}

static Rgb put_hand(const Portrait *portrait, const void *thing, Spot spot, Rgb colour)
{
    static const double lengths[4] = {0.12, 0, 0.03, 0.15}; /* tips below the longest one's */
    const double tip = portrait->chin - 0.1 - *(const double *)thing * (portrait->chin - 0.45);
    double nearest = get_finger_distance(spot, 0.3, portrait->chin + 1.6, 0.02, tip + 0.95, 0.5);
    double shade;

    for (int i = 0; i < 4; i++) {
        const double u = -0.4 + 0.27 * i, top = tip + 0.13 + lengths[i];
        const double finger = get_finger_distance(spot, u + 0.05, tip + 0.9, u, top, 0.13);

        nearest = fmin(nearest, finger);
    }
    shade = 0.92 - 0.3 * ramp(-0.1, 0, nearest) +
            0.04 * portrait_get_fabric(portrait, spot.u, spot.v, 0.03);
    return rgb_mix(colour, rgb_scale(portrait->skin, shade), portrait_get_cover(portrait, nearest));
}

/* The person's own hand, its fingertips at the chin (0) or over the nose (1). */
int fault_hand(Portrait *portrait, double height)
{
    portrait_paint(portrait, put_hand, &height);
    return 0;
}
