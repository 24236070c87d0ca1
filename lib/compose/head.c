/*
 * The hair top is the one measure of the standard that no landmark gives: it is read off the alpha.
 * A single stray hair does not count, a strand does: a row belongs to the head when alpha over the
 * head's columns adds up to a strand's width. Pure function.
 */
#include "lib/compose/head.h"

#include <math.h>

static const float strand_ratio = 0.02f;   /* of the face width */
static const float head_half_ratio = 0.9f; /* half the head's columns, of the face width */
static const float touch_alpha = 0.2f; /* more than this at a border: the person goes on outside */

enum { BORDER_PX = 2 };

static int find_hair_top_row(const Plane *alpha, int left, int right, float width_min)
{
    for (int y = 0; y < alpha->height; y++) {
        const float *row = plane_row(alpha, y);
        float width = 0;

        for (int x = left; x < right; x++)
            width += row[x] > 0.5f ? 1 : 0;
        if (width >= width_min)
            return y;
    }
    return 0;
}

/* Whether alpha stays low in all columns [x0, x1) of rows [y0, y1). */
static int is_clear(const Plane *alpha, int x0, int x1, int y0, int y1)
{
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            if (plane_row(alpha, y)[x] > touch_alpha)
                return 0;
    return 1;
}

static int clamp_int(double value, int min, int max)
{
    return (int)fmin(fmax(value, min), max);
}

HeadMeasures head_measure(const IdpProfile *profile, const Matte *matte, const Face *face)
{
    const Plane *alpha = &matte->alpha;
    const double to_plane = alpha->width / matte->region.width;
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double face_width = face_get_width(face);
    const double axis_x = face_get_axis_x(face) - matte->region.x;
    const double eyes_y = eyes.y - matte->region.y;
    const double half = head_half_ratio * face_width;
    const int left = clamp_int((axis_x - half) * to_plane, 0, alpha->width);
    const int right = clamp_int((axis_x + half) * to_plane, left, alpha->width);
    const int hair_row = find_hair_top_row(alpha, left, right,
                                           fmaxf(2, strand_ratio * (float)(face_width * to_plane)));
    const double below_eyes =
        (profile->height_px - profile->eyes_px.aim) / geometry_get_scale(profile, face_width);
    const int last_row = clamp_int((eyes_y + below_eyes) * to_plane, 0, alpha->height);

    return (HeadMeasures){
        .hair_top_y = hair_row / to_plane,
        .eyes_y = eyes_y,
        .axis_x = axis_x,
        .face_width = face_width,
        .picture_width = matte->region.width,
        .picture_height = matte->region.height,
        .may_pass_left = is_clear(alpha, 0, BORDER_PX, 0, last_row),
        .may_pass_right = is_clear(alpha, alpha->width - BORDER_PX, alpha->width, 0, last_row),
        .may_pass_top = hair_row > BORDER_PX,
    };
}
