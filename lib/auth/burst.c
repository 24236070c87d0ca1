#include "lib/auth/burst.h"

#include <math.h>
#include <stdlib.h>

#include "lib/auth/homography.h"
#include "lib/auth/identity.h"
#include "lib/auth/track.h"
#include "lib/base/error.h"
#include "lib/base/resample.h"

enum { LONG_SIDE = 320, BLOCK = 4, POINTS_MIN = 24, GROUP_MIN = 6 };

static const double plane_reach_px = 0.9; /* on the thinned frame: what tracking errs by */
static const double side_ratio = 0.35, above_ratio = 0.5; /* of the face's box, to the background */
static const double motion_min_px = 2;   /* of the median point: less shows no parallax */
static const double still_change = 0.35; /* grey levels, mean of blocks: sensor noise gives more */
static const double replay_share = 0.3;  /* of the usual change between neighbours */

typedef struct Frames {
    size_t n;
    Pyramid pyramids[AUTH_FRAMES_MAX];
} Frames;

static int thin(Arena *arena, const RgbImage *image, Plane *ret_luma)
{
    const int longer = image->width > image->height ? image->width : image->height;
    const int factor = (longer + LONG_SIDE - 1) / LONG_SIDE;
    RgbImage small;

    if (rgb_image_shrink(arena, image, factor, &small) ||
        plane_new(arena, small.width, small.height, ret_luma))
        return IDP_E_MEMORY;
    for (int y = 0; y < small.height; y++) {
        const uint8_t *p = rgb_image_row(&small, y);
        float *to = plane_row(ret_luma, y);

        for (int x = 0; x < small.width; x++, p += 3)
            to[x] = 0.299f * p[0] + 0.587f * p[1] + 0.114f * p[2];
    }
    return IDP_OK;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Of no values: 0. */
static double get_median(double *values, size_t n)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, compare_doubles);
    return values[n / 2];
}

/* Mean absolute difference of the means of blocks, which noise hardly touches. */
static double measure_change(const Plane *a, const Plane *b)
{
    double sum = 0;
    int n = 0;

    for (int top = 0; top + BLOCK <= a->height; top += BLOCK)
        for (int left = 0; left + BLOCK <= a->width; left += BLOCK, n++) {
            float difference = 0;

            for (int y = top; y < top + BLOCK; y++)
                for (int x = left; x < left + BLOCK; x++)
                    difference += plane_row(a, y)[x] - plane_row(b, y)[x];
            sum += fabs((double)difference) / (BLOCK * BLOCK);
        }
    return n ? sum / n : 0;
}

/* Neighbours that do not differ are still; a later frame that is like one before its neighbour,
 * much more than neighbours are like each other, is a repetition. */
static void measure_changes(const Frames *frames, Burst *burst)
{
    double changes[AUTH_FRAMES_MAX], usual;
    size_t n_still = 0, n_replayed = 0;

    for (size_t i = 0; i + 1 < frames->n; i++) {
        changes[i] =
            measure_change(&frames->pyramids[i].levels[0], &frames->pyramids[i + 1].levels[0]);
        n_still += changes[i] < still_change;
    }
    usual = get_median(changes, frames->n - 1);
    for (size_t i = 2; i < frames->n; i++) {
        int is_replayed = 0;

        for (size_t k = 0; k + 1 < i; k++)
            is_replayed |= measure_change(&frames->pyramids[k].levels[0],
                                          &frames->pyramids[i].levels[0]) < replay_share * usual;
        n_replayed += is_replayed && usual >= still_change;
    }
    burst->stillness = (double)n_still / (double)(frames->n - 1);
    burst->replay = (double)n_replayed / (double)(frames->n - 2);
}

/* The points of the first frame that were found again, where they were and are. */
typedef struct Tracks {
    int n;
    Point2 from[TRACK_POINTS_MAX], to[TRACK_POINTS_MAX];
    double motion; /* of the median point, px */
} Tracks;

static void follow_all(const Pyramid *first, const Pyramid *frame, const Point2 *points,
                       int n_points, Point2 *guesses, Tracks *tracks)
{
    double motions[TRACK_POINTS_MAX];

    tracks->n = 0;
    for (int i = 0; i < n_points; i++) {
        Point2 found;

        if (!track_point(first, frame, points[i], guesses[i], &found))
            continue;
        guesses[i] = found;
        motions[tracks->n] =
            hypot((double)found.x - (double)points[i].x, (double)found.y - (double)points[i].y);
        tracks->from[tracks->n] = points[i];
        tracks->to[tracks->n++] = found;
    }
    tracks->motion = get_median(motions, (size_t)tracks->n);
}

typedef enum Layer { LAYER_FACE, LAYER_BACKGROUND, LAYER_BODY } Layer;

/* Shoulders and hair are as near as the face, so only what is well beside or above the head, and
 * not below the chin, is background. */
