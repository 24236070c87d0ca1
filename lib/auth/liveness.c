/*
 * Two views of the square round the detector's box, 2.7 and 1.5 times as large: the first shows
 * bezels, edges of paper, hands, the second texture. One run takes 5 ms, so the second view is
 * asked only where the first is not convinced of a live face. A view that does not fit is moved
 * into the picture, then made smaller, as the network was trained; black borders it takes for a
 * screen.
 *
 * Input: B G R, 0..255, planes. Output: logits of live and of two kinds of spoof.
 */
#include "lib/auth/liveness.h"

#include <math.h>

#include "lib/base/error.h"
#include "lib/face/crop.h"

enum { SIZE = 128, PIXELS = SIZE * SIZE, CLASSES = 3, CLASS_LIVE = 0, VIEWS = 2 };

static const double view_ratios[VIEWS] = {2.7, 1.5};
static const double is_convinced = 0.9; /* by the first view: the second is not asked */

const ModelSpec LIVENESS_SPEC = {
    .name = "fr_liveness",
    .sha256 = "afa783b7e902fdfcf323a7240cac2a1c580c25314ea4161129dc1b0d100dc32d",
    .input = {"input", 4, {1, 3, SIZE, SIZE}},
    .n_outputs = 1,
    .outputs = {{"output", 2, {1, CLASSES}}},
};

/* The square inside the picture that is nearest to ratio times the box. */
static Square get_view(const RgbImage *image, const FaceBox *box, double ratio)
{
    const double width = image->width, height = image->height;
    const double side = fmin(ratio * fmax(box->rect.width, box->rect.height), fmin(width, height));
    const double x = box->rect.x + box->rect.width / 2, y = box->rect.y + box->rect.height / 2;

    return (Square){.centre_x = fmin(fmax(x, side / 2), width - side / 2),
                    .centre_y = fmin(fmax(y, side / 2), height - side / 2),
                    .side = side};
}

static void order_as_planes(const float *pixels, float *ret_planes)
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < PIXELS; i++)
            ret_planes[c * PIXELS + i] = pixels[3 * i + 2 - c];
}

static double get_probability(const float logits[CLASSES])
{
    double sum = 0;

    for (int i = 0; i < CLASSES; i++)
        sum += exp((double)(logits[i] - logits[CLASS_LIVE]));
    return 1 / sum;
}

/* The network's answer to one view; pixels and planes are scratch of 3 * PIXELS. */
static int ask(const Model *model, Arena *arena, const RgbImage *image, const Square *view,
               float *pixels, float *planes, double *ret_live, IdpError *error)
{
    float logits[CLASSES];
    Affine grid;
    int status;

    if (crop_square(arena, image, view, (TensorRange){.gain = 1}, SIZE, pixels, &grid))
        return error_set(error, IDP_E_MEMORY, "no memory for the liveness network");
    order_as_planes(pixels, planes);
    status = model_run(model, planes, (float *[]){logits}, error);
    if (!status)
        *ret_live = get_probability(logits);
    return status;
}

int liveness_measure(const Model *model, Arena *arena, const RgbImage *image, const Face *face,
                     Liveness *ret_liveness, IdpError *error)
{
    const double box_side = fmax(face->box.rect.width, face->box.rect.height);
    const ArenaMark mark = arena_get_mark(arena);
    float *pixels = ARENA_NEW(arena, float, 3 * PIXELS);
    float *planes = ARENA_NEW(arena, float, 3 * PIXELS);
    Liveness liveness = {.confidence = 1};
    double sum = 0;
    int status = IDP_OK;

    if (!pixels || !planes)
        status = error_set(error, IDP_E_MEMORY, "no memory for the liveness network");
    for (int i = 0; i < VIEWS && !status && liveness.live < is_convinced; i++) {
        const Square view = get_view(image, &face->box, view_ratios[i]);
        double live = 0;

        status = ask(model, arena, image, &view, pixels, planes, &live, error);
        if (status)
            break;
        sum += live;
        liveness.live = sum / (i + 1);
        liveness.confidence = fmin(liveness.confidence, view.side / (view_ratios[i] * box_side));
    }
    arena_return_to(arena, mark);
    if (!status)
        *ret_liveness = liveness;
    return status;
}
