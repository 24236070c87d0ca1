/*
 * The head's own axes, straight from the mesh: no canonical head, no fit. Pairs of mirror points
 * give the axis from ear to ear, whose depth is the yaw; the sides of the forehead against the
 * cheeks give the axis from top to bottom, whose depth is the pitch. The points lie where the skull
 * moves and the mouth does not. The mesh is that of a mean head bent to the picture, so that other
 * choices of points (forehead to chin, a rigid fit of all points) agree within a degree or two:
 * correlation .99.
 *
 * Limits: yaw is good to about 2 degrees and goes blind beyond 60. Pitch also holds the shape of
 * the person's face: count with 5 degrees. Figures: docs/models.md.
 */
#include "lib/face/pose.h"

#include <math.h>

typedef struct Pair {
    int left, right;
} Pair;

enum { LATERAL_PAIRS = 9, UPPER_PAIRS = 3, LOWER_PAIRS = 3 };

/* Corners of the eyes, ears, wings of the nose, cheekbones, temples, brows, cheeks. */
static const Pair LATERAL[LATERAL_PAIRS] = {{33, 263},  {133, 362}, {234, 454},
                                            {127, 356}, {129, 358}, {50, 280},
                                            {54, 284},  {70, 300},  {205, 425}};
/* Sides of the forehead; wings of the nose and cheeks. */
static const Pair UPPER[UPPER_PAIRS] = {{21, 251}, {54, 284}, {103, 332}};
static const Pair LOWER[LOWER_PAIRS] = {{98, 327}, {129, 358}, {205, 425}};

/* How far the line from forehead to cheeks leans on a head held level: forty portraits that look
 * into the camera lie round it. */
static const double LEVEL_LEAN_DEG = 15;

static double to_degrees(double angle_rad)
{
    return angle_rad * 180 / M_PI;
}

/* sum += weight * point */
static void add_point(double sum[3], const Point3 *point, double weight)
{
    sum[0] += weight * (double)point->x;
    sum[1] += weight * (double)point->y;
    sum[2] += weight * (double)point->z;
}

/* Adds the mean of the points of all pairs times the weight. */
static void add_mean(double sum[3], const Face *face, const Pair *pairs, int n_pairs, double weight)
{
    for (int i = 0; i < n_pairs; i++) {
        add_point(sum, &face->mesh[pairs[i].left], weight / (2 * n_pairs));
        add_point(sum, &face->mesh[pairs[i].right], weight / (2 * n_pairs));
    }
}

void pose_measure(Face *face)
{
    const Point2 left = face->eye_left[FACE_EYE_OUTER], right = face->eye_right[FACE_EYE_OUTER];
    const double roll = atan2((double)(right.y - left.y), (double)(right.x - left.x));
    const double c = cos(roll), s = sin(roll);
    double across[3] = {0}, down[3] = {0};

    for (int i = 0; i < LATERAL_PAIRS; i++) {
        add_point(across, &face->mesh[LATERAL[i].right], 1);
        add_point(across, &face->mesh[LATERAL[i].left], -1);
    }
    add_mean(down, face, LOWER, LOWER_PAIRS, 1);
    add_mean(down, face, UPPER, UPPER_PAIRS, -1);

    /* Both axes are taken in the frame that is level with the eyes. */
    const double across_x = c * across[0] + s * across[1];
    const double down_y = c * down[1] - s * down[0];

    face->yaw_deg = (float)to_degrees(atan2(across[2], across_x));
    face->pitch_deg = (float)(to_degrees(atan2(-down[2], down_y)) - LEVEL_LEAN_DEG);
    face->roll_deg = (float)to_degrees(roll);
}