static Layer get_layer(Rect face, Point2 point)
{
    const double u = ((double)point.x - face.x) / face.width;
    const double v = ((double)point.y - face.y) / face.height;

    if (u > 0 && u < 1 && v > 0 && v < 1)
        return LAYER_FACE;
    return v < 1 && (u < -side_ratio || u > 1 + side_ratio || v < -above_ratio) ? LAYER_BACKGROUND
                                                                                : LAYER_BODY;
}

/* What the map leaves of the motion of a layer: the median along x and along y. 0: too few points.
 */
static int get_rest(const Tracks *tracks, const Homography *map, Rect face, Layer layer,
                    double ret_rest[2])
{
    double rests[2][TRACK_POINTS_MAX];
    size_t n = 0;

    for (int i = 0; i < tracks->n; i++) {
        const Point2 mapped = homography_apply(map, tracks->from[i]);

        if (get_layer(face, tracks->from[i]) != layer)
            continue;
        rests[0][n] = (double)(tracks->to[i].x - mapped.x);
        rests[1][n++] = (double)(tracks->to[i].y - mapped.y);
    }
    if (n < GROUP_MIN)
        return 0;
    ret_rest[0] = get_median(rests[0], n);
    ret_rest[1] = get_median(rests[1], n);
    return 1;
}

/* How differently face and background move once the best plane is taken away, over the motion. */
static double compare_layers(const Tracks *tracks, Rect face)
{
    double near[2], far[2];
    Homography map;

    if (!homography_find(tracks->from, tracks->to, tracks->n, plane_reach_px, &map) ||
        !get_rest(tracks, &map, face, LAYER_FACE, near) ||
        !get_rest(tracks, &map, face, LAYER_BACKGROUND, far))
        return NAN;
    return fmin(hypot(near[0] - far[0], near[1] - far[1]) / tracks->motion, 1);
}

/* The face's box in the thinned frame. */
static Rect get_face(const AuthFrame *frame, const Plane *luma)
{
    const double scale = (double)luma->width / frame->image->width;
    const Rect box = frame->face->box.rect;

    return (Rect){scale * box.x, scale * box.y, scale * box.width, scale * box.height};
}

/* On the frame that moved most from the first one. */
static double measure_parallax(const AuthFrame *from, const Frames *frames)
{
    Point2 points[TRACK_POINTS_MAX], guesses[TRACK_POINTS_MAX];
    const int n_points = track_find(&frames->pyramids[0].levels[0], points);
    double most = motion_min_px, parallax = NAN;

    if (!from[0].face)
        return NAN;
    for (int i = 0; i < n_points; i++)
        guesses[i] = points[i];
    for (size_t k = 1; k < frames->n; k++) {
        Tracks tracks;

        follow_all(&frames->pyramids[0], &frames->pyramids[k], points, n_points, guesses, &tracks);
        if (tracks.n < POINTS_MIN || tracks.motion < most)
            continue;
        most = tracks.motion;
        parallax = compare_layers(&tracks, get_face(&from[0], &frames->pyramids[0].levels[0]));
    }
    return parallax;
}

static int frames_make(Arena *arena, const AuthFrame *from, size_t n, Frames *frames,
                       IdpError *error)
{
    frames->n = n;
    for (size_t i = 0; i < n; i++) {
        Plane luma;

        if (from[i].image->width != from[0].image->width ||
            from[i].image->height != from[0].image->height)
            return error_set(error, IDP_E_ARGUMENT, "the frames differ in size");
        if (thin(arena, from[i].image, &luma) || pyramid_make(arena, &luma, &frames->pyramids[i]))
            return error_set(error, IDP_E_MEMORY, "no memory for %zu frames", n);
    }
    return IDP_OK;
}

int burst_measure(Arena *arena, const AuthFrame *frames, size_t n_frames, const RgbImage *shot,
                  const Face *shot_face, Burst *ret_burst, IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    size_t n_faces = 0;
    Frames thinned;
    Burst burst;

    if (n_frames < AUTH_FRAMES_MIN || n_frames > AUTH_FRAMES_MAX)
        return error_set(error, IDP_E_ARGUMENT, "a burst of %zu frames", n_frames);
    const int status = frames_make(arena, frames, n_frames, &thinned, error);

    if (!status) {
        measure_changes(&thinned, &burst);
        burst.parallax = measure_parallax(frames, &thinned);
        burst.identity = identity_measure(frames, n_frames, shot, shot_face);
        burst.micro_motion = identity_measure_motion(frames, n_frames);
        for (size_t i = 0; i < n_frames; i++)
            n_faces += frames[i].face != NULL;
        burst.confidence = (double)n_faces / (double)n_frames;
        *ret_burst = burst;
    }
    arena_return_to(arena, mark);
    return status;
}
