/*
 * Each eye is shown twice, levelled by its corners, as squares of 1.3 and 1.6 eye widths, and the
 * answers are averaged: the tighter view is the surer one, the wider one has the lashes and the
 * fold of the lid when the contour is a little off. Wider views than these lose the answer.
 *
 * Input: grey, 0..1. Output: logits of closed and of open. The range, the order of the outputs and
 * 1.6 are what the package's own caller uses; 1.3 and the levelling were measured to be better.
 */
#include "lib/face/eye_state.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/face/crop.h"

enum { SIZE = 24, PIXELS = SIZE * SIZE, VIEWS = 2, CLASS_CLOSED = 0, CLASS_OPEN = 1, CLASSES = 2 };

static const double view_ratios[VIEWS] = {1.3, 1.6};

const ModelSpec EYE_STATE_SPEC = {
    .name = "fr_eye",
    .sha256 = "1afcea006abc1ccac3c517022abde0aa092bed74ff3c9fe6878483ef9e6e38de",
    .input = {"input", 4, {1, 1, SIZE, SIZE}},
    .n_outputs = 1,
    .outputs = {{"output", 2, {1, CLASSES}}},
};

static Square get_view(const Point2 eye[FACE_EYE_POINTS], double ratio)
{
    const Point2 outer = eye[FACE_EYE_OUTER], inner = eye[FACE_EYE_INNER];
    const Point2 left = outer.x < inner.x ? outer : inner;
    const Point2 right = outer.x < inner.x ? inner : outer;
    const double dx = (double)(right.x - left.x), dy = (double)(right.y - left.y);
    double x = 0, y = 0;

    for (int i = 0; i < FACE_EYE_OPENING_POINTS; i++) {
        x += (double)eye[i].x / FACE_EYE_OPENING_POINTS;
        y += (double)eye[i].y / FACE_EYE_OPENING_POINTS;
    }
    return (Square){.centre_x = x,
                    .centre_y = y,
                    .side = ratio * fmax(hypot(dx, dy), 1),
                    .angle_rad = atan2(dy, dx)};
}

static void make_grey(const float *pixels, float *ret_grey)
{
    for (int i = 0; i < PIXELS; i++)
        ret_grey[i] =
            0.299f * pixels[3 * i] + 0.587f * pixels[3 * i + 1] + 0.114f * pixels[3 * i + 2];
}

static int ask(const Model *model, Arena *arena, const RgbImage *image, const Square *view,
               float *ret_closed, IdpError *error)
{
    float *pixels = ARENA_NEW(arena, float, 3 * PIXELS);
    float *grey = ARENA_NEW(arena, float, PIXELS);
    float logits[CLASSES];
    Affine grid;

    if (!pixels || !grey ||
        crop_square(arena, image, view, (TensorRange){.gain = 1 / 255.0f}, SIZE, pixels, &grid))
        return error_set(error, IDP_E_MEMORY, "no memory for the eye network");
    make_grey(pixels, grey);
    const int status = model_run(model, grey, (float *[]){logits}, error);
    if (status == IDP_OK)
        *ret_closed = 1 / (1 + expf(logits[CLASS_OPEN] - logits[CLASS_CLOSED]));
    return status;
}

int eye_state_run(const Model *model, Arena *arena, const RgbImage *image, Face *face,
                  IdpError *error)
{
    const ArenaMark mark = arena_get_mark(arena);
    const Point2 *eyes[2] = {face->eye_left, face->eye_right};
    float closed[2] = {0, 0};
    int status = IDP_OK;

    for (int i = 0; i < 2 * VIEWS && status == IDP_OK; i++) {
        const Square view = get_view(eyes[i / VIEWS], view_ratios[i % VIEWS]);
        float answer = 0;

        status = ask(model, arena, image, &view, &answer, error);
        closed[i / VIEWS] += answer / VIEWS;
    }
    arena_return_to(arena, mark);
    if (status == IDP_OK) {
        face->eye_closed[0] = closed[0];
        face->eye_closed[1] = closed[1];
    }
    return status;
}
