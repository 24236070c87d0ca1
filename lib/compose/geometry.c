/*
 * The geometry solver. For a scale s (finished px per working px) the offsets that the standard and
 * the picture allow are intervals; a scan over s finds the scale and offsets with the least squared
 * distance to the aims, each in units of its interval. Exact enough (1/512 of the interval), never
 * stuck, and the same on every machine. Pure functions.
 */
#include "lib/compose/geometry.h"

#include <math.h>
#include <stdbool.h>

/*
 * Kept free at each end of every interval, because a second measurement of the finished photo must
 * agree: 2 px of the standard's 640.
 */
static const double margin_ratio = 2 / 640.0;

enum { N_SCALES = 512 };

/* Which demands of the picture's borders to obey. */
enum { OBEY_TOP = 1, OBEY_BOTTOM = 2, OBEY_SIDES = 4 };

typedef struct Interval {
    double min, max;
} Interval;

static Interval interval_intersect(Interval a, Interval b)
{
    return (Interval){fmax(a.min, b.min), fmin(a.max, b.max)};
}

static double interval_clamp(Interval interval, double value)
{
    return fmin(fmax(value, interval.min), interval.max);
}

static Interval range_get_inner(const IdpProfile *profile, const IdpRange *range)
{
    const double margin_px = margin_ratio * profile->height_px;

    return (Interval){range->min + margin_px, range->max - margin_px};
}

static double range_get_cost(const IdpRange *range, double value)
{
    const double distance = (value - range->aim) / (range->max - range->min);

    return distance * distance;
}

/* Where the eyes may lie in the finished photo at this scale. */
static Interval get_eyes_interval(const IdpProfile *profile, const HeadMeasures *head, double scale,
                                  int obey)
{
    const double eyes_below_hair_px = (head->eyes_y - head->hair_top_y) * scale;
    const Interval hair = range_get_inner(profile, &profile->hair_top_px);
    Interval eyes = range_get_inner(profile, &profile->eyes_px);

    eyes = interval_intersect(
        eyes, (Interval){hair.min + eyes_below_hair_px, hair.max + eyes_below_hair_px});
    if (obey & OBEY_BOTTOM)
        eyes.min =
            fmax(eyes.min, profile->height_px - (head->picture_height - head->eyes_y) * scale);
    if ((obey & OBEY_TOP) && !head->may_pass_top)
        eyes.max = fmin(eyes.max, head->eyes_y * scale);
    return eyes;
}

/* How far the axis may lie right of the middle column at this scale. */
static Interval get_axis_interval(const IdpProfile *profile, const HeadMeasures *head, double scale,
                                  int obey)
{
    const double half_px = profile->width_px / 2.0;
    const double most_px = profile->axis_tolerance_px - margin_ratio * profile->height_px;
    Interval axis = {-most_px, most_px};

    if ((obey & OBEY_SIDES) && !head->may_pass_right)
        axis.min = fmax(axis.min, half_px - (head->picture_width - head->axis_x) * scale);
    if ((obey & OBEY_SIDES) && !head->may_pass_left)
        axis.max = fmin(axis.max, head->axis_x * scale - half_px);
    return axis;
}

static Crop make_crop(const IdpProfile *profile, const HeadMeasures *head, double scale,
                      double eyes_px, double axis_px)
{
    return (Crop){
        .rect = {.x = head->axis_x - (profile->width_px / 2.0 + axis_px) / scale,
                 .y = head->eyes_y - eyes_px / scale,
                 .width = profile->width_px / scale,
                 .height = profile->height_px / scale},
        .scale = scale,
    };
}

static bool find_crop(const IdpProfile *profile, const HeadMeasures *head, int obey, Crop *ret_crop)
{
    const Interval width = range_get_inner(profile, &profile->face_width_px);
    double least_cost = INFINITY;

    for (int i = 0; i < N_SCALES; i++) {
        const double face_px = width.min + (width.max - width.min) * i / (N_SCALES - 1);
        const double scale = face_px / head->face_width;
        const double eyes_below_hair_px = (head->eyes_y - head->hair_top_y) * scale;
        const Interval eyes = get_eyes_interval(profile, head, scale, obey);
        const Interval axis = get_axis_interval(profile, head, scale, obey);
        double eyes_px, axis_px, cost;

        if (eyes.min > eyes.max || axis.min > axis.max)
            continue;
        /* The eyes' and the hair's aims pull alike: their mean is the best offset. */
        eyes_px = interval_clamp(
            eyes, (profile->eyes_px.aim + profile->hair_top_px.aim + eyes_below_hair_px) / 2);
        axis_px = interval_clamp(axis, 0);
        cost = range_get_cost(&profile->face_width_px, face_px) +
               range_get_cost(&profile->eyes_px, eyes_px) +
               range_get_cost(&profile->hair_top_px, eyes_px - eyes_below_hair_px) +
               pow(axis_px / profile->axis_tolerance_px, 2);
        if (cost < least_cost) {
            least_cost = cost;
            *ret_crop = make_crop(profile, head, scale, eyes_px, axis_px);
        }
    }
    return least_cost < INFINITY;
}

GeometryFault geometry_solve(const IdpProfile *profile, const HeadMeasures *head, Crop *ret_crop)
{
    Crop crop;

    if (!find_crop(profile, head, 0, &crop))
        return GEOMETRY_HEAD_SHAPE;
    if (!find_crop(profile, head, OBEY_TOP, &crop))
        return GEOMETRY_TOP_CUT;
    if (!find_crop(profile, head, OBEY_TOP | OBEY_BOTTOM, &crop))
        return GEOMETRY_BOTTOM_SHORT;
    if (!find_crop(profile, head, OBEY_TOP | OBEY_BOTTOM | OBEY_SIDES, &crop))
        return GEOMETRY_SIDES_SHORT;
    *ret_crop = crop;
    return GEOMETRY_FITS;
}

Crop geometry_get_nearest(const IdpProfile *profile, const HeadMeasures *head)
{
    static const int obeyed[] = {OBEY_TOP | OBEY_BOTTOM | OBEY_SIDES, OBEY_BOTTOM | OBEY_SIDES,
                                 OBEY_BOTTOM, 0};
    Crop crop;

    for (size_t i = 0; i < sizeof obeyed / sizeof obeyed[0]; i++)
        if (find_crop(profile, head, obeyed[i], &crop))
            return crop;
    return make_crop(profile, head, geometry_get_scale(profile, head->face_width),
                     profile->eyes_px.aim, 0);
}

double geometry_get_scale(const IdpProfile *profile, double face_width)
{
    return profile->face_width_px.aim / face_width;
}
