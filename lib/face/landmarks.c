/*
 * Two passes: the network is at its best on a level face that fills its input as in its training.
 * The detector's box gives the first square, the mesh of the first pass the second one, levelled by
 * the outer corners of the eyes.
 *
 * Source: I. Grishchenko et al., "Attention Mesh", 2020; the published graphs of MediaPipe for the
 * input range and the margins of the square.
 */
#include "lib/face/landmarks.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/face/crop.h"

enum { SIZE = 192, INPUT_FLOATS = SIZE * SIZE * 3 };

/* Side and place of the squares, as shares of the box and of the mesh. */
static const double BOX_SIDE_RATIO = 1.45, BOX_DOWN_RATIO = 0.04, MESH_SIDE_RATIO = 1.5;
static const float PRESENCE_DOUBT = 0.5f;

const ModelSpec LANDMARKS_SPEC = {
    .name = "face_landmarks",
    .sha256 = "906ea9b658c0be0b150732bcfc758d65d9e1b251ace4596abaec1320aebeda18",
    .input = {"image", 4, {1, SIZE, SIZE, 3}}, /* R G B, 0..1 */
    .n_outputs = 7,
    .outputs = {{"presence", 1, {1}},               /* logit */
                {"mesh", 2, {FACE_MESH_POINTS, 3}}, /* the rest in input pixels */
                {"lips", 2, {FACE_LIPS_POINTS, 2}},
                {"eye_left", 2, {FACE_EYE_POINTS, 2}},
                {"iris_left", 2, {FACE_IRIS_POINTS, 2}},
                {"eye_right", 2, {FACE_EYE_POINTS, 2}},
                {"iris_right", 2, {FACE_IRIS_POINTS, 2}}},
};

/* What the network fills in, in input pixels; Point2 and Point3 are plain floats one after another.
 */
typedef struct Output {
    float presence;
    Point3 mesh[FACE_MESH_POINTS];
    Point2 lips[FACE_LIPS_POINTS];
    Point2 eye_left[FACE_EYE_POINTS], iris_left[FACE_IRIS_POINTS];
    Point2 eye_right[FACE_EYE_POINTS], iris_right[FACE_IRIS_POINTS];
} Output;

_Static_assert(sizeof(Point2) == 2 * sizeof(float) && sizeof(Point3) == 3 * sizeof(float),
               "points are read from the network as floats");

static Point2 map(const Affine *grid, float x, float y)
{
    return (Point2){(float)(grid->xx * (double)x + grid->xy * (double)y + grid->x0),
                    (float)(grid->yx * (double)x + grid->yy * (double)y + grid->y0)};
}

static void map_points(const Affine *grid, const Point2 *points, size_t n_points,
                       Point2 *ret_points)
{
    for (size_t i = 0; i < n_points; i++)
        ret_points[i] = map(grid, points[i].x, points[i].y);
}

static void fill_face(const Output *output, const Affine *grid, Face *face)
{
    const float scale = (float)hypot(grid->xx, grid->yx);

    face->presence = 1 / (1 + expf(-output->presence));
    for (size_t i = 0; i < FACE_MESH_POINTS; i++) {
        const Point2 point = map(grid, output->mesh[i].x, output->mesh[i].y);

        face->mesh[i] = (Point3){point.x, point.y, output->mesh[i].z * scale};
    }
    map_points(grid, output->lips, FACE_LIPS_POINTS, face->lips);
    map_points(grid, output->eye_left, FACE_EYE_POINTS, face->eye_left);
    map_points(grid, output->eye_right, FACE_EYE_POINTS, face->eye_right);
    map_points(grid, output->iris_left, FACE_IRIS_POINTS, face->iris_left);
    map_points(grid, output->iris_right, FACE_IRIS_POINTS, face->iris_right);
}

/*
 * The tilt of the box: the network itself follows some 30 degrees only. The line between the eyes
 * and the one from the eyes to the mouth are added up as arrows: in profile the first is short and
 * says little, the second still does.
 */
