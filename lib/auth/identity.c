#include "lib/auth/identity.h"

#include <math.h>

#include "lib/auth/grid.h"
#include "lib/base/resample.h"

enum {
    SIDE = 24,
    LID_LOWER = 4, /* points of the eye's opening, see face.h */
    LID_UPPER = 12,
    LIP_UPPER = 13, /* points of the mesh */
    LIP_LOWER = 14,
    MOUTH_LEFT = 61,
    MOUTH_RIGHT = 291,
    OPENINGS = 4
};

static const double chip_ratio = 2.4;        /* side of the compared square over the interocular */
static const double drop_ratio = 0.4;        /* its middle below the eyes */
static const double interocular_min_px = 30; /* below that landmarks waver more than faces do */
static const double shape_scale = 0.06; /* rms distance of two meshes that halves the likeness */

static int is_usable(const AuthFrame *frame)
{
    return frame->face && (double)face_get_interocular(frame->face) >= interocular_min_px;
}

static void fill_chip(const RgbImage *image, const Face *face, float ret_luma[SIDE * SIDE])
{
    const Point2 eyes = face_get_eyes_midpoint(face);
    const double unit = (double)face_get_interocular(face);
    const double roll = (double)face->roll_deg * M_PI / 180;
    const Affine grid = affine_from_square((double)eyes.x - drop_ratio * unit * sin(roll),
                                           (double)eyes.y + drop_ratio * unit * cos(roll),
                                           chip_ratio * unit, roll, SIDE);
    float rgb[3 * SIDE * SIDE];

    warp_rgb_to_tensor(image, &grid, WARP_BORDER_REPLICATE, (TensorRange){.gain = 1}, SIDE, SIDE,
                       rgb);
    for (int i = 0; i < SIDE * SIDE; i++)
        ret_luma[i] = 0.299f * rgb[3 * i] + 0.587f * rgb[3 * i + 1] + 0.114f * rgb[3 * i + 2];
}

/* The mesh with its middle at the origin and unit rms size, upright. */
static void normalise(const Face *face, double ret_points[2 * FACE_MESH_POINTS])
{
    const double roll = (double)face->roll_deg * M_PI / 180;
    double x = 0, y = 0, size = 0;

    for (int i = 0; i < FACE_MESH_POINTS; i++) {
        x += (double)face->mesh[i].x / FACE_MESH_POINTS;
        y += (double)face->mesh[i].y / FACE_MESH_POINTS;
    }
    for (int i = 0; i < FACE_MESH_POINTS; i++) {
        const double dx = (double)face->mesh[i].x - x, dy = (double)face->mesh[i].y - y;

        ret_points[2 * i] = dx * cos(roll) + dy * sin(roll);
        ret_points[2 * i + 1] = dy * cos(roll) - dx * sin(roll);
        size += (dx * dx + dy * dy) / FACE_MESH_POINTS;
    }
    for (int i = 0; i < 2 * FACE_MESH_POINTS; i++)
        ret_points[i] /= sqrt(fmax(size, 1e-6));
}

double identity_compare(const RgbImage *a, const Face *face_a, const RgbImage *b,
                        const Face *face_b)
{
    double points_a[2 * FACE_MESH_POINTS], points_b[2 * FACE_MESH_POINTS], squares = 0;
    float chip_a[SIDE * SIDE], chip_b[SIDE * SIDE];

    normalise(face_a, points_a);
    normalise(face_b, points_b);
    for (int i = 0; i < 2 * FACE_MESH_POINTS; i++)
        squares += (points_a[i] - points_b[i]) * (points_a[i] - points_b[i]);
    fill_chip(a, face_a, chip_a);
    fill_chip(b, face_b, chip_b);
    const double shape = 1 / (1 + squares / FACE_MESH_POINTS / (shape_scale * shape_scale));

    return shape * fmax(grid_correlate(chip_a, chip_b, SIDE * SIDE), 0);
}

double identity_measure(const AuthFrame *frames, size_t n_frames, const RgbImage *shot,
                        const Face *shot_face)
{
    double least = 1;
    size_t n_faces = 0;

    for (size_t i = 0; shot_face && i < n_frames; i++) {
        if (!is_usable(&frames[i]))
            continue;
        least = fmin(least, identity_compare(frames[i].image, frames[i].face, shot, shot_face));
        n_faces++;
    }
    return 2 * n_faces > n_frames ? least : NAN;
}

static double distance(float ax, float ay, float bx, float by)
{
    return hypot((double)ax - (double)bx, (double)ay - (double)by);
}

static void measure_openings(const Face *face, double ret_openings[OPENINGS])
{
    const Point2 *left = face->eye_left, *right = face->eye_right;
    const Point3 *mesh = face->mesh;
    const double unit = (double)face_get_interocular(face);

    ret_openings[0] =
        distance(left[LID_LOWER].x, left[LID_LOWER].y, left[LID_UPPER].x, left[LID_UPPER].y);
    ret_openings[1] =
        distance(right[LID_LOWER].x, right[LID_LOWER].y, right[LID_UPPER].x, right[LID_UPPER].y);
    ret_openings[2] =
        distance(mesh[LIP_UPPER].x, mesh[LIP_UPPER].y, mesh[LIP_LOWER].x, mesh[LIP_LOWER].y);
    ret_openings[3] =
        distance(mesh[MOUTH_LEFT].x, mesh[MOUTH_LEFT].y, mesh[MOUTH_RIGHT].x, mesh[MOUTH_RIGHT].y);
    for (int i = 0; i < OPENINGS; i++)
        ret_openings[i] /= unit;
}

double identity_measure_motion(const AuthFrame *frames, size_t n_frames)
{
    double sums[OPENINGS] = {0}, squares[OPENINGS] = {0}, variance = 0;
    int n = 0;

    for (size_t i = 0; i < n_frames; i++) {
        double openings[OPENINGS];

        if (!is_usable(&frames[i]))
            continue;
        measure_openings(frames[i].face, openings);
        for (int k = 0; k < OPENINGS; k++) {
            sums[k] += openings[k];
            squares[k] += openings[k] * openings[k];
        }
        n++;
    }
    if (n < AUTH_FRAMES_MIN)
        return NAN;
    for (int k = 0; k < OPENINGS; k++)
        variance += fmax(squares[k] / n - sums[k] / n * sums[k] / n, 0) / OPENINGS;
    return sqrt(variance);
}