static double get_box_angle(const FaceBox *box)
{
    const Point2 left = box->keypoints[FACE_KEYPOINT_EYE_LEFT];
    const Point2 right = box->keypoints[FACE_KEYPOINT_EYE_RIGHT];
    const Point2 mouth = box->keypoints[FACE_KEYPOINT_MOUTH];
    const double down_x = (double)(mouth.x - (left.x + right.x) / 2);
    const double down_y = (double)(mouth.y - (left.y + right.y) / 2);

    return atan2((double)(right.y - left.y) - down_x, (double)(right.x - left.x) + down_y);
}

static Square get_box_square(const FaceBox *box, double angle)
{
    const double down = box->rect.height * BOX_DOWN_RATIO;

    return (Square){.centre_x = box->rect.x + box->rect.width / 2 - down * sin(angle),
                    .centre_y = box->rect.y + box->rect.height / 2 + down * cos(angle),
                    .side = box->rect.height * BOX_SIDE_RATIO,
                    .angle_rad = angle};
}

/* The square round the mesh in the frame that is level with the eyes. */
static Square get_mesh_square(const Face *face)
{
    const Point3 left = face->mesh[FACE_MESH_EYE_OUTER_LEFT];
    const Point3 right = face->mesh[FACE_MESH_EYE_OUTER_RIGHT];
    const double angle = atan2((double)(right.y - left.y), (double)(right.x - left.x));
    const double c = cos(angle), s = sin(angle);
    double u_min = INFINITY, u_max = -INFINITY, v_min = INFINITY, v_max = -INFINITY;

    for (size_t i = 0; i < FACE_MESH_POINTS; i++) {
        const double x = (double)face->mesh[i].x, y = (double)face->mesh[i].y;

        u_min = fmin(u_min, c * x + s * y);
        u_max = fmax(u_max, c * x + s * y);
        v_min = fmin(v_min, c * y - s * x);
        v_max = fmax(v_max, c * y - s * x);
    }
    const double u = (u_min + u_max) / 2, v = (v_min + v_max) / 2;

    return (Square){.centre_x = c * u - s * v,
                    .centre_y = s * u + c * v,
                    .side = fmax(u_max - u_min, v_max - v_min) * MESH_SIDE_RATIO,
                    .angle_rad = angle};
}

/* One pass: the network on the square, the results in the face. */
static int run_pass(const Model *model, Arena *arena, const RgbImage *image, const Square *square,
                    Face *face, IdpError *error)
{
    const TensorRange range = {.gain = 1 / 255.0f};
    float *input = ARENA_NEW(arena, float, INPUT_FLOATS);
    Output *output = ARENA_NEW(arena, Output, 1);
    Affine grid;

    if (!input || !output || crop_square(arena, image, square, range, SIZE, input, &grid) != IDP_OK)
        return error_set(error, IDP_E_MEMORY, "no memory for the face landmarks");

    float *outputs[] = {
        &output->presence,        &output->mesh[0].x,      &output->lips[0].x,
        &output->eye_left[0].x,   &output->iris_left[0].x, &output->eye_right[0].x,
        &output->iris_right[0].x,
    };
    const int status = model_run(model, input, outputs, error);
    if (status == IDP_OK)
        fill_face(output, &grid, face);
    return status;
}

int landmarks_run(const Model *model, Arena *arena, const RgbImage *image, Face *face,
                  IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    Square square = get_box_square(&face->box, get_box_angle(&face->box));
    int status = run_pass(model, arena, image, &square, face, error);

    /* The points of the box mislead in full profile: such a face is looked at upright. */
    if (status == IDP_OK && face->presence < PRESENCE_DOUBT) {
        square = get_box_square(&face->box, 0);
        status = run_pass(model, arena, image, &square, face, error);
    }
    if (status == IDP_OK) {
        square = get_mesh_square(face);
        status = run_pass(model, arena, image, &square, face, error);
    }
    arena_return_to(arena, mark);
    return status;
}
